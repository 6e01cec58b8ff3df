"""Whether a team's pulse and what its customers said move together: when that is looked at, and what is then told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot import moments, privacy
from bot.privacy import COMPANY

if TYPE_CHECKING:
    from bot.insight import Found  # which needs numpy, and this does not

NEEDED = 26  # usable weeks before the first look
IN_A_ROW = 12  # so many of them followed by another: fewer do not show what carries over
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

    `usable` weeks had both a score and enough feedback; `next_week` is the week of the team's year of the next look,
    and `next_at` by the calendar (2026-W39).
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
    next_at: str = ""


@dataclass(frozen=True)
class Course:
    """Where a team, or the company, stands in its years: the weeks (2026-W10) of its first round, of this one, and of
    its last line before this, if there was one, with how many weeks were `usable` then.

    `members` are those of a team; the company has none of its own.
    """

    first: str
    week: str
    before: str | None = None
    usable: int = 0
    members: int = 0

    @property
    def is_due(self) -> bool:
        """Whether nothing was told yet since a week of a look has come: one that was missed is taken next."""
        passed = 0 if self.before is None else _looks_until(_number(self.first, self.before))
        return _looks_until(_number(self.first, self.week)) > passed

    @property
    def next_week(self) -> int:
        """The week of its year in which the next look is."""
        return next((look for look in LOOKS if look > self._week), LOOKS[0])

    @property
    def next_at(self) -> str:
        """The same by the calendar, such as 2026-W39."""
        ahead = timedelta(weeks=(self.next_week - self._week) % YEAR)
        return moments.week_key(moments.monday_of(self.week) + ahead)

    @property
    def _week(self) -> int:
        return (_number(self.first, self.week) - 1) % YEAR + 1


def told_of(courses: Mapping[str, Course], threshold: int, every: int) -> dict[str, Course]:
    """The groups whose digests say anything of the link: no team that is too small to have a score, and none at all
    where pulses come `every` two weeks or more rarely, as what carries over shows only in weeks in a row.

    Of a company of fewer than five teams nothing is said either: its teams' own digests say it all.
    """
    smallest = privacy.smallest_team(threshold)
    teams = {group: of for group, of in courses.items() if group != COMPANY and of.members >= smallest}
    if every > 1:
        return {}
    return teams | {COMPANY: courses[COMPANY]} if len(teams) >= TEAMS else teams


def counted(courses: Mapping[str, Course]) -> list[str]:
    """The groups whose weeks are read: all teams where anything is looked at, as they are held against each other.

    Else those that had too few: of the others no line tells how many there are until the next look. With them goes the
    company, from whose answers the items' norms come.
    """
    is_due = any(course.is_due for course in courses.values())
    teams = [group for group, of in sorted(courses.items()) if group != COMPANY and (is_due or of.usable < NEEDED)]
    return [*teams, COMPANY] if teams else []


def year_before(week: str) -> str:
    """The first of the 52 weeks up to this one, both such as 2026-W10."""
    return moments.week_key(moments.monday_of(week) - timedelta(weeks=YEAR - 1))


def waiting(course: Course, usable: int) -> Line:
    """What is told where nothing is looked at: how many weeks there are, while they are too few, or when it will be."""
    if usable < NEEDED:
        return Line(Kind.TOO_FEW, usable)
    return Line(Kind.WAITING, usable, course.next_week, next_at=course.next_at)


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
