"""Do a score's range and arrow keep what they promise, when answers are drawn from teams whose truth is known?

    python benchmarks/scoring.py [--quick]

Answers become tallies, tallies shown weeks, and these an index with its range and a change, by the product's own
functions. What is assumed: a person has a level of their own (standard deviation 20 points), weeks of their own around
it and noise in each answer (19.4 together, of which two items of a week share 29 %), and the items differ by some
points. Such a score is cut into the answers 1 to 5. For the range the two parts are those of a spread of 28 and a
reliability of .55. A person answers a pulse four times in five, by chance. The truth is the mean of all members'
expected answers.

Prints, and exits with 1 when one of these is missed by more than two standard errors of the run:

- a range at its own n covers the truth in 93 to 97 of 100 weeks, in each cell;
- the index's range, as told, covers it in 95 or more, also when the same people are silent all four weeks; it is wider
  than it need be, as it counts on no more than five who answered;
- where nothing changes there are at most 0.7 arrows a team, need and year;
- a lasting fall is found in its first four weeks about as often as when the rule was chosen.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from bot import items, privacy, scores
from bot.items import Item
from bot.privacy import CountedAnswer, Tally
from bot.scores import BLOCK, DOWN, SURE, UNCLEAR, Noise, Week

LEVEL, ANSWERING, YEAR = 60, 0.8, 52
NOISE = Noise()
ITEMS = [item for item in items.bank().values() if item.need == "autonomy" and not item.reversed]
EASIER = dict(zip((item.id for item in ITEMS), (6, -4, 3, -5), strict=True))  # points
CELLS = ((5, 5), (7, 5), (9, 9), (12, 8), (20, 15))
TEAMS = (7, 9, 12, 20)
COVERAGE, OF_INDEX = (93.0, 97.0), 95.0
MOST_FALSE = 0.7
POWER = {  # members and items: percent of falls by 10 and 15 points, as simulated when the rule was chosen
    (7, 1): {10: 26, 15: 47},
    (12, 1): {10: 49, 15: 82},
    (7, 2): {10: 36, 15: 65},
    (12, 2): {10: 68, 15: 96},
}
POWER_SLACK = 8
QUICK, WHOLE = 150, 1_500


@dataclass(frozen=True)
class Line:
    """A result, and whether it keeps its promise."""

    text: str
    is_kept: bool


def by_luck(percent: float, runs: int) -> float:
    """Two standard errors of a share of so many runs, in percent."""
    return 200 * math.sqrt(percent / 100 * (1 - percent / 100) / runs)


@dataclass(frozen=True)
class Parts:
    """The standard deviations of people, of a person's weeks, and of an answer's noise."""

    people: float
    weeks: float
    noise: float

    def expected(self, level: float) -> float:
        """The mean answer of someone with this level, in points."""
        width = math.hypot(self.weeks, self.noise) * math.sqrt(2)
        return sum(scores.STEP / 2 * (1 + math.erf((level - cut) / width)) for cut in (12.5, 37.5, 62.5, 87.5))


OF_RANGE = Parts(NOISE.spread * math.sqrt(NOISE.reliability), 0.0, NOISE.spread * math.sqrt(1 - NOISE.reliability))
OF_CHANGE = Parts(NOISE.between, NOISE.within * math.sqrt(NOISE.common), NOISE.within * math.sqrt(1 - NOISE.common))


def answer(points: float) -> int:
    """The answer (1..5) nearest to so many points."""
    return min(5, max(1, round(points / scores.STEP) + 1))


def pulse(rng: random.Random, people: Iterable[float], asked: Sequence[Item], parts: Parts) -> list[CountedAnswer]:
    """What people of these levels answer in a week."""
    given = []
    for level in people:
        this_week = rng.gauss(level, parts.weeks)
        points = [(item.id, rng.gauss(this_week + EASIER[item.id], parts.noise)) for item in asked]
        given += [CountedAnswer("T1", item, answer(value)) for item, value in points]
    return given


def shown(
    given: list[CountedAnswer], asked: Sequence[Item], members: int, norms: dict[str, float] | None
) -> Week | None:
    """The week as the product shows it, if it does."""
    kept = [tally for tally in privacy.tallies(given, {"T1": members}, {}) if tally.group == "T1"]
    return scores.week(kept, asked, privacy.THRESHOLD, members, norms)


def asked_in(week: int, many: int) -> list[Item]:
    """The items of a week, in turn."""
    return [ITEMS[(week * many + nth) % len(ITEMS)] for nth in range(many)]


def company_norms(rng: random.Random) -> dict[str, float]:
    """Norms from half a year of sixteen teams, which ask different items at the same time."""
    company = [(f"T{n}", n, [rng.gauss(LEVEL, OF_CHANGE.people) for _ in range(8)]) for n in range(16)]
    weeks: list[list[Tally]] = []
    for week in range(YEAR // 2):
        given = [
            replace(one, team=team)
            for team, offset, people in company
            for one in pulse(rng, _answering(rng, people), asked_in(week + offset, 1), OF_CHANGE)
        ]
        weeks.append(privacy.tallies(given, {team: len(people) for team, _, people in company}, {}))
    norms = scores.norms(weeks, ITEMS)
    if norms is None:
        raise RuntimeError("half a year of sixteen teams is too little for norms")
    return norms


def _answering(rng: random.Random, people: Iterable[float]) -> list[float]:
    return [level for level in people if rng.random() < ANSWERING]


def of_a_week(rng: random.Random, members: int, n: int, runs: int) -> Line:
    """The range of one week at its own n, so that the formula is met as it stands."""
    item, hits = ITEMS[0], 0
    error = scores.standard_error([Week(LEVEL, n, n, members)], NOISE)
    for _ in range(runs):
        people = [rng.gauss(LEVEL, OF_RANGE.people) for _ in range(members)]
        total = sum(given.score for given in pulse(rng, people[:n], [item], OF_RANGE))
        tally = Tally("T1", item.id, n, privacy.capped(total, n))
        truth = fmean(OF_RANGE.expected(level + EASIER[item.id]) for level in people)
        hits += abs(scores.score(tally.total, tally.n) - truth) <= SURE * error
    covered = 100 * hits / runs
    luck = by_luck(COVERAGE[1], runs)
    is_kept = COVERAGE[0] - luck <= covered <= COVERAGE[1] + luck
    return Line(f"one week, {n:2} of {members:2}: covers {covered:.1f} %, width {2 * SURE * error:.0f}", is_kept)


def of_an_index(
    rng: random.Random, members: int, runs: int, norms: dict[str, float], *, by_habit: bool
) -> tuple[float, float]:
    """How often the range of an index, as told, covers the truth (percent), and its mean width."""
    hits, widths = [], []
    for _ in range(runs):
        people = [rng.gauss(LEVEL, OF_RANGE.people) for _ in range(members)]
        habit = _answering(rng, people)
        weeks = []
        for week in range(BLOCK):
            given = pulse(rng, habit if by_habit else _answering(rng, people), asked_in(week, 1), OF_RANGE)
            weeks.append(shown(given, asked_in(week, 1), members, norms))
        told = scores.interval(weeks, NOISE)
        if told:
            truth = fmean(OF_RANGE.expected(level + easier) for level in people for easier in EASIER.values())
            hits.append(told[0] <= truth <= told[1])
            widths.append(told[1] - told[0])
    return 100 * fmean(hits), fmean(widths)


def lived(
    rng: random.Random, members: int, many: int, weeks: int, norms: dict[str, float], fall: float = 0
) -> list[Week | None]:
    """The weeks of a team whose level falls by so much after the first four."""
    people, found = [rng.gauss(LEVEL, OF_CHANGE.people) for _ in range(members)], []
    for week in range(weeks):
        moved = [level - fall * (week >= BLOCK) for level in _answering(rng, people)]
        found.append(shown(pulse(rng, moved, asked_in(week, many), OF_CHANGE), asked_in(week, many), members, norms))
    return found


def false_arrows(rng: random.Random, members: int, many: int, runs: int, norms: dict[str, float]) -> float:
    """How many arrows a team has in a year in which nothing changes."""
    arrows = 0
    for _ in range(runs):
        weeks = lived(rng, members, many, YEAR, norms)
        arrows += sum(scores.change(weeks[:week], NOISE) not in (None, UNCLEAR) for week in range(1, YEAR + 1))
    return arrows / runs


def found(rng: random.Random, members: int, many: int, fall: float, runs: int, norms: dict[str, float]) -> float:
    """How often (percent) a lasting fall is found in its first four weeks; a hidden index finds nothing."""
    told = [scores.change(lived(rng, members, many, 2 * BLOCK, norms, fall), NOISE) for _ in range(runs)]
    return 100 * fmean(change == DOWN for change in told)


def ranges(rng: random.Random, norms: dict[str, float], runs: int) -> list[Line]:
    """How ranges cover: of single weeks, and of the index."""
    lines = [of_a_week(rng, members, n, 20 * runs) for members, n in CELLS]
    for members in TEAMS:
        covered, width = of_an_index(rng, members, runs, norms, by_habit=False)
        habit, _ = of_an_index(rng, members, runs // 2, norms, by_habit=True)
        text = (
            f"index, {members:2} members: covers {covered:.1f} %, width {width:.0f}; same people silent {habit:.1f} %"
        )
        lines.append(Line(text, min(covered, habit) >= OF_INDEX - by_luck(OF_INDEX, runs // 2)))
    return lines


def still_years(rng: random.Random, norms: dict[str, float], runs: int) -> list[Line]:
    """How many arrows there are where nothing changes."""
    lines = []
    for members, many in POWER:
        years = runs // (2 + many)
        arrows = false_arrows(rng, members, many, years, norms)
        text = f"nothing changes, {members:2} members, {many} a need: {arrows:.2f} arrows a year"
        lines.append(Line(text, arrows <= MOST_FALSE + 2 * math.sqrt(MOST_FALSE / years)))
    return lines


def falls(rng: random.Random, norms: dict[str, float], runs: int) -> list[Line]:
    """How often a fall is found."""
    lines = []
    for members, many, fall, expected in [(*team, *row) for team, rows in POWER.items() for row in rows.items()]:
        power = found(rng, members, many, fall, runs, norms)
        text = f"fall of {fall}, {members:2} members, {many} a need: found in {power:.0f} %, expected {expected} %"
        lines.append(Line(text, power >= expected - POWER_SLACK - by_luck(expected, runs)))
    return lines


def check(runs: int, seed: int = 1) -> list[Line]:
    """Everything, from about so many runs each."""
    rng = random.Random(seed)
    norms = company_norms(rng)
    return [line for of in (ranges, still_years, falls) for line in of(rng, norms, runs)]


def main() -> None:
    """Check, print, and leave with 1 if anything is missed."""
    parser = argparse.ArgumentParser(description="Check ranges and arrows against teams whose truth is known.")
    parser.add_argument("--quick", action="store_true", help="fewer runs")
    lines = check(QUICK if parser.parse_args().quick else WHOLE)
    for line in lines:
        print(f"{'  ' if line.is_kept else '! '}{line.text}")
    sys.exit(not all(line.is_kept for line in lines))


if __name__ == "__main__":
    main()
