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

from bot import delivery, payloads
from bot.changes import Change
from bot.delivery import Delivery, Next, Sent
from bot.payloads import Click, Command, Event, Form, Shortcut
from bot.views import channels as channel_views
from bot.views import comments as comment_views
from bot.views import digests as digest_views
from bot.views import feedback as feedback_views
from bot.views import feedback_own as feedback_own_views
from bot.views import home as home_views
from bot.views import imports as import_views
from bot.views import kudos as kudos_views
from bot.views import kudos_messages as kudos_message_views
from bot.views import kudos_own as kudos_own_views
from bot.views import persons as person_views
from bot.views import practices as practice_views
from bot.views import preferences as preference_views
from bot.views import privacy as privacy_views
from bot.views import pulses as pulse_views
from bot.views import thanking as thanking_views
from bot.views.kit import Message
from handlers import (
    admin_routes,
    comments,
    digest_details,
    digest_leads,
    digests,
    dropped,
    feedback,
    feedback_own,
    following,
    home,
    ideas,
    installing,
    kudos,
    kudos_messages,
    kudos_own,
    mentions,
    people,
    practices,
    praise,
    preferences,
    privacy,
    pulses,
    reactions,
    reminders,
    replies,
    shared,
    teams,
    thanking,
    welcomes,
)
from handlers.listening import Listener, bind
from handlers.world import Ack, World
from storage.database import Db


def by_word(words: Mapping[str, Listener[Command]], otherwise: Listener[Command]) -> Listener[Command]:
    """A command that goes by its one word, such as `/kudos mine`, and without one of these by its own listener."""

    async def on_command(world: World, command: Command) -> Ack:
        return await words.get(command.text.casefold(), otherwise)(world, command)

    return on_command


COMMANDS: Mapping[str, Listener[Command]] = {
    "/kudos": by_word(
        {"help": kudos.on_help, "mine": kudos_own.on_mine, "settings": kudos_own.on_settings, "team": thanking.on_team},
        otherwise=kudos.on_command,
    ),
    "/feedback": by_word({"help": feedback.on_help, "mine": feedback_own.on_mine}, otherwise=feedback.on_command),
    "/pulse": by_word(
        {"digest": digest_details.on_digest, "practices": practices.on_log, "ideas": ideas.on_command},
        otherwise=pulses.on_command,
    ),
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
    home_views.PAGE: home.on_page,
    kudos_message_views.SHARE: kudos_own.on_share,
    kudos_message_views.UNSHARE: kudos_own.on_unshare,
    kudos_views.EDIT: kudos_own.on_edit,
    kudos_views.UNDO: kudos_own.on_undo,
    kudos_own_views.LIST: kudos_own.on_list,
    kudos_views.FILLED: kudos.on_filled,
    thanking_views.NO_PROMPT: thanking.on_no_more,
    feedback_views.OPEN: feedback.on_open,
    feedback_own_views.EDIT: feedback.on_edit,
    feedback_own_views.DELETE: feedback.on_delete,
    feedback_own_views.MORE: feedback_own.on_more,
    feedback_own_views.SHARE: praise.on_share,
    feedback_own_views.HIDE: praise.on_hide,
    **dict.fromkeys(practice_views.WISHES, practices.on_wish),
    channel_views.CONFIRM: shared.on_confirm,
    digest_views.DETAILS: digest_details.on_details,
    import_views.START: dropped.on_start,
    import_views.COLUMNS: dropped.on_columns,
    import_views.CANCEL: dropped.on_cancel,
    privacy_views.EXPORT: privacy.on_export,
    privacy_views.ERASE: privacy.on_erase,
    comment_views.READY_ANSWER: replies.on_ready,
    comment_views.REPLY: replies.on_reply,
    **admin_routes.CLICKS,
}
FORMS: Mapping[str, Listener[Form]] = {
    preference_views.FORM: preferences.on_form,
    person_views.ERASE_FORM: privacy.on_erase_form,
    comment_views.FORM: comments.on_form,
    comment_views.REPLY_FORM: replies.on_form,
    kudos_views.FORM: kudos.on_form,
    kudos_own_views.EDIT_FORM: kudos_own.on_edit_form,
    kudos_own_views.SETTINGS_FORM: kudos_own.on_settings_form,
    feedback_views.FORM: feedback.on_form,
    import_views.FORM: dropped.on_form,
    feedback_views.EDIT_FORM: feedback.on_edit_form,
    feedback_own_views.DELETE_FORM: feedback.on_delete_form,
    **admin_routes.FORMS,
}
SHORTCUTS: Mapping[str, Listener[Shortcut]] = {
    "kudos_global": kudos.on_shortcut,
    "kudos_message": kudos.on_shortcut,
    "feedback_global": feedback.on_shortcut,
    "feedback_message": feedback.on_shortcut,
}
EVENTS: Mapping[str, Listener[Event]] = {
    "app_home_opened": home.on_opened,
    "reaction_added": reactions.on_reaction,
    "reaction_removed": reactions.on_reaction,
    "app_mention": mentions.on_mention,
    "file_shared": dropped.on_file,
    "team_join": people.on_member,
    "user_change": people.on_member,
    "channel_shared": shared.on_change,
    "channel_unshared": shared.on_change,
    "member_joined_channel": following.on_change,
    "member_left_channel": following.on_change,
    "subteam_members_changed": following.on_change,
    "subteam_updated": following.on_change,
}
MESSAGES: Mapping[str, Callable[[Db, Delivery, datetime], Message | Change | None]] = {
    pulses.KIND: pulses.render,
    reminders.KIND: reminders.render,
    reminders.OVER: reminders.render_over,
    delivery.KUDOS: kudos_messages.render,
    delivery.KUDOS_SHARED: kudos_messages.render,
    delivery.KUDOS_CHANGED: kudos_messages.render_changed,
    delivery.KUDOS_GONE: kudos_messages.render_gone,
    thanking.KIND: thanking.render,
    praise.KIND: praise.render,
    digests.KIND: digests.render,
    digests.CHANGED: digests.render_changed,
    digest_leads.KIND: digest_leads.render,
    dropped.OVER: dropped.render_over,
    replies.KIND: replies.render,
    replies.REPLY: replies.render_reply,
    teams.NOT_POSTED: teams.render_not_posted,
    following.GROUP_GONE: following.render_group_gone,
    shared.KIND: shared.render,
    welcomes.KIND: welcomes.render,
    installing.KIND: installing.render,
}
AFTERWARDS: Mapping[str, Callable[[Db, World, Delivery, Next, Sent | None], None]] = {
    reminders.KIND: reminders.note,
    reminders.OVER: reminders.forget_places,
    replies.REPLY: replies.settled,
    digests.KIND: digests.note_posted,
    digests.CHANGED: digests.note_changed,
    delivery.KUDOS: kudos_messages.note,
    delivery.KUDOS_SHARED: kudos_messages.note,
    delivery.KUDOS_CHANGED: kudos_messages.note,
    delivery.KUDOS_GONE: kudos_messages.note,
    welcomes.KIND: welcomes.settled,
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
