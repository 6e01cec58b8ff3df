"""The looks at whether pulse and feedback move together: taken when they are due, and kept as they are told."""

from __future__ import annotations

import asyncio
from functools import partial

from bot import link, series
from bot.link import Course, Line
from bot.policies import Policy
from bot.pulses import KIND, Round
from bot.series import Kept
from handlers.world import World
from storage import looks as stored
from storage import policies, schedules
from storage import series as stored_series
from storage.database import Db


async def take(world: World, closed: Round) -> int:
    """Keep what the digests of a closed round will say of the link; returns how many lines are new.

    Each round of the year is read in an act of its own, only of teams that it takes, and what takes long is counted in
    none, so that others get in between. Another replica that does the same comes to the same.
    """
    begun = await world.act(world.workspace, lambda db: _begun(db, closed))
    if begun is None:
        return 0
    courses, rounds, policy = begun
    groups = link.counted(courses)
    read = [partial(stored_series.kept, of=past, groups=groups) for past in rounds] if groups else []
    kept = [await world.act(world.workspace, one) for one in read]
    lines = await asyncio.to_thread(_lines, closed, courses, kept, policy)
    return await world.act(world.workspace, lambda db: stored.keep(db, closed.week, lines))


def _begun(db: Db, closed: Round) -> tuple[dict[str, Course], list[Round], Policy] | None:
    """What a look starts from; None when the round's lines are there already, or nothing is ever told."""
    if stored.is_kept(db, closed.week):
        return None
    policy, schedule = policies.one(db), schedules.one(db, KIND)
    every = schedule.weeks if schedule else 1
    courses = link.told_of(stored_series.courses(db, closed), policy.threshold, every)
    return (courses, stored_series.year(db, closed), policy) if courses else None


def _lines(closed: Round, courses: dict[str, Course], kept: list[Kept], policy: Policy) -> dict[str, Line]:
    from bot import looks  # numpy takes a third of the bot's start, and is needed once a week

    return looks.taken(closed.week, courses, series.points(kept, policy.threshold, policy.off))
