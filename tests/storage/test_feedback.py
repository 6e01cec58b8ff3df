from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select

from bot.feedback import Feedback, Scale
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

FULL = replace(
    SAID,
    id="f9",
    key="slack:f9",
    scale=Scale.NPS,
    rating=3,
    teams=frozenset({"t1", "t2"}),
    competence=1,
    autonomy=-1,
    is_impression=True,
    praised="U2",
    is_praise_told=True,
    praise_told_by="U1",
    praise_shared_at=MONDAY,
    praise_shared_with="t1",
    link="https://example.com",
)


async def test_feedback_with_a_known_key_is_passed_over(database: Database) -> None:
    assert await database.act("T1", lambda db: feedback.keep(db, SAID))
    assert not await database.act("T1", lambda db: feedback.keep(db, replace(SAID, id="f2", rating=1)))
    assert await database.act("T2", lambda db: feedback.keep(db, SAID))
    assert await database.act("T1", lambda db: feedback.after(db, "", 9)) == [SAID]


async def test_many_at_once_tell_which_were_new(database: Database) -> None:
    await database.act("T1", lambda db: feedback.keep(db, SAID))
    second, third = replace(SAID, id="f2", key="row:2"), replace(SAID, id="f3", key="row:3")
    twice = replace(SAID, id="f4", key="row:2")
    given = [replace(SAID, id="f5"), second, third, twice]
    assert await database.act("T1", lambda db: feedback.keep_many(db, given)) == [False, True, True, False]
    assert await database.act("T1", lambda db: feedback.keep_many(db, given)) == [False] * 4
    assert await database.act("T1", lambda db: feedback.keep_many(db, [])) == []


async def test_all_of_a_piece_comes_back_as_it_was_kept(database: Database) -> None:
    await database.act("T1", lambda db: feedback.keep(db, FULL))
    assert await database.act("T1", lambda db: feedback.one(db, "f9")) == FULL
    assert await database.act("T2", lambda db: feedback.one(db, "f9")) is None


async def test_a_change_is_kept_unless_somebody_was_faster(database: Database) -> None:
    await database.act("T1", lambda db: feedback.keep(db, FULL))
    changed = replace(FULL, customer="Zeta", teams=frozenset({"t3"}), rating=0)
    assert await database.act("T1", lambda db: feedback.change(db, changed))
    assert not await database.act("T1", lambda db: feedback.change(db, replace(FULL, customer="Late")))
    assert not await database.act("T2", lambda db: feedback.change(db, replace(changed, version=1)))
    assert await database.act("T1", lambda db: feedback.one(db, "f9")) == replace(changed, version=1)


async def test_what_is_removed_keeps_its_key_and_no_words(database: Database) -> None:
    await database.act("T1", lambda db: feedback.keep(db, FULL))
    await database.act("T2", lambda db: feedback.remove(db, "f9"))
    assert await database.act("T1", lambda db: feedback.one(db, "f9")) is not None
    await database.act("T1", lambda db: feedback.remove(db, "f9"))
    assert await database.act("T1", lambda db: feedback.one(db, "f9")) is None
    assert not await database.act("T1", lambda db: feedback.keep(db, replace(FULL, id="f10")))
    row = await database.act("T1", lambda db: db.run(select(FEEDBACK)).one())
    assert (row.customer, row.folded, row.said, row.link, row.praised) == ("", "", "", "", None)
    assert not await database.act("T1", lambda db: feedback.change(db, FULL))


async def test_a_customer_is_found_in_whatever_case(database: Database) -> None:
    given = [
        replace(SAID, customer="ACME"),
        replace(SAID, id="f2", key="2", customer="Acme", happened_on=DAY + timedelta(days=1)),
        replace(SAID, id="f3", key="3", customer="Zeta"),
    ]
    await database.act("T1", lambda db: feedback.keep_many(db, given))
    assert await database.act("T1", lambda db: feedback.spelling(db, "acme")) == "Acme"
    assert await database.act("T1", lambda db: feedback.spelling(db, "nobody")) is None
    assert len(await database.act("T1", feedback.customers)) == 2
    day = timedelta(days=1)
    near = await database.act("T1", lambda db: feedback.around(db, "aCme", DAY + day, day))
    assert [piece.id for piece in near] == ["f2", "f1"]
    assert await database.act("T1", lambda db: feedback.around(db, "acme", DAY + 3 * day, day)) == []
    assert await database.act("T2", lambda db: feedback.around(db, "acme", DAY, day)) == []


async def test_someone_sees_what_they_logged_and_what_concerns_the_teams_they_lead(database: Database) -> None:
    given = [
        SAID,
        replace(SAID, id="f2", key="2", logged_by="U2", happened_on=DAY + timedelta(days=1)),
        replace(SAID, id="f3", key="3", logged_by=None, teams=frozenset({"t1", "t2"})),
        replace(SAID, id="f4", key="4", logged_by="U1", teams=frozenset()),
        replace(SAID, id="f5", key="5", logged_by="U1"),
    ]
    await database.act("T1", lambda db: feedback.keep_many(db, given))
    await database.act("T1", lambda db: feedback.remove(db, "f5"))

    async def seen(person: str, led: set[str], skip: int = 0, limit: int = 9) -> list[str]:
        return [p.id for p in await database.act("T1", lambda db: feedback.seen_by(db, person, led, skip, limit))]

    assert await seen("U1", set()) == ["f1", "f4"]
    assert await seen("U2", {"t2"}) == ["f2", "f3"]
    assert await seen("U1", {"t1"}) == ["f2", "f1", "f3", "f4"]
    assert await seen("U1", {"t1"}, 1, 2) == ["f1", "f3"]
    assert await seen("U3", set()) == []


async def test_everything_is_read_some_at_a_time(database: Database) -> None:
    given = [replace(SAID, id=f"f{n}", key=str(n)) for n in range(5)]
    await database.act("T1", lambda db: feedback.keep_many(db, given))
    assert [p.id for p in await database.act("T1", lambda db: feedback.after(db, "f1", 2))] == ["f2", "f3"]
    assert await database.act("T1", lambda db: feedback.after(db, "f4", 2)) == []


async def test_a_large_batch_is_kept_whole(database: Database) -> None:
    batch = [replace(SAID, id=f"f{n}", key=f"row:{n}") for n in range(5000)]
    assert all(await database.act("T1", lambda db: feedback.keep_many(db, batch)))
    assert await database.act("T1", lambda db: db.run(select(func.count()).select_from(FEEDBACK)).scalar()) == 5000
