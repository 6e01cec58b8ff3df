"""Scores from tallies: a team's week, its index with a range, its change, and how well the questions hang together.

Everything comes from sums that were kept, and over weeks only from those that were shown (P8). One week is one pulse.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from bot import privacy
from bot.items import NEEDS, Item
from bot.privacy import COMPANY, Tally

STEP = 25  # from one answer to the next
ANSWERS_FOR_NORMS, WEEKS_FOR_NORMS = 30, 10
BLOCK, FEWEST_WEEKS = 4, 3
SURE = 1.96  # standard errors either side: 95 of 100
ROUNDING = 5**2 / 12  # what showing the nearest 5 adds to a variance
UP, DOWN, UNCLEAR = "up", "down", "no clear change"


@dataclass(frozen=True)
class Noise:
    """How answers differ, company-wide, in points; never a team's own spread, which would tell about few people.

    `spread` is the standard deviation of single answers and `reliability` (0..1) the share of their variance that
    another item of the need would find too; both start at a guess and are estimated by `noise`. `between` and `within`
    are the parts of people and of their weeks. Those two stay a guess: to part them takes the same person's answers of
    two weeks, which nothing keeps. `common` is the share of a person's week that two items tell alike.
    """

    spread: float = 28.0
    reliability: float = 0.55
    between: float = 20.0
    within: float = 19.4
    common: float = 0.29


@dataclass(frozen=True)
class Week:
    """A team's shown week for one need: the score (0..100, not rounded) and who stands behind it.

    `n` people answered, of `members` (the team without its manager), each to so many `items`. `n` itself is never told;
    `at_least` is as many as everybody may know.
    """

    score: float
    n: int
    at_least: int
    members: int
    items: int = 1


def score(total: int, n: int, *, reversed_item: bool = False) -> float:
    """The mean of `n` answers of 1..5 that sum to `total`, on 0..100: (x - 1) * 25, reversed for a reversed item."""
    value = (total - n) * STEP / n  # in this order a tie between two shown values stays exact
    return 100 - value if reversed_item else value


def norms(
    weeks: Iterable[Iterable[Tally]], items: Collection[Item], off: Collection[str] = ()
) -> dict[str, float] | None:
    """How many points each item lies above its need, company-wide, from the company's kept tallies of each week.

    None until every item that comes round has 30 answers, from 10 different weeks. Until then the mix of items moves a
    team's line from week to week. A reversed item comes too rarely to be waited for, and one that is `off` comes no
    more: these have a norm where they were answered as often, and do not make up their need.
    """
    totals, answers, seen = (defaultdict[str, int](int) for _ in range(3))
    for tally in (tally for week in weeks for tally in week if tally.group == COMPANY):
        totals[tally.item] += tally.total
        answers[tally.item] += tally.n
        seen[tally.item] += 1
    known = [item for item in items if answers[item.id] >= ANSWERS_FOR_NORMS and seen[item.id] >= WEEKS_FOR_NORMS]
    coming_round = [item for item in items if item.need and not item.reversed and item.id not in off]
    if not all(item in known for item in coming_round):
        return None
    means = {item: score(totals[item.id], answers[item.id], reversed_item=item.reversed) for item in known}
    needs = {need: [means[item] for item in coming_round if item.need == need] for need in NEEDS}
    return {item.id: mean - fmean(needs[item.need]) for item, mean in means.items() if needs.get(item.need)}


def week(
    tallies: Iterable[Tally],
    items: Collection[Item],
    at_least: int,
    members: int,
    norms: Mapping[str, float] | None = None,
) -> Week | None:
    """A team's week for one need from its own kept tallies: the mean of the scores of the need's items, each alike.

    The one rule of when a need is shown (P2): each item that was asked of it has a kept tally. So a score always stands
    for all the questions beside it, and who skipped one never chooses among them. Everybody may know that `at_least` so
    many answered. With `norms` the items are centred; one without a norm counts as it is.
    """
    kept = {tally.item: tally for tally in tallies}
    if not items or not all(item.id in kept for item in items):
        return None
    of = [(kept[item.id], item) for item in items]
    mean = fmean(score(tally.total, tally.n, reversed_item=item.reversed) for tally, item in of)
    centred = mean - fmean((norms or {}).get(item.id, 0.0) for item in items)
    n = min(tally.n for tally, _ in of)
    return Week(min(max(centred, 0.0), 100.0), n, at_least, members, len(items))


def larger_week(
    tallies: Iterable[Tally],
    items: Collection[Item],
    at_least: int,
    people: int,
    each: int,
    norms: Mapping[str, float] | None = None,
) -> Week | None:
    """The same of a department or the company, whose teams are asked different items: `each` so many of everybody.

    Here the score is the mean over all answers that were kept, so that teams count by their size, and those of which
    nothing may be told count nowhere.
    """
    asked = {item.id: item for item in items}
    of = [(tally, asked[tally.item]) for tally in tallies if tally.item in asked]
    if not of:
        return None
    answers = sum(tally.n for tally, _ in of)
    centred = [
        (score(tally.total, tally.n, reversed_item=item.reversed) - (norms or {}).get(item.id, 0.0)) * tally.n
        for tally, item in of
    ]
    mean = sum(centred) / answers
    return Week(min(max(mean, 0.0), 100.0), answers // each, at_least, people, each)


def block(weeks: Sequence[Week | None]) -> list[Week]:
    """What an index is made of: the shown weeks of the last four, and nothing when fewer than three were shown."""
    shown = [week for week in weeks[-BLOCK:] if week]
    return shown if len(shown) >= FEWEST_WEEKS else []


def index(weeks: Sequence[Week | None]) -> float | None:
    """The headline, 0..100: the mean of the shown weeks of the last four. `weeks` are oldest first, None if hidden."""
    shown = block(weeks)
    return fmean(week.score for week in shown) if shown else None


def standard_error(weeks: Sequence[Week], noise: Noise) -> float:
    """How far the mean of shown weeks is likely to lie from that of all members' true scores, in points.

    For one week and item it is S/sqrt(n) * sqrt(1 - rho*n/N): of the variance S^2 the part rho lies between people, and
    only who was silent leaves it open (Cochran, Sampling Techniques, 2.6); the rest is noise in every answer, less with
    more items. Here n is what everybody may know, as the width would tell the number itself. Over k weeks the noise of
    each is its own, and that of their mean is the sum through k^2. The part between people does not shrink: some people
    never answer, and nothing that is kept could tell.
    """
    rho = noise.reliability
    own = sum((1 - rho) / (week.items * week.at_least) for week in weeks) / len(weeks) ** 2
    of_the_silent = fmean(rho * _unheard(week.at_least, week.members) / week.at_least for week in weeks)
    return noise.spread * math.sqrt(own + of_the_silent)


def interval(weeks: Sequence[Week | None], noise: Noise) -> tuple[int, int] | None:
    """The range of the index, 95 of 100, in whole points of 0..100; None where there is no index.

    It lies around the index as it is shown, with the rounding counted in, so that its ends tell nothing new about it.
    Beyond an open end ("15 or less") it reaches to the end of the scale.
    """
    value = index(weeks)
    if value is None:
        return None
    shown = privacy.coarse(value)
    half = math.ceil(SURE * math.hypot(standard_error(block(weeks), noise), math.sqrt(ROUNDING)))
    low = 0 if shown.end == "low" else max(0, shown.value - half)
    return low, 100 if shown.end == "high" else min(100, shown.value + half)


def change(weeks: Sequence[Week | None], noise: Noise) -> str | None:
    """Whether the last four weeks were above or below the four before: `UP`, `DOWN` or `UNCLEAR`.

    `weeks` are all since the team began. It looks once every four weeks; between, and where one of the blocks has no
    index, it is None. z = difference / sqrt(v1 + v2) against 1.96; a block of k shown weeks with n people each has
    v = [Se^2 + Sb^2 * max(0, 1 - n/N)] / (n*k), where n is the true number: an arrow hides it, and finds more. But it
    is N - 1 where all answered, so that no arrow tells that (P7). With two or more items a week, Se^2 keeps the part
    they have in common.
    """
    if len(weeks) % BLOCK:
        return None
    now, before = block(weeks), block(weeks[:-BLOCK])
    if not (now and before):
        return None
    difference = fmean(week.score for week in now) - fmean(week.score for week in before)
    z = difference / math.sqrt(_variance(now, noise) + _variance(before, noise))
    return UNCLEAR if abs(z) <= SURE else UP if z > 0 else DOWN


def _variance(weeks: Sequence[Week], noise: Noise) -> float:
    def of_week(week: Week) -> float:
        within, n = noise.within**2 * (noise.common + (1 - noise.common) / week.items), min(week.n, week.members - 1)
        return (within + noise.between**2 * _unheard(n, week.members)) / n

    return sum(of_week(week) for week in weeks) / len(weeks) ** 2


def _unheard(n: int, members: int) -> float:
    """The share of the members who were silent."""
    return max(0.0, 1 - n / members)
