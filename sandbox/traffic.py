"""What went over the wire: a bounded log of API calls, envelopes and acknowledgements."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from sandbox.clock import Clock

REMEMBERED = 5_000


@dataclass(frozen=True, slots=True)
class Passage:
    """One thing that passed: an API call, something sent to the app, or its acknowledgement.

    `name` is the method or payload type, `status` `ok`, an error code or what else became of it, `at` the sandbox's
    time in seconds since 1970.
    """

    at: float
    kind: str
    name: str
    status: str
    duration_ms: float


class Traffic:
    """The last few thousand passages, oldest first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.passages: deque[Passage] = deque(maxlen=REMEMBERED)

    def add(self, kind: str, name: str, status: str, duration_ms: float) -> None:
        """Note one passage."""
        self.passages.append(Passage(self._clock.now().timestamp(), kind, name, status, round(duration_ms, 3)))
