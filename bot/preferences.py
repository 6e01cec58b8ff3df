"""How one person wants to be asked: when, on which days, in which language, or not at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from bot.errors import Refused

WORKING_DAYS = frozenset(range(5))
STEP_MINUTES = 15
LONGEST_OFF = timedelta(days=366)
MOST_DAYS_OFF = 20
PAUSES = range(1, 27)


@dataclass(frozen=True)
class DaysOff:
    """A stretch of local days, both ends included, on which someone is not asked."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Preferences:
    """How one person is asked; as it ships where they chose nothing. Days and times are those of their own clock.

    `weekdays` (0 is Monday … 6) are those on which they work; `quiet` is from when until when they are left alone, and
    may pass midnight; `paused_until` is the first day on which they are asked again, `is_out` that they never are.
    `language` is one of ours, or empty for that of their Slack; `has_thanks` is whether a pulse ends with thanks.
    """

    asked_at: time = time(10)
    weekdays: frozenset[int] = WORKING_DAYS
    quiet: tuple[time, time] | None = None
    paused_until: date | None = None
    is_out: bool = False
    language: str = ""
    has_thanks: bool = True
    days_off: tuple[DaysOff, ...] = ()

    def rests(self, day: date) -> bool:
        """Whether they do not work on that day."""
        return day.weekday() not in self.weekdays or self.is_off(day)

    def is_off(self, day: date) -> bool:
        """Whether they have taken that day off."""
        return any(off.holds(day) for off in self.days_off)

    def is_away(self, day: date) -> bool:
        """Whether they have paused over that day, or want no pulses at all."""
        return self.is_out or (self.paused_until is not None and day < self.paused_until)

    def is_quiet(self, clock: time) -> bool:
        """Whether this time of day is one of their quiet hours."""
        if self.quiet is None:
            return False
        begins, ends = self.quiet
        return begins <= clock < ends if begins < ends else clock >= begins or clock < ends

    @property
    def hour(self) -> time:
        """When they are asked on a day: at the time they chose or, where that is quiet, when the quiet ends."""
        return self.quiet[1] if self.quiet and self.is_quiet(self.asked_at) else self.asked_at


AS_IT_SHIPS = Preferences()


def checked(chosen: Preferences, languages: Collection[str], today: date) -> Preferences:
    """What someone has chosen, without the days off that are over. Raises Refused with the field where it cannot be.

    Times are whole quarters of an hour. Of two stretches of days off with the same first day the longer one stays.
    """
    if not _is_step(chosen.asked_at):
        raise Refused("preference_hour", field="asked_at")
    if not chosen.weekdays or not chosen.weekdays <= frozenset(range(7)):
        raise Refused("preference_weekdays", field="weekdays")
    if chosen.quiet and (chosen.quiet[0] == chosen.quiet[1] or not all(map(_is_step, chosen.quiet))):
        raise Refused("preference_quiet", field="quiet")
    if chosen.language and chosen.language not in languages:
        raise Refused("preference_language", field="language")
    return replace(chosen, days_off=_checked_days_off(chosen.days_off, today))


def _checked_days_off(days_off: Collection[DaysOff], today: date) -> tuple[DaysOff, ...]:
    for off in days_off:
        if off.last < off.first:
            raise Refused("preference_days_off_order", field="days_off")
        if off.last - off.first >= LONGEST_OFF:
            raise Refused("preference_days_off_long", field="days_off", limit=LONGEST_OFF.days)
    ahead = {off.first: off for off in sorted(days_off, key=lambda off: off.last) if off.last >= today}
    if len(ahead) > MOST_DAYS_OFF:
        raise Refused("preference_days_off_many", field="days_off", limit=MOST_DAYS_OFF)
    return tuple(ahead[first] for first in sorted(ahead))


def paused(preferences: Preferences, today: date, weeks: int) -> Preferences:
    """The preferences of someone who pauses for so many weeks (1 … 26), and then to a Monday: a week is left out whole.

    Raises Refused for any other number.
    """
    if weeks not in PAUSES:
        raise Refused("preference_pause", field="weeks", most=PAUSES[-1])
    over = today + timedelta(weeks=weeks)
    return replace(preferences, paused_until=over + timedelta(days=-over.weekday() % 7))


def _is_step(clock: time) -> bool:
    return clock.minute % STEP_MINUTES == 0 and clock == time(clock.hour, clock.minute)
