from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from storage import events
from storage.database import Database, Db
from storage.messaging_tables import EVENT
from storage.types import Moment

ON_SQLITE = sqlite.dialect()


async def test_a_moment_comes_back_in_utc(database: Database) -> None:
    noon = datetime(2026, 3, 29, 12, 0, 0, 1, tzinfo=timezone(timedelta(hours=5, minutes=45)))

    def back(db: Db) -> datetime:
        events.remember(db, "Ev1", noon)
        found = db.run(EVENT.select()).one().seen_at
        assert isinstance(found, datetime)
        return found

    found = await database.act("T1", back)
    assert found == noon
    assert found.tzinfo is UTC


async def test_a_naive_moment_is_refused(database: Database) -> None:
    naive = datetime(2026, 3, 2, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises((StatementError, ValueError), match="needs a time zone"):
        await database.act("T1", lambda db: events.remember(db, "Ev1", naive))


def test_no_moment_stays_none() -> None:
    moment = Moment()
    assert moment.process_bind_param(None, ON_SQLITE) is None
    assert moment.process_result_value(None, ON_SQLITE) is None


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
@settings(suppress_health_check=[HealthCheck.differing_executors], deadline=None)
def test_moments_sort_on_sqlite_as_they_happened(one: datetime, other: datetime) -> None:
    moment = Moment()
    first, second = moment.process_bind_param(one, ON_SQLITE), moment.process_bind_param(other, ON_SQLITE)
    assert isinstance(first, int)
    assert isinstance(second, int)
    assert (first < second) == (one < other)
    assert moment.process_result_value(first, ON_SQLITE) == one
