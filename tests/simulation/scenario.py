"""What a seed stands for."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

HOUR, DAY = 3600.0, 86400.0


@dataclass(frozen=True)
class Scenario:
    """How many processes, how much goes wrong, and whether the bot may look up what it sent."""

    seed: int
    days: int
    replicas: int
    history: bool
    per_minute: int
    kills: float
    freezes: float
    faults: float
    hours_between_kills: float
    longest_pause: float
    aims: frozenset[str] = frozenset()

    @classmethod
    def of(cls, seed: int, days: int) -> Scenario:
        """The scenario of a seed: one process or several, with history readable or not, in fair weather or foul."""
        chance = Random(f"scenario {seed}")
        replicas = chance.choice([1, 1, 1, 2, 3])
        return cls(
            seed=seed,
            days=days,
            replicas=replicas,
            history=chance.random() < 0.75,
            per_minute=chance.choice([8, 30, 240]),
            kills=chance.choice([0.002, 0.005, 0.01]) / replicas,
            freezes=0.001 if replicas > 1 and chance.random() < 0.5 else 0.0,
            faults=chance.choice([2.0, 8.0, 20.0]),
            hours_between_kills=chance.choice([12.0, 48.0]) * replicas,
            longest_pause=chance.choice([2 * HOUR, 10 * HOUR, 26 * HOUR]),
        )
