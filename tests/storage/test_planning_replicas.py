"""Replicas that plan, move, close and open at once, on PostgreSQL: they wait for each other and lose nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot import asking
from bot.people import Person
from bot.preferences import Preferences
from bot.pulses import Paper, Round
from bot.teams import CohortMember
from storage import closing, people, planning, preferences, pulses
from storage.database import Database, Db
from storage.messaging_tables import DELIVERY
from storage.tables import COHORT

SUNDAY = datetime(2026, 3, 1, 10, tzinfo=UTC)
ROUND = Round("r10", "2026-W10", SUNDAY, datetime(2026, 3, 6, 12, tzinfo=UTC))
IDS = [f"U{number:02d}" for number in range(1, 8)]
COHORT_OF_SEVEN = [CohortMember(person, "A") for person in IDS]
Opener = Callable[..., Callable[[Db], bool]]


def set_up(db: Db) -> None:
    people.keep(db, [Person(person, person, "Europe/Berlin") for person in IDS])


def plan(db: Db) -> int:
    """Plans what the planner plans."""
    found = planning.unasked(db, ROUND, "", 100)
    plans = {person: asking.planned(ROUND, who, SUNDAY) for person, who in found.items()}
    return planning.enqueue(db, ROUND, plans, "i", "n")


@pytest.fixture
async def replicas(postgres_url: str, opened: Opener) -> AsyncIterator[tuple[Database, Database]]:
    pair = Database(postgres_url, "a secret"), Database(postgres_url, "a secret")
    await pair[0].act("T1", set_up)
    await pair[0].act("T1", opened(ROUND, COHORT_OF_SEVEN))
    yield pair
    for database in pair:
        await database.close()


def move_house(db: Db) -> int:
    people.keep(db, [Person("U01", "U01", "Asia/Kolkata", updated=1)])
    return planning.replan(db, ROUND, ["U01"], SUNDAY)


def get_up_early(db: Db) -> int:
    preferences.put(db, "U01", Preferences(datetime(2026, 3, 2, 7, tzinfo=UTC).time()))
    return planning.replan(db, ROUND, ["U01"], SUNDAY)


@pytest.mark.parametrize(("change", "hours"), [(move_house, 4.5), (get_up_early, 3)])
async def test_who_changes_while_they_are_planned_meets_the_messages(
    replicas: tuple[Database, Database],
    second_waits: Callable[[asyncio.Task[int]], Awaitable[None]],
    change: Callable[[Db], int],
    hours: float,
) -> None:
    loop, planned, go_on = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
    plans = {p: asking.planned(ROUND, asking.respondent(ROUND, p, "Europe/Berlin", Preferences()), SUNDAY) for p in IDS}

    def plan_slowly(db: Db) -> int:
        planning.unasked(db, ROUND, "", 3)
        loop.call_soon_threadsafe(planned.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)
        return planning.enqueue(db, ROUND, plans, "i", "n")

    planning_it = asyncio.create_task(replicas[0].act("T1", plan_slowly))
    await planned.wait()
    moved = asyncio.create_task(replicas[1].act("T1", change))
    await second_waits(moved)
    go_on.set()
    await planning_it
    assert await moved == 3
    due = select(DELIVERY.c.due_at).where(DELIVERY.c.key == "pulse:2026-W10:U01")
    found = await replicas[0].act("T1", lambda db: db.run(due).scalar_one())
    assert plans["U01"][asking.ASK].due_at - found == timedelta(hours=hours)


async def test_a_round_is_not_closed_while_a_piece_of_it_is_planned(
    replicas: tuple[Database, Database], second_waits: Callable[[asyncio.Task[object]], Awaitable[None]]
) -> None:
    loop, planned, go_on = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def plan_slowly(db: Db) -> int:
        planning.unasked(db, ROUND, "", 3)
        loop.call_soon_threadsafe(planned.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)
        return plan(db)

    planning_it = asyncio.create_task(replicas[0].act("T1", plan_slowly))
    await planned.wait()
    closing_it = asyncio.create_task(replicas[1].act("T1", lambda db: closing.close(db, ROUND.id, ROUND.closes_at)))
    await second_waits(closing_it)
    assert not closing_it.done()
    go_on.set()
    assert await planning_it == len(IDS)
    assert await closing_it == []


async def test_two_replicas_that_open_a_week_at_once_open_it_once(
    replicas: tuple[Database, Database],
    second_waits: Callable[[asyncio.Task[bool]], Awaitable[None]],
    papers: Callable[..., list[Paper]],
) -> None:
    loop, begun, go_on = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
    first, second = (Round(name, "2026-W11", SUNDAY, ROUND.closes_at) for name in ("first", "second"))

    def open_slowly(db: Db) -> bool:
        done = pulses.open_round(db, first, COHORT_OF_SEVEN, papers(COHORT_OF_SEVEN))
        loop.call_soon_threadsafe(begun.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)
        return done

    winner = asyncio.create_task(replicas[0].act("T1", open_slowly))
    await begun.wait()
    papers_of = papers(COHORT_OF_SEVEN)
    loser = asyncio.create_task(
        replicas[1].act("T1", lambda db: pulses.open_round(db, second, COHORT_OF_SEVEN, papers_of))
    )
    await second_waits(loser)
    go_on.set()
    assert (await winner, await loser) == (True, False)
    found = await replicas[0].act("T1", lambda db: db.run(select(COHORT.c.round).distinct()).scalars().all())
    assert sorted(found) == ["first", ROUND.id]
