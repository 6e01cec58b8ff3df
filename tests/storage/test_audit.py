"""What admins change, as it is kept on each store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.audit import Entry
from storage import audit

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def entry(n: int) -> Entry:
    return Entry(f"e{n}", NOON + timedelta(minutes=n), "UANN", "policy_changed", "", {"threshold": str(n)})


async def kept(database, count, workspace="T1"):
    for n in range(count):
        await database.act(workspace, lambda db, n=n: audit.note(db, entry(n)))


async def test_the_newest_come_first_and_page_by_page(database):
    await kept(database, 5)
    assert await database.act("T1", lambda db: audit.newest(db, 2)) == [entry(4), entry(3)]
    assert await database.act("T1", lambda db: audit.newest(db, 2, 4)) == [entry(0)]


async def test_other_workspaces_see_and_forget_nothing_of_it(database):
    await kept(database, 1)
    assert await database.act("T2", lambda db: audit.newest(db, 9)) == []
    assert await database.act("T2", lambda db: audit.forget(db, NOON + timedelta(days=1), 9)) == 0
    assert await database.act("T1", lambda db: audit.newest(db, 9)) == [entry(0)]


async def test_what_is_old_is_forgotten_in_pieces(database):
    await kept(database, 4)
    before = NOON + timedelta(minutes=3)
    assert [await database.act("T1", lambda db: audit.forget(db, before, 2)) for _ in range(3)] == [2, 1, 0]
    assert await database.act("T1", lambda db: audit.newest(db, 9)) == [entry(3)]
