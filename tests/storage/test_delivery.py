from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.delivery import HISTORY_AFTER, LEASE, WAITING, Delivery, Next, Sent, State
from bot.pacing import Pace
from storage import delivery
from storage.database import Database, Db
from storage.messaging_tables import DELIVERY

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TO_ADA = Delivery("d1", "pulse:2026-W10:U1", "pulse", "U1", "r10", NOW, NOW + timedelta(days=4), "nonce-1")
SENT = Next(State.SENT, NOW)
UNHURRIED = Pace(per_minute=60_000_000, apart=timedelta(0))


def many(n: int) -> list[Delivery]:
    """One each second, the last of them first."""
    made = (
        replace(TO_ADA, id=f"d{i:06}", key=f"pulse:{i}", due_at=NOW - timedelta(seconds=n - i - 1)) for i in range(n)
    )
    return list(made)[::-1]


def claiming(owner: str, now: datetime = NOW, limit: int = 100) -> Callable[[Db], list[Delivery]]:
    return lambda db: [
        claim.delivery
        for kind in (delivery.claim, delivery.claim_unknown)
        for claim in kind(db, owner, now, limit, UNHURRIED)
    ]


def starting(owner: str, now: datetime = NOW) -> Callable[[Db], bool]:
    return lambda db: delivery.start(db, "d1", owner, now)


def finishing(owner: str, decided: Next = SENT, sent: Sent | None = None) -> Callable[[Db], bool]:
    return lambda db: delivery.finish(db, TO_ADA, owner, decided, sent)


@pytest.fixture
async def outbox(database: Database) -> Database:
    """An outbox with a message to Ada in it."""
    await database.act("T1", lambda db: delivery.enqueue(db, [TO_ADA]))
    return database


async def state_of(database: Database) -> State:
    (state,) = await database.act("T1", delivery.counts)
    return state


async def test_a_key_is_enqueued_once(outbox: Database) -> None:
    again = [replace(TO_ADA, id="d2"), replace(TO_ADA, id="d3", key="pulse:2026-W10:U2")]
    assert await outbox.act("T1", lambda db: delivery.enqueue(db, again)) == 1
    assert await outbox.act("T1", lambda db: delivery.enqueue(db, again)) == 0
    assert await outbox.act("T2", lambda db: delivery.enqueue(db, again)) == 2
    assert await outbox.act("T1", lambda db: delivery.enqueue(db, [])) == 0


async def test_more_than_a_statement_has_room_for_are_enqueued_at_once(database: Database) -> None:
    crowd = many(10_000)
    assert await database.act("T1", lambda db: delivery.enqueue(db, crowd)) == 10_000
    assert await database.act("T1", delivery.counts) == {State.DUE: 10_000}


async def test_the_oldest_due_are_claimed_first(database: Database) -> None:
    await database.act("T1", lambda db: delivery.enqueue(db, many(5)))
    first = await database.act("T1", claiming("one", limit=3))
    rest = await database.act("T1", claiming("two", limit=3))
    assert [claimed.id for claimed in first] == ["d000000", "d000001", "d000002"]
    assert [claimed.id for claimed in rest] == ["d000003", "d000004"]
    assert await database.act("T1", claiming("three")) == []


async def test_what_is_claimed_comes_whole_and_in_the_state_it_was_found_in(outbox: Database) -> None:
    assert await outbox.act("T1", claiming("one")) == [TO_ADA]
    await outbox.act("T1", starting("one"))
    await outbox.act("T1", finishing("one", Next(State.UNKNOWN, NOW, "timeout", 1)))
    (claimed,) = await outbox.act("T1", claiming("two"))
    assert claimed == replace(TO_ADA, state=State.UNKNOWN, attempts=1, unknowns=1, attempted_at=NOW, error="timeout")


async def test_nothing_is_claimed_before_its_time_or_after_it_expired(outbox: Database) -> None:
    assert await outbox.act("T1", claiming("one", NOW - timedelta(microseconds=1))) == []
    assert await outbox.act("T1", claiming("one", TO_ADA.expires_at)) == []
    assert await outbox.act("T2", claiming("one")) == []


