"""Reactions to messages: which emoji may be chosen, and what an event tells of one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.errors import Refused
from bot.payloads import Event, inside, text_at, written

NAME = re.compile(r"[\w'+-]{1,100}")
TONE = "::"  # what follows in a name is the tone of a skin
ADDED, REMOVED = "reaction_added", "reaction_removed"


@dataclass(frozen=True)
class Reaction:
    """Someone's reaction to a message, put there (`is_on`) or taken away.

    `author` wrote the message, or is empty where Slack does not say. Events come in any order: the one with the
    greatest `event_ts`, which is Slack's clock as text, is the last word.
    """

    person: str
    channel: str
    ts: str
    emoji: str
    author: str
    event_ts: str
    is_on: bool

    @property
    def name(self) -> str:
        """The emoji's name without the tone of a skin."""
        return without_tone(self.emoji)

    def means(self, emoji: str) -> bool:
        """Whether it is the emoji that was chosen for something; empty stands for none."""
        return emoji != "" and self.name == emoji


def without_tone(emoji: str) -> str:
    """An emoji's name as events and people write it, without the tone of a skin and the colons around it."""
    return emoji.strip().strip(":").partition(TONE)[0].casefold()


def chosen(given: str, *, field: str | None = None) -> str:
    """The emoji that an admin chooses in a form's field, by its name; empty for none. Raises Refused for no name."""
    name = without_tone(given)
    if given.strip() and not NAME.fullmatch(name):
        raise Refused("policy_emoji", field=field, given=given)
    return name


def read(event: Event) -> Reaction | None:
    """What a `reaction_added` or `reaction_removed` tells; None where it is about no message. Raises Malformed."""
    item = inside(event.body, "item")
    if item.get("type") != "message":
        return None
    return Reaction(
        person=text_at(event.body, "user"),
        channel=text_at(item, "channel"),
        ts=text_at(item, "ts"),
        emoji=text_at(event.body, "reaction"),
        author=written(event.body.get("item_user")),
        event_ts=text_at(event.body, "event_ts"),
        is_on=event.route == ADDED,
    )
