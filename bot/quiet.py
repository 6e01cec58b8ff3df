"""Do Not Disturb: for how long a message waits for the end of someone's quiet time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import asking, moments
from bot.asking import LAST_HOUR, Respondent
from bot.delivery import HISTORY_AFTER
from bot.pacing import Gate
from bot.pulses import Round
from bot.slack_codes import Meaning, meaning

LONGEST_HELD = timedelta(hours=6)
LOOKED_AHEAD = timedelta(minutes=1)  # longer than the planner takes to come round
PEOPLE_A_CALL = 50
CALLS_AT_ONCE = 5
CALLS_APART = timedelta(seconds=3)  # twenty a minute, as Slack allows
UNABLE_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Planned:
    """A message of a round that was never attempted: to whom, when it is due, and what it was planned for."""

    key: str
    person: str
    due_at: datetime
    planned_for: datetime
    round: Round
    who: Respondent

    def is_followed(self, at: datetime) -> bool:
        """Whether reminders must give way when it comes at that moment: when that is another day, for all but them."""
        names = [asking.key(self.round, self.person, number) for number in (asking.ASK, asking.PUT_OFF)]
        day, before = (moments.local_day(moment, self.who.zone) for moment in (at, self.planned_for))
        return self.key in names and day != before


def held_until(message: Planned, quiet_until: datetime) -> datetime:
    """When a message goes out to someone who wants no disturbance until then.

    That is at most six hours after the moment it was planned for, at most until an hour before the round closes, and
    never earlier than it is due anyway. Where that is in their quiet hours or on a day off, it is their next hour, if
    the round has one.
    """
    latest = min(message.planned_for + LONGEST_HELD, message.round.closes_at - LAST_HOUR)
    at = max(message.due_at, min(quiet_until, latest))
    if at == message.due_at or asking.suits(message.round, message.who, at):
        return at
    return asking.next_hour(message.round, message.who, at) or at


def quiet_until(said: Mapping[str, object], now: datetime) -> datetime | None:
    """When the quiet time ends that someone has now, by what Slack says of them; None: they have none now."""
    begins, ends, at = said.get("next_dnd_start_ts"), said.get("next_dnd_end_ts"), now.timestamp()
    if said.get("dnd_enabled") is not True or not isinstance(begins, int) or not isinstance(ends, int):
        return None
    seconds = min(ends - at, LONGEST_HELD.total_seconds())
    return now + timedelta(seconds=seconds) if begins <= at < ends else None


def pause(error: str, wait: float | None) -> timedelta:
    """For how long Slack is not asked after it gave that error, empty where it gave none, and asked to wait (seconds).

    An hour for what does not pass by itself: most likely the permission is missing, which is optional.
    """
    if wait:
        return timedelta(seconds=wait)
    is_passing = not error or meaning(error) in (Meaning.LATER, Meaning.MAYBE)
    return HISTORY_AFTER if is_passing else UNABLE_FOR


def reserved(gate: Gate, now: datetime, calls: int) -> Gate | None:
    """The gate once so many calls are made at once, for which later ones wait; None: none may be made now."""
    known = gate.as_of(now, CALLS_AT_ONCE * CALLS_APART)
    if known.is_closed(now) or known.free_at > now:
        return None
    return replace(known, free_at=now + calls * CALLS_APART)
