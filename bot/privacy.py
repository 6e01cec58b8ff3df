"""What may be kept and shown: thresholds, bands, coarse numbers. The rules P1 to P8 of docs/measures.md."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

THRESHOLD = 5
SMALLEST_TEAM = 6
LOW_END, HIGH_END = 15, 85
COMPANY = "company"


@dataclass(frozen=True)
class CountedAnswer:
    """An answer on its way into a tally: the group it belongs to and its score, without the person."""

    team: str
    item: str
    score: int
    is_manager: bool = False


@dataclass(frozen=True)
class Tally:
    """What remains of an item's answers in a group (a team, or `COMPANY`): how many, and their capped sum."""

    group: str
    item: str
    n: int
    total: int


@dataclass(frozen=True)
class Shown:
    """A score as people may see it: to the nearest 5, with open ends. `end` is "low", "high" or "" ."""

    value: int
    end: str = ""


def capped(total: int, n: int) -> int:
    """The sum that is kept: at most the first that is shown as an end (P6), so that it never tells a unanimous team."""
    lowest = -(-n * 17 // 10) - 1  # just under a mean of 1.7, which is a score of 17.5
    highest = n * 43 // 10 + 1  # just over a mean of 4.3, which is a score of 82.5
    return min(max(total, lowest), highest)


def small_teams(members: Mapping[str, int]) -> frozenset[str]:
    """The teams that can never show scores of their own (P2). `members` counts each team without its managers."""
    return frozenset(team for team, n in members.items() if n < SMALLEST_TEAM)


def tallies(answers: Iterable[CountedAnswer], small: Collection[str] = ()) -> list[Tally]:
    """What may be kept of a round: a tally for each team and item, and for the whole company, under P1 to P3 and P6.

    A team's tally holds its members without managers and is kept from five answers on, but never for a `small` team (of
    fewer than six such members). The company's is kept only when what it adds to the teams' kept tallies is nobody or
    five and more people; managers count in it from five on.
    """
    members: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    managers: dict[str, list[int]] = defaultdict(list)
    for answer in answers:
        (managers[answer.item] if answer.is_manager else members[answer.item][answer.team]).append(answer.score)
    kept: list[Tally] = []
    for item in sorted(members.keys() | managers.keys()):
        shown = {t for t, scores in members[item].items() if len(scores) >= THRESHOLD and t not in small}
        large = [_tally(team, item, members[item][team]) for team in sorted(shown)]
        rest = [score for team, scores in members[item].items() if team not in shown for score in scores]
        if len(managers[item]) >= THRESHOLD:
            rest += managers[item]
        kept += large
        kept += _company(item, large, rest)
    return kept


def _company(item: str, large: list[Tally], rest: list[int]) -> list[Tally]:
    """The company's tally of an item: the teams' own plus the rest, each capped, so that no difference tells more."""
    if 0 < len(rest) < THRESHOLD or not (large or rest):
        return []
    parts = large + ([_tally("", item, rest)] if rest else [])
    return [Tally(COMPANY, item, sum(part.n for part in parts), sum(part.total for part in parts))]


def _tally(group: str, item: str, scores: list[int]) -> Tally:
    return Tally(group, item, len(scores), capped(sum(scores), len(scores)))


def coarse(value: float) -> Shown:
    """A score (0..100) as it is shown: to the nearest 5, and "15 or less" or "85 or more" at the ends."""
    nearest = 5 * math.floor(value / 5 + 0.5)
    if nearest <= LOW_END:
        return Shown(LOW_END, "low")
    if nearest >= HIGH_END:
        return Shown(HIGH_END, "high")
    return Shown(nearest)


def band(n: int) -> str:
    """How many people stand behind a number, as a band: "5-7", "8-11", "12-19" or "20+". `n` is at least 5."""
    for low, high in ((5, 7), (8, 11), (12, 19)):
        if n <= high:
            return f"{low}-{high}"
    return "20+"