async def test_four_claimers_share_what_is_due_and_nothing_is_claimed_twice(url: str) -> None:
    desks = [Database(url, "a secret") for _ in range(4)]
    await desks[0].act("T1", lambda db: delivery.enqueue(db, many(400)))

    async def work(n: int) -> list[str]:
        mine: list[str] = []
        while claimed := await desks[n].act("T1", claiming(f"sender {n}", limit=7)):
            mine += [each.id for each in claimed]
        return mine

    taken = [each for mine in await asyncio.gather(*[work(n) for n in range(4)]) for each in mine]
    assert sorted(taken) == [f"d{n:06}" for n in range(400)]
    for desk in desks:
        await desk.close()


async def test_only_the_owner_starts_and_only_while_their_lease_lasts(outbox: Database) -> None:
    assert not await outbox.act("T1", starting("one"))
    await outbox.act("T1", claiming("one"))
    assert not await outbox.act("T1", starting("two"))
    assert not await outbox.act("T1", starting("one", NOW + LEASE))
    assert await outbox.act("T1", starting("one", NOW + LEASE - timedelta(seconds=1)))
    assert not await outbox.act("T1", starting("one"))
    assert await state_of(outbox) is State.SENDING


async def test_starting_renews_the_lease(outbox: Database) -> None:
    await outbox.act("T1", claiming("one"))
    late = NOW + LEASE - timedelta(seconds=1)
    await outbox.act("T1", starting("one", late))
    assert await outbox.act("T1", lambda db: delivery.recover(db, late + LEASE - timedelta(seconds=1))) == 0
    assert await outbox.act("T1", lambda db: delivery.recover(db, late + LEASE)) == 1


async def test_a_sent_message_is_kept_with_where_it_is(outbox: Database) -> None:
    await outbox.act("T1", claiming("one"))
    await outbox.act("T1", starting("one"))
    assert await outbox.act("T1", finishing("one", SENT, Sent("D1", "1.2")))
    assert not await outbox.act("T1", finishing("one", SENT, Sent("D1", "1.3")))
    columns = DELIVERY.c
    found = select(columns.state, columns.attempts, columns.channel, columns.ts, columns.owner, columns.lease_until)
    assert await outbox.act("T1", lambda db: tuple(db.run(found).one())) == ("sent", 1, "D1", "1.2", None, None)


async def test_only_the_owner_finishes(outbox: Database) -> None:
    assert not await outbox.act("T1", finishing("one"))
    await outbox.act("T1", claiming("one"))
    assert not await outbox.act("T1", finishing("two"))
    assert await outbox.act("T1", finishing("one", Next(State.SKIPPED, NOW)))
    assert await state_of(outbox) is State.SKIPPED


async def test_a_retry_waits_for_its_time(outbox: Database) -> None:
    await outbox.act("T1", claiming("one"))
    await outbox.act("T1", starting("one"))
    later = NOW + timedelta(minutes=2)
    await outbox.act("T1", finishing("one", Next(State.RETRY, later, "ratelimited")))
    assert await outbox.act("T1", claiming("two")) == []
    assert await outbox.act("T1", delivery.next_due) == later
    assert await outbox.act("T1", claiming("two", later)) == [
        replace(TO_ADA, due_at=later, state=State.RETRY, attempts=1, attempted_at=NOW, error="ratelimited")
    ]


async def test_a_frozen_sender_wakes_up_to_find_its_delivery_taken(outbox: Database) -> None:
    await outbox.act("T1", claiming("frozen"))
    over = NOW + LEASE
    assert await outbox.act("T1", lambda db: delivery.recover(db, over)) == 1
    assert await outbox.act("T1", claiming("other", over)) == [TO_ADA]
    assert not await outbox.act("T1", starting("frozen", over))
    assert await outbox.act("T1", starting("other", over))
    assert not await outbox.act("T1", finishing("frozen"))
    assert await outbox.act("T1", finishing("other"))


async def test_nothing_is_recovered_while_a_lease_lasts(outbox: Database) -> None:
    await outbox.act("T1", claiming("one"))
    assert await outbox.act("T1", lambda db: delivery.recover(db, NOW + LEASE - timedelta(microseconds=1))) == 0
    assert await outbox.act("T2", lambda db: delivery.recover(db, NOW + 2 * LEASE)) == 0
    assert await state_of(outbox) is State.CLAIMED


