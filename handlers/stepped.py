"""Random team order: a practice that teams begin one after another, so that what comes of it can be told."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from secrets import SystemRandom
from typing import NamedTuple

from bot import stepped
from bot.errors import Refused
from bot.stepped import Result, Start, Wish
from bot.teams import department_called
from handlers.world import World
from storage import departments as stored_departments
from storage import pulses as stored_pulses
from storage import series
from storage import stepped as stored
from storage import teams as stored_teams
from storage.database import Db

Scores = Mapping[str, Mapping[str, float]]


class Named(NamedTuple):
    """A start, the name of its department (empty where it is of all teams) and the names of teams by their ids."""

    start: Start
    department: str
    teams: Mapping[str, str]


async def add(world: World, wish: Wish, department: str = "") -> Named:
    """Draw the order in which a department's teams, or all, begin a practice. Raises Refused where that cannot be."""
    start_id, now = world.new_id(), world.now()

    def keep(db: Db) -> Named:
        others = stored.to_add(db)
        within = department_called(stored_departments.every(db), department) if department else None
        names = {team.id: team.name for team in stored_teams.every(db) if not within or team.department == within.id}
        checked = stepped.checked(wish, names, others)
        order = SystemRandom().sample(list(names), len(names))
        steps = stepped.steps(order, checked.apart, now)
        start = Start(start_id, within.id if within else None, checked.need, checked.text, steps)
        stored.add(db, start, now)
        return Named(start, within.name if within else "", names)

    return await world.act(world.workspace, keep)


async def listed(world: World) -> list[Named]:
    """All starts."""

    def load(db: Db) -> list[Named]:
        names = {team.id: team.name for team in stored_teams.every(db)}
        departments = {made.id: made.name for made in stored_departments.every(db)}
        return [Named(start, departments.get(start.department or "", ""), names) for start in stored.every(db)]

    return await world.act(world.workspace, load)


async def stop(world: World, start_id: str) -> Start:
    """Let no more teams begin, and look at nothing. Raises Refused for one that is unknown or over."""

    def end(db: Db) -> Start:
        start = stepped.one_called(stored.every(db), start_id)
        if not stored.stop(db, start.id):
            raise Refused("start_over")
        return start

    return await world.act(world.workspace, end)


async def look(world: World) -> int:
    """Look, once, at the starts whose last week has closed; the clock calls this again and again. How many it were."""
    due = await world.act(world.workspace, _due)
    if not due:
        return 0
    results = await asyncio.to_thread(_results, due)
    return await world.act(world.workspace, lambda db: sum(stored.settle(db, *found) for found in results))


def _results(due: list[tuple[Start, Scores]]) -> list[tuple[str, Result]]:
    from bot.stepped_result import result  # numpy takes a third of the bot's start, and is hardly ever needed here

    return [(start.id, result(start, scores)) for start, scores in due]


def _due(db: Db) -> list[tuple[Start, Scores]]:
    closed = stored_pulses.latest_closed(db)
    due = [start for start in stored.every(db) if closed and stepped.is_due(start, closed.week)]
    return [(start, _scores(db, start)) for start in due]


def _scores(db: Db, start: Start) -> Scores:
    """What the teams of a start scored for its need, in the weeks that are looked at."""
    found = series.needs(db, [step.team for step in start.steps], start.looked_at_from, start.told_from)
    return {
        team: {week: scores[start.need] for week, scores in weeks.items() if start.need in scores}
        for team, weeks in found.items()
    }
