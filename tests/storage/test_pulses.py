from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot import items
from bot import pulses as rules
from bot.errors import Refused
from bot.items import Item, Kind
from bot.privacy import Tally
from bot.pulses import Paper, Round
from bot.teams import CohortMember
from storage import closing, pulses
from storage.database import Database, Db
from storage.tables import ANSWER, ROUND_KEY

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROUND = Round("r10", "2026-W10", MONDAY, MONDAY + timedelta(days=4))
LATER = ROUND.closes_at + timedelta(minutes=1)
ADA, BEN, CLEO = (
    CohortMember("U1", "support"),
    CohortMember("U2", "support", is_manager=True),
    CohortMember("U3", "sales"),
)
TRIO = [ADA, BEN, CLEO]
CROWD = [CohortMember(f"U{n}", "support") for n in range(10, 18)]
ITEM = "autonomy-4"
Opener = Callable[..., Callable[[Db], bool]]


def answering(person: str, score: int, item: str = ITEM, at: datetime = MONDAY) -> Callable[[Db], None]:
    """Load, decide and keep, as a click does."""

    def act(db: Db) -> None:
        pulses.keep(db, rules.answer(pulses.questions(db, ROUND.id, person), item, score, at))

    return act


def close(db: Db) -> list[Tally] | None:
    return closing.close(db, ROUND.id, LATER)


def kept(db: Db) -> list[Any]:
    return list(db.run(select(ANSWER).where(ANSWER.c.workspace == db.workspace)))


def asked(person: str) -> Callable[[Db], rules.Questions | None]:
    return lambda db: pulses.questions(db, ROUND.id, person)


async def test_a_week_has_one_round(database: Database, opened: Opener) -> None:
    assert await database.act("T1", opened(ROUND, TRIO))
    again = Round("other", ROUND.week, MONDAY, ROUND.closes_at)
    assert not await database.act("T1", opened(again, TRIO))
    assert await database.act("T1", lambda db: pulses.cohort_of(db, "other")) == []
    assert await database.act("T2", opened(ROUND, TRIO))


async def test_rounds_are_found_by_what_they_are(database: Database, opened: Opener) -> None:
    week = timedelta(days=7)
    first, second = (
        Round("r8", "2026-W08", MONDAY - 2 * week, LATER - 2 * week),
        Round("r9", "2026-W09", MONDAY - week, LATER - week),
    )
    for each in (first, second, ROUND):
        await database.act("T1", opened(each, TRIO))
    for each in (first, second):
        await database.act("T1", lambda db, each=each: closing.close(db, each.id, LATER))
    assert await database.act("T1", pulses.current) == ROUND
    assert await database.act("T1", lambda db: pulses.of_week(db, "2026-W10")) == ROUND
    assert await database.act("T1", lambda db: pulses.of_week(db, "2026-W11")) is None
    closed = await database.act("T1", pulses.latest_closed)
    assert closed is not None
    assert closed.id == "r9"
    assert closed.is_closed
    before = await database.act("T1", lambda db: pulses.before(db, closed))
    assert before is not None
    assert before.id == "r8"
    assert await database.act("T1", lambda db: pulses.before(db, before)) is None
    assert await database.act("T2", pulses.current) is None


async def test_a_round_is_overdue_from_its_end_until_it_is_closed(database: Database, opened: Opener) -> None:
    await database.act("T1", opened(ROUND, TRIO))
    just_before = ROUND.closes_at - timedelta(microseconds=1)
    assert await database.act("T1", lambda db: pulses.overdue(db, just_before)) == []
    assert await database.act("T1", lambda db: pulses.overdue(db, ROUND.closes_at)) == [ROUND]
    await database.act("T1", close)
    assert await database.act("T1", lambda db: pulses.overdue(db, LATER)) == []


async def test_the_cohort_is_fixed_when_the_round_opens(database: Database, opened: Opener) -> None:
    await database.act("T1", opened(ROUND, TRIO))
    assert await database.act("T1", lambda db: pulses.cohort_of(db, ROUND.id)) == TRIO


