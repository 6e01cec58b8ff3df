"""Whether two weekly series move together, so tested that trend, carry-over, luck and a season do not pass for a link.

Out of each series is taken what its trend and its own past foretell. The surprises that are left of one side are held
beside those of the other at five lags. How large the largest of all these correlations would be by luck alone, the same
weeks in shuffled order tell. With several teams, what all of them share in a week can be taken out first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.items import NEEDS

Array = NDArray[np.float64]
LAGS = (-2, -1, 0, 1, 2)  # weeks from the pulse to the feedback
SHUFFLES = 999
FEWEST_WEEKS, FEWEST_PAIRS, FEWEST_TOGETHER = 8, 6, 12
FEWEST_SHARING = 3  # teams, of which a week's common part can be told
LEAST_CARRIED, MOST_CARRIED = -0.5, 0.95
TIE, FLAT, STEEPEST = 1e-12, 1e-9, 0.05


@dataclass(frozen=True)
class Series:
    """A team's weeks, oldest first and none left out: scores by need, (weeks, needs), and feedback, (weeks,), both
    0..100 and NaN where a week has none.
    """

    needs: Array
    feedback: Array


@dataclass(frozen=True)
class Surprises:
    """What the past does not foretell, of teams over the same weeks: feedback (weeks, teams), needs (weeks, teams,
    needs).
    """

    feedback: Array
    needs: Array


@dataclass(frozen=True)
class Found:
    """The strongest of all correlations: which need, how many weeks later the feedback follows, and how strong.

    `p` is how often shuffled weeks look at least as strong. `r` is never told: the best of fifteen is inflated.
    """

    p: float
    r: float
    need: str
    lag: int
    weeks: int


def generator(*names: str) -> np.random.Generator:
    """The same random numbers for the same names, in every process: to look once more must not change what is told."""
    digest = hashlib.blake2b("\0".join(names).encode(), digest_size=8).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))


def surprise(values: Array) -> Array:
    """The part of a series (weeks,) that its trend and its last week do not foretell; NaN where a week is missing.

    e_t = (v_t - phi^g v_s) / sqrt(1 - phi^2g), with s the last week there is and g the weeks between: each surprise is
    as large whatever the gap. All NaN for fewer than eight weeks.
    """
    seen, found = np.flatnonzero(np.isfinite(values)), np.full(len(values), np.nan)
    if len(seen) < FEWEST_WEEKS:
        return found
    level = _detrended(values, seen)
    now, before = seen[1:], seen[:-1]
    carried = _carried(level) ** (now - before)
    found[seen[0]] = level[seen[0]]
    found[now] = (level[now] - carried * level[before]) / np.sqrt(1 - carried**2)
    return found


def surprises(teams: Sequence[Series]) -> Surprises:
    """The surprises of several teams over the same weeks."""
    feedback = np.stack([surprise(team.feedback) for team in teams], axis=1)
    needs = [np.stack([surprise(need) for need in team.needs.T], axis=1) for team in teams]
    return Surprises(feedback, np.stack(needs, axis=1))


def of_team(teams: Surprises, at: int, random: np.random.Generator) -> Found | None:
    """What one team's own weeks tell; None for too few of them, or where nothing varies."""
    return _tested(teams.feedback[:, at], teams.needs[:, at], random)


def against_others(teams: Surprises, at: int, random: np.random.Generator) -> Found | None:
    """The same once that is taken out which the other teams share in a week; needs at least three others."""
    return _tested(_unlike_others(teams.feedback, at), _unlike_others(teams.needs, at), random)


