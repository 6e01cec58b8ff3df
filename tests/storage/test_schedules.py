from __future__ import annotations

from datetime import date

from bot.schedules import Schedule
from storage import schedules
from storage.database import Database

WEEKLY = Schedule("pulse", date(2026, 3, 2), 1)


async def test_a_schedule_is_kept_once_for_each_workspace_and_kind(database: Database) -> None:
    assert await database.act("T1", lambda db: schedules.one(db, "pulse")) is None
    assert await database.act("T1", lambda db: schedules.add(db, WEEKLY))
    later = Schedule("pulse", date(2026, 3, 9), 2)
    assert not await database.act("T1", lambda db: schedules.add(db, later))
    assert await database.act("T1", lambda db: schedules.one(db, "pulse")) == WEEKLY
    assert await database.act("T1", lambda db: schedules.add(db, Schedule("digest", date(2026, 3, 6), 1)))
    assert await database.act("T2", lambda db: schedules.one(db, "pulse")) is None
    assert await database.act("T2", lambda db: schedules.add(db, later))
    assert await database.act("T2", lambda db: schedules.one(db, "pulse")) == later