async def test_what_a_team_is_asked_is_fixed_when_the_round_opens(database: Database) -> None:
    known, own = items.bank()[ITEM], Item("own-1", Kind.OWN, need="", turn=1, text="Do we still like this item?")
    papers = [Paper("sales", (known,), 1, 0), Paper("support", (known, own), 1, 1, department="north")]
    await database.act("T1", lambda db: pulses.open_round(db, ROUND, TRIO, papers))
    kept = await database.act("T1", lambda db: pulses.papers(db, ROUND.id))
    assert kept == {"sales": papers[0], "support": papers[1]}
    questions = [await database.act("T1", asked(member.person)) for member in TRIO]
    assert [found and found.items for found in questions] == [(known, own), (known, own), (known,)]


async def test_only_the_cohort_has_questions(database: Database, opened: Opener) -> None:
    await database.act("T1", opened(ROUND, TRIO))
    assert await database.act("T1", asked("U9")) is None
    assert await database.act("T2", asked("U1")) is None
    assert await database.act("T1", lambda db: pulses.questions(db, "none", "U1")) is None


async def test_an_answer_counts_as_answered_until_it_is_taken_back(database: Database, opened: Opener) -> None:
    await database.act("T1", opened(ROUND, TRIO))
    await database.act("T1", answering("U1", 4))
    await database.act("T1", answering("U1", 2))
    questions, others = await database.act("T1", asked("U1")), await database.act("T1", asked("U2"))
    assert questions is not None
    assert others is not None
    assert (questions.answered, others.answered) == ({ITEM}, frozenset())
    await database.act("T1", answering("U1", rules.SKIP))
    skipped = await database.act("T1", asked("U1"))
    assert skipped is not None
    assert skipped.answered == {ITEM}
    await database.act("T1", lambda db: pulses.withdraw(db, ROUND.id, "U1"))
    withdrawn = await database.act("T1", asked("U1"))
    assert withdrawn is not None
    assert withdrawn.answered == frozenset()


async def test_only_one_s_own_answers_are_withdrawn_and_only_while_the_round_is_open(
    database: Database, opened: Opener
) -> None:
    for workspace in ("T1", "T2"):
        await database.act(workspace, opened(ROUND, TRIO, ITEM, "roles"))
        for person, item in (("U1", ITEM), ("U1", "roles"), ("U2", ITEM)):
            await database.act(workspace, answering(person, 3, item))
    await database.act("T1", lambda db: pulses.withdraw(db, ROUND.id, "U1"))
    left = [await database.act(workspace, lambda db: len(kept(db))) for workspace in ("T1", "T2")]
    assert left == [1, 3]
    await database.act("T1", close)
    with pytest.raises(Refused, match="pulse_closed"):
        await database.act("T1", lambda db: pulses.withdraw(db, ROUND.id, "U2"))


async def test_an_open_round_without_its_key_is_told_apart(database: Database, opened: Opener) -> None:
    await database.act("T1", opened(ROUND, TRIO))
    await database.act("T2", opened(ROUND, TRIO))
    assert await database.act("T1", pulses.keyless) == []
    await database.act("T1", lambda db: db.run(delete(ROUND_KEY).where(ROUND_KEY.c.workspace == db.workspace)))
    assert await database.act("T1", pulses.keyless) == [ROUND]
    assert await database.act("T2", pulses.keyless) == []
    with pytest.raises(Refused, match="pulse_key_gone"):
        await database.act("T1", close)
    await database.act("T1", lambda db: closing.discard(db, ROUND.id, LATER))
    assert await database.act("T1", pulses.keyless) == []


async def test_a_stored_answer_tells_neither_person_nor_score(database: Database, opened: Opener) -> None:
    await database.act("T1", opened(ROUND, CROWD))
    for member, score in zip(CROWD, [0, 1, 2, 3, 4, 5, 5, 5], strict=True):
        await database.act("T1", answering(member.person, score))
    rows = await database.act("T1", lambda db: db.run(select(ANSWER)).all())
    assert {tuple(row._fields) for row in rows} == {("workspace", "round", "pseudonym", "item", "sealed")}
    assert {(len(row.pseudonym), len(row.sealed)) for row in rows} == {(16, 29)}
    assert len({row.pseudonym for row in rows}) == len({row.sealed for row in rows}) == len(CROWD)


async def test_another_secret_opens_no_round(url: str, opened: Opener) -> None:
    mine, other = Database(url, "a secret"), Database(url, "another secret")
    await mine.act("T1", opened(ROUND, TRIO))
    with pytest.raises(Refused, match="secret_changed"):
        await other.act("T1", asked("U1"))
    await mine.close()
    await other.close()
