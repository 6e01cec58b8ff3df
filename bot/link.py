"""Whether a team's pulse and what its customers said move together: when that is looked at, and what is then told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot import moments

if TYPE_CHECKING:
    from bot.insight import Found  # which needs numpy, and this does not

NEEDED = 26  # usable weeks before the first look
LOOKS = (26, 39, 52)  # weeks of a team's year
YEAR = 52  # weeks: as far back as a look goes
RARE = 0.015  # how often weeks in shuffled order may look as strong, at each look
TEAMS = 5  # with that many, teams are held against each other, and looked at as one


class Kind(StrEnum):
    """What the digest says of the link; the sentences are in `bot/views/link.py`."""

    TOO_FEW = "L0"
    WAITING = "L1"
    NONE_SEEN = "L2"
    TOGETHER = "L3"
    BESIDE_OTHERS = "L4"
    COMPANY = "L5"


NOT_LOOKED = (Kind.TOO_FEW, Kind.WAITING)


@dataclass(frozen=True)
class Line:
    """What a digest says of the link.

    `usable` weeks had both a score and enough feedback; `next_week` is the week of the team's year of the next look.
    Where they moved together: the `need`, how many weeks later (`lag`, negative: the feedback came first), whether with
    better feedback, whether it also `held` against the other teams, and across how many `teams`.
    """

    kind: Kind
    usable: int = 0
    next_week: int = 0
    need: str = ""
    lag: int = 0
    is_better: bool = True
    held: bool = False
    teams: int = 0


@dataclass(frozen=True)
class Course:
    """Where a team, or the company, stands in its years: the weeks (2026-W10) of its first round, of this one, and of
    the one before, if there was one.
    """

    first: str
    week: str
    before: str | None = None

    @property
    def is_due(self) -> bool:
        """Whether this is the first round since a week of a look has come: where that has no round, the next one."""
        passed = 0 if self.before is None else _looks_until(_number(self.first, self.before))
        return _looks_until(_number(self.first, self.week)) > passed

    @property
    def next_week(self) -> int:
        """The week of its year in which the next look is."""
        week = (_number(self.first, self.week) - 1) % YEAR + 1
        return next((look for look in LOOKS if look > week), LOOKS[0])


def year_before(week: str) -> str:
    """The first of the 52 weeks up to this one, both such as 2026-W10."""
    return moments.week_key(moments.monday_of(week) - timedelta(weeks=YEAR - 1))


def waiting(course: Course, usable: int) -> Line:
    """What is told where nothing is looked at: how many weeks there are, while they are too few, or when it will be."""
    if usable < NEEDED:
        return Line(Kind.TOO_FEW, usable)
    return Line(Kind.WAITING, usable, course.next_week)


def told(kind: Kind, usable: int, found: Found | None, teams: int = 0) -> Line:
    """What is told of a look: a line of this kind, or that no link was seen."""
    if found is None or found.p > RARE:
        return Line(Kind.NONE_SEEN, usable)
    return Line(kind, usable, need=found.need, lag=found.lag, is_better=found.r > 0, teams=teams)


def beside(own: Line, found: Found | None) -> Line:
    """A team's line once it was held against the others: it has held only where the very same shows there."""
    return replace(own, held=own == told(own.kind, own.usable, found))


def _number(first: str, week: str) -> int:
    """Which week since a team's first round, which is in week 1, by the calendar."""
    return moments.week_number(week) - moments.week_number(first) + 1


def _looks_until(number: int) -> int:
    """How many looks there are up to a week of a team, years one after another."""
    years, week = divmod(number, YEAR)
    return years * len(LOOKS) + sum(look <= week for look in LOOKS)
