"""The clock: wakes planner, sender and housekeeping. What is due, the database knows; nothing is stored here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from handlers import digests, people, pulses, teams
from handlers.runtime import sender
from handlers.world import World
from storage import events

PLAN_SECONDS, SEND_SECONDS = 15, 1
EVENTS_KEPT = timedelta(days=7)


async def plan(world: World) -> None:
    """Open, close and digest what the calendar says is due."""
    await pulses.close_overdue(world)
    await pulses.open_weekly(world)
    await digests.post_due(world)


async def housekeep(world: World) -> None:
    """Once a day: people and teams from Slack again, and events forgotten that no repetition can follow any more."""
    await people.sync(world)
    await teams.follow(world)
    await world.db.scrub()  # once more, in case it could not be done right after closing
    before = world.now() - EVENTS_KEPT
    await world.act(world.workspace, lambda db: events.forget(db, before))


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
        every = self._scheduler.add_job
        every(self._run, "interval", args=[lambda: plan(world)], seconds=plan_seconds)
        every(self._run, "interval", args=[lambda: sender.send_due(world, owner)], seconds=SEND_SECONDS)
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
        self._scheduler.pause()
        if self._under_way:
            await asyncio.wait(set(self._under_way))
        self._scheduler.shutdown(wait=False)
