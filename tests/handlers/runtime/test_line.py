"""A line: whoever is done first waits for those before them, and nobody waits for one who has given up."""

import asyncio

import pytest

from handlers.runtime.line import Line

NAMES = "abcd"


class Queue:
    """People in a line, each of whom is done when the test says so; who has left it, in order."""

    def __init__(self):
        self.line, self.left = Line(), []
        self.done = {name: asyncio.get_running_loop().create_future() for name in NAMES}
        self.tasks = [asyncio.create_task(self._pass(name)) for name in NAMES]

    async def _pass(self, name):
        with self.line.joined() as front:
            await self.done[name]
            await front()
            self.left.append(name)

    async def settles(self, name, outcome=None):
        """Someone is done, or fails; then all who may leave do."""
        if outcome:
            self.done[name].set_exception(outcome)
        else:
            self.done[name].set_result(None)
        for _ in range(3 * len(NAMES)):
            await asyncio.sleep(0)


@pytest.fixture
async def queue():
    made = Queue()
    await asyncio.sleep(0)  # they join in this order
    yield made
    for task in made.tasks:
        task.cancel()
    await asyncio.gather(*made.tasks, return_exceptions=True)


@pytest.mark.parametrize("order", ["abcd", "dcba", "bdac"])
async def test_people_leave_in_the_order_in_which_they_joined(queue, order):
    for number, name in enumerate(order, start=1):
        await queue.settles(name)
        done = order[:number]
        assert "".join(queue.left) == next(NAMES[:n] for n in range(4, -1, -1) if set(NAMES[:n]) <= set(done))


async def test_nobody_waits_for_one_who_fails_at_the_front(queue):
    await queue.settles("b")
    assert queue.left == []
    await queue.settles("a", ValueError("broken"))
    assert queue.left == ["b"]


@pytest.mark.parametrize("failing", ["b", "bc"])
async def test_one_who_fails_further_back_lets_nobody_past_the_front(queue, failing):
    for name in failing:
        await queue.settles(name, ValueError("broken"))
    await queue.settles("d")
    assert queue.left == []
    for name in [name for name in NAMES[:3] if name not in failing]:
        await queue.settles(name)
    assert queue.left == [name for name in NAMES if name not in failing]


async def test_one_who_gives_up_while_waiting_lets_nobody_past(queue):
    await queue.settles("b")
    queue.tasks[1].cancel()
    await queue.settles("c")
    assert queue.left == []
    await queue.settles("a")
    assert queue.left == ["a", "c"]


async def test_who_joins_an_empty_line_does_not_wait(queue):
    for name in NAMES:
        await queue.settles(name)
    async with asyncio.timeout(1):
        with queue.line.joined() as front:
            await front()
