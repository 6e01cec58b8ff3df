"""What went over the wire: a bounded log of API calls, envelopes, answers and acknowledgements."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.clock import Clock

REMEMBERED = 5_000
WITH_BODIES = 500
LONGEST_BODY = 64 * 1024


@dataclass(frozen=True, slots=True)
class Passage:
    """One thing that passed: an API call, something sent to the app and its acknowledgement, or an app's late answer.

    `number` counts them from 1 on. `name` is the method or payload type, `status` `ok`, an error code or what else
    became of it, `at` the sandbox's time in seconds since 1970.
    """

    number: int
    at: float
    kind: str
    name: str
    status: str
    duration_ms: float


@dataclass(frozen=True, slots=True)
class Exchange:
    """A passage with what was said in it: what went first, and what came back; each cut where it is too long."""

    passage: Passage
    asked: bytes
    answered: bytes


class Traffic:
    """The last few thousand passages, oldest first, and the bodies of the last few hundred.

    `watchers` are called after each further passage.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)
        self.passages: deque[Passage] = deque(maxlen=REMEMBERED)
        self.exchanges: deque[Exchange] = deque(maxlen=WITH_BODIES)
        self.watchers: list[Callable[[], None]] = []

    def add(
        self, kind: str, name: str, status: str, duration_ms: float, *, asked: bytes = b"", answered: bytes = b""
    ) -> None:
        """Note one passage, and what was said in it."""
        at = self._clock.now().timestamp()
        passage = Passage(next(self._numbers), at, kind, name, status, round(duration_ms, 3))
        self.passages.append(passage)
        self.exchanges.append(Exchange(passage, asked[:LONGEST_BODY], answered[:LONGEST_BODY]))
        for watcher in list(self.watchers):
            watcher()

    def since(self, number: int) -> list[Exchange]:
        """What passed after the passage of this number, as far as its bodies are still known; oldest first."""
        return [exchange for exchange in self.exchanges if exchange.passage.number > number]
