"""The loop on which waiting takes no time."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.simulation.life import task_factory
from tests.simulation.loop import Stuck, in_virtual_time


def test_a_year_passes_at_once():
    async def wait() -> float:
        await asyncio.sleep(365 * 86400)
        return asyncio.get_running_loop().time()

    began = time.monotonic()
    assert in_virtual_time(wait, task_factory) == pytest.approx(365 * 86400)
    assert time.monotonic() - began < 5


def test_timers_end_in_their_order():
    ended = []

    async def sleeper(seconds: float) -> None:
        await asyncio.sleep(seconds)
        ended.append(seconds)

    async def sleep() -> None:
        await asyncio.gather(*map(sleeper, (3.0, 1.0, 2.0, 1.5)))

    in_virtual_time(sleep, task_factory)
    assert ended == [1.0, 1.5, 2.0, 3.0]


def test_waiting_for_what_never_comes_is_told():
    async def wait() -> None:
        await asyncio.Event().wait()

    with pytest.raises(Stuck):
        in_virtual_time(wait, task_factory)


def test_what_would_be_computed_in_a_thread_is_computed_at_once():
    seen: list[str] = []

    async def compute() -> None:
        seen.append(await asyncio.to_thread(lambda: threading.current_thread().name))

    in_virtual_time(compute, task_factory)
    assert seen == [threading.current_thread().name]


def test_a_pool_of_threads_is_refused():
    async def leave() -> None:
        with ThreadPoolExecutor(1) as pool:
            await asyncio.get_running_loop().run_in_executor(pool, time.time)

    with pytest.raises(AssertionError, match="thread"):
        in_virtual_time(leave, task_factory)
