"""Were weeks higher once teams had begun? A randomisation test: the order was drawn, so other orders tell what is luck.

With no effect at all the scores would have been the same in any order. So how often chance alone looks like what was
seen can be counted out, whatever the scores are like: seasons, trends, weeks that hang together, weeks that are missing
(Fisher, The Design of Experiments; for turns one after another Wang and De Gruttola 2017).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import permutations
from math import factorial

import numpy as np
from numpy.typing import NDArray

from bot import moments
from bot.stepped import FEWEST_TEAMS, Result, Start

MOST_COUNTED_OUT, DRAWN = 5_000, 4_999  # orders
SURE = 0.05
FEWEST_WEEKS = 2  # shown before anybody began, and shown after all had: of each team that counts
SETTLED, SWEEPS = 1e-9, 1_000
SAME = 1e-9  # points
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """How many points weeks after the start lay above the others, and how often an order looks like that by chance."""

    difference: float
    p: float


def result(start: Start, scores: Mapping[str, Mapping[str, float]]) -> Result:
    """What was seen, by the unrounded scores of each team's shown weeks (2026-W10) for the need of the start."""
    found = seen(start, scores)
    if found is None:
        return Result.TOO_FEW
    if found.p >= SURE:
        return Result.NO_DIFFERENCE
    return Result.HIGHER if found.difference > 0 else Result.LOWER


def seen(start: Start, scores: Mapping[str, Mapping[str, float]]) -> Seen | None:
    """The difference and its p, two-sided; None where too few teams were shown before the first turn and at the end.

    Which teams count must not hang on the order, or the orders could not be compared: so each needs weeks from before
    anybody began and from after all had. A week counts as after a team's start when it is later than that of its turn,
    with whose digest it is told. The same start and scores always give the same p.
    """
    weeks = _weeks(start)
    table = np.array([[scores.get(step.team, {}).get(week, np.nan) for week in weeks] for step in start.steps])
    after = np.array([[week > step.week for week in weeks] for step in start.steps])
    counts = _counts(np.isfinite(table), after)
    if counts.sum() < FEWEST_TEAMS:
        return None
    left = adjusted(table[counts])
    orders = _orders(int(counts.sum()), int.from_bytes(start.id.encode()))
    differences = _differences(left, after[counts].astype(float), orders)
    return Seen(float(differences[0]), float(np.mean(np.abs(differences) >= abs(differences[0]) - SAME)))


def adjusted(table: Numbers) -> Numbers:
    """What is left of teams' scores (a row each, a column a week) without the team's own mean and that of the week.

    NaN where a week was not shown. The means of rows and columns are taken out in turn until none is left.
    """
    is_shown = np.isfinite(table)
    left = np.where(is_shown, table, 0.0)
    n_rows, n_columns = np.maximum(is_shown.sum(1), 1), np.maximum(is_shown.sum(0), 1)
    for _ in range(SWEEPS):
        left = (left - (left.sum(1) / n_rows)[:, None]) * is_shown
        of_weeks = left.sum(0) / n_columns
        left = (left - of_weeks) * is_shown
        if np.abs(of_weeks).max() < SETTLED:
            break
    return np.where(is_shown, left, np.nan)


def _weeks(start: Start) -> list[str]:
    """All weeks that are looked at, oldest first."""
    first, last = moments.monday_of(start.looked_at_from), moments.monday_of(start.told_from)
    return [moments.week_key(first + timedelta(weeks=n)) for n in range((last - first).days // 7 + 1)]


def _counts(is_shown: NDArray[np.bool_], after: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which teams count."""
    before_any, after_all = ~after.any(axis=0), after.all(axis=0)
    counts: NDArray[np.bool_] = (is_shown[:, before_any].sum(1) >= FEWEST_WEEKS) & (
        is_shown[:, after_all].sum(1) >= FEWEST_WEEKS
    )
    return counts


def _orders(teams: int, seed: int) -> NDArray[np.int64]:
    """Orders of so many teams, the one that was drawn first: all there are, or where these are many, some at random."""
    if factorial(teams) <= MOST_COUNTED_OUT:
        return np.array(list(permutations(range(teams))))
    rng = np.random.default_rng(seed)
    others = rng.permuted(np.tile(np.arange(teams), (DRAWN, 1)), axis=1)
    return np.vstack([np.arange(teams), others])


def _differences(left: Numbers, after: Numbers, orders: NDArray[np.int64]) -> Numbers:
    """For each order, the mean of the weeks after the start minus that of the others.

    A team's sum of the weeks after a turn is the same in every order in which it has this turn: they are made once.
    """
    is_shown = np.isfinite(left)
    of_team = np.arange(len(left))
    sums = np.nan_to_num(left) @ after.T
    numbers = is_shown.astype(float) @ after.T
    begun, n_begun = (every[of_team, orders].sum(axis=1) for every in (sums, numbers))
    difference: Numbers = begun / n_begun - (np.nansum(left) - begun) / (is_shown.sum() - n_begun)
    return difference
