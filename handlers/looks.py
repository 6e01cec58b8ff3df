"""The looks at whether pulse and feedback move together: taken when they are due, and kept as they are told."""

from __future__ import annotations

import asyncio
from functools import partial

from bot import series
from bot.link import Course, Line
from bot.pulses import Round
from bot.series import Kept
from handlers.world import World
from storage import looks as stored
from storage import policies
from storage import series as stored_series
from storage.database import Db


async def take(world: World, closed: Round) -> int:
    """Keep what the digests of a closed round will say of the link; returns how many lines are new.

    Each round of the year is read in an act of its own, and what takes long is counted in none, so that others get in
    between. Another replica that does the same comes to the same.
    """
    begun = await world.act(world.workspace, lambda db: _begun(db, closed))
    if begun is None:
        return 0
    courses, rounds, threshold = begun
    kept = [await world.act(world.workspace, partial(stored_series.kept, of=past)) for past in rounds]
    lines = await asyncio.to_thread(_lines, closed, courses, kept, threshold)
    return await world.act(world.workspace, lambda db: stored.keep(db, closed.week, lines))


def _begun(db: Db, closed: Round) -> tuple[dict[str, Course], list[Round], int] | None:
    """What a look starts from; None when the round's lines are there already."""
    if stored.is_kept(db, closed.week):
        return None
    return stored_series.courses(db, closed), stored_series.year(db, closed), policies.one(db).threshold


def _lines(closed: Round, courses: dict[str, Course], kept: list[Kept], threshold: int) -> dict[str, Line]:
    from bot import looks  # numpy takes a third of the bot's start, and is needed once a week

    return looks.taken(closed.week, courses, series.points(kept, threshold))
