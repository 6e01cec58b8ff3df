"""Deliveries that have not arrived, and are sent after all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.delivery import Delivery, Next, State
from bot.pacing import Pace
from storage import delivery, late, stuck
from storage.database import Database, Db
from storage.messaging_tables import DELIVERY

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


def reviving(*keys: str, now: datetime = NOW, expires_at: datetime = TO_ADA.expires_at) -> Callable[[Db], set[str]]:
    return lambda db: stuck.revive(db, keys, now, expires_at)


async def test_the_dead_and_the_expired_are_revived_as_if_new(outbox: Database) -> None:
    await outbox.act("T1", ending("d1", Next(State.DEAD, NOW, "channel_not_found")))
    await outbox.act("T1", releasing("one", "d2"))
    await outbox.act("T1", lambda db: late.expire(db, TO_BEN.expires_at))
    later, end = TO_ADA.expires_at + timedelta(hours=1), TO_ADA.expires_at + timedelta(days=1)
    both = {TO_ADA.key, TO_BEN.key}
    assert await outbox.act("T2", reviving(*both, now=later, expires_at=end)) == set()
    assert await outbox.act("T1", reviving(*both, "pulse:2026-W10:U9", now=later, expires_at=end)) == both
    assert await outbox.act("T1", lambda db: list(db.run(select(DELIVERY.c.error)).scalars())) == ["", ""]
    fresh = [replace(each, due_at=later, expires_at=end) for each in (TO_ADA, TO_BEN)]
    claimed = await outbox.act("T1", claiming("two", later))
    assert sorted((replace(each, attempted_at=None) for each in claimed), key=lambda each: each.id) == fresh


async def test_one_that_may_have_arrived_is_revived_to_be_looked_for_and_to_be_sent_once_more(outbox: Database) -> None:
    await outbox.act("T1", ending("d1", Next(State.DEAD, NOW, "outcome_unknown", 2)))
    assert await outbox.act("T1", reviving(TO_ADA.key)) == {TO_ADA.key}
    claimed = {each.id: each for each in await outbox.act("T1", claiming("two", NOW + timedelta(minutes=2)))}
    assert (claimed["d1"].state, claimed["d1"].unknowns) == (State.UNKNOWN, 1)


async def test_what_an_admin_should_look_at_is_what_failed_or_keeps_failing(outbox: Database) -> None:
    assert await outbox.act("T1", stuck.every) == []
    await outbox.act("T1", ending("d1", Next(State.RETRY, NOW + timedelta(minutes=15), "not_in_channel")))
    (found,) = await outbox.act("T1", stuck.every)
    assert (found.key, found.state, found.error, found.attempts) == (TO_ADA.key, State.RETRY, "not_in_channel", 1)
    await outbox.act("T1", releasing("one", "d2"))
    await outbox.act("T1", lambda db: late.expire(db, TO_BEN.expires_at))
    assert {one.state for one in await outbox.act("T1", stuck.every)} == {State.EXPIRED}
    assert await outbox.act("T2", stuck.every) == []


@pytest.mark.parametrize(
    ("state", "key", "again"),
    [
        (State.DEAD, None, 1),
        (State.DEAD, TO_ADA.key, 1),
        (State.RETRY, None, 0),
        (State.RETRY, TO_ADA.key, 1),
        (State.SENT, TO_ADA.key, 0),
        (State.SKIPPED, TO_ADA.key, 0),
        (State.DEAD, "pulse:2026-W10:U9", 0),
    ],
)
async def test_an_admin_can_have_one_or_all_that_failed_sent_again(
    outbox: Database, state: State, key: str | None, again: int
) -> None:
    await outbox.act("T1", ending("d1", Next(state, NOW + timedelta(hours=1), "not_in_channel")))
    end = NOW + timedelta(days=7)
    assert await outbox.act("T2", lambda db: stuck.retry(db, key, NOW, end)) == 0
    assert await outbox.act("T1", lambda db: stuck.retry(db, key, NOW, end)) == again
    assert await outbox.act("T1", lambda db: delivery.state_of(db, TO_ADA.key)) is (State.DUE if again else state)


async def test_what_a_sender_has_in_hand_is_not_sent_again_beside_it(outbox: Database) -> None:
    await outbox.act("T1", claiming("one"))
    assert await outbox.act("T1", lambda db: stuck.retry(db, TO_ADA.key, NOW, NOW)) == 0
    await outbox.act("T1", lambda db: delivery.start(db, "d1", "one", NOW))
    assert await outbox.act("T1", lambda db: stuck.retry(db, TO_ADA.key, NOW, NOW)) == 0


@pytest.mark.parametrize("state", [State.SENT, State.SKIPPED, State.RETRY, State.UNKNOWN])
async def test_nothing_else_is_revived(outbox: Database, state: State) -> None:
    await outbox.act("T1", ending("d1", Next(state, NOW + timedelta(minutes=1))))
    assert await outbox.act("T1", reviving(TO_ADA.key)) == set()
    assert await outbox.act("T1", lambda db: delivery.state_of(db, TO_ADA.key)) is state


async def test_only_the_keys_that_are_named_are_revived(outbox: Database) -> None:
    await outbox.act("T1", ending("d1", Next(State.DEAD, NOW, "channel_not_found")))
    await outbox.act("T1", releasing("one", "d2"))
    await outbox.act("T1", lambda db: late.expire(db, TO_BEN.expires_at))
    assert await outbox.act("T1", reviving()) == set()
    assert await outbox.act("T1", reviving(TO_ADA.key.lower(), TO_ADA.key[:-1])) == set()
    assert await outbox.act("T1", reviving(TO_BEN.key)) == {TO_BEN.key}
    assert await outbox.act("T1", lambda db: delivery.state_of(db, TO_ADA.key)) is State.DEAD


@pytest.mark.parametrize("state", [State.SKIPPED, State.SENT, State.DEAD, State.EXPIRED, State.RETRY])
async def test_what_had_nobody_to_go_to_is_known_by_its_key(outbox: Database, state: State) -> None:
    await outbox.act("T1", ending("d1", Next(state, NOW + timedelta(minutes=1))))
    keys = [TO_ADA.key, TO_BEN.key]
    expected = {TO_ADA.key} if state is State.SKIPPED else set()
    assert await outbox.act("T1", lambda db: stuck.skipped(db, keys)) == expected
    assert await outbox.act("T1", lambda db: stuck.skipped(db, [TO_BEN.key])) == set()
    assert await outbox.act("T2", lambda db: stuck.skipped(db, keys)) == set()


async def test_what_waits_for_a_later_hour_is_sent_now_on_an_admin_s_word(database: Database) -> None:
    later = NOW + timedelta(days=3)
    waits = replace(TO_ADA, key="digest:2026-W10:t1", kind="digest", due_at=later)
    others = [
        replace(waits, id="d2", nonce="n2", key="digest:2026-W10:t2", due_at=NOW),
        replace(waits, id="d3", nonce="n3", key="digest:2026-W09:t1", state=State.RETRY),
        replace(waits, id="d4", nonce="n4", key="pulse:2026-W10:U1", kind="pulse"),
    ]
    await database.act("T1", lambda db: delivery.enqueue(db, [waits, *others]))
    assert await database.act("T2", lambda db: stuck.hasten(db, ("digest",), NOW)) == set()
    assert await database.act("T1", lambda db: stuck.hasten(db, ("digest",), NOW)) == {waits.key}
    assert {one.key for one in await database.act("T1", claiming("one"))} == {waits.key, others[0].key}
