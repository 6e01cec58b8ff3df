"""Deliveries that vanish: nothing is left of one that is settled, and nobody is shown one that is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.delivery import HISTORY_AFTER, LEASE, VANISHES, Delivery, Next, Sent, State
from bot.pacing import Pace
from storage import delivery, stuck
from storage.database import Database, Db
from storage.messaging_tables import DELIVERY

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
END = NOW + timedelta(days=3)
UNHURRIED = Pace(per_minute=60_000_000, apart=timedelta(0))
TO_ADA = Delivery("d1", "reminder:2026-W10:U1:1", "reminder", "U1", "r10", NOW, END, "n1")
KINDS = sorted(VANISHES)
SETTLED = [Next(state, NOW, "channel_not_found") for state in State if Next(state, NOW).is_settled]
SETTLED = [decided for decided in SETTLED if decided.state not in (State.CLAIMED, State.SENDING)]


def of_kind(kind: str) -> Delivery:
    return replace(TO_ADA, kind=kind)


def begin(wanted: Delivery) -> Callable[[Db], bool]:
    """Put it in the outbox, claim it, and begin."""

    def act(db: Db) -> bool:
        delivery.enqueue(db, [wanted])
        for claim in (delivery.claim, delivery.claim_changes):
            claim(db, "one", NOW, 100, UNHURRIED)
        return delivery.start(db, wanted.id, "one", NOW)

    return act


def rows(db: Db) -> int:
    return int(db.run(select(func.count()).select_from(DELIVERY)).scalar_one())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("decided", SETTLED, ids=[decided.state for decided in SETTLED])
async def test_whatever_became_of_it_nothing_is_left(database: Database, kind: str, decided: Next) -> None:
    wanted = of_kind(kind)
    assert await database.act("T1", begin(wanted))
    assert not await database.act("T1", lambda db: delivery.finish(db, wanted, "two", decided, None))
    assert await database.act("T1", rows) == 1
    assert await database.act("T1", lambda db: delivery.finish(db, wanted, "one", decided, Sent("D1", "1.2")))
    assert await database.act("T1", rows) == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", [State.RETRY, State.UNKNOWN])
async def test_what_is_not_settled_waits_and_nobody_is_shown_it(database: Database, kind: str, state: State) -> None:
    wanted = of_kind(kind)
    await database.act("T1", begin(wanted))
    decided = Next(state, NOW, "timeout", 1)
    assert await database.act("T1", lambda db: delivery.finish(db, wanted, "one", decided, None))
    assert await database.act("T1", lambda db: delivery.state_of(db, wanted.key)) is state
    assert await database.act("T1", stuck.every) == []
    assert await database.act("T1", delivery.counts) == {}
    assert await database.act("T1", delivery.next_due) is None
    assert await database.act("T1", lambda db: stuck.retry(db, wanted.key, NOW, END)) == 0
    assert await database.act("T1", lambda db: stuck.retry(db, None, NOW, END)) == 0
    assert await database.act("T1", lambda db: stuck.revive(db, [wanted.key], NOW, END)) == set()


@pytest.mark.parametrize("kind", KINDS)
async def test_what_could_not_even_be_begun_vanishes(database: Database, kind: str) -> None:
    wanted = of_kind(kind)
    await database.act("T1", lambda db: delivery.enqueue(db, [wanted]))
    assert not await database.act("T1", lambda db: delivery.give_up(db, wanted, "one", "KeyError"))
    for claim in (delivery.claim, delivery.claim_changes):
        await database.act("T1", lambda db, claim=claim: claim(db, "one", NOW, 1, UNHURRIED))
    assert await database.act("T1", lambda db: delivery.give_up(db, wanted, "one", "KeyError"))
    assert await database.act("T1", rows) == 0


async def test_a_reminder_that_a_crash_cut_off_is_looked_for(database: Database) -> None:
    await database.act("T1", begin(TO_ADA))
    late = NOW + LEASE
    assert await database.act("T1", lambda db: delivery.recover(db, late)) == 1
    (look,) = await database.act("T1", lambda db: delivery.claim_unknown(db, "two", late + HISTORY_AFTER, 9, UNHURRIED))
    assert look.delivery.id == TO_ADA.id


async def test_changes_have_a_lane_of_their_own(database: Database) -> None:
    change = of_kind("pulse_over")
    post = replace(TO_ADA, id="d2", key="pulse:2026-W11:U1", kind="pulse")
    lost = replace(change, id="d3", key="pulse_over:2026-W09:U1", state=State.UNKNOWN, unknowns=1)
    await database.act("T1", lambda db: delivery.enqueue(db, [change, post, lost]))
    found = {}
    for claim in (delivery.claim, delivery.claim_unknown, delivery.claim_changes):
        claims = await database.act("T1", lambda db, claim=claim: claim(db, "one", NOW, 9, UNHURRIED))
        found[claim.__name__] = sorted(each.delivery.id for each in claims)
    assert found == {"claim": ["d2"], "claim_unknown": [], "claim_changes": ["d1", "d3"]}


async def test_fifty_changes_a_minute_are_made_at_most(database: Database) -> None:
    change = of_kind("pulse_over")
    many = [replace(change, id=f"d{n}", key=f"pulse_over:2026-W10:U{n}", recipient=f"U{n}") for n in range(200)]
    await database.act("T1", lambda db: delivery.enqueue(db, many))
    made = [
        len(await database.act("T1", lambda db, at=at: delivery.claim_changes(db, "one", at, 100, Pace())))
        for at in (NOW + timedelta(seconds=seconds / 2) for seconds in range(120))
    ]
    assert 45 <= sum(made) <= 50


async def test_a_message_is_found_again_by_its_key_once_it_was_sent(database: Database) -> None:
    ask = replace(TO_ADA, key="pulse:2026-W10:U1", kind="pulse")
    await database.act("T1", begin(ask))
    assert await database.act("T1", lambda db: delivery.place_of(db, ask.key)) is None
    await database.act("T1", lambda db: delivery.finish(db, ask, "one", Next(State.SENT, NOW), Sent("D1", "1.2")))
    assert await database.act("T1", lambda db: delivery.place_of(db, ask.key)) == Sent("D1", "1.2")
    assert await database.act("T2", lambda db: delivery.place_of(db, ask.key)) is None
