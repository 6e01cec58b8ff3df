"""Faults on demand: what can go wrong between an app and Slack, switched on by a test or a demo."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

FaultKind = Literal[
    "ratelimited", "delay", "late", "error", "error_after", "drop_before", "drop_after", "http_500", "http_500_after"
]


@dataclass
class Fault:
    """One thing that goes wrong with the next `times` calls of a method (`*`: of any).

    `ratelimited`: HTTP 429, with the header Retry-After if `retry_after` is given, whatever its text. `delay`: the call
    takes effect at once, its answer comes `seconds` later. `late`: the connection is cut at once, the call takes effect
    `seconds` later. `error` and `error_after`: the answer `error`, without and with the effect. `drop_before` and
    `drop_after`: the connection is cut with no answer, before or after the effect. `http_500` and `http_500_after`: the
    HTTP status `status`, without and with the effect.
    """

    method: str
    kind: FaultKind
    times: int = 1
    retry_after: str | None = None
    seconds: float = 0.0
    error: str = "internal_error"
    status: int = 500
    probability: float = 1.0


# The call takes effect all the same. What ends in _after goes wrong on the way back.
EFFECTIVE = frozenset({"delay", "error_after", "drop_after", "http_500_after"})


class Faults:
    """The faults that are switched on, and what goes wrong on the way to the app."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)  # noqa: S311  (repeatable faults, not secrets)
        self.miss_acks = 0
        self.duplicate_events = 0
        self.reorder_events = False
        self.lose_events = False
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Switch a fault on; earlier ones are used up first."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Switch everything off."""
        self._faults.clear()
        self.miss_acks = self.duplicate_events = 0
        self.reorder_events = self.lose_events = False

    def take(self, method: str) -> Fault | None:
        """The fault that this call meets, or None. A fault that meets a call counts as used once."""
        for fault in self._faults:
            if fault.method in (method, "*") and self.random.random() < fault.probability:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None
