"""One life of the bot: a process that may be killed, or frozen, wherever it waits for something."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.simulation.ledger import Ledger

LIFE: contextvars.ContextVar[Life | None] = contextvars.ContextVar("life", default=None)
BESIDE = "while it waits"  # a kill by the clock, wherever every task is at that moment


class Killed(BaseException):
    """The process is gone: no code of it has an effect any more, not even what cleans up."""


@dataclass
class Hazards:
    """How likely a boundary kills or freezes a process, and for how long; the first visit to one of `aims` kills."""

    kills: float = 0.0
    aims: frozenset[str] = frozenset()
    freezes: float = 0.0
    frozen_seconds: tuple[float, float] = (70.0, 200.0)  # a lease lasts 60


class Life:
    """A process of the bot, with all its tasks. Whatever it does outside itself passes `boundary` first."""

    def __init__(self, name: str, chance: Random, hazards: Hazards, ledger: Ledger) -> None:
        self.name = name
        self.chance = chance
        self.over = asyncio.Event()
        self.is_listening = False
        self._hazards = hazards
        self._ledger = ledger
        self._tasks: dict[asyncio.Task[Any], None] = {}
        self._frozen_until = 0.0

    def begin(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start a task of this process; the tasks that it starts belong to the process too."""
        context = contextvars.copy_context()
        context.run(LIFE.set, self)
        return asyncio.get_running_loop().create_task(work, context=context)

    def adopt(self, task: asyncio.Task[Any]) -> None:
        """Have a task die with the process."""
        self._tasks[task] = None
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        del self._tasks[task]
        if not task.cancelled():
            task.exception()  # its own end is nobody's news; what the bot should not raise is in its log

    async def boundary(self, place: str) -> None:
        """Somewhere between two steps: the process may end here, or stand still. Raises Killed."""
        await self._thawed()
        roll = self.chance.random()
        if roll < self._hazards.kills or (place in self._hazards.aims and not self._ledger.crashes[place]):
            self.kill(place)
        elif roll < self._hazards.kills + self._hazards.freezes:
            self._freeze()
        await self._thawed()

    async def wait(self, seconds: float) -> None:
        """Let time pass. Raises Killed."""
        await asyncio.sleep(seconds)
        await self._thawed()

    def kill(self, place: str) -> None:
        """End here and now, as `kill -9` does."""
        if not self.over.is_set():
            self._ledger.crashed(self.name, place)
            self.end()

    def end(self) -> None:
        """Have no effect on anything from now on."""
        self.over.set()
        self.is_listening = False
        for task in list(self._tasks):
            if task is not asyncio.current_task():
                task.cancel()

    async def buried(self) -> None:
        """Wait until no task of it is left."""
        await self.over.wait()
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    def _freeze(self) -> None:
        seconds = self.chance.uniform(*self._hazards.frozen_seconds)
        self._frozen_until = asyncio.get_running_loop().time() + seconds
        self._ledger.froze(self.name)

    async def _thawed(self) -> None:
        loop = asyncio.get_running_loop()
        while not self.over.is_set() and loop.time() < self._frozen_until:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.over.wait(), self._frozen_until - loop.time())
        if self.over.is_set():
            raise Killed


def task_factory(
    loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any], context: contextvars.Context | None = None
) -> asyncio.Task[Any]:
    """Make a task, and let it belong to the process whose code started it."""
    task: asyncio.Task[Any] = asyncio.Task(work, loop=loop, context=context)
    life = LIFE.get() if context is None else context.get(LIFE)
    if life is not None:
        life.adopt(task)
    return task
