"""How Slack is today: the faults that calls meet, spread evenly or in storms. None any more once it has `cleared`."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

POST, HISTORY = "chat.postMessage", "conversations.history"
NO_EFFECT = ("refused", "cut before", "never", "500")
WITH_EFFECT = ("cut after", "slow", "late", "500 after", "internal_error")
WAITS = (None, "1", "1.5", "7", "30", "61", "600", "soon", "-3", "nan")


@dataclass(frozen=True)
class Storm:
    """A stretch of time in which nearly every call goes wrong in the same way."""

    begins: float
    ends: float
    fault: str


@dataclass
class Weather:
    """Decides what goes wrong with a call. `rate` is how many calls of a hundred meet a fault on an ordinary day."""

    chance: Random
    rate: float
    storms: list[Storm] = field(default_factory=list)
    clears_at: float = float("inf")
    throttled_until: float = 0.0

    def fault(self, method: str, now: float) -> str:
        """The fault that a call of `method` meets at this moment, or "" for none."""
        if now >= self.clears_at:
            return ""
        if method == POST and now < self.throttled_until:
            return "throttled"
        for storm in self.storms:
            if storm.begins <= now < storm.ends and self.chance.random() < 0.8:
                return storm.fault
        if self.chance.random() * 100 >= (self.rate if method == POST else self.rate / 2):
            return ""
        return self.chance.choice([*NO_EFFECT, *WITH_EFFECT, "throttled"])

    def wait(self, method: str, now: float) -> tuple[str | None, float]:
        """The Retry-After of a refusal: what Slack sends, and what it should not; and the seconds that it comes to.

        Until then every post is refused again.
        """
        value = self.chance.choice(WAITS)
        seconds = float(value) if value and value.replace(".", "").isdigit() else 2.0
        if method == POST:
            self.throttled_until = max(self.throttled_until, now + seconds)
        return value, seconds


def storms(chance: Random, seconds: float) -> list[Storm]:
    """A few storms in a stretch of time."""
    found = []
    for _ in range(chance.randint(1, 4)):
        begins = chance.uniform(0, seconds)
        fault = chance.choice([*NO_EFFECT, *WITH_EFFECT])
        found.append(Storm(begins, begins + chance.uniform(60, 1200), fault))
    return found
