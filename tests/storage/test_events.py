from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from storage import events
from storage.database import Database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def test_an_event_is_new_once_in_each_workspace(database: Database) -> None:
    seen = await asyncio.gather(*[database.act("T1", lambda db: events.remember(db, "Ev1", NOW)) for _ in range(4)])
    assert sorted(seen) == [False, False, False, True]
    assert await database.act("T2", lambda db: events.remember(db, "Ev1", NOW))


async def test_old_events_are_forgotten(database: Database) -> None:
    await database.act("T1", lambda db: events.remember(db, "Ev1", NOW))
    await database.act("T1", lambda db: events.remember(db, "Ev2", NOW + timedelta(hours=1)))
    assert await database.act("T2", lambda db: events.forget(db, NOW + timedelta(hours=1))) == 0
    assert await database.act("T1", lambda db: events.forget(db, NOW + timedelta(hours=1))) == 1
    assert await database.act("T1", lambda db: events.remember(db, "Ev1", NOW))
    assert not await database.act("T1", lambda db: events.remember(db, "Ev2", NOW))
