"""What comes round: the local days it is for, which of them is due, and which were missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot import moments


@dataclass(frozen=True)
class Schedule:
    """Something of a workspace that comes round: the first local day it is for, and then every so many weeks (1 …)."""

    kind: str
    first: date
    weeks: int


@dataclass(frozen=True)
class Occurrence:
    """One local day of a schedule that is due, and how many days before it were left out. The day is its key."""

    day: date
    missed: int


def newest(schedule: Schedule, now: datetime) -> date | None:
    """The last day of a schedule that has begun anywhere on earth; None before the first."""
    begun = moments.newest_day(now)
    if begun < schedule.first:
        return None
    return begun - (begun - schedule.first) % timedelta(weeks=schedule.weeks)


def due(schedule: Schedule, now: datetime, last: date | None, useful: timedelta) -> Occurrence | None:
    """What is to be done now, when `last` is the day it was last done for; None when there is nothing.

    Of several days only the newest is due, for as long as it is `useful`, counted from its beginning anywhere.
    """
    day = newest(schedule, now)
    if day is None or (last is not None and last >= day) or now >= moments.starts_everywhere(day) + useful:
        return None
    return Occurrence(day, _between(schedule, last, day))


def _between(schedule: Schedule, last: date | None, day: date) -> int:
    """How many days of a schedule lie after `last`, or from its first on, and before `day`."""
    since_first = day - schedule.first
    since_last = since_first if last is None else day - last - timedelta(days=1)
    return min(since_first, since_last) // timedelta(weeks=schedule.weeks)
