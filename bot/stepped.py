"""A practice that teams begin one after another, in an order drawn at random: the one honest way to tell a cause.

What was seen is in `bot.stepped_result`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from bot import moments
from bot.errors import Refused
from bot.items import NEEDS

FEWEST_TEAMS = 4  # of 24 orders one can stand out; of the six orders of three teams none can
LONGEST = 26  # weeks in which all teams have their turn
APART = (2, 4)  # weeks from one turn to the next
BEFORE, AFTER = 8, 8  # weeks that are looked at before the first turn and after the last
NOTICE = timedelta(days=7)
TEXT_LIMIT = 300  # characters


class Result(StrEnum):
    """What was seen in the weeks after a team's turn, beside those of the teams that had not begun."""

    HIGHER = "higher"
    LOWER = "lower"
    NO_DIFFERENCE = "no difference"
    TOO_FEW = "too few"


@dataclass(frozen=True)
class Step:
    """A team's turn: with the digest of this week (2026-W10) it is told to begin."""

    team: str
    week: str


@dataclass(frozen=True)
class Wish:
    """What an admin would have teams try: its words, the need that it is for, and how many weeks lie between turns."""

    text: str
    need: str
    apart: int


@dataclass(frozen=True)
class Start:
    """A practice of a department's teams, or of all where that is None, with their turns in the order that was drawn.

    `result` is None until it was looked at, once.
    """

    id: str
    department: str | None
    need: str
    text: str
    steps: tuple[Step, ...]
    is_stopped: bool = False
    result: Result | None = None

    @property
    def is_over(self) -> bool:
        """Whether nobody begins it any more, and nothing is looked at."""
        return self.is_stopped or self.result is not None

    @property
    def looked_at_from(self) -> str:
        """The first week that is looked at."""
        return _later(self.steps[0].week, -BEFORE)

    @property
    def told_from(self) -> str:
        """The last week that is looked at: once its pulse has closed, the result is told."""
        return _later(self.steps[-1].week, AFTER)


@dataclass(frozen=True)
class Turn:
    """What a team is to begin now."""

    PREFIX: ClassVar = "start:"

    start: str
    need: str
    text: str

    @property
    def idea(self) -> str:
        """Its name among the ideas that a team is offered."""
        return f"{self.PREFIX}{self.start}"


def checked(wish: Wish, teams: Iterable[str], others: Iterable[Start]) -> Wish:
    """What is wished for, for these teams (ids), with its words trimmed. `others` are all starts so far.

    Raises Refused for words that are empty or long, a need that is none, a distance or a number of teams that cannot
    be, and where one of the teams is in another order: what it was told there would be mixed up with this.
    """
    text, own = " ".join(wish.text.split()), set(teams)
    if not text:
        raise Refused("start_text_empty")
    if len(text) > TEXT_LIMIT:
        raise Refused("start_text_long", limit=TEXT_LIMIT)
    if wish.need not in NEEDS:
        raise Refused("start_need", given=wish.need)
    if wish.apart not in APART:
        raise Refused("start_apart")
    if len(own) < FEWEST_TEAMS:
        raise Refused("start_few_teams", n=len(own), least=FEWEST_TEAMS)
    if any(step.team in own for other in others if not other.is_over for step in other.steps):
        raise Refused("start_under_way")
    return Wish(text, wish.need, wish.apart)


def steps(order: Sequence[str], apart: int, now: datetime) -> tuple[Step, ...]:
    """The turns of teams in the order that was drawn: from the next Monday at least a week away, `apart` weeks between.

    Where there are more teams than turns in half a year, several begin together, as evenly as can be.
    """
    first = now + NOTICE
    monday = moments.week_key((first + timedelta(days=-first.weekday() % 7)).date())
    turns = min(len(order), LONGEST // apart)
    return tuple(Step(team, _later(monday, apart * (at * turns // len(order)))) for at, team in enumerate(order))


def is_due(start: Start, closed: str) -> bool:
    """Whether it is time to look, when the pulse of the week `closed` was the last to close."""
    return not start.is_over and start.told_from <= closed


def as_told(start: Start, week: str) -> Start:
    """A start as the digest of a week tells of it: earlier ones than that of its last week do not say what was seen,
    as that one may still wait for its hour.
    """
    return start if start.told_from <= week else replace(start, result=None)


def one_called(starts: Iterable[Start], start_id: str) -> Start:
    """The start with this id. Raises Refused when there is none."""
    found = next((start for start in starts if start.id == start_id.strip()), None)
    if found is None:
        raise Refused("start_unknown", given=start_id)
    return found


def _later(week: str, weeks: int) -> str:
    return moments.week_key(moments.monday_of(week) + timedelta(weeks=weeks))
