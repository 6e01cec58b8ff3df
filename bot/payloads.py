"""Slack's JSON, read once at the edge. Only this and `bot.profiles` (users) look inside a payload.

Everything here comes back from a client and is untrusted: only ids are taken from it, and every one is loaded and
authorised again before anything happens.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot import markup
from bot.errors import HeartlineError

Json = Mapping[str, Any]
ONE_VALUE = ("value", "selected_date", "selected_time", "selected_user", "selected_conversation", "selected_channel")
HALF_CHARACTERS = re.compile("[\ud800-\udfff]")


class Malformed(HeartlineError):
    """A payload that does not have the shape Slack promises."""


@dataclass(frozen=True)
class Click:
    """A press on something in a message or a view. `route` is the part of its action id before a colon.

    `view_id` is that of the modal it is in; empty for one in a message or on the Home tab. `ts` is that of the message.
    """

    workspace: str
    person: str
    route: str
    block_id: str
    value: str
    trigger_id: str
    response_url: str
    view_id: str
    ts: str = ""

    @property
    def number(self) -> int:
        """The value as a whole number of at most two digits; -1 where it is none."""
        is_number = self.value.isascii() and self.value.isdigit() and len(self.value) <= 2
        return int(self.value) if is_number else -1


@dataclass(frozen=True)
class Command:
    """A slash command with the words after it."""

    workspace: str
    person: str
    route: str
    text: str
    trigger_id: str
    response_url: str


@dataclass(frozen=True)
class Shortcut:
    """A shortcut. On a message it carries where that is, its text in Slack's markup, and its author unless an app."""

    workspace: str
    person: str
    route: str
    trigger_id: str
    author: str
    text: str
    channel: str = ""
    ts: str = ""
    link: str = ""


@dataclass(frozen=True)
class Form:
    """A submitted modal: for each block what was put in, as text, or as a tuple where several can be chosen.

    `previous` is the id of the modal under it; empty where there is none.
    """

    workspace: str
    person: str
    route: str
    fields: Mapping[str, str | tuple[str, ...]]
    private: str
    view_id: str
    previous: str = ""

    def text(self, field: str) -> str:
        """What was put in a field, or "" where nothing was (or a list of things)."""
        value = self.fields.get(field, "")
        return value if isinstance(value, str) else ""

    def several(self, field: str) -> tuple[str, ...]:
        """What was chosen in a field of several, or ()."""
        value = self.fields.get(field, ())
        return value if isinstance(value, tuple) else ()


@dataclass(frozen=True)
class Event:
    """Something that happened in the workspace; `id` is the same in every repetition."""

    workspace: str
    route: str
    id: str
    body: Json


def click(body: Json) -> Click:
    """Read a `block_actions` payload (its first action). Raises Malformed."""
    action = _item(body, "actions")
    value = action.get("value") or inside(action, "selected_option").get("value") or action.get("selected_user")
    view = inside(body, "view")
    return Click(
        workspace=_team(body),
        person=text_at(body, "user", "id"),
        route=text_at(action, "action_id").partition(":")[0],
        block_id=written(action.get("block_id")),
        value=written(value),
        trigger_id=written(body.get("trigger_id")),
        response_url=written(body.get("response_url")),
        view_id="" if view.get("type") == "home" else written(view.get("id")),
        ts=written(inside(body, "container").get("message_ts")),
    )


def command(body: Json) -> Command:
    """Read a slash command's form. Raises Malformed."""
    return Command(
        workspace=text_at(body, "team_id"),
        person=text_at(body, "user_id"),
        route=text_at(body, "command"),
        text=written(body.get("text")).strip(),
        trigger_id=written(body.get("trigger_id")),
        response_url=written(body.get("response_url")),
    )


def shortcut(body: Json) -> Shortcut:
    """Read a `shortcut` or `message_action` payload. Raises Malformed."""
    message, domain = inside(body, "message"), written(inside(body, "team").get("domain"))
    channel, ts = written(inside(body, "channel").get("id")), written(body.get("message_ts"))
    address = f"https://{domain}.slack.com" if domain else ""
    return Shortcut(
        workspace=_team(body),
        person=text_at(body, "user", "id"),
        route=text_at(body, "callback_id"),
        trigger_id=written(body.get("trigger_id")),
        author="" if message.get("bot_id") else written(message.get("user")),
        text=written(message.get("text")),
        channel=channel,
        ts=ts,
        link=markup.permalink(address, channel, ts, written(message.get("thread_ts"))),
    )


def form(body: Json) -> Form:
    """Read a `view_submission` payload. Raises Malformed."""
    view = body.get("view")
    if not isinstance(view, Mapping):
        raise Malformed("view")
    values = inside(inside(view, "state"), "values")
    return Form(
        workspace=_team(body),
        person=text_at(body, "user", "id"),
        route=text_at(view, "callback_id"),
        fields={block: _field(_only(inside(values, block))) for block in values},
        private=written(view.get("private_metadata")),
        view_id=written(view.get("id")),
        previous=written(view.get("previous_view_id")),
    )


def event(body: Json) -> Event:
    """Read an `event_callback` payload. Its workspace is the one that authorised us, not where it happened.

    Raises Malformed.
    """
    inner = body.get("event")
    if not isinstance(inner, Mapping):
        raise Malformed("event")
    granted = _item(body, "authorizations") if body.get("authorizations") else body
    return Event(text_at(granted, "team_id"), text_at(inner, "type"), text_at(body, "event_id"), inner)


def _field(given: Json) -> str | tuple[str, ...]:
    for several in ("selected_users", "selected_conversations", "selected_channels"):
        if several in given:
            return tuple(written(one) for one in list_at(given, several))
    if "selected_options" in given:
        return tuple(text_at(option, "value") for option in list_at(given, "selected_options"))
    option = inside(given, "selected_option")
    if option:
        return text_at(option, "value")
    return next((found for key in ONE_VALUE if (found := written(given.get(key)))), "")


def _only(inputs: Json) -> Json:
    """The one input of a block, or nothing."""
    return inside(inputs, next(iter(inputs))) if inputs else {}


def inside(body: Json, key: str) -> Json:
    """The object at a key, or an empty one where there is none. Raises Malformed for anything else."""
    value = body.get(key) or {}
    if not isinstance(value, Mapping):
        raise Malformed(key)
    return value


def list_at(body: Json, key: str) -> list[Any]:
    """The list at a key, or an empty one where there is none. Raises Malformed for anything else."""
    value = body.get(key) or []
    if not isinstance(value, list):
        raise Malformed(key)
    return value


def _team(body: Json) -> str:
    return text_at(body, "team", "id")


def written(value: Any) -> str:
    """Text without what a database cannot keep (NUL, half a character), or "" for what is no text."""
    return HALF_CHARACTERS.sub("\ufffd", value.replace("\0", "")) if isinstance(value, str) else ""


def text_at(body: Json, *path: str) -> str:
    """The non-empty text at a path of keys. Raises Malformed, naming the path."""
    value: Any = body
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    if not (text := written(value)):
        raise Malformed(".".join(path))
    return text


def _item(body: Json, key: str) -> Json:
    """The first object of the list at a key. Raises Malformed."""
    listed = list_at(body, key)
    if not listed or not isinstance(listed[0], Mapping):
        raise Malformed(key)
    return listed[0]
