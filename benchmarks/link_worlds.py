"""Teams whose truth is known: weekly series of pulse and feedback that have nothing to do with each other, or have.

Every world is two arrays in points of 0..100: the pulse (weeks, teams, needs) and the feedback (weeks, teams), NaN
where a week is missing. A series keeps to the middle of the scale: the test does not see level and width, but the open
ends do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Maker = Callable[[np.random.Generator, int, int], Array]
NEEDS, MIDDLE, WIDTH, ENDS = 3, 50.0, 9.0, (18.5, 81.5)
MISSING = 0.12
LINKED_NEED, LINKED_LAG = 1, 1  # competence, and the feedback a week later


@dataclass(frozen=True)
class World:
    """The two sides of some teams over the same weeks."""

    pulse: Array
    feedback: Array


def carried(phi: float) -> Maker:
    """Series that carry over so much of a week to the next: AR(1), of standard deviation 1 throughout."""

    def make(random: np.random.Generator, weeks: int, count: int) -> Array:
        noise = random.normal(size=(weeks, count))
        for week in range(1, weeks):
            noise[week] = phi * noise[week - 1] + np.sqrt(1 - phi**2) * noise[week]
        return noise

    return make


def trends(random: np.random.Generator, weeks: int, count: int) -> Array:
    """Series that rise or fall all year, by two to four standard deviations of what else moves them."""
    slopes = random.choice([-1, 1], size=count) * random.uniform(2, 4, size=count)
    return carried(0.3)(random, weeks, count) + np.linspace(-0.5, 0.5, weeks)[:, None] * slopes


def walks(random: np.random.Generator, weeks: int, count: int) -> Array:
    """Series that never return: random walks with a little noise on top."""
    return np.cumsum(random.normal(size=(weeks, count)), axis=0) + 0.5 * random.normal(size=(weeks, count))


def steps(random: np.random.Generator, weeks: int, count: int) -> Array:
    """Series that change their level once, by one to three standard deviations of what else moves them."""
    at = random.integers(weeks // 5, weeks - weeks // 5, size=count)
    height = random.choice([-1, 1], size=count) * random.uniform(1, 3, size=count)
    return carried(0.3)(random, weeks, count) + (np.arange(weeks)[:, None] >= at) * height


def unrelated(make: Maker, random: np.random.Generator, weeks: int, teams: int, missing: float = 0.0) -> World:
    """Teams none of whose series has to do with any other."""
    pulse = scaled(make(random, weeks, teams * NEEDS)).reshape(weeks, teams, NEEDS)
    return thinned(World(pulse, scaled(make(random, weeks, teams))), random, missing)


def in_season(random: np.random.Generator, weeks: int, teams: int, phi: float = 0.6, share: float = 0.25) -> World:
    """Teams that share busy and quiet weeks, so much of the variance of all their series, and nothing else."""
    season, make = carried(phi)(random, weeks, 1), carried(phi)
    own, common = np.sqrt(1 - share), np.sqrt(share) * season
    pulse = own * make(random, weeks, teams * NEEDS) + common
    feedback = own * make(random, weeks, teams) + common
    return World(scaled(pulse).reshape(weeks, teams, NEEDS), scaled(feedback))


def linked(rho: float, phi: float, random: np.random.Generator, weeks: int, teams: int) -> World:
    """Teams whose feedback follows competence by a week: surprises correlate by `rho`, and nothing else is shared."""
    made = carried(phi)(random, weeks + LINKED_LAG, teams * NEEDS).reshape(-1, teams, NEEDS)
    led, own = made[:-LINKED_LAG, :, LINKED_NEED], carried(phi)(random, weeks, teams)
    feedback = rho * led + np.sqrt(1 - rho**2) * own
    return World(scaled(made[LINKED_LAG:].reshape(weeks, -1)).reshape(weeks, teams, NEEDS), scaled(feedback))


def scaled(series: Array) -> Array:
    """Series in points around the middle of the scale."""
    centred = series - series.mean(axis=0)
    spread = np.maximum(centred.std(axis=0), 1e-9)
    return np.clip(MIDDLE + WIDTH * centred / spread, *ENDS)


def thinned(world: World, random: np.random.Generator, missing: float) -> World:
    """The world with so many of the weeks of each side missing, by chance."""
    no_pulse = random.random(world.pulse.shape[:2]) < missing
    no_feedback = random.random(world.feedback.shape) < missing
    return World(np.where(no_pulse[:, :, None], np.nan, world.pulse), np.where(no_feedback, np.nan, world.feedback))
