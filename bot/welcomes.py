"""The note that everyone gets before they are first asked: when it goes out, and when a pulse has to wait for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto

from bot import moments
from bot.asking import ASKED_UNTIL, LATE_HOURS
from bot.delivery import Delivery, Next, State
from bot.people import Person
from bot.preferences import Preferences

KIND = "welcome"
NOT_TOLD = "not_told"  # why a pulse was given up: Slack would not take the note that has to come before it
AHEAD = timedelta(seconds=5)  # how long a pulse waits for a note that is due; in that time it is mostly there
OVER_WITHOUT = (State.SKIPPED, State.EXPIRED)


class First(Enum):
    """What has to happen before someone is asked."""

    NOTHING = auto()
    TELL = auto()
    WAIT = auto()
    GIVE_UP = auto()


def key(person: str) -> str:
    """What names someone's note for good, so that it is sent once."""
    return f"{KIND}:{person}"


def suits(person: Person, wishes: Preferences, now: datetime, *, has_guests: bool) -> bool:
    """Whether someone of a team can be told now: they take part and want to be asked, and it is day by their clock.

    That is from their hour to six, on a working day, and not in their quiet hours.
    """
    shown = now.astimezone(moments.zone(person.tz))
    day = shown.date()
    begins = moments.at_local(day, wishes.hour, person.tz)
    ends = max(moments.at_local(day, ASKED_UNTIL, person.tz), begins + LATE_HOURS)
    is_free = wishes.rests(day) or wishes.is_away(day) or wishes.is_quiet(shown.time())
    return begins <= now < ends and not is_free and person.takes_part(has_guests=has_guests)


def may_be_asked(person: Person, wishes: Preferences, now: datetime) -> bool:
    """Whether someone is still there and has neither paused nor stopped."""
    return person.is_colleague and not wishes.is_away(moments.local_day(now, person.tz))


def is_told(sent: Delivery, decided: Next) -> bool:
    """Whether someone counts as told once that became of their note: Slack has it, or may have it.

    Nobody gets two, so one of which that can never be known counts.
    """
    return decided.state is State.SENT or (decided.is_settled and max(sent.unknowns, decided.unknowns) > 0)


def first(note: Delivery | None, opened_at: datetime) -> First:
    """What has to happen before someone is asked who was not told yet, by what became of their note.

    One that Slack refused is tried once more in each round (since `opened_at`); refused in it, so would the pulse be.
    """
    if note is None or note.state in OVER_WITHOUT:
        return First.NOTHING if note and note.unknowns else First.TELL
    if note.state is State.DEAD:
        return First.GIVE_UP if note.due_at >= opened_at else First.TELL
    return First.NOTHING if note.state is State.SENT else First.WAIT


def waits(note: Delivery | None, now: datetime) -> Next:
    """How a pulse waits for a note that is on its way: as if it had been planned for a moment later."""
    return Next(State.DUE, max(now, note.due_at if note else now) + AHEAD)
