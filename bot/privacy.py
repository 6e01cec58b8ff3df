"""What may be kept and shown: thresholds, bands, coarse numbers. The rules P1 to P8 of docs/measures.md."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile

THRESHOLD = 5
SMALLEST_WITH_BANDS = 8
BANDS_END_AT = (7, 11, 19)
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
    """What remains of an item's answers in a group (team, department or `COMPANY`): how many, and their capped sum."""

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


def smallest_team(threshold: int = THRESHOLD) -> int:
    """How many members a group needs to be shown (P2): one more than have to answer, so that someone may be silent.

    Raises ValueError for a threshold below five: a workspace may raise it and never lower it.
    """
    if threshold < THRESHOLD:
        raise ValueError(f"the threshold is {THRESHOLD} or more, not {threshold}")
    return threshold + 1


def tallies(
    answers: Iterable[CountedAnswer],
    members: Mapping[str, int],
    managers: Mapping[str, int],
    departments: Mapping[str, str] = {},
    threshold: int = THRESHOLD,
) -> list[Tally]:
    """What may be kept of a round under P1 to P3 and P6: tallies of teams, departments and the company, item by item.

    `members` counts the people of each team in the round's cohort without its managers, `managers` those;
    `departments` names the department of a team that has one. Answers stand for themselves when there are `threshold`
    of them and more people who may have given them. A team is kept if its members' answers do. A department, and then
    the company, is what is kept inside it; the rest of its answers counts too if it stands for itself, and else is left
    out. The managers count in the company only, if their answers stand for themselves. Raises ValueError for a
    threshold below five.
    """
    cohort = _Cohort(members, managers, departments, smallest_team(threshold))
    by_item: dict[str, list[CountedAnswer]] = defaultdict(list)
    for answer in answers:
        by_item[answer.item].append(answer)
    return [tally for item, given in sorted(by_item.items()) for tally in _of_item(item, given, cohort)]


@dataclass(frozen=True)
class _Cohort:
    """Who is asked: members and managers by team, departments by team, and how many people hide each other."""

    members: Mapping[str, int]
    managers: Mapping[str, int]
    departments: Mapping[str, str]
    smallest: int

    def stands(self, scores: Collection[int], people: int) -> bool:
        """Whether the scores stand for themselves, when these people may have given them."""
        return len(scores) >= self.smallest - 1 and people >= self.smallest

    def standing(self, rest: Mapping[str, list[int]]) -> Mapping[str, list[int]]:
        """The scores of these teams if they stand for themselves together, and else none.

        Nobody but people who were asked the item can be in the rest, and those are in teams that answered it.
        """
        scores = [score for own in rest.values() for score in own]
        return rest if self.stands(scores, sum(self.members.get(team, 0) for team in rest)) else {}


def _of_item(item: str, given: list[CountedAnswer], cohort: _Cohort) -> list[Tally]:
    """The tallies of an item, smallest groups first."""
    scores: dict[str, list[int]] = defaultdict(list)
    for answer in given:
        if not answer.is_manager:
            scores[answer.team].append(answer.score)
    place = cohort.departments.get
    shown = {team for team, own in scores.items() if cohort.stands(own, cohort.members.get(team, 0))}
    teams = [_tally(team, item, scores[team]) for team in sorted(shown)]
    left = {team: own for team, own in scores.items() if team not in shown}
    departments: list[Tally] = []
    for group in sorted({cohort.departments[team] for team in scores if team in cohort.departments}):
        rest = cohort.standing({team: own for team, own in left.items() if place(team) == group})
        departments += _larger(group, item, [tally for tally in teams if place(tally.group) == group], rest)
        left = {team: own for team, own in left.items() if team not in rest}
    kept = {tally.group for tally in departments}
    parts = departments + [tally for tally in teams if place(tally.group) not in kept] + _managers(item, given, cohort)
    return teams + departments + _larger(COMPANY, item, parts, cohort.standing(left))


def _managers(item: str, given: list[CountedAnswer], cohort: _Cohort) -> list[Tally]:
    """What the managers add to the company's tally of an item: all their answers, or none.

    They stand apart from the members: managers who compare their answers can subtract them. Those who were asked the
    item are in teams that answered it.
    """
    scores = [answer.score for answer in given if answer.is_manager]
    people = sum(cohort.managers.get(team, 0) for team in {answer.team for answer in given})
    return [_tally(COMPANY, item, scores)] if cohort.stands(scores, people) else []


def _larger(group: str, item: str, parts: list[Tally], rest: Mapping[str, list[int]]) -> list[Tally]:
    """A larger group's tally, if anything is kept: parts and rest, each capped, so that no difference tells more.

    What is left out adds nothing to the parts, so that nothing is had by subtracting them.
    """
    if rest:
        parts = [*parts, _tally(group, item, [score for own in rest.values() for score in own])]
    return [Tally(group, item, sum(part.n for part in parts), sum(part.total for part in parts))] if parts else []


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


def band(n: int, members: int, threshold: int = THRESHOLD) -> str:
    """How many of a group's members stand behind its numbers (the threshold and more): "5-7", "8-11", "12-19" or "20+".

    `n` counts people: a team's who answered its best answered item. The items' bands side by side would tell who skips.
    It never tells that all of the members answered (P7): a group of fewer than eight has no bands, and a band that only
    the whole group would reach is told as one with the band below it: "5 or more". Nor is a band a single number: with
    a threshold of seven the first is "7-11".
    """
    low = threshold
    for high in BANDS_END_AT:
        if high > low:
            if members < SMALLEST_WITH_BANDS or members == high + 1:
                return f"{low} or more"
            if n <= high:
                return f"{low}-{high}"
            low = high + 1
    return f"{low}+"


def lower_end(told: str) -> int:
    """The lower end of a band such as "5-7", "8 or more" or "20+": what everybody may know."""
    return int("".join(takewhile(str.isdigit, told)))
