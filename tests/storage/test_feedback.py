from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from bot.digests import Praise
from bot.feedback import Counted, Feedback, Scale, Summary
from bot.people import Person
from bot.sharing import KudosChoice, Sharing
from storage import feedback, kudos_choices, people
from storage.database import Database
from storage.feedback_tables import CONCERN, FEEDBACK

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


async def test_several_scales_have_a_score_together_and_impressions_are_counted(database: Database) -> None:
    nps = replace(SAID, id="f2", key="2", scale=Scale.NPS, rating=2, is_impression=True)
    await database.act("T1", lambda db: feedback.keep_many(db, [SAID, nps]))
    summary = await database.act("T1", lambda db: feedback.summary(db, "t1", MONDAY, NEXT))
    assert (summary.all, summary.score, summary.impressions) == (Counted(2, 1), pytest.approx((75 + 20) / 2), 1)


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
    counted = await database.act("T1", lambda db: feedback.summary(db, "t3", MONDAY, NEXT))
    assert counted.all == Counted(1, 0)


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
    lost = [{"workspace": "T1", "feedback": "f9", "team": "t1"}]  # as a change at the same moment might leave it
    await database.act("T1", lambda db: db.run(insert(CONCERN), lost))
    for team in ("t1", "t2"):
        counted = await database.act("T1", lambda db, team=team: feedback.summary(db, team, MONDAY, NEXT))
        assert counted.all == Counted(0, 0)


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


async def test_praise_is_a_teams_once_it_is_shared_with_it(database: Database) -> None:
    praised = replace(SAID, praised="U2", is_praise_told=True)
    await database.act("T1", lambda db: feedback.keep(db, praised))
    await database.act("T1", lambda db: people.keep(db, [Person("U2", "Ben")]))
    assert await database.act("T1", lambda db: feedback.praises(db, "t1", MONDAY, NEXT)) == ()
    await database.act("T1", lambda db: feedback.share_praise(db, "f1", "t1", MONDAY))
    await database.act("T1", lambda db: feedback.share_praise(db, "f1", "t2", NEXT))
    told = (Praise("Acme", "Ben", "On time, as agreed."),)
    assert await database.act("T1", lambda db: feedback.praises(db, "t1", MONDAY, NEXT)) == told
    assert await database.act("T1", lambda db: feedback.praises(db, "t2", MONDAY, NEXT)) == ()
    assert await database.act("T1", lambda db: feedback.praises(db, "t1", NEXT, NEXT + timedelta(days=7))) == ()


async def test_praise_that_is_hidden_again_or_whose_person_chose_never_is_no_teams(database: Database) -> None:
    shared = replace(SAID, praised="U2", is_praise_told=True, praise_shared_at=MONDAY, praise_shared_with="t1")
    await database.act(
        "T1", lambda db: feedback.keep_many(db, [shared, replace(shared, id="f2", key="2", praised="U3")])
    )
    await database.act("T1", lambda db: people.keep(db, [Person("U2", "Ben"), Person("U3", "Cleo")]))

    async def praised() -> list[str]:
        return [one.person for one in await database.act("T1", lambda db: feedback.praises(db, "t1", MONDAY, NEXT))]

    assert await praised() == ["Ben", "Cleo"]
    await database.act("T1", lambda db: kudos_choices.put(db, "U2", KudosChoice(sharing=Sharing.NEVER)))
    await database.act("T2", lambda db: kudos_choices.put(db, "U3", KudosChoice(sharing=Sharing.NEVER)))
    assert await praised() == ["Cleo"]
    await database.act("T2", lambda db: feedback.hide_praise(db, "f2"))
    assert await praised() == ["Cleo"]
    await database.act("T1", lambda db: feedback.hide_praise(db, "f2"))
    assert await praised() == []


async def test_a_large_batch_is_kept_whole(database: Database) -> None:
    batch = [replace(SAID, id=f"f{n}", key=f"row:{n}") for n in range(5000)]
    assert all(await database.act("T1", lambda db: feedback.keep_many(db, batch)))
    assert await database.act("T1", lambda db: db.run(select(func.count()).select_from(FEEDBACK)).scalar()) == 5000
