"""Slack's markup in what people wrote, made plain again: it is kept and shown as they typed it. And where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

MARKED = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
ADDRESS = re.compile(r"https?://[\w.:-]+/?")
UNNAMED = re.compile(r"<@([UW][A-Z0-9]+)\|?>")
NOBODY: Mapping[str, str] = MappingProxyType({})
PLACE, STAMP = re.compile("[CDG][A-Z0-9]+"), re.compile(r"[0-9]+\.[0-9]+")


def unnamed(text: str) -> set[str]:
    """The ids of those whom a text mentions without their names: Slack names people in commands, not in messages."""
    return set(UNNAMED.findall(text))


def plain(text: str, names: Mapping[str, str] = NOBODY) -> str:
    """Text of a command or a message as a person reads it: names for mentions, addresses for links, three characters
    as they were typed. A mention that comes without its name is by `names`, or else `@someone`.
    """
    text = MARKED.sub(lambda found: _read(found, names), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _read(found: re.Match[str], names: Mapping[str, str]) -> str:
    sign, target, label = found.group(1), found.group(2), found.group(3)
    if sign == "@":
        return f"@{label or names.get(target, 'someone')}"
    if sign == "#":
        return f"#{label or 'channel'}"
    if sign == "!":
        return f"@{(label or target.partition('^')[0]).removeprefix('@')}"
    return target.removeprefix("mailto:")


def permalink(url: str, channel: str, ts: str, thread: str = "") -> str:
    """The address of a message, in a workspace whose own address is `url`; `thread` is the ts of what it answers.

    Empty where any of the first three is not known, or not one of Slack's.
    """
    if not (ADDRESS.fullmatch(url) and PLACE.fullmatch(channel) and STAMP.fullmatch(ts)):
        return ""
    answers = f"?thread_ts={thread}&cid={channel}" if STAMP.fullmatch(thread) and thread != ts else ""
    return f"{url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}{answers}"
