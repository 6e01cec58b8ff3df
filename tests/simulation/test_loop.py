"""The loop on which waiting takes no time."""

import asyncio
import time

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


def test_a_thread_is_refused():
    async def leave() -> None:
        await asyncio.to_thread(time.time)

    with pytest.raises(AssertionError, match="thread"):
        in_virtual_time(leave, task_factory)
