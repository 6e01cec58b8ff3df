"""The shell, and its table of contents: which listener answers what, and what each kind of delivery says.

There is one listener for each kind of payload, which looks the route up here: every listener that Bolt has to ask would
cost each request some microseconds, a dictionary costs none.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot import payloads
from bot.changes import Change
from bot.delivery import Delivery, Next, Sent
from bot.payloads import Click, Command, Event, Form, Shortcut
from bot.views import comments as comment_views
from bot.views import feedback as feedback_views
from bot.views import kudos as kudos_views
from bot.views import persons as person_views
from bot.views import preferences as preference_views
from bot.views import privacy as privacy_views
from bot.views import pulses as pulse_views
from bot.views.kit import Message
from handlers import (
    comments,
    digests,
    feedback,
    following,
    kudos,
    people,
    preferences,
    privacy,
    pulses,
    reminders,
    replies,
    teams,
)
from handlers.world import Listener, World, bind
from storage.database import Db

COMMANDS: Mapping[str, Listener[Command]] = {
    "/kudos": kudos.on_command,
    "/feedback": feedback.on_command,
    "/pulse": pulses.on_command,
}
ANSWERING: Mapping[str, Listener[Click]] = {
    pulse_views.ANSWER: pulses.on_answer,
    pulse_views.OPEN: pulses.on_open,
    pulse_views.AGAIN: pulses.on_again,
    pulse_views.WITHDRAW: pulses.on_withdraw,
    pulse_views.LATER_TODAY: preferences.on_later,
    pulse_views.TOMORROW: preferences.on_later,
    pulse_views.START: preferences.on_start,
    pulse_views.NO_THANKS: preferences.on_no_thanks,
    pulse_views.PAUSE: preferences.on_pause,
    pulse_views.STOP: preferences.on_stop,
    preference_views.OPEN: pulses.on_page,
    privacy_views.OPEN: pulses.on_page,
    kudos_views.OPEN: kudos.on_open,
    comment_views.OPEN: comments.on_open,
    comment_views.READ: replies.on_read,
}
CLICKS: Mapping[str, Listener[Click]] = {
    **ANSWERING,
    kudos_views.SHARE: kudos.on_share,
    privacy_views.EXPORT: privacy.on_export,
    privacy_views.ERASE: privacy.on_erase,
    comment_views.READY_ANSWER: replies.on_ready,
    comment_views.REPLY: replies.on_reply,
}
FORMS: Mapping[str, Listener[Form]] = {
    preference_views.FORM: preferences.on_form,
    person_views.ERASE_FORM: privacy.on_erase_form,
    comment_views.FORM: comments.on_form,
    comment_views.REPLY_FORM: replies.on_form,
    kudos_views.FORM: kudos.on_form,
    feedback_views.FORM: feedback.on_form,
}
SHORTCUTS: Mapping[str, Listener[Shortcut]] = {
    "kudos_global": kudos.on_shortcut,
    "kudos_message": kudos.on_shortcut,
    "feedback_global": feedback.on_shortcut,
    "feedback_message": feedback.on_shortcut,
}
EVENTS: Mapping[str, Listener[Event]] = {
    "team_join": people.on_member,
    "user_change": people.on_member,
    "member_joined_channel": following.on_change,
    "member_left_channel": following.on_change,
    "subteam_members_changed": following.on_change,
    "subteam_updated": following.on_change,
}
MESSAGES: Mapping[str, Callable[[Db, Delivery, datetime], Message | Change | None]] = {
    pulses.KIND: pulses.render,
    reminders.KIND: reminders.render,
    reminders.OVER: reminders.render_over,
    kudos.RECEIVED: kudos.render_received,
    kudos.SHARED: kudos.render_shared,
    digests.KIND: digests.render,
    replies.KIND: replies.render,
    replies.REPLY: replies.render_reply,
    teams.NOT_POSTED: teams.render_not_posted,
    following.GROUP_GONE: following.render_group_gone,
}
AFTERWARDS: Mapping[str, Callable[[Db, Delivery, Next, Sent | None], None]] = {
    reminders.KIND: reminders.note,
    reminders.OVER: reminders.forget_places,
    replies.REPLY: replies.settled,
}


class Routing(AsyncMiddleware):
    """Takes a payload straight to the listener of its kind. Bolt by itself would ask one after another."""

    def __init__(self, world: World) -> None:
        shortcut = bind(world, payloads.shortcut, SHORTCUTS)
        self._listeners = {
            "command": bind(world, payloads.command, COMMANDS, unlogged={"/pulse"}),
            "block_actions": bind(world, payloads.click, CLICKS, unlogged=ANSWERING),
            "view_submission": bind(world, payloads.form, FORMS, unlogged={comment_views.FORM}),
            "shortcut": shortcut,
            "message_action": shortcut,
            "event_callback": bind(world, payloads.event, EVENTS),
        }

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt gives it by name
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - so does it give this
    ) -> BoltResponse | None:
        """Answer a payload; one that no listener of ours is for goes on to Bolt's own."""
        listener = self._listeners.get(req.body.get("type", "command"))
        return await listener(req.body) if listener else await next()


def register(app: AsyncApp, world: World) -> None:
    """Let Bolt take what it receives to our listeners."""
    app.use(Routing(world))
