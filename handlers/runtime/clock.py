"""The clock: wakes planner, sender and housekeeping. What is due, the database knows; nothing is stored here."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.delivery import KEPT
from bot.errors import Refused
from handlers import (
    audit_list,
    comments,
    digests,
    dropped,
    following,
    homes,
    ingest,
    people,
    quiet,
    reactions,
    reminders,
    replies,
    rounds,
    shared,
    stepped,
    thanking,
    welcomes,
)
from handlers.runtime import metrics, sender
from handlers.world import World
from storage import delivery as outbox
from storage import events

log = logging.getLogger("heartline.clock")
PLAN, SEND = "plan", "send"
PLAN_SECONDS, SEND_SECONDS, FOLLOW_SECONDS = 15, 1, 15
HOME_SECONDS = 1
IMPORT_SECONDS = 2  # someone has just dropped a file, and waits
STALLED_SECONDS = {PLAN: 60.0, SEND: 9.0}
HOUSEKEEP_HOURS = 6  # often enough for a bot that is restarted every day
DRAIN_SECONDS, CUT_SECONDS = 12.0, 1.0
Job = Callable[[], Awaitable[object]]
EVENTS_KEPT = timedelta(days=7)
FORGOTTEN_AT_ONCE = 2000


async def plan(world: World) -> bool:
    """Close, scrub, open, ask and digest what the calendar says is due. Any number of replicas may do so at once."""
    closing = (rounds.close_overdue, rounds.scrub_closed)
    opening = (rounds.open_weekly, rounds.plan_asks, welcomes.plan)
    return await _each(
        world,
        *(*closing, *opening),
        *(stepped.look, digests.post_due, digests.retell_changed, shared.look, reminders.tell_closed),
        *(replies.plan_replies, quiet.hold, trim),
    )


async def trim(world: World) -> None:
    """Leave no older copies of rows behind: one after another they would tell who was at work in the open round."""
    await world.db.trim()


async def housekeep(world: World) -> bool:
    """A few times a day: people and teams from Slack again; what is old and settled is forgotten."""
    return await _each(
        world,
        people.sync,
        following.follow,
        forget_events,
        forget_deliveries,
        reminders.forget_reminders,
        comments.forget,
        dropped.forget,
        ingest.forget_calls,
        reactions.forget,
        audit_list.forget,
        thanking.invite,
    )


async def forget_events(world: World) -> None:
    """Forget the events that Slack will not repeat any more."""
    before = world.now() - EVENTS_KEPT
    await world.act(world.workspace, lambda db: events.forget(db, before))


async def forget_deliveries(world: World) -> None:
    """Forget the deliveries that are settled and long over: nothing enqueues their keys again."""
    before = world.now() - KEPT
    while await world.act(world.workspace, lambda db: outbox.forget(db, before, FORGOTTEN_AT_ONCE)):
        pass  # in pieces, so that others get in between


async def _each(world: World, *jobs: Callable[[World], Awaitable[object]]) -> bool:
    """Do one after another. One that raises is logged, and the next is done all the same. Whether all went well."""
    went_well = True
    for job in jobs:
        (error,) = await asyncio.gather(job(world), return_exceptions=True)
        if isinstance(error, Refused):  # a sentence tells enough, and a database may be away for long
            log.error("workspace=%s act=%s outcome=%s", world.workspace, job.__name__, error.code)
        elif isinstance(error, BaseException):
            log.error("workspace=%s act=%s outcome=error", world.workspace, job.__name__, exc_info=error)
        went_well = went_well and not isinstance(error, BaseException)
    return went_well


async def tick(world: World, owner: str) -> int:
    """Follow, import, plan, send, then bring Homes up to date: one beat, as tests and the demo make it.

    Returns how many messages were taken up.
    """
    await _each(world, following.refresh, dropped.work)
    await plan(world)
    begun = await sender.send_due(world, owner)
    await _each(world, homes.refresh)
    return begun


class Clock:
    """Ticks until it is stopped. Each job runs once at a time; one that raises is logged, and runs again next time."""

    def __init__(self, world: World, owner: str, *, plan_seconds: int = PLAN_SECONDS) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._under_way: set[asyncio.Task[Any]] = set()
        self._stopping = asyncio.Event()
        self._alive: dict[str, float] = {}
        jobs: dict[str, Job] = {
            PLAN: lambda: plan(world),
            # A round of sending lasts as long as the backlog; it lives as long as it comes to outcomes.
            SEND: lambda: sender.send_due(world, owner, self._stopping, partial(self._lives, SEND)),
            "follow": lambda: _each(world, following.refresh),
            "import": lambda: _each(world, dropped.work),
            "homes": lambda: _each(world, homes.refresh),
            "housekeep": lambda: housekeep(world),
        }
        times: dict[str, dict[str, int]] = {
            PLAN: {"seconds": plan_seconds},
            SEND: {"seconds": SEND_SECONDS},
            "follow": {"seconds": FOLLOW_SECONDS},
            "import": {"seconds": IMPORT_SECONDS},
            "homes": {"seconds": HOME_SECONDS},
            "housekeep": {"hours": HOUSEKEEP_HOURS, "jitter": 600},
        }
        for name, job in jobs.items():
            self._lives(name)
            metrics.TICK_LAG.labels(name).set_function(partial(self.idle, name))
            self._scheduler.add_job(self._run, "interval", args=[name, job], **times[name])
        self._scheduler.start()

    def idle(self, name: str) -> float:
        """For how many seconds a job has done nothing: not ended well and, if it sends, not come to any outcome."""
        return time.monotonic() - self._alive[name]

    def ticks(self, name: str) -> bool:
        """Whether a job has done something recently enough."""
        return self.idle(name) < STALLED_SECONDS[name]

    def _lives(self, name: str) -> None:
        self._alive[name] = time.monotonic()

    async def _run(self, name: str, job: Job) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        try:
            if await job() is not False:
                self._lives(name)
        except Refused as refused:
            log.error("act=%s outcome=%s", name, refused.code)
        except asyncio.CancelledError:
            log.warning("act=%s outcome=cut off", name)  # what it had claimed is free again when its lease runs out
        finally:
            self._under_way.discard(task)

    def pause(self) -> None:
        """Start nothing new."""
        self._stopping.set()
        self._scheduler.pause()

    async def stop(self, within: float = DRAIN_SECONDS) -> None:
        """Start nothing new, let what is under way finish, at most for `within` seconds, and stop."""
        self.pause()
        if self._under_way:
            _, late = await asyncio.wait(set(self._under_way), timeout=within)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=CUT_SECONDS)
        self._scheduler.shutdown(wait=False)
