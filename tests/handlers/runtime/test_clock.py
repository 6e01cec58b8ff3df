"""The clock: it ticks, goes on after a failure, and stops only when what is under way is done."""

import asyncio

from handlers.runtime import clock, sender
from handlers.runtime.clock import Clock
from sandbox.faults import Fault


async def until(condition, seconds=10.0):
    """Wait until something is so; the clock runs on real time."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the scheduler tells nobody when it has ticked
            await asyncio.sleep(0.02)


def thanked(office):
    return [message for message in office.ada.dm.messages if "thanked you" in message.text]


async def test_what_is_put_into_the_outbox_is_sent_by_itself(office):
    ticking = Clock(office.world, "test")
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    await until(lambda: thanked(office))
    await ticking.stop()


async def test_a_tick_that_fails_is_followed_by_the_next(office, monkeypatch):
    failures = iter([OSError("the network is gone")])
    send_due = sender.send_due

    async def failing_once(world, owner):
        for failure in failures:
            raise failure
        return await send_due(world, owner)

    monkeypatch.setattr(sender, "send_due", failing_once)
    ticking = Clock(office.world, "test")
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    await until(lambda: thanked(office))
    await ticking.stop()


async def test_stopping_waits_for_what_is_under_way(office):
    office.sandbox.faults.add(Fault("chat.postMessage", "delay", seconds=0.5))
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    ticking = Clock(office.world, "test")
    await until(lambda: thanked(office))
    await ticking.stop()
    counts = await office.world.act(office.world.workspace, clock.sender.outbox.counts)
    assert set(counts) == {"sent"}


async def test_housekeeping_keeps_people_in_step(office):
    del office.slack.users["UIVO"]
    await clock.housekeep(office.world)
    gone = await office.world.act(office.world.workspace, lambda db: clock.people.stored.one(db, "UIVO"))
    assert gone.is_deleted
