"""Slack's markup in what people wrote, made plain again: it is kept and shown as they typed it."""

from __future__ import annotations

import re

MARKED = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def plain(text: str) -> str:
    """Text of a command or a message as a person reads it: names for mentions, addresses for links, three characters
    as they were typed. A mention that comes without its name is `@someone`.
    """
    text = MARKED.sub(_read, text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _read(found: re.Match[str]) -> str:
    sign, target, label = found.group(1), found.group(2), found.group(3)
    if sign == "@":
        return f"@{label or 'someone'}"
    if sign == "#":
        return f"#{label or 'channel'}"
    if sign == "!":
        return f"@{(label or target.partition('^')[0]).removeprefix('@')}"
    return target.removeprefix("mailto:")
