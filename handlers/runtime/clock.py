"""The clock: wakes planner, sender and housekeeping. What is due, the database knows; nothing is stored here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from handlers import digests, people, pulses, teams
from handlers.runtime import sender
from handlers.world import World
from storage import events

log = logging.getLogger("heartline.clock")
PLAN_SECONDS, SEND_SECONDS = 15, 1
EVENTS_KEPT = timedelta(days=7)


async def plan(world: World) -> None:
    """Close, scrub, open and digest what the calendar says is due."""
    await _each(world, pulses.close_overdue, pulses.scrub_closed, pulses.open_weekly, digests.post_due)


async def housekeep(world: World) -> None:
    """Once a day: people and teams from Slack again, and old events forgotten."""
    await _each(world, people.sync, teams.follow, forget_events)


async def forget_events(world: World) -> None:
    """Forget the events that Slack will not repeat any more."""
    before = world.now() - EVENTS_KEPT
    await world.act(world.workspace, lambda db: events.forget(db, before))


async def _each(world: World, *jobs: Callable[[World], Awaitable[object]]) -> None:
    """Do one after another. One that raises is logged, and the next is done all the same."""
    for job in jobs:
        (error,) = await asyncio.gather(job(world), return_exceptions=True)
        if isinstance(error, BaseException):
            log.error("workspace=%s act=%s outcome=error", world.workspace, job.__name__, exc_info=error)


async def tick(world: World, owner: str) -> int:
    """Plan, then send: one beat, as tests and the demo make it. Returns how many messages were taken up."""
    await plan(world)
    return await sender.send_due(world, owner)


class Clock:
    """Ticks until it is stopped. Each job runs once at a time; one that raises is logged, and runs again next time."""

    def __init__(self, world: World, owner: str, *, plan_seconds: int = PLAN_SECONDS) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._under_way: set[asyncio.Future[None]] = set()
        self._stopping = asyncio.Event()
        every = self._scheduler.add_job
        every(self._run, "interval", args=[lambda: plan(world)], seconds=plan_seconds)
        every(self._run, "interval", args=[lambda: sender.send_due(world, owner, self._stopping)], seconds=SEND_SECONDS)
        every(self._run, "interval", args=[lambda: housekeep(world)], days=1, jitter=600)
        self._scheduler.start()

    async def _run(self, job: Callable[[], Awaitable[object]]) -> None:
        done = asyncio.get_running_loop().create_future()
        self._under_way.add(done)
        try:
            await job()
        finally:
            done.set_result(None)
            self._under_way.discard(done)

    async def stop(self) -> None:
        """Start nothing new, let what is under way finish, and stop."""
        self._stopping.set()
        self._scheduler.pause()
        if self._under_way:
            await asyncio.wait(set(self._under_way))
        self._scheduler.shutdown(wait=False)
