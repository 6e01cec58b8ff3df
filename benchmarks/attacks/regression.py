"""Attack 2: who is the unhappiest? A regression of a team's 26 weeks on who answered, or on who was there.

Each week has a score for each of three needs; what someone feels about one tells half about the others. The attacker
takes the mean of the three, and wants the mean of each person's three levels.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from statistics import correlation, fmean

from benchmarks.attacks import product
from benchmarks.attacks.company import ANSWERING, BETWEEN_PEOPLE, MEAN, NEEDS, WEEKS, WITHIN_PERSON, answer
from bot import privacy, scores
from bot.privacy import CountedAnswer

TEAM = "T"
SIZES = (6, 8, 11)
CHANGING = 0.012  # of a team's seats in a week someone new takes
SHARED = 0.5  # the correlation of a person's levels for two needs
SIGNAL = BETWEEN_PEOPLE**2 * (1 + (NEEDS - 1) * SHARED) / NEEDS  # the variance of people's mean levels
NOISE = WITHIN_PERSON**2 / NEEDS  # and of the mean of their answers around it
Row = list[float]


@dataclass(frozen=True)
class Seen:
    """A shown week: its score, the people whom it may be about, and how many answered, both as far as is known."""

    score: float
    people: frozenset[int]
    n: float


@dataclass(frozen=True)
class Observer:
    """What is published, as a function of the scores and the team's size, and whether it is seen who answered."""

    name: str
    publish: Callable[[list[int], int], float | None]
    sees_who_answered: bool


@dataclass(frozen=True)
class Named:
    """Over many teams: the correlation of estimated and true levels, and how often the unhappiest is named."""

    correlation: float
    unhappiest: float


def with_decimals(answers: list[int], _size: int) -> float | None:
    """Two decimals, from five answers on."""
    enough = len(answers) >= privacy.THRESHOLD
    return round(scores.score(sum(answers), len(answers)), 2) if enough else None


def as_shown(scores: list[int], size: int) -> float | None:
    """What Heartline shows."""
    kept = privacy.tallies([CountedAnswer(TEAM, product.ITEM, score) for score in scores], {TEAM: size}, {})
    shown = [product.shown(tally.total, tally.n, size) for tally in kept if tally.group == TEAM]
    return shown[0].value if shown and shown[0] else None


DECIMALS = Observer("two decimals, sees who answered", with_decimals, True)
NEAREST_5 = Observer("nearest 5, sees who answered", as_shown, True)
HEARTLINE = Observer("Heartline: nearest 5, roster only", as_shown, False)
OBSERVERS = (DECIMALS, NEAREST_5, HEARTLINE)

LIMITS = {6: 0.21, 8: 0.19, 11: 0.16}  # how often the unhappiest of so many may be named; by chance 17, 13 and 9 %
FLOOR = 0.30  # and how often at least, where it is seen who answered: else the attack proves nothing


def missed(observer: Observer, size: int, teams: int, named: Named) -> bool:
    """Whether Heartline tells more than it may, or the attack finds less than it must; luck aside (two errors)."""
    bound = LIMITS[size] if observer is HEARTLINE else FLOOR
    luck = 2 * sqrt(bound * (1 - bound) / teams)
    return named.unhappiest > bound + luck if observer is HEARTLINE else named.unhappiest < bound - luck


def attack(observer: Observer, size: int, teams: int, seed: int = 0) -> Named:
    """Attack many teams of this size. The same seed gives the same teams."""
    chance = random.Random(f"{seed} {size}")
    outcomes = [_attacked(observer, size, chance) for _ in range(teams)]
    return Named(fmean(r for r, _ in outcomes), fmean(hit for _, hit in outcomes))


def _attacked(observer: Observer, size: int, chance: random.Random) -> tuple[float, bool]:
    levels = [_levels(chance) for _ in range(size)]
    team, seen = list(range(size)), []
    for _ in range(WEEKS):
        answered = [person for person in team if chance.random() < ANSWERING]
        given = [[answer(chance, levels[person][need]) for person in answered] for need in range(NEEDS)]
        scores = [score for own in given if (score := observer.publish(own, size)) is not None]
        if scores:
            there, n = (answered, len(answered)) if observer.sees_who_answered else (team, ANSWERING * size)
            seen.append(Seen(fmean(scores), frozenset(there), n))
        for seat in range(size):
            if chance.random() < CHANGING:
                team[seat] = len(levels)
                levels.append(_levels(chance))
    guessed = estimate(seen, len(levels))
    true = {person: fmean(levels[person]) for person in team}
    named = min(chance.sample(team, size), key=lambda person: round(guessed[person], 6))
    return _correlation([guessed[p] for p in team], list(true.values())), named == min(true, key=true.__getitem__)


def _levels(chance: random.Random) -> Row:
    """Someone's level for each need, on 0..100."""
    own = chance.gauss(MEAN, BETWEEN_PEOPLE * SHARED**0.5)
    return [chance.gauss(own, BETWEEN_PEOPLE * (1 - SHARED) ** 0.5) for _ in range(NEEDS)]


def estimate(seen: list[Seen], people: int) -> Row:
    """Each person's level less the mean, by ridge regression: the best linear guess where the spread is known."""
    mean = fmean(week.score for week in seen) if seen else MEAN
    left = [[float(row == column) / SIGNAL for column in range(people)] for row in range(people)]
    right = [0.0] * people
    for week in seen:
        silent = 1 - week.n / len(week.people)
        noise = (NOISE + SIGNAL * silent) / week.n
        for a in week.people:
            right[a] += (week.score - mean) / len(week.people) / noise
            for b in week.people:
                left[a][b] += 1 / len(week.people) ** 2 / noise
    return solve(left, right)


def solve(left: list[Row], right: Row) -> Row:
    """The solution of a positive definite system of equations, by elimination."""
    rows = [[*row, value] for row, value in zip(left, right, strict=True)]
    for n, row in enumerate(rows):
        for other in rows[n + 1 :]:
            factor = other[n] / row[n]
            other[n:] = [b - factor * a for a, b in zip(row[n:], other[n:], strict=True)]
    found: Row = [0.0] * len(rows)
    for n in reversed(range(len(rows))):
        found[n] = (rows[n][-1] - sum(rows[n][m] * found[m] for m in range(n + 1, len(rows)))) / rows[n][n]
    return found


def _correlation(guessed: Row, true: Row) -> float:
    return correlation(guessed, true) if max(guessed) - min(guessed) > 1e-6 else 0.0
