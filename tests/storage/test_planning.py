from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.delivery import Delivery, State
from bot.people import Person
from bot.pulses import Round
from bot.teams import CohortMember
from storage import delivery, people, planning, pulses
from storage.database import Database, Db
from storage.messaging_tables import DELIVERY
from storage.planning import Stretch
from storage.tables import COHORT

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROUND = Round("r10", "2026-W10", MONDAY, MONDAY + timedelta(days=4))
IDS = [f"U{number:02d}" for number in range(1, 8)]
LATER = MONDAY + timedelta(hours=5)
DUE = {"Asia/Tokyo": MONDAY - timedelta(hours=8), "Europe/Berlin": MONDAY}


@pytest.fixture
async def opened(database: Database) -> Database:
    """A database with an open round of seven people, half of them in Tokyo."""
    await database.act("T1", set_up)
    return database


def set_up(db: Db) -> None:
    zones = ("Asia/Tokyo", "Europe/Berlin")
    people.keep(db, [Person(person, person, zones[number % 2]) for number, person in enumerate(IDS)])
    pulses.open_round(db, ROUND, [CohortMember(person, "A") for person in IDS])


def message(person: str) -> Delivery:
    return Delivery(
        f"d-{person}", f"pulse:2026-W10:{person}", "pulse", person, ROUND.id, MONDAY, ROUND.closes_at, f"n-{person}"
    )


def after(last: str, most: int = 3) -> Callable[[Db], Stretch | None]:
    return lambda db: planning.stretch(db, ROUND.id, last, most)


def asking(to: Stretch, ids: str = "i", nonces: str = "n") -> Callable[[Db], int]:
    return lambda db: planning.enqueue(db, ROUND, to, DUE, ids, nonces)


def due_at(db: Db) -> dict[str, datetime]:
    return {row.recipient: row.due_at for row in db.run(select(DELIVERY.c.recipient, DELIVERY.c.due_at))}


async def test_the_cohort_comes_in_stretches_by_id_with_their_zones(opened: Database) -> None:
    assert await opened.act("T1", after("")) == Stretch("U01", "U03", frozenset(DUE))
    assert await opened.act("T1", after("U03")) == Stretch("U04", "U06", frozenset(DUE))
    assert await opened.act("T1", after("U06")) == Stretch("U07", "U07", frozenset({"Asia/Tokyo"}))
    assert await opened.act("T1", after("U07")) is None
    assert await opened.act("T2", after("")) is None


async def test_the_messages_to_a_stretch_are_as_any_in_the_outbox(opened: Database) -> None:
    assert await opened.act("T1", asking(Stretch("U02", "U03", frozenset(DUE)))) == 2
    first, second = await opened.act("T1", lambda db: db.run(select(DELIVERY).order_by(DELIVERY.c.key)).all())
    await opened.act("T2", lambda db: delivery.enqueue(db, [message("U02")]))
    plain = await opened.act("T1", lambda db: db.run(select(DELIVERY).where(DELIVERY.c.workspace == "T2")).one())
    named = {"workspace": "T2", "id": "d-U02", "nonce": "n-U02", "due_at": MONDAY}
    assert first._asdict() | named == plain._asdict()
    assert (first.due_at, second.due_at) == (DUE["Europe/Berlin"], DUE["Asia/Tokyo"])
    assert {first.id, second.id} == {"i-1", "i-2"}
    assert {first.nonce, second.nonce} == {"n-1", "n-2"}


async def test_a_message_that_is_there_stays_as_it_is(opened: Database) -> None:
    everyone = Stretch("U01", "U07", frozenset(DUE))
    assert await opened.act("T1", asking(Stretch("U03", "U04", frozenset(DUE)), "a", "b")) == 2
    before = await opened.act("T1", due_at)
    assert await opened.act("T1", asking(everyone, "c", "d")) == 5
    assert await opened.act("T1", asking(everyone, "e", "f")) == 0
    assert before.items() <= (await opened.act("T1", due_at)).items()
    assert len(await opened.act("T1", due_at)) == len(IDS)


async def test_nobody_of_a_closed_round_is_planned(opened: Database) -> None:
    await opened.act("T1", lambda db: pulses.close(db, ROUND.id, LATER))
    assert await opened.act("T1", after("")) is None
    await opened.act("T1", lambda db: planning.mark_planned(db, ROUND.id))
    assert await opened.act("T1", lambda db: planning.unplanned(db, MONDAY)) == []


async def test_a_round_is_unplanned_until_it_is_marked(opened: Database) -> None:
    assert await opened.act("T1", lambda db: planning.unplanned(db, MONDAY)) == [ROUND]
    await opened.act("T2", lambda db: planning.mark_planned(db, ROUND.id))
    assert await opened.act("T1", lambda db: planning.unplanned(db, MONDAY)) == [ROUND]
    await opened.act("T1", lambda db: planning.mark_planned(db, ROUND.id))
    assert await opened.act("T1", lambda db: planning.unplanned(db, MONDAY)) == []


async def test_a_round_that_is_over_and_could_not_be_closed_is_not_planned(opened: Database) -> None:
    just_before = ROUND.closes_at - timedelta(microseconds=1)
    assert await opened.act("T1", lambda db: planning.unplanned(db, just_before)) == [ROUND]
    assert await opened.act("T1", lambda db: planning.unplanned(db, ROUND.closes_at)) == []