def pooled(teams: Surprises, random: np.random.Generator) -> Found | None:
    """What all teams tell together, each week's common part taken out; for four or more. None for too few weeks.

    Weeks are shuffled alike in all teams, so that what weeks have in common stays together.
    """
    feedback, needs = _without_common(teams.feedback), _without_common(teams.needs)
    count = feedback.shape[1]
    rows = np.isfinite(feedback).sum(axis=1) >= max(2, count // 3)
    weeks = int(rows.sum())
    if weeks < FEWEST_TOGETHER:
        return None
    own, columns = _unit(feedback[rows]), _columns(needs, rows)
    orders, luck = _orders(random, weeks), np.zeros((SHUFFLES, columns.shape[-1]))
    for team in range(count):  # one after another: of all at once the shuffled weeks would fill the memory
        shuffled = own[:, team][orders]
        luck += (shuffled @ columns[:, team]) * _given_back(shuffled)[:, None]
    told = np.einsum("wt,wtc->c", own, columns)
    return _found(told, np.abs(luck).max(axis=1), weeks, count)


def _detrended(values: Array, seen: NDArray[np.intp]) -> Array:
    time = np.arange(len(values), dtype=float)
    return values - np.polyval(np.polyfit(seen, values[seen], 1), time)


def _carried(level: Array) -> float:
    """How much of a week is left in the next: the slope over pairs of weeks in a row, 0 where they are few.

    (m*phi + 2) / (m - 4) gives back most of what detrending takes from it in m pairs.
    """
    before, after = level[:-1], level[1:]
    pairs = np.isfinite(before) & np.isfinite(after)
    count = int(pairs.sum())
    if count < FEWEST_PAIRS:
        return 0.0
    slope = float(before[pairs] @ after[pairs]) / max(float(before[pairs] @ before[pairs]), TIE)
    return float(np.clip((count * slope + 2) / (count - 4), LEAST_CARRIED, MOST_CARRIED))


def _tested(feedback: Array, needs: Array, random: np.random.Generator) -> Found | None:
    rows = np.isfinite(feedback)
    weeks = int(rows.sum())
    if weeks < FEWEST_WEEKS:
        return None
    own, columns = _unit(feedback)[rows], _columns(needs, rows)
    told = own @ columns
    if not told.any():
        return None
    shuffled = own[_orders(random, weeks)]
    return _found(told, np.abs(shuffled @ columns).max(axis=1) * _given_back(shuffled), weeks)


def _found(told: Array, luck: Array, weeks: int, teams: int = 1) -> Found:
    """The largest of the correlations, summed over so many teams, beside the largest ones of shuffled weeks."""
    best = int(np.abs(told).argmax())
    as_strong = int((luck >= abs(told[best]) - TIE).sum())
    need, lag = NEEDS[best // len(LAGS)], LAGS[best % len(LAGS)]
    return Found((1 + as_strong) / (SHUFFLES + 1), float(told[best] / teams), need, lag, weeks)


def _orders(random: np.random.Generator, weeks: int) -> NDArray[np.intp]:
    return np.argsort(random.random((SHUFFLES, weeks)), axis=1)


def _columns(needs: Array, rows: NDArray[np.bool_]) -> Array:
    """Each need (weeks, …, needs) at each lag, in the weeks that have feedback: (rows, …, needs x lags)."""
    moved = np.stack([_moved(needs, lag) for lag in LAGS], axis=-1)[rows]
    return _unit(moved.reshape(*moved.shape[:-2], -1))


def _moved(values: Array, lag: int) -> Array:
    """Each week's value of `lag` weeks before."""
    moved = np.full_like(values, np.nan)
    weeks = len(values)
    moved[max(lag, 0) : weeks + min(lag, 0)] = values[max(-lag, 0) : weeks - max(lag, 0)]
    return moved


def _unit(values: Array) -> Array:
    """Each column around its mean and of length one; 0 where a week is missing, or where few are there or all alike."""
    seen = np.isfinite(values)
    count, level = seen.sum(axis=0), np.where(seen, values, 0.0)
    centred = np.where(seen, level - level.sum(axis=0) / np.maximum(count, 1), 0.0)
    length = np.sqrt((centred * centred).sum(axis=0))
    fits = (length > FLAT) & (count >= FEWEST_WEEKS)
    return np.where(fits, centred / np.where(fits, length, 1.0), 0.0)


def _given_back(shuffled: Array) -> Array:
    """By what the correlations of shuffled weeks (shuffles, weeks) are to be multiplied.

    Trend and carry-over were taken out of the real order only: so the trend that a shuffled one happens to have is
    taken out here, and a degree of freedom for the carry-over.
    """
    weeks = shuffled.shape[1]
    time = np.arange(weeks, dtype=float)
    time -= time.mean()
    time /= np.sqrt(time @ time)
    left = np.maximum(1 - (shuffled @ time) ** 2, STEEPEST)
    return np.asarray(np.sqrt((weeks - 2) / (weeks - 3) / left))


def _without_common(values: Array) -> Array:
    """(weeks, teams, …) less each week's mean; NaN in weeks of fewer than three teams."""
    seen = np.isfinite(values)
    count, total = seen.sum(axis=1, keepdims=True), np.where(seen, values, 0.0).sum(axis=1, keepdims=True)
    return np.where(count >= FEWEST_SHARING, values - total / np.maximum(count, 1), np.nan)


def _unlike_others(values: Array, at: int) -> Array:
    """(weeks, teams, …) of one team less the mean of the others; NaN in weeks of fewer than three others."""
    others = np.delete(values, at, axis=1)
    seen = np.isfinite(others)
    count, total = seen.sum(axis=1), np.where(seen, others, 0.0).sum(axis=1)
    return np.where(count >= FEWEST_SHARING, values[:, at] - total / np.maximum(count, 1), np.nan)
