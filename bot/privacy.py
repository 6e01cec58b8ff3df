"""What may be kept and shown: thresholds, bands, coarse numbers. The rules P1 to P8 of docs/measures.md."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

THRESHOLD = 5
SMALLEST_TEAM = 6
SMALLEST_WITH_BANDS = 8
BANDS = ((5, 7), (8, 11), (12, 19))
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


def tallies(answers: Iterable[CountedAnswer], members: Mapping[str, int], managers: Mapping[str, int]) -> list[Tally]:
    """What may be kept of a round: a tally for each team and item, and for the whole company, under P1 to P3 and P6.

    `members` counts the people of each team in the round's cohort without its managers, `managers` those. A team's
    tally holds its members and is kept from five answers on, but never for a small team. The company's is kept only
    when what it adds to the teams' kept tallies is nobody, or five and more answers of six and more people; managers
    count in it from five answers on.
    """
    by_item: dict[str, list[CountedAnswer]] = defaultdict(list)
    for answer in answers:
        by_item[answer.item].append(answer)
    kept: list[Tally] = []
    for item, given in sorted(by_item.items()):
        own = _teams(item, given, members.keys() - small_teams(members))
        kept += own + _company(item, given, own, members, managers)
    return kept


def _teams(item: str, given: list[CountedAnswer], large: Collection[str]) -> list[Tally]:
    """The tallies of the large teams of which five or more members answered the item."""
    scores: dict[str, list[int]] = defaultdict(list)
    for answer in given:
        if answer.team in large and not answer.is_manager:
            scores[answer.team].append(answer.score)
    return [_tally(team, item, scores[team]) for team in sorted(scores) if len(scores[team]) >= THRESHOLD]


def _company(
    item: str, given: list[CountedAnswer], own: list[Tally], members: Mapping[str, int], managers: Mapping[str, int]
) -> list[Tally]:
    """The company's tally of an item: the teams' own plus the rest, each capped, so that no difference tells more.

    Nobody but people who were asked the item can be in the rest, and those are in teams that answered it.
    """
    shown = {tally.group for tally in own}
    rest = [answer for answer in given if not answer.is_manager and answer.team not in shown]
    people = sum(members.get(team, 0) for team in {answer.team for answer in rest})
    leading = [answer for answer in given if answer.is_manager]
    if len(leading) >= THRESHOLD:
        rest += leading
        people += sum(managers.get(team, 0) for team in {answer.team for answer in given})
    if rest and (len(rest) < THRESHOLD or people < SMALLEST_TEAM):
        return []
    parts = own + ([_tally("", item, [answer.score for answer in rest])] if rest else [])
    return [Tally(COMPANY, item, sum(part.n for part in parts), sum(part.total for part in parts))] if parts else []


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


def band(n: int, members: int) -> str:
    """How many of a team's members stand behind a number (5 and more): "5-7", "8-11", "12-19" or "20+".

    It never tells that all of them do (P7): a team of fewer than eight has no bands, and a band that only the whole
    team would reach is told as one with the band below it: "5 or more".
    """
    for low, high in BANDS:
        if members < SMALLEST_WITH_BANDS or members == high + 1:
            return f"{low} or more"
        if n <= high:
            return f"{low}-{high}"
    return "20+"
