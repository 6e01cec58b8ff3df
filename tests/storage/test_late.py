"""What came too late is given up; what may have arrived is looked for first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.delivery import CHANGES, LOOKED_FOR, VANISHES, Delivery, State
from bot.pacing import Pace
from storage import delivery, late
from storage.database import Database, Db
from storage.messaging_tables import DELIVERY

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
END = NOW + timedelta(days=3)
MOMENT = timedelta(microseconds=1)
UNHURRIED = Pace(per_minute=60_000_000, apart=timedelta(0))
ASK = Delivery("d1", "pulse:2026-W10:U1", "pulse", "U1", "r10", NOW, END, "n1")
REMINDER = replace(ASK, id="d2", key="reminder:2026-W10:U1:1", kind="reminder", nonce="n2")
LOST = {"state": State.UNKNOWN, "attempts": 1, "unknowns": 1, "attempted_at": NOW}


def enqueuing(*wanted: Delivery) -> Callable[[Db], int]:
    return lambda db: delivery.enqueue(db, wanted)


def ids(at: datetime) -> Callable[[Db], tuple[int, list[str]]]:
    """How many are given up that leave a row, and which of the others."""
    return lambda db: (late.expire(db, at), [dropped.id for dropped in late.drop(db, at)])


def looked_for(at: datetime) -> Callable[[Db], list[str]]:
    return lambda db: sorted(claim.delivery.id for claim in delivery.claim_unknown(db, "one", at, 9, UNHURRIED))


def rows(db: Db) -> int:
    return int(db.run(select(func.count()).select_from(DELIVERY)).scalar_one())


async def test_what_waited_too_long_expires(database: Database) -> None:
    await database.act("T1", enqueuing(ASK))
    assert await database.act("T1", lambda db: late.expire(db, END - MOMENT)) == 0
    assert await database.act("T2", lambda db: late.expire(db, END)) == 0
    assert await database.act("T1", lambda db: late.expire(db, END)) == 1
    assert await database.act("T1", delivery.counts) == {State.EXPIRED: 1}
    assert await database.act("T1", delivery.next_due) is None


async def test_what_is_being_sent_does_not_expire(database: Database) -> None:
    await database.act("T1", enqueuing(ASK))
    await database.act("T1", lambda db: delivery.claim(db, "one", NOW, 9, UNHURRIED))
    assert await database.act("T1", lambda db: late.expire(db, END)) == 0


@pytest.mark.parametrize("kind", sorted(VANISHES))
async def test_what_vanishes_does_so_when_it_comes_too_late_and_is_not_counted(database: Database, kind: str) -> None:
    wanted = replace(REMINDER, kind=kind)
    await database.act("T1", enqueuing(wanted, ASK))
    assert await database.act("T1", lambda db: late.drop(db, END - MOMENT)) == []
    assert await database.act("T2", lambda db: late.drop(db, END)) == []
    assert await database.act("T1", lambda db: late.expire(db, END)) == 1
    assert await database.act("T1", lambda db: late.drop(db, END)) == [wanted]
    assert await database.act("T1", delivery.counts) == {State.EXPIRED: 1}
    assert await database.act("T1", rows) == 1


async def test_what_may_have_arrived_is_looked_for_for_a_week_more(database: Database) -> None:
    await database.act("T1", enqueuing(replace(ASK, **LOST), replace(REMINDER, **LOST)))
    assert await database.act("T1", ids(END + LOOKED_FOR - MOMENT)) == (0, [])
    assert await database.act("T1", ids(END + LOOKED_FOR)) == (1, ["d2"])


async def test_it_is_found_by_who_looks_though_it_has_expired(database: Database) -> None:
    await database.act("T1", enqueuing(replace(ASK, **LOST), replace(REMINDER, **LOST)))
    assert await database.act("T1", looked_for(END + LOOKED_FOR)) == []
    assert await database.act("T1", looked_for(END + LOOKED_FOR - MOMENT)) == ["d1", "d2"]


async def test_what_was_looked_for_and_is_not_there_is_not_sent_any_more(database: Database) -> None:
    missed = {**LOST, "state": State.RETRY}
    await database.act("T1", enqueuing(replace(ASK, **missed), replace(REMINDER, **missed)))
    assert await database.act("T1", lambda db: delivery.claim(db, "one", END, 9, UNHURRIED)) == []
    assert await database.act("T1", ids(END)) == (1, ["d2"])


@pytest.mark.parametrize("kind", sorted(CHANGES))
async def test_a_change_of_unknown_fate_ends_in_time_as_nobody_looks_for_it(database: Database, kind: str) -> None:
    await database.act("T1", enqueuing(replace(ASK, kind=kind, **LOST)))
    assert await database.act("T1", ids(END)) == ((0, ["d1"]) if kind in VANISHES else (1, []))
