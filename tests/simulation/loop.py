"""An event loop on which waiting takes no time: whenever nothing is left to do, its clock jumps to the next timer."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from contextvars import Context
from typing import Any

TICK = 1e-6  # seconds; a smaller step may be nothing to a float that counts years


class Stuck(RuntimeError):
    """Every task waits for another one: nothing would ever happen again."""


class Jumping(selectors.SelectSelector):
    """Adds up the time that it was asked to wait, and never waits. No socket is ever ready here."""

    def __init__(self) -> None:
        super().__init__()
        self.elapsed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise Stuck
        if timeout > 0:
            self.elapsed += max(timeout, TICK)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """asyncio's own loop, in its own order, on a clock that begins at 0 and moves only by jumps."""

    def __init__(self) -> None:
        self._jumping = Jumping()
        super().__init__(self._jumping)
        self._clock_resolution = TICK

    def time(self) -> float:
        return self._jumping.elapsed

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:  # type: ignore[override]  # typed loosely
        """What would be computed in a thread of its own is computed at once: a thread could not be replayed."""
        if executor is not None:
            raise AssertionError(f"{func} would run in a pool of threads, which nothing could replay")
        done = self.create_future()
        done.set_result(func(*args))
        return done


def in_virtual_time(work: Callable[[], Any], task_factory: Callable[..., asyncio.Task[Any]]) -> Any:
    """Run the coroutine that `work` makes to its end, and return what it returns. Raises Stuck."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.get_loop().set_task_factory(task_factory)
        return runner.run(work(), context=Context())
