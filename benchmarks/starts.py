"""Does random team order tell a cause only where there is one, and how often does it find one?

    python -m benchmarks.starts [--quick]

Orders are drawn and looked at by the product's own functions. What is assumed: in the first cells, scores of weeks that
hang together, wander, rise or have a season of their own or in common, 12 % of them missing; in the last, answers of
eight people a team, four of five of whom answer one question a week, that become tallies, shown weeks and a result. A
person has a level of their own (standard deviation 20 points) and weeks around it (19.4), a team its weeks (5, each
hanging on the one before by .6), the company a season (5).

Prints, and exits with 1 when it is missed: where nothing comes of starting, at most 5 of 100 are told as a difference,
in all cells together but for two standard errors of the run, and in each of the thirty-two but for three. Also printed,
and held to nothing: how often a lasting rise is found that starting does bring, by 5, 10 and 15 points.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from bot import items, moments, privacy, series, stepped, stepped_result
from bot.privacy import CountedAnswer
from bot.pulses import Paper
from bot.series import Kept
from bot.stepped import Result, Start

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NEED = "recognition"
ITEMS = [item for item in items.bank().values() if item.need == NEED and not item.reversed]
EASIER = dict(zip((item.id for item in ITEMS), (6, -4, 3, -5), strict=True))  # points
MEMBERS, ANSWERING = 8, 0.8
LEVEL, PEOPLE, WEEKS, OWN, SEASON = 60.0, 20.0, 19.4, 5.0, 5.0
MISSING, HANGS = 0.12, 0.6
TEAMS, RISES = (4, 6, 12, 20), (5, 10, 15)
MOST_FALSE = 5.0
ERRORS_OF_A_CELL, ERRORS_OF_ALL = 3, 2
QUICK, WHOLE = 60, 1_000
QUICK_ANSWERED, WHOLE_ANSWERED = 12, 200
Rng = np.random.Generator
Table = NDArray[np.float64]
Scores = Mapping[str, Mapping[str, float]]
World = Callable[[Rng, int, int], Table]


def hanging(rng: Rng, rows: int, columns: int, by: float) -> Table:
    """Weeks (columns) that hang on the one before by so much, with a standard deviation of 1."""
    weeks = rng.normal(size=(rows, columns))
    for at in range(1, columns):
        weeks[:, at] = by * weeks[:, at - 1] + math.sqrt(1 - by * by) * weeks[:, at]
    return weeks


def _season(rng: Rng, rows: int, columns: int) -> Table:
    return 10 * hanging(rng, 1, columns, 0.9) + 10 * hanging(rng, rows, columns, HANGS)


def _trends(rng: Rng, rows: int, columns: int) -> Table:
    return rng.normal(0, 30, (rows, 1)) * np.linspace(0, 1, columns) + 10 * hanging(rng, rows, columns, HANGS)


def _walks(rng: Rng, rows: int, columns: int) -> Table:
    return np.cumsum(rng.normal(0, 4, (rows, columns)), axis=1)


def _jumps(rng: Rng, rows: int, columns: int) -> Table:
    when = rng.integers(columns, size=(rows, 1))
    return rng.normal(0, 25, (rows, 1)) * (np.arange(columns) >= when) + 10 * hanging(rng, rows, columns, 0.3)


CELLS: dict[str, World] = {
    "weeks that stand alone": lambda rng, rows, columns: 10 * hanging(rng, rows, columns, 0.0),
    "weeks that hang together by .6": lambda rng, rows, columns: 10 * hanging(rng, rows, columns, 0.6),
    "weeks that hang together by .9": lambda rng, rows, columns: 10 * hanging(rng, rows, columns, 0.9),
    "a season of all": _season,
    "trends of each team": _trends,
    "random walks": _walks,
    "a jump in each team": _jumps,
}


@dataclass(frozen=True)
class Line:
    """A result, and whether it keeps its promise."""

    text: str
    is_kept: bool = True


def drawn(rng: Rng, teams: int, number: int) -> Start:
    """A start of so many teams, two weeks apart, in an order that is drawn."""
    order = [f"t{team}" for team in rng.permutation(teams)]
    return Start(f"start{number}", None, NEED, "Say thanks.", stepped.steps(order, 2, NOW))


def weeks_of(start: Start) -> list[str]:
    """All weeks that are looked at."""
    first, last = (moments.monday_of(week) for week in (start.looked_at_from, start.told_from))
    return [moments.week_key(first + timedelta(weeks=at)) for at in range((last - first).days // 7 + 1)]


def scored(rng: Rng, start: Start, world: World) -> Scores:
    """Scores where nothing comes of starting, made without a look at the order; some weeks are missing."""
    weeks = weeks_of(start)
    table = LEVEL + rng.normal(0, 10, (len(start.steps), 1)) + world(rng, len(start.steps), len(weeks))
    is_shown = rng.random(table.shape) >= MISSING
    rows = zip(sorted(step.team for step in start.steps), table, is_shown, strict=True)
    return {team: {week: float(row[at]) for at, week in enumerate(weeks) if seen[at]} for team, row, seen in rows}


def answered(rng: Rng, start: Start, rise: float) -> Scores:
    """Shown scores from answers, tallies and papers, where starting lifts what people feel by so many points."""
    weeks, turns = weeks_of(start), sorted((step.team, step.week) for step in start.steps)
    team_weeks = OWN * hanging(rng, len(turns), len(weeks), HANGS) + SEASON * hanging(rng, 1, len(weeks), 0.9)
    levels = rng.normal(LEVEL, PEOPLE, (len(turns), MEMBERS))
    rounds = []
    for at, week in enumerate(weeks):
        asked = [ITEMS[(at + offset) % len(ITEMS)] for offset in range(len(turns))]
        given = []
        for row, (team, turn) in enumerate(turns):
            points = levels[row] + team_weeks[row, at] + EASIER[asked[row].id] + rise * (week > turn)
            heard = (points + rng.normal(0, WEEKS, MEMBERS))[rng.random(MEMBERS) < ANSWERING]
            given += [CountedAnswer(team, asked[row].id, min(5, max(1, round(x / 25) + 1))) for x in heard]
        papers = {team: Paper(team, (item,), MEMBERS, 0) for (team, _), item in zip(turns, asked, strict=True)}
        rounds.append(Kept(week, papers, privacy.tallies(given, dict.fromkeys(papers, MEMBERS), {}), {}))
    points_of = series.points(rounds, privacy.THRESHOLD)
    return {team: {one.week: one.needs[NEED] for one in points_of[team] if NEED in one.needs} for team, _ in turns}


def told(results: Counter[Result], *which: Result) -> float:
    """The share of these results, in percent."""
    return 100 * sum(results[one] for one in which) / results.total()


def of_false(name: str, results: Counter[Result], errors: int = ERRORS_OF_A_CELL) -> Line:
    """How often a difference is told where there is none."""
    share, runs = told(results, Result.HIGHER, Result.LOWER), results.total()
    luck = errors * 100 * math.sqrt(MOST_FALSE / 100 * (1 - MOST_FALSE / 100) / runs)
    missed = "" if share <= MOST_FALSE + luck else "  MISSED"
    return Line(f"{name:45} {share:5.1f} % told ({runs} runs){missed}", not missed)


def results(rng: Rng, teams: int, runs: int, scores: Callable[[Rng, Start], Scores]) -> Counter[Result]:
    """What is told of so many starts."""
    starts = (drawn(rng, teams, number) for number in range(runs))
    return Counter(stepped_result.result(start, scores(rng, start)) for start in starts)


def of_nothing(rng: Rng, runs: int, runs_answered: int) -> Iterator[tuple[str, Counter[Result]]]:
    """Each cell in which nothing comes of starting, and what is told there."""
    for name, world in CELLS.items():
        for teams in TEAMS:
            found = results(rng, teams, runs, lambda rng, start, world=world: scored(rng, start, world))
            yield f"{name}, {teams} teams", found
    for teams in TEAMS:
        found = results(rng, teams, runs_answered, lambda rng, start: answered(rng, start, 0))
        yield f"answers of {MEMBERS} people a team, {teams} teams", found


def of_rises(rng: Rng, teams: int, runs: int) -> Line:
    """How often what starting brings is found."""
    shares = []
    for rise in RISES:
        found = results(rng, teams, runs, lambda rng, start, rise=rise: answered(rng, start, rise))
        shares.append(f"{told(found, Result.HIGHER):.0f} % of rises by {rise}")
    return Line(f"found with {teams} teams of {MEMBERS}: {', '.join(shares)}")


def lines(rng: Rng, runs: int, runs_answered: int) -> Iterator[Line]:
    """All results."""
    total: Counter[Result] = Counter()
    for name, found in of_nothing(rng, runs, runs_answered):
        total += found
        yield of_false(name, found)
    yield of_false("all of these together", total, ERRORS_OF_ALL)
    yield from (of_rises(rng, teams, runs_answered) for teams in TEAMS)


def main() -> None:
    """Run, print, and exit with 1 when the promise is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} runs a cell in place of {WHOLE:,}")
    is_quick = parser.parse_args().quick
    runs = (QUICK, QUICK_ANSWERED) if is_quick else (WHOLE, WHOLE_ANSWERED)
    are_kept = []
    for line in lines(np.random.default_rng(20260302), *runs):
        print(line.text, flush=True)
        are_kept.append(line.is_kept)
    sys.exit(not all(are_kept))


if __name__ == "__main__":
    main()
