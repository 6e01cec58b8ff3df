"""The sandbox's clock: real time plus an offset that tests and the demo move by hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Wall-clock time that can be moved; intervals (trigger ids, acknowledgements) are measured on `monotonic`."""

    def __init__(self) -> None:
        self.offset = timedelta(0)
        self.watchers: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """The sandbox's current moment, aware, in UTC."""
        return datetime.fromtimestamp(time.time(), UTC) + self.offset

    def move(self, by: timedelta) -> None:
        """Move forward (or back) by an interval, then tell every watcher."""
        self.offset += by
        for watcher in list(self.watchers):
            watcher()

    def set(self, moment: datetime) -> None:
        """Make it `moment` now; time goes on from there."""
        self.move(moment - self.now())

    @staticmethod
    def monotonic() -> float:
        """Seconds that no clock move can change, for timeouts."""
        return time.monotonic()
