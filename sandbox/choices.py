"""From what a person types or picks to what Slack sends of it, for every kind of element."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any

from sandbox.elements import HOLDERS, entry_for
from sandbox.errors import SlackError
from sandbox.records import Json
from sandbox.workspace import Workspace

MOST_NAMED = 20
EVERYBODY = frozenset({"here", "channel", "everyone"})
MENTION = re.compile(r"(<[@#!][^<>]+>)")
NAMED = re.compile(r"(?<!\w)([@#])([\w-]+(?:\.[\w-]+)*)")

Reader = Callable[[Workspace, Json, Any], Any]


class NotThere(AssertionError):
    """A person looked for something that is not on their screen."""

    def __init__(self, what: str, there: Iterable[str]) -> None:
        names = [repr(name) for name in there]
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        super().__init__(f"{what} is not there. There is: {', '.join(names[:MOST_NAMED]) or 'nothing'}{more}.")


def entered(workspace: Workspace, spec: Json, value: Any) -> Json:
    """The state entry after a person gave an element a value; None empties it.

    Texts are typed as they are; options are named by text or value, people and channels by name or id, dates and times
    as in ISO 8601 or as objects. Raises NotThere for a choice that the element does not offer.
    """
    if value is None:
        empty = HOLDERS[spec["type"]][2]
        return entry_for(spec, list(empty) if isinstance(empty, list) else empty)
    kind = spec["type"].removeprefix("multi_")
    one: Reader = READERS.get(kind, _text)
    if isinstance(HOLDERS[spec["type"]][2], list):
        many = value if isinstance(value, list | tuple | set) else [value]
        return entry_for(spec, [one(workspace, spec, item) for item in many])
    return entry_for(spec, one(workspace, spec, value))


def option(spec: Json, wanted: str) -> Json:
    """The option of a menu with this text or value. Raises NotThere."""
    options = options_of(spec)
    for candidate in options:
        if wanted in (candidate["text"]["text"], candidate.get("value")):
            return candidate
    raise NotThere(f"The choice {wanted!r}", (candidate["text"]["text"] for candidate in options))


def options_of(spec: Json) -> list[Json]:
    """Everything a menu offers, out of its groups."""
    groups = spec.get("option_groups", ())
    options = [*spec.get("options", ()), *(choice for group in groups for choice in group["options"])]
    return options + [spec[name] for name in ("positive_button", "negative_button") if name in spec]


def written(workspace: Workspace, text: str) -> str:
    """A typed message as Slack keeps it: as `escaped`, but people are mentioned without their names."""
    return re.sub(r"<@(\w+)\|[^<>]*>", r"<@\1>", escaped(workspace, text))


def escaped(workspace: Workspace, text: str) -> str:
    """A command as Slack sends it once typed: signs of markup escaped, @names, @groups and #channels as mentions."""
    pieces = MENTION.split(text)
    return "".join(piece if index % 2 else _escaped(workspace, piece) for index, piece in enumerate(pieces))


def _escaped(workspace: Workspace, text: str) -> str:
    def mention(match: re.Match[str]) -> str:
        sign, name = match[1], match[2]
        try:
            return _named(workspace, name) if sign == "@" else f"<#{workspace.channel_named(name).id}|{name}>"
        except SlackError:
            return match[0]

    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return NAMED.sub(mention, safe)


def _named(workspace: Workspace, name: str) -> str:
    if name in EVERYBODY:
        return f"<!{name}>"
    for group in workspace.usergroups.values():
        if group["handle"] == name and not group["deleted"]:
            return f"<!subteam^{group['id']}|@{name}>"
    return f"<@{workspace.user_named(name).id}|{name}>"


def _option(_workspace: Workspace, spec: Json, value: Any) -> Json:
    return value if isinstance(value, dict) else option(spec, str(value))


def _text(_workspace: Workspace, _spec: Json, value: Any) -> str:
    return str(value)


def _user(workspace: Workspace, _spec: Json, value: Any) -> str:
    name = str(value)
    try:
        return name if name in workspace.users else workspace.user_named(name).id
    except SlackError:
        raise NotThere(f"A person called {name!r}", (f"@{user.name}" for user in workspace.users.values())) from None


def _channel(workspace: Workspace, spec: Json, value: Any) -> str:
    name = str(value)
    if name in workspace.channels:
        return name
    try:
        return workspace.channel_named(name).id
    except SlackError:
        if spec["type"].endswith("conversations_select") and name.startswith("@"):
            return workspace.direct(_user(workspace, spec, name)).id
        there = (f"#{channel.name}" for channel in workspace.channels.values() if channel.name)
        raise NotThere(f"A channel called {name!r}", there) from None


def _date(_workspace: Workspace, _spec: Json, value: Any) -> str:
    return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()


def _time(_workspace: Workspace, _spec: Json, value: Any) -> str:
    return (value if isinstance(value, time) else time.fromisoformat(str(value))).strftime("%H:%M")


def _moment(_workspace: Workspace, _spec: Json, value: Any) -> int:
    return int(value.timestamp()) if isinstance(value, datetime) else int(value)


def _rich_text(_workspace: Workspace, _spec: Json, value: Any) -> Json:
    if isinstance(value, dict):
        return value
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(value)}]}
    return {"type": "rich_text", "elements": [words]}


def _file(workspace: Workspace, _spec: Json, value: Any) -> Json:
    if value not in workspace.files:
        raise NotThere(f"A file {value!r}", workspace.files)
    return workspace.files[value]


READERS: dict[str, Reader] = {
    "static_select": _option,
    "external_select": _option,
    "radio_buttons": _option,
    "checkboxes": _option,
    "users_select": _user,
    "conversations_select": _channel,
    "channels_select": _channel,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _moment,
    "rich_text_input": _rich_text,
    "file_input": _file,
}
