"""Slack's JSON, read once at the edge. Nothing else in Heartline looks inside a payload.

Everything here comes back from a client and is untrusted: only ids are taken from it, and every one is loaded and
authorised again before anything happens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import HeartlineError
from bot.people import Person

Json = Mapping[str, Any]


class Malformed(HeartlineError):
    """A payload that does not have the shape Slack promises."""


@dataclass(frozen=True)
class Click:
    """A press on something in a message or a view. `route` is the part of its action id before a colon."""

    workspace: str
    person: str
    route: str
    block_id: str
    value: str
    trigger_id: str
    response_url: str
    view_id: str


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
    """A shortcut; on a message it carries the message's author and text."""

    workspace: str
    person: str
    route: str
    trigger_id: str
    author: str
    text: str


@dataclass(frozen=True)
class Form:
    """A submitted modal: for each block what was put in, as text, or as a tuple where several can be chosen."""

    workspace: str
    person: str
    route: str
    fields: Mapping[str, str | tuple[str, ...]]
    private: str

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
    value = action.get("value") or _inside(action, "selected_option").get("value") or action.get("selected_user")
    return Click(
        workspace=_team(body),
        person=_text(body, "user", "id"),
        route=_text(action, "action_id").partition(":")[0],
        block_id=str(action.get("block_id", "")),
        value=str(value or ""),
        trigger_id=str(body.get("trigger_id", "")),
        response_url=str(body.get("response_url", "")),
        view_id=str(_inside(body, "view").get("id", "")),
    )


def command(body: Json) -> Command:
    """Read a slash command's form. Raises Malformed."""
    return Command(
        workspace=_text(body, "team_id"),
        person=_text(body, "user_id"),
        route=_text(body, "command"),
        text=str(body.get("text") or "").strip(),
        trigger_id=str(body.get("trigger_id", "")),
        response_url=str(body.get("response_url", "")),
    )


def shortcut(body: Json) -> Shortcut:
    """Read a `shortcut` or `message_action` payload. Raises Malformed."""
    message = _inside(body, "message")
    return Shortcut(
        workspace=_team(body),
        person=_text(body, "user", "id"),
        route=_text(body, "callback_id"),
        trigger_id=str(body.get("trigger_id", "")),
        author=str(message.get("user", "")),
        text=unescaped(str(message.get("text", ""))),
    )


def form(body: Json) -> Form:
    """Read a `view_submission` payload. Raises Malformed."""
    view = body.get("view")
    if not isinstance(view, Mapping):
        raise Malformed("view")
    values = _inside(_inside(view, "state"), "values")
    return Form(
        workspace=_team(body),
        person=_text(body, "user", "id"),
        route=_text(view, "callback_id"),
        fields={block: _field(_only(_inside(values, block))) for block in values},
        private=str(view.get("private_metadata", "")),
    )


def event(body: Json) -> Event:
    """Read an `event_callback` payload. Its workspace is the one that authorised us, not where it happened.

    Raises Malformed.
    """
    inner = body.get("event")
    if not isinstance(inner, Mapping):
        raise Malformed("event")
    granted = _item(body, "authorizations") if body.get("authorizations") else body
    return Event(_text(granted, "team_id"), _text(inner, "type"), _text(body, "event_id"), inner)


def member(raw: Json) -> Person:
    """Read a user object, as in `users.list` and `team_join`. Raises Malformed."""
    profile = _inside(raw, "profile")
    names = (profile.get("display_name"), profile.get("real_name"), raw.get("real_name"), raw.get("name"))
    return Person(
        id=_text(raw, "id"),
        name=next((str(name) for name in names if name), "someone"),
        tz=str(raw.get("tz") or "UTC"),
        handle=str(raw.get("name") or ""),
        is_bot=bool(raw.get("is_bot")) or raw.get("id") == "USLACKBOT",
        is_deleted=bool(raw.get("deleted")),
        is_guest=bool(raw.get("is_restricted") or raw.get("is_ultra_restricted")),
        is_stranger=bool(raw.get("is_stranger")),
    )


def unescaped(text: str) -> str:
    """Text from a command or a message as a person wrote it: Slack escapes three characters in it."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _field(given: Json) -> str | tuple[str, ...]:
    for several in ("selected_users", "selected_conversations", "selected_channels"):
        if several in given:
            return tuple(str(one) for one in _listed(given, several))
    if "selected_options" in given:
        return tuple(_text(option, "value") for option in _listed(given, "selected_options"))
    option = _inside(given, "selected_option")
    chosen = _text(option, "value") if option else given.get("value") or given.get("selected_date") or ""
    return str(chosen).replace("\0", "")


def _only(inputs: Json) -> Json:
    """The one input of a block, or nothing."""
    return _inside(inputs, next(iter(inputs))) if inputs else {}


def _inside(body: Json, key: str) -> Json:
    """The object at a key, or an empty one where there is none. Raises Malformed for anything else."""
    value = body.get(key) or {}
    if not isinstance(value, Mapping):
        raise Malformed(key)
    return value


def _listed(body: Json, key: str) -> list[Any]:
    """The list at a key, or an empty one where there is none. Raises Malformed for anything else."""
    value = body.get(key) or []
    if not isinstance(value, list):
        raise Malformed(key)
    return value


def _team(body: Json) -> str:
    return _text(body, "team", "id")


def _text(body: Json, *path: str) -> str:
    """The non-empty text at a path of keys. Raises Malformed, naming the path."""
    value: Any = body
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    if not isinstance(value, str) or not value:
        raise Malformed(".".join(path))
    return value


def _item(body: Json, key: str) -> Json:
    """The first object of the list at a key. Raises Malformed."""
    listed = _listed(body, key)
    if not listed or not isinstance(listed[0], Mapping):
        raise Malformed(key)
    return listed[0]