async def test_an_attempt_that_was_cut_off_is_looked_for_after_a_moment(outbox: Database) -> None:
    await outbox.act("T1", claiming("one"))
    await outbox.act("T1", starting("one"))
    assert await outbox.act("T1", lambda db: delivery.recover(db, NOW + LEASE)) == 1
    assert await outbox.act("T1", claiming("two", NOW + LEASE + HISTORY_AFTER - timedelta(seconds=1))) == []
    (again,) = await outbox.act("T1", claiming("two", NOW + LEASE + HISTORY_AFTER))
    assert (again.state, again.unknowns, again.attempted_at) == (State.UNKNOWN, 1, NOW)


async def test_attempts_that_crashes_cut_off_count_as_one_of_unknown_end(outbox: Database) -> None:
    now = NOW
    for _ in range(3):
        await outbox.act("T1", lambda db, now=now: delivery.claim_unknown(db, "one", now, 1, UNHURRIED))
        await outbox.act("T1", claiming("one", now))
        await outbox.act("T1", starting("one", now))
        now += 2 * LEASE
        await outbox.act("T1", lambda db, now=now: delivery.recover(db, now))
        (again,) = await outbox.act("T1", claiming("one", now + HISTORY_AFTER))
        assert again.unknowns == 1
        await outbox.act("T1", finishing("one", Next(State.RETRY, now, "", 1)))


async def test_who_is_alone_frees_what_its_predecessor_held_at_once(outbox: Database) -> None:
    await outbox.act("T1", claiming("dead"))
    assert await outbox.act("T2", lambda db: delivery.recover(db, NOW, all_owners=True)) == 0
    assert await outbox.act("T1", lambda db: delivery.recover(db, NOW, all_owners=True)) == 1
    assert await state_of(outbox) is State.DUE
    await outbox.act("T1", claiming("dead"))
    await outbox.act("T1", starting("dead"))
    assert await outbox.act("T1", lambda db: delivery.recover(db, NOW, all_owners=True)) == 1
    assert await state_of(outbox) is State.UNKNOWN


async def test_what_cannot_even_be_begun_is_given_up(outbox: Database) -> None:
    await outbox.act("T1", claiming("one"))
    assert not await outbox.act("T1", lambda db: delivery.give_up(db, TO_ADA, "two", "KeyError"))
    assert await outbox.act("T1", lambda db: delivery.give_up(db, TO_ADA, "one", "KeyError"))
    assert await state_of(outbox) is State.DEAD


async def test_what_is_being_sent_is_not_given_up(outbox: Database) -> None:
    await outbox.act("T1", claiming("one"))
    await outbox.act("T1", starting("one"))
    assert not await outbox.act("T1", lambda db: delivery.give_up(db, TO_ADA, "one", "KeyError"))


async def test_an_unknown_outcome_stays_unknown_when_its_claimer_dies(outbox: Database) -> None:
    await outbox.act("T1", claiming("one"))
    await outbox.act("T1", finishing("one", Next(State.UNKNOWN, NOW, "timeout", 1)))
    await outbox.act("T1", claiming("two"))
    await outbox.act("T1", lambda db: delivery.recover(db, NOW + 2 * LEASE))
    assert await state_of(outbox) is State.UNKNOWN


async def test_the_next_due_is_the_earliest_that_waits(database: Database) -> None:
    assert await database.act("T1", delivery.next_due) is None
    await database.act("T1", lambda db: delivery.enqueue(db, many(3)))
    assert await database.act("T1", delivery.next_due) == NOW - timedelta(seconds=2)


def test_what_waits_is_the_same_to_the_index_and_to_the_rules() -> None:
    (index,) = [index for index in DELIVERY.indexes if index.name == "delivery_waiting"]
    waiting = ", ".join(f"'{state}'" for state in WAITING)
    assert str(index.dialect_options["sqlite"]["where"]) == f"state IN ({waiting})"


async def test_claiming_reads_the_index_of_what_waits(sqlite_url: str) -> None:
    database = Database(sqlite_url, "a secret")

    def plan(db: Db) -> str:
        due = select(DELIVERY.c.id).where(DELIVERY.c.workspace == "T1", delivery.WAITING, DELIVERY.c.due_at <= NOW)
        compiled = due.compile(dialect=db._connection.dialect)
        found = db._connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", ("T1", 0))
        return " ".join(row.detail for row in found)

    assert "delivery_waiting" in await database.act("T1", plan)
    await database.close()
