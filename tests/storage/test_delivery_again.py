"""Deliveries that are given back, and those that are forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import Delivery, Next, State
from bot.pacing import Pace
from storage import delivery
from storage.database import Database, Db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
UNHURRIED = Pace(per_minute=60_000_000, apart=timedelta(0))
TO_ADA = Delivery("d1", "pulse:2026-W10:U1", "pulse", "U1", "r10", NOW, NOW + timedelta(days=4), "nonce-1")
TO_BEN = replace(TO_ADA, id="d2", key="pulse:2026-W10:U2", recipient="U2", nonce="nonce-2")


@pytest.fixture
async def outbox(database: Database) -> Database:
    """An outbox with a message to Ada and one to Ben in it."""
    await database.act("T1", lambda db: delivery.enqueue(db, [TO_ADA, TO_BEN]))
    return database


def claiming(owner: str, now: datetime = NOW, limit: int = 100) -> Callable[[Db], list[Delivery]]:
    return lambda db: [
        claim.delivery
        for kind in (delivery.claim, delivery.claim_unknown)
        for claim in kind(db, owner, now, limit, UNHURRIED)
    ]


def ending(delivery_id: str, decided: Next) -> Callable[[Db], None]:
    """Claim, send and come to this end."""

    def act(db: Db) -> None:
        delivery.claim(db, "one", NOW, 100, UNHURRIED)
        delivery.start(db, delivery_id, "one", NOW)
        assert delivery.finish(db, replace(TO_ADA, id=delivery_id), "one", decided, None)

    return act


def releasing(owner: str, *ids: str) -> Callable[[Db], int]:
    return lambda db: delivery.release(db, owner, ids)


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
    assert claimed == replace(TO_ADA, state=State.UNKNOWN, attempts=1, unknowns=1, attempted_at=NOW, error="timeout")


async def test_what_is_settled_is_forgotten_long_after_it_expired(outbox: Database) -> None:
    await outbox.act("T1", ending("d1", Next(State.SENT, NOW)))
    await outbox.act("T1", releasing("one", "d2"))
    assert await outbox.act("T1", lambda db: delivery.forget(db, TO_ADA.expires_at, 10)) == 0
    late = TO_ADA.expires_at + timedelta(seconds=1)
    assert await outbox.act("T2", lambda db: delivery.forget(db, late, 10)) == 0
    assert await outbox.act("T1", lambda db: delivery.forget(db, late, 10)) == 1
    assert await outbox.act("T1", delivery.counts) == {State.DUE: 1}
