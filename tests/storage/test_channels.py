from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels import SHARED, Channel
from bot.delivery import DIGEST, KUDOS, KUDOS_SHARED, Delivery, State
from bot.people import Person
from storage import channels, people, persons
from storage import delivery as outbox
from storage.database import Database

NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)
ONE = Channel("C1", is_shared=True, seen_at=NOW)
MESSAGE = Delivery("d1", "digest:1", DIGEST, "C1", "r1:t1", NOW, NOW + timedelta(days=7), "n1")


async def test_a_channel_is_kept_as_it_was_seen_last(database: Database) -> None:
    assert await database.act("T1", lambda db: channels.one(db, "C1")) is None
    for seen in (ONE, replace(ONE, confirmed_by="UBEN"), replace(ONE, is_shared=False, seen_at=NOW + timedelta(1))):
        await database.act("T1", lambda db, seen=seen: channels.put(db, [seen]))
        assert await database.act("T1", lambda db: channels.one(db, "C1")) == seen
        assert await database.act("T1", channels.to_change) == {"C1": seen}
    assert await database.act("T2", channels.every) == {}


@pytest.mark.parametrize(
    ("known", "may_post"),
    [(None, True), (ONE, False), (replace(ONE, confirmed_by=""), True), (replace(ONE, is_shared=False), True)],
    ids=str,
)
async def test_a_channel_that_others_read_may_be_told_once_an_admin_allows_it(
    database: Database, known: Channel | None, may_post: bool
) -> None:
    await database.act("T1", lambda db: channels.put(db, [known] if known else []))
    assert await database.act("T1", lambda db: channels.may_post(db, "C1")) is may_post


async def test_what_waits_is_what_is_due_soon_and_meant_for_a_team(database: Database) -> None:
    due = [
        MESSAGE,
        replace(MESSAGE, id="d2", key="2", kind=KUDOS_SHARED, state=State.RETRY),
        replace(MESSAGE, id="d3", key="3", kind=KUDOS),
        replace(MESSAGE, id="d4", key="4", due_at=NOW + timedelta(hours=1)),
        replace(MESSAGE, id="d5", key="5", state=State.SENT),
    ]
    await database.act("T1", lambda db: outbox.enqueue(db, due))
    found = await database.act("T1", lambda db: channels.waiting(db, NOW))
    assert sorted(one.id for one in found) == ["d1", "d2"]
    assert await database.act("T2", lambda db: channels.waiting(db, NOW)) == []


async def test_what_waited_for_a_word_is_due_at_once_and_nothing_else_is(database: Database) -> None:
    later = NOW + timedelta(minutes=15)
    held = replace(MESSAGE, state=State.RETRY, error=SHARED, due_at=later)
    others = [
        replace(held, id="d2", key="2", recipient="C2"),
        replace(held, id="d3", key="3", error="not_in_channel"),
        replace(held, id="d4", key="4", state=State.EXPIRED),
    ]
    await database.act("T1", lambda db: outbox.enqueue(db, [held, *others]))
    assert await database.act("T2", lambda db: channels.hasten(db, ["C1"], NOW)) == 0
    assert await database.act("T1", lambda db: channels.hasten(db, ["C1"], NOW)) == 1
    (due,) = await database.act("T1", lambda db: channels.waiting(db, NOW))
    assert due.id == "d1"


async def test_what_an_admin_allowed_stays_allowed_when_they_are_erased(database: Database) -> None:
    await database.act("T1", lambda db: people.keep(db, [Person("UBEN", "Ben", is_admin=True)]))
    await database.act("T1", lambda db: channels.put(db, [replace(ONE, confirmed_by="UBEN")]))
    assert "channel" in await database.act("T1", lambda db: persons.exported(db, "UBEN"))
    await database.act("T1", lambda db: persons.erase(db, "UBEN"))
    assert await database.act("T1", lambda db: channels.one(db, "C1")) == replace(ONE, confirmed_by="")