async def test_the_newest_week_counts_open_and_closed_rounds(opened: Database) -> None:
    assert await opened.act("T1", planning.last_week) == "2026-W10"
    await opened.act("T1", lambda db: pulses.close(db, ROUND.id, LATER))
    assert await opened.act("T1", planning.last_week) == "2026-W10"
    assert await opened.act("T2", planning.last_week) is None


@pytest.mark.parametrize("state", list(State))
async def test_only_a_message_that_was_never_attempted_is_moved(opened: Database, state: State) -> None:
    def make(db: Db) -> None:
        delivery.enqueue(db, [message("U01"), message("U02")])
        db.run(update(DELIVERY).where(DELIVERY.c.recipient == "U01").values(state=str(state)))

    await opened.act("T1", make)
    moments = {"pulse:2026-W10:U01": LATER, "pulse:2026-W10:U09": LATER}
    moved = await opened.act("T1", lambda db: planning.move(db, moments))
    assert moved == (state == State.DUE)
    then = LATER if state == State.DUE else MONDAY
    assert await opened.act("T1", due_at) == {"U01": then, "U02": MONDAY}


async def test_a_message_that_was_attempted_and_waits_again_is_not_moved(opened: Database) -> None:
    def make(db: Db) -> None:
        delivery.enqueue(db, [message("U01")])
        db.run(update(DELIVERY).values(attempted_at=MONDAY))

    await opened.act("T1", make)
    assert await opened.act("T1", lambda db: planning.move(db, {"pulse:2026-W10:U01": LATER})) == 0
    assert await opened.act("T1", lambda db: planning.move(db, {})) == 0


async def test_messages_of_another_workspace_are_not_moved(opened: Database) -> None:
    await opened.act("T1", lambda db: delivery.enqueue(db, [message("U01")]))
    assert await opened.act("T2", lambda db: planning.move(db, {"pulse:2026-W10:U01": LATER})) == 0


async def test_who_was_not_given_the_message_is_counted(opened: Database) -> None:
    def make(db: Db) -> None:
        delivery.enqueue(db, [message(person) for person in IDS[:4]])
        states = (State.SENT, State.SKIPPED, State.EXPIRED, State.DEAD)
        for person, state in zip(IDS, states, strict=False):
            db.run(update(DELIVERY).where(DELIVERY.c.recipient == person).values(state=str(state)))

    await opened.act("T1", make)
    assert await opened.act("T1", lambda db: planning.unsent(db, ROUND.id)) == 2
    assert await opened.act("T2", lambda db: planning.unsent(db, ROUND.id)) == 0


@pytest.fixture
async def replicas(postgres_url: str) -> AsyncIterator[tuple[Database, Database]]:
    pair = Database(postgres_url, "a secret"), Database(postgres_url, "a secret")
    await pair[0].act("T1", set_up)
    yield pair
    for database in pair:
        await database.close()


def moving(db: Db) -> int:
    """What a change of zone does."""
    people.keep(db, [Person("U01", "U01", "Asia/Kolkata", updated=1)])
    return planning.move(db, {"pulse:2026-W10:U01": LATER})


async def test_who_changes_zone_while_they_are_planned_meets_the_message(
    replicas: tuple[Database, Database], second_waits: Callable[[asyncio.Task[int]], Awaitable[None]]
) -> None:
    loop, planned, go_on = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def plan(db: Db) -> None:
        planning.stretch(db, ROUND.id, "", 3)
        loop.call_soon_threadsafe(planned.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)
        delivery.enqueue(db, [message("U01")])

    planning_it = asyncio.create_task(replicas[0].act("T1", plan))
    await planned.wait()
    moved = asyncio.create_task(replicas[1].act("T1", moving))
    await second_waits(moved)
    go_on.set()
    await planning_it
    assert await moved == 1
    assert await replicas[0].act("T1", due_at) == {"U01": LATER}


async def test_a_round_is_not_closed_while_a_piece_of_it_is_planned(
    replicas: tuple[Database, Database], second_waits: Callable[[asyncio.Task[object]], Awaitable[None]]
) -> None:
    loop, planned, go_on = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def plan(db: Db) -> int:
        planning.stretch(db, ROUND.id, "", 3)
        loop.call_soon_threadsafe(planned.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)
        return delivery.enqueue(db, [message("U01")])

    planning_it = asyncio.create_task(replicas[0].act("T1", plan))
    await planned.wait()
    closing = asyncio.create_task(replicas[1].act("T1", lambda db: pulses.close(db, ROUND.id, LATER)))
    await second_waits(closing)
    assert not closing.done()
    go_on.set()
    assert await planning_it == 1
    assert await closing == []


async def test_two_replicas_that_open_a_week_at_once_open_it_once(
    replicas: tuple[Database, Database], second_waits: Callable[[asyncio.Task[bool]], Awaitable[None]]
) -> None:
    loop, opened, go_on = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
    cohort = [CohortMember(person, "A") for person in IDS]
    first, second = (Round(name, "2026-W11", MONDAY, ROUND.closes_at) for name in ("first", "second"))

    def open_slowly(db: Db) -> bool:
        done = pulses.open_round(db, first, cohort)
        loop.call_soon_threadsafe(opened.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)
        return done

    winner = asyncio.create_task(replicas[0].act("T1", open_slowly))
    await opened.wait()
    loser = asyncio.create_task(replicas[1].act("T1", lambda db: pulses.open_round(db, second, cohort)))
    await second_waits(loser)
    go_on.set()
    assert (await winner, await loser) == (True, False)
    found = await replicas[0].act("T1", lambda db: db.run(select(COHORT.c.round).distinct()).scalars().all())
    assert sorted(found) == ["first", ROUND.id]
