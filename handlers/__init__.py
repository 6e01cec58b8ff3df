"""The shell, and its table of contents: which listener answers what, and what each kind of delivery says.

There is one Bolt listener for each kind of payload, which looks the route up here: every further listener would cost
each request some microseconds, a dictionary costs none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from slack_bolt.app.async_app import AsyncApp

from bot import payloads
from bot.delivery import Delivery
from bot.payloads import Click, Command, Event, Form, Shortcut
from bot.views import feedback as feedback_views
from bot.views import kudos as kudos_views
from bot.views import pulses as pulse_views
from bot.views.kit import Message
from handlers import digests, feedback, kudos, people, pulses
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
}
ANY = re.compile("")


def register(app: AsyncApp, world: World) -> None:
    """Give Bolt one listener for each kind of payload."""
    app.command(ANY)(bind(world, payloads.command, COMMANDS))
    app.action(ANY)(bind(world, payloads.click, CLICKS, unlogged={pulse_views.ANSWER}))
    app.view(ANY)(bind(world, payloads.form, FORMS))
    app.shortcut(ANY)(bind(world, payloads.shortcut, SHORTCUTS))
    app.event(ANY)(bind(world, payloads.event, EVENTS))
