"""Messages in a channel that name the bot."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.payloads import Event, text_at, written


@dataclass(frozen=True)
class Mention:
    """A message that names the bot, as it stands now: `is_edited` when it was changed since it was first sent.

    `thread` is the ts of the message that it answers; empty where it answers none. `text` is in Slack's markup.
    """

    person: str
    channel: str
    ts: str
    thread: str
    text: str
    is_edited: bool


def read(event: Event) -> Mention | None:
    """What an `app_mention` tells; None where an app wrote the message. Raises Malformed."""
    body = event.body
    if body.get("bot_id"):
        return None
    return Mention(
        person=text_at(body, "user"),
        channel=text_at(body, "channel"),
        ts=text_at(body, "ts"),
        thread=written(body.get("thread_ts")),
        text=written(body.get("text")),
        is_edited=bool(body.get("edited")),
    )


def asked(text: str, bot_user: str) -> str | None:
    """What follows `@heartline kudos`, as behind the command `/kudos`; None where that is not in the text."""
    named = re.search(rf"<@{re.escape(bot_user)}(?:\|[^<>]*)?>[\s,:]*kudos\b[\s,:]*", text, re.IGNORECASE)
    return text[named.end() :].strip() if named else None
