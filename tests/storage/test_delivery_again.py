"""Deliveries that are given back, or sent after all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.delivery import Delivery, Next, State
from storage import delivery
from storage.database import Database, Db
from storage.messaging_tables import DELIVERY

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TO_ADA = Delivery("d1", "pulse:2026-W10:U1", "pulse", "U1", "r10", NOW, NOW + timedelta(days=4), "nonce-1")
TO_BEN = replace(TO_ADA, id="d2", key="pulse:2026-W10:U2", recipient="U2", nonce="nonce-2")


@pytest.fixture
async def outbox(database: Database) -> Database:
    """An outbox with a message to Ada and one to Ben in it."""
    await database.act("T1", lambda db: delivery.enqueue(db, [TO_ADA, TO_BEN]))
    return database


def claiming(owner: str, now: datetime = NOW, limit: int = 100) -> Callable[[Db], list[Delivery]]:
    return lambda db: delivery.claim(db, owner, now, limit)


def ending(delivery_id: str, decided: Next) -> Callable[[Db], None]:
    """Claim, send and come to this end."""

    def act(db: Db) -> None:
        delivery.claim(db, "one", NOW, 100)
        delivery.start(db, delivery_id, "one", NOW)
        assert delivery.finish(db, delivery_id, "one", decided, None)

    return act


def releasing(owner: str, *ids: str) -> Callable[[Db], int]:
    return lambda db: delivery.release(db, owner, ids)


def reviving(prefix: str, now: datetime = NOW, expires_at: datetime = TO_ADA.expires_at) -> Callable[[Db], int]:
    return lambda db: delivery.revive(db, prefix, now, expires_at)


async def test_the_state_of_a_delivery_is_found_by_its_key(outbox: Database) -> None:
    await outbox.act("T1", claiming("one", limit=1))
    assert await outbox.act("T1", lambda db: delivery.state_of(db, TO_ADA.key)) is State.CLAIMED
    assert await outbox.act("T1", lambda db: delivery.state_of(db, TO_BEN.key)) is State.DUE
    assert await outbox.act("T1", lambda db: delivery.state_of(db, "pulse:2026-W10:U9")) is None
    assert await outbox.act("T2", lambda db: delivery.state_of(db, TO_ADA.key)) is None


async def test_what_is_released_can_be_claimed_by_another_at_once(outbox: Database) -> None:
    await outbox.act("T1", claiming("one"))
    assert await outbox.act("T1", releasing("one", "d1")) == 1
    assert await outbox.act("T1", releasing("one", "d1")) == 0
    assert await outbox.act("T1", claiming("two")) == [TO_ADA]
    assert await outbox.act("T1", lambda db: delivery.start(db, "d2", "one", NOW))


async def test_only_what_is_one_s_own_and_not_being_sent_is_released(outbox: Database) -> None:
    await outbox.act("T1", claiming("one"))
    await outbox.act("T1", lambda db: delivery.start(db, "d2", "one", NOW))
    assert await outbox.act("T1", releasing("two", "d1")) == 0
    assert await outbox.act("T2", releasing("one", "d1")) == 0
    assert await outbox.act("T1", releasing("one")) == 0
    assert await outbox.act("T1", releasing("one", "d1", "d2")) == 1
    assert await outbox.act("T1", delivery.counts) == {State.DUE: 1, State.SENDING: 1}


async def test_what_may_have_arrived_is_still_unknown_after_its_release(outbox: Database) -> None:
    await outbox.act("T1", ending("d1", Next(State.UNKNOWN, NOW, "timeout", 1)))
    await outbox.act("T1", claiming("two"))
    assert await outbox.act("T1", releasing("two", "d1")) == 1
    (claimed,) = await outbox.act("T1", claiming("three"))
    assert claimed == replace(TO_ADA, state=State.UNKNOWN, attempts=1, unknowns=1)


async def test_the_dead_and_the_expired_are_revived_as_if_new(outbox: Database) -> None:
    await outbox.act("T1", ending("d1", Next(State.DEAD, NOW, "channel_not_found", 2)))
    await outbox.act("T1", releasing("one", "d2"))
    await outbox.act("T1", lambda db: delivery.expire(db, TO_BEN.expires_at))
    later, end = TO_ADA.expires_at + timedelta(hours=1), TO_ADA.expires_at + timedelta(days=1)
    assert await outbox.act("T2", reviving("pulse:", later, end)) == 0
    assert await outbox.act("T1", reviving("pulse:2026-W10:", later, end)) == 2
    assert await outbox.act("T1", lambda db: list(db.run(select(DELIVERY.c.error)).scalars())) == ["", ""]
    fresh = [replace(each, due_at=later, expires_at=end) for each in (TO_ADA, TO_BEN)]
    assert await outbox.act("T1", claiming("two", later)) == fresh


@pytest.mark.parametrize("state", [State.SENT, State.SKIPPED, State.RETRY, State.UNKNOWN])
async def test_nothing_else_is_revived(outbox: Database, state: State) -> None:
    await outbox.act("T1", ending("d1", Next(state, NOW + timedelta(minutes=1))))
    assert await outbox.act("T1", reviving("pulse:")) == 0
    assert await outbox.act("T1", lambda db: delivery.state_of(db, TO_ADA.key)) is state


@pytest.mark.parametrize("prefix", ["pulse:2026-W1_:", "pulse:%", "PULSE:", "ulse:", "pulse:2026-W10:U1:"])
async def test_a_key_that_begins_otherwise_stays_as_it_is(outbox: Database, prefix: str) -> None:
    await outbox.act("T1", ending("d1", Next(State.DEAD, NOW, "channel_not_found")))
    assert await outbox.act("T1", reviving(prefix)) == 0
    assert await outbox.act("T1", reviving("pulse:2026-W10:U1")) == 1
