"""Thanks between peers. Social only: no points, no ranking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot import markup
from bot.errors import Refused
from bot.people import Person

TEXT_LIMIT = 1000
MOST_RECEIVERS = 10
MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


class Door(StrEnum):
    """How a kudos was given."""

    FORM = "form"
    COMMAND = "command"
    MESSAGE = "message"
    REACTION = "reaction"
    MENTION = "mention"


@dataclass(frozen=True)
class Kudos:
    """Thanks from one person to one or more others: what they did and, where it was said, what that made possible.

    `day` is the giver's local day. `value` is one of the workspace's own, `need` the one that it fed; both may be
    empty. `channel` and `ts` name the message that it is about, or was given with; a public one was given where others
    could see it. `version` counts its changes; one that was taken back is removed, and has no words.
    """

    id: str
    giver: str
    receivers: tuple[str, ...]
    did: str
    enabled: str
    given_at: datetime
    day: date | None = None
    door: Door = Door.FORM
    value: str = ""
    need: str = ""
    channel: str = ""
    ts: str = ""
    is_public: bool = False
    is_removed: bool = False
    version: int = 0


@dataclass(frozen=True)
class Receipt:
    """One receiver's side of a kudos: whether they shared it, and the team channel where they can."""

    kudos: Kudos
    receiver: str
    giver_name: str
    receiver_name: str
    is_shared: bool
    team_name: str | None
    channel: str | None


def parse_command(text: str) -> tuple[tuple[str, ...], str]:
    """The people mentioned in front of a `/kudos` and the words after them, without a leading "for"."""
    rest, people = text.strip(), list[str]()
    while match := MENTION.match(rest):
        people.append(match.group(1))
        rest = re.sub(r"^(?:[\s,]|and\b|&(?:amp;)?)+", "", rest[match.end() :])
    words = re.sub(r"^for\b\s*", "", rest, flags=re.IGNORECASE)
    return tuple(dict.fromkeys(people)), markup.plain(words).strip()


def give(
    kudos_id: str, giver: Person | None, receivers: Sequence[Person | None], did: str, enabled: str, now: datetime
) -> Kudos:
    """Accept a kudos to ten people at most; an unknown person is None.

    Raises Refused for people who cannot take part, for too many of them, and for no reason.
    """
    if giver is None or not giver.is_colleague:
        raise Refused("kudos_from_outside")
    others = {person.id: person for person in receivers if person is not None and person.id != giver.id}
    if None in receivers:
        raise Refused("kudos_to_unknown", field="people")
    if not others:
        raise Refused("kudos_to_self" if receivers else "kudos_to_nobody", field="people")
    if len(others) > MOST_RECEIVERS:
        raise Refused("kudos_to_many", field="people", limit=MOST_RECEIVERS)
    if outside := [person for person in others.values() if not person.is_colleague]:
        raise Refused(_why_not(outside[0]), field="people", name=outside[0].name)
    did, enabled = did.strip(), enabled.strip()
    if not did:
        raise Refused("kudos_without_reason", field="did")
    for field, words in (("did", did), ("enabled", enabled)):
        if len(words) > TEXT_LIMIT:
            raise Refused("text_long", field=field, limit=TEXT_LIMIT)
    return Kudos(kudos_id, giver.id, tuple(others), did, enabled, now)


def _why_not(person: Person) -> str:
    if person.is_bot:
        return "kudos_to_bot"
    return "kudos_to_someone_gone" if person.is_deleted else "kudos_to_outsider"


def share(receipt: Receipt | None) -> Receipt:
    """Accept that a receiver shares their kudos. Raises Refused when it is not theirs, or they have no team channel."""
    if receipt is None:
        raise Refused("kudos_not_yours")
    if receipt.channel is None:
        raise Refused("kudos_no_channel")
    return receipt
