"""Being told to stop: by Ctrl-C or by whoever runs the process, while it starts, while it runs, while it hangs."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading

log = logging.getLogger("heartline")
AT_MOST_SECONDS = 19.0
GAVE_UP = 1


class Stop:
    """The wish to stop, of the task that makes it. A start under way is cancelled, and whatever hangs ends in time."""

    def __init__(self, at_most_seconds: float = AT_MOST_SECONDS) -> None:
        self._task = asyncio.current_task()
        self._wished = asyncio.Event()
        self._is_up = False
        self._at_most_seconds = at_most_seconds
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self._wish)

    async def wait(self) -> None:
        """Wait for the wish, now that everything is up."""
        self._is_up = True
        await self._wished.wait()

    def _wish(self) -> None:
        if self._wished.is_set():
            return
        self._wished.set()
        # A thread that waits for a silent database cannot be cancelled, and Python would wait for it at the end.
        limit = threading.Timer(self._at_most_seconds, give_up)
        limit.daemon = True
        limit.start()
        if not self._is_up and self._task:
            self._task.cancel()


def give_up() -> None:
    """End at once. What was under way is looked for, or taken up again, by the next process."""
    log.error("act=stop outcome=cut off")
    logging.shutdown()
    os._exit(GAVE_UP)
