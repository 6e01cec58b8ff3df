from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import func, select

from bot.preferences import AS_IT_SHIPS, DaysOff, Preferences
from storage import preferences
from storage.asking_tables import DAYS_OFF, PREFERENCE
from storage.database import Database, Db

MARCH, APRIL = DaysOff(date(2026, 3, 2), date(2026, 3, 8)), DaysOff(date(2026, 4, 1), date(2026, 4, 1))
EARLY = Preferences(asked_at=time(7, 45), weekdays=frozenset({6, 0, 3}), quiet=(time(18), time(0)))
AWAY = Preferences(paused_until=date(2026, 6, 1), is_out=True, language="de", has_thanks=False, days_off=(MARCH, APRIL))


@pytest.mark.parametrize("chosen", [AS_IT_SHIPS, EARLY, AWAY], ids=["as it ships", "early", "away"])
async def test_what_someone_chose_is_kept_whole(database: Database, chosen: Preferences) -> None:
    await database.act("T1", lambda db: preferences.put(db, "U1", chosen))
    assert await database.act("T1", lambda db: preferences.one(db, "U1")) == chosen


async def test_who_chose_nothing_has_them_as_they_ship(database: Database) -> None:
    assert await database.act("T1", lambda db: preferences.one(db, "U1")) == AS_IT_SHIPS
    assert await database.act("T1", preferences.chosen) == {}


async def test_a_new_choice_replaces_the_old_one_with_its_days_off(database: Database) -> None:
    def choose(db: Db) -> Preferences:
        preferences.put(db, "U1", AWAY)
        preferences.put(db, "U1", EARLY)
        return preferences.one(db, "U1")

    assert await database.act("T1", choose) == EARLY


async def test_many_are_read_at_once_and_each_has_their_own(database: Database) -> None:
    def choose(db: Db) -> None:
        for person, chosen in (("U1", EARLY), ("U3", AWAY), ("U4", EARLY)):
            preferences.put(db, person, chosen)

    await database.act("T1", choose)
    expected = {"U1": EARLY, "U2": AS_IT_SHIPS, "U3": AWAY}
    assert await database.act("T1", lambda db: preferences.of(db, ["U3", "U1", "U2"])) == expected
    assert await database.act("T1", lambda db: preferences.of(db, [])) == {}
    assert await database.act("T1", preferences.chosen) == {"U1": EARLY, "U3": AWAY, "U4": EARLY}
    assert await database.act("T1", lambda db: preferences.among(db, "U2", "U3")) == {"U3": AWAY}


async def test_another_workspace_has_its_own(database: Database) -> None:
    await database.act("T1", lambda db: preferences.put(db, "U1", AWAY))
    await database.act("T2", lambda db: preferences.put(db, "U1", EARLY))
    await database.act("T2", lambda db: preferences.forget(db, "U1"))
    assert await database.act("T1", lambda db: preferences.one(db, "U1")) == AWAY
    assert await database.act("T2", lambda db: preferences.one(db, "U1")) == AS_IT_SHIPS


async def test_what_is_forgotten_leaves_no_row(database: Database) -> None:
    def rows(db: Db) -> list[int]:
        return [db.run(select(func.count()).select_from(table)).scalar_one() for table in (PREFERENCE, DAYS_OFF)]

    await database.act("T1", lambda db: preferences.put(db, "U1", AWAY))
    await database.act("T1", lambda db: preferences.put(db, "U2", AWAY))
    await database.act("T1", lambda db: preferences.forget(db, "U1"))
    assert await database.act("T1", rows) == [1, 2]
