from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.delivery import Claim, Delivery
from bot.pacing import Pace
from storage import delivery, gates
from storage.database import Database, Db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
POST = delivery.POST
TO_ADA = Delivery("d1", "kudos:k1", "kudos", "U1", "k1", NOW, NOW + timedelta(days=4), "nonce-1")
PACE = Pace(per_minute=600)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def claiming(now: datetime = NOW, owner: str = "one", pace: Pace = PACE):
    return lambda db: delivery.claim(db, owner, now, 100, pace)


def refusing(wait: float | None, now: datetime = NOW, *, is_probe: bool = False):
    return lambda db: gates.refuse(db, POST, now, wait, is_probe=is_probe)


@pytest.fixture
async def outbox(database: Database) -> Database:
    """An outbox with a message to each of twenty people in it."""
    crowd = [replace(TO_ADA, id=f"d{n:02}", key=f"kudos:{n}", recipient=f"U{n:02}") for n in range(20)]
    await database.act("T1", lambda db: delivery.enqueue(db, crowd))
    return database


async def test_claims_come_with_their_turns_and_the_next_ones_follow_on(outbox: Database) -> None:
    first = await outbox.act("T1", claiming())
    assert [claim.at for claim in first] == [later(n / 10) for n in range(6)]
    second = await outbox.act("T1", claiming(later(0.5), "two"))
    assert [claim.at for claim in second] == [later(n / 10) for n in range(6, 11)]
    assert not {claim.delivery.id for claim in first} & {claim.delivery.id for claim in second}


async def test_each_workspace_has_a_gate_of_its_own(outbox: Database) -> None:
    await outbox.act("T2", lambda db: delivery.enqueue(db, [TO_ADA]))
    await outbox.act("T2", refusing(30))
    assert await outbox.act("T2", claiming()) == []
    assert len(await outbox.act("T1", claiming())) == 6


async def test_while_the_gate_is_closed_nothing_is_claimed_and_then_one_tries_it(outbox: Database) -> None:
    await outbox.act("T1", refusing(30))
    assert await outbox.act("T1", claiming(later(29))) == []
    (probe,) = await outbox.act("T1", claiming(later(30)))
    assert probe.is_probe
    assert await outbox.act("T1", claiming(later(31), "two")) == []
    await outbox.act("T1", lambda db: gates.let_through(db, POST, later(31)))
    claims = await outbox.act("T1", claiming(later(31), "two"))
    assert len(claims) > 1
    assert not any(claim.is_probe for claim in claims)


async def test_a_probe_that_was_not_made_leaves_its_place_to_another(outbox: Database) -> None:
    await outbox.act("T1", refusing(30))
    await outbox.act("T1", claiming(later(30)))
    await outbox.act("T1", lambda db: gates.leave_untried(db, POST, later(31)))
    (probe,) = await outbox.act("T1", claiming(later(31), "two"))
    assert probe.is_probe


async def test_of_many_senders_one_tries_a_closed_gate(url: str) -> None:
    desks = [Database(url, "a secret") for _ in range(4)]
    crowd = [replace(TO_ADA, id=f"d{n:02}", key=f"kudos:{n}", recipient=f"U{n:02}") for n in range(40)]
    await desks[0].act("T1", lambda db: delivery.enqueue(db, crowd))
    await desks[0].act("T1", refusing(30))
    tries = [desk.act("T1", claiming(later(30), f"sender {n}")) for n, desk in enumerate(desks * 5)]
    assert [len(claims) for claims in sorted(await asyncio.gather(*tries), key=len)] == [0] * 19 + [1]
    for desk in desks:
        await desk.close()


async def test_of_many_senders_none_gets_a_place_that_another_has(url: str) -> None:
    desks = [Database(url, "a secret") for _ in range(4)]
    crowd = [replace(TO_ADA, id=f"d{n:03}", key=f"kudos:{n}", recipient=f"U{n:03}") for n in range(200)]
    await desks[0].act("T1", lambda db: delivery.enqueue(db, crowd))
    tries = [desk.act("T1", claiming(later(n // 4 / 10), f"sender {n}")) for n, desk in enumerate(desks * 10)]
    turns = sorted(claim.at for claims in await asyncio.gather(*tries) for claim in claims)
    assert all(after - before >= timedelta(seconds=0.1) for before, after in pairwise(turns))
    for desk in desks:
        await desk.close()


def to_one_channel(db: Db) -> None:
    several = [replace(TO_ADA, id=f"d{n}", key=f"kudos:{n}", recipient="C1") for n in range(3)]
    delivery.enqueue(db, [*several, replace(TO_ADA, id="d9", key="kudos:9", recipient="C2")])


def sent_at_once(db: Db, claim: Claim) -> None:
    assert delivery.start(db, claim.delivery.id, "one", claim.at)
    assert delivery.finish(db, claim.delivery, "one", delivery.Next(delivery.State.SENT, claim.at), None)


async def test_one_message_a_second_goes_to_a_channel_and_others_do_not_wait_for_it(database: Database) -> None:
    await database.act("T1", to_one_channel)
    claims = await database.act("T1", claiming())
    assert Counter(claim.delivery.recipient for claim in claims) == {"C1": 1, "C2": 1}
    assert await database.act("T1", claiming(later(5))) == []  # while the first one to C1 is on its way
    for claim in claims:
        await database.act("T1", lambda db, claim=claim: sent_at_once(db, claim))
    to_channel = next(claim for claim in claims if claim.delivery.recipient == "C1")
    assert await database.act("T1", claiming(to_channel.at + timedelta(seconds=0.9))) == []
    (second,) = await database.act("T1", claiming(to_channel.at + timedelta(seconds=1)))
    assert second.delivery.recipient == "C1"


async def test_what_is_of_unknown_fate_is_looked_for_at_another_gate(database: Database) -> None:
    unknown = replace(TO_ADA, state=delivery.State.UNKNOWN, unknowns=1)
    await database.act("T1", lambda db: delivery.enqueue(db, [unknown, replace(TO_ADA, id="d2", key="kudos:2")]))
    await database.act("T1", refusing(30))
    assert await database.act("T1", claiming()) == []
    (look,) = await database.act("T1", lambda db: delivery.claim_unknown(db, "one", NOW, 100, PACE))
    assert (look.delivery.id, look.method) == ("d1", delivery.HISTORY)


async def test_looks_have_a_pace_of_their_own(database: Database) -> None:
    crowd = [replace(TO_ADA, id=f"d{n}", key=f"{n}", state=delivery.State.UNKNOWN, unknowns=1) for n in range(9)]
    await database.act("T1", lambda db: delivery.enqueue(db, crowd))
    claims = await database.act("T1", lambda db: delivery.claim_unknown(db, "one", NOW, 100, Pace(per_minute=600)))
    assert [claim.at for claim in claims] == [NOW, later(0.5)]
