"""What all measurements share: processes on their own core, rounds that take turns, goals."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
SERVER_CORE, LOAD_CORE = 0, 1
MOST_DRIFT = 1.25
REFERENCE = "reference"


class Failed(Exception):
    """A run that proves nothing: something went wrong, or the machine was too unsteady."""


class Unsteady(Failed):
    """The machine was too busy with something else."""


@dataclass(frozen=True)
class Options:
    """How thoroughly to measure: how many rounds of how many seconds. `quick` asks for half of each goal."""

    quick: bool

    @property
    def rounds(self) -> int:
        return 2 if self.quick else 5

    @property
    def seconds(self) -> float:
        return 0.6 if self.quick else 3.0


@dataclass(frozen=True)
class Goal:
    """What was measured, and what it had to be. `most`: it may not be more; otherwise it may not be less."""

    name: str
    measured: float
    goal: float
    unit: str = "x"
    most: bool = False
    halved: bool = True
    remark: str = ""

    def reached(self, *, quick: bool) -> bool:
        """Whether it holds; in the quick form at half the goal, where halves make sense."""
        leeway = 2 if quick and self.halved else 1
        return self.measured <= self.goal * leeway if self.most else self.measured >= self.goal / leeway


def use_core(core: int, process: int = 0) -> None:
    """Keep a process, ours if none is named, on one core, where the machine has it; whatever its parent was kept on."""
    with suppress(OSError):
        os.sched_setaffinity(process, {core})


class Server:
    """A process of ours on the servers' core, with what it said when it was ready."""

    def __init__(self, process: subprocess.Popen[str], said: Mapping[str, str]) -> None:
        self.said = said
        self._process = process
        self._usage = psutil.Process(process.pid)

    @property
    def port(self) -> int:
        return int(self.said["port"])

    def cpu(self) -> float:
        """Seconds of CPU that it has used."""
        used = self._usage.cpu_times()
        return float(used.user + used.system)

    def memory(self) -> int:
        """Bytes of memory that it holds."""
        return int(self._usage.memory_info().rss)

    def maps(self, name: str) -> bool:
        """Whether a library of this name is loaded."""
        return any(name in Path(found.path).parts for found in self._usage.memory_maps())

    def tell(self, words: str) -> None:
        """Send it a line."""
        assert self._process.stdin is not None
        self._process.stdin.write(words + "\n")
        self._process.stdin.flush()

    async def heard(self) -> dict[str, float]:
        """The next line it says, a JSON object."""
        assert self._process.stdout is not None
        line = await asyncio.to_thread(self._process.stdout.readline)
        if not line:
            raise Failed("A server ended before its time.")
        return dict(json.loads(line))


@asynccontextmanager
async def serving(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> AsyncIterator[Server]:
    """Run a module of this package as a server until the block ends; it has to say a JSON object when it is ready."""
    command = [sys.executable, "-m", f"benchmarks.speed.{module}", *arguments]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    with subprocess.Popen(  # noqa: ASYNC220 - it takes a moment in which nothing is measured
        command, cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = await asyncio.to_thread(process.stdout.readline)
            if not line:
                raise Failed(f"{' '.join(command)} did not start.")
            yield Server(process, json.loads(line))
        finally:
            process.kill()


Measure = Callable[[str], Awaitable[float]]


async def take_turns(names: Sequence[str], rounds: int, measure: Measure) -> dict[str, list[float]]:
    """Measure each again and again, in reversed order every other round."""
    found: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        for name in names if number % 2 == 0 else list(reversed(names)):
            found[name].append(await measure(name))
    return found


async def between_references(names: Sequence[str], rounds: int, measure: Measure) -> dict[str, list[float]]:
    """As `take_turns`, with the reference first and last. Raises Failed when it has moved too far in between."""
    before = statistics.median([await measure(REFERENCE) for _ in range(3)])
    found = await take_turns(names, rounds, measure)
    found[REFERENCE] = [before]
    after = statistics.median([await measure(REFERENCE) for _ in range(3)])
    drift = max(before, after) / min(before, after)
    if drift > MOST_DRIFT:
        raise Unsteady(f"The reference moved by {drift - 1:.0%}: the machine is too busy to measure on.")
    return found


def medians(found: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """The median of each."""
    return {name: statistics.median(values) for name, values in found.items()}


def ratio(upper: Sequence[float], lower: Sequence[float]) -> float:
    """The median of the rounds' ratios."""
    return statistics.median(one / other for one, other in zip(upper, lower, strict=True))
