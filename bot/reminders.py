"""Reminders: who needs one, and where they are, so that they can be taken away when the round is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot import asking, moments
from bot.delivery import Sent
from bot.people import Person
from bot.preferences import Preferences
from bot.pulses import WITHDRAWN, Questions

LATER = 0
MOST = 3  # two of the calendar's, and one that someone has asked for themselves
PLACE_BYTES = 64


def is_needed(questions: Questions, person: Person, chosen: Preferences, now: datetime) -> bool:
    """Whether someone is reminded: they take part, have an hour left, and have neither answered all nor withdrawn."""
    is_here = person.is_colleague and not chosen.is_away(moments.local_day(now, person.tz))
    is_done = questions.left() is None or WITHDRAWN in questions.answered
    return is_here and not is_done and questions.round.accepts(now + asking.LAST_HOUR)


def number(key: str) -> int:
    """Which reminder a delivery's key names: 1, 2, or `LATER` for one that someone has asked for."""
    last = key.rpartition(":")[2]
    return int(last) if last.isdecimal() else LATER


def packed(places: Sequence[Sent]) -> bytes:
    """The newest three of these places, in as many bytes as none would take."""
    written = [f"{place.channel} {place.ts}".encode().ljust(PLACE_BYTES) for place in places]
    kept = [place for place in written if len(place) == PLACE_BYTES][-MOST:]  # Slack's own are half as long
    return b"".join(kept).ljust(MOST * PLACE_BYTES)


def unpacked(content: bytes) -> tuple[Sent, ...]:
    """The places again."""
    written = (content[at : at + PLACE_BYTES].decode().split() for at in range(0, len(content), PLACE_BYTES))
    return tuple(Sent(*place) for place in written if place)
