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
from bot.delivery import Delivery
from bot.payloads import Click, Command, Event, Form, Shortcut
from bot.views import feedback as feedback_views
from bot.views import kudos as kudos_views
from bot.views import pulses as pulse_views
from bot.views.kit import Message
from handlers import digests, feedback, kudos, people, pulses, teams
from handlers.world import Listener, World, bind
from storage.database import Db

COMMANDS: Mapping[str, Listener[Command]] = {
    "/kudos": kudos.on_command,
    "/feedback": feedback.on_command,
    "/pulse": pulses.on_command,
}
CLICKS: Mapping[str, Listener[Click]] = {
    pulse_views.ANSWER: pulses.on_answer,
    kudos_views.SHARE: kudos.on_share,
}
FORMS: Mapping[str, Listener[Form]] = {
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
}
MESSAGES: Mapping[str, Callable[[Db, Delivery, datetime], Message | None]] = {
    pulses.KIND: pulses.render,
    kudos.RECEIVED: kudos.render_received,
    kudos.SHARED: kudos.render_shared,
    digests.KIND: digests.render,
    teams.NOT_POSTED: teams.render_not_posted,
}


class Routing(AsyncMiddleware):
    """Takes a payload straight to the listener of its kind. Bolt by itself would ask one after another."""

    def __init__(self, world: World) -> None:
        shortcut = bind(world, payloads.shortcut, SHORTCUTS)
        self._listeners = {
            "command": bind(world, payloads.command, COMMANDS),
            "block_actions": bind(world, payloads.click, CLICKS, unlogged={pulse_views.ANSWER}),
            "view_submission": bind(world, payloads.form, FORMS),
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
