from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select

from bot.feedback import Counted, Feedback, Summary
from storage import feedback
from storage.database import Database
from storage.feedback_tables import FEEDBACK

MONDAY, NEXT = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)
DAY = date(2026, 3, 2)
SAID = Feedback(
    id="f1",
    customer="Acme",
    said="On time, as agreed.",
    rating=4,
    expectations=frozenset({"commitment", "care"}),
    teams=frozenset({"t1"}),
    happened_on=DAY,
    counts_at=MONDAY,
    logged_by="U1",
    source="slack",
    key="slack:f1",
)


async def test_feedback_with_a_known_key_is_passed_over(database: Database) -> None:
    assert await database.act("T1", lambda db: feedback.keep(db, SAID))
    assert not await database.act("T1", lambda db: feedback.keep(db, replace(SAID, id="f2", rating=1)))
    assert await database.act("T2", lambda db: feedback.keep(db, SAID))
    summary = await database.act("T1", lambda db: feedback.summary(db, "t1", MONDAY, NEXT))
    assert summary.all == Counted(1, 1)


async def test_many_at_once_tell_which_were_new(database: Database) -> None:
    await database.act("T1", lambda db: feedback.keep(db, SAID))
    second, third = replace(SAID, id="f2", key="row:2"), replace(SAID, id="f3", key="row:3")
    twice = replace(SAID, id="f4", key="row:2")
    given = [replace(SAID, id="f5"), second, third, twice]
    assert await database.act("T1", lambda db: feedback.keep_many(db, given)) == [False, True, True, False]
    assert await database.act("T1", lambda db: feedback.keep_many(db, given)) == [False] * 4
    assert await database.act("T1", lambda db: feedback.keep_many(db, [])) == []


async def test_a_summary_counts_by_expectation_and_by_whether_it_was_met(database: Database) -> None:
    given = [
        SAID,
        replace(SAID, id="f2", key="2", rating=2, expectations=frozenset({"care"})),
        replace(SAID, id="f3", key="3", rating=3, expectations=frozenset()),
        replace(SAID, id="f4", key="4", teams=frozenset({"t2"})),
        replace(SAID, id="f5", key="5", teams=frozenset(), logged_by=None),
    ]
    await database.act("T1", lambda db: feedback.keep_many(db, given))
    expected = {"commitment": Counted(1, 1), "cost": Counted(0, 0), "culture": Counted(0, 0), "care": Counted(2, 1)}
    summary = await database.act("T1", lambda db: feedback.summary(db, "t1", MONDAY, NEXT))
    assert summary == Summary(Counted(3, 2), expected)


async def test_a_summary_begins_with_its_first_moment_and_ends_before_its_last(database: Database) -> None:
    await database.act("T1", lambda db: feedback.keep(db, SAID))
    await database.act("T1", lambda db: feedback.keep(db, replace(SAID, id="f2", key="2", counts_at=NEXT)))
    first = await database.act("T1", lambda db: feedback.summary(db, "t1", MONDAY, NEXT))
    none = await database.act("T1", lambda db: feedback.summary(db, "t1", MONDAY - timedelta(days=28), MONDAY))
    assert (first.all.n, none.all.n) == (1, 0)


async def test_a_large_batch_is_kept_whole(database: Database) -> None:
    batch = [replace(SAID, id=f"f{n}", key=f"row:{n}") for n in range(5000)]
    assert all(await database.act("T1", lambda db: feedback.keep_many(db, batch)))
    assert await database.act("T1", lambda db: db.run(select(func.count()).select_from(FEEDBACK)).scalar()) == 5000
