from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot import pulses as rules
from bot.errors import Refused
from bot.privacy import Tally
from bot.pulses import Round
from bot.teams import CohortMember, Membership, Team
from storage import pulses, teams
from storage.database import Database, Db
from storage.tables import ANSWER

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROUND = Round("r10", "2026-W10", MONDAY, MONDAY + timedelta(days=4))
LATER = ROUND.closes_at + timedelta(minutes=1)
ADA, BEN, CLEO = (
    CohortMember("U1", "support"),
    CohortMember("U2", "support", is_manager=True),
    CohortMember("U3", "sales"),
)
CROWD = [CohortMember(f"U{n}", "support") for n in range(10, 18)]
ITEM = "autonomy-4"


def opened(round_: Round = ROUND, cohort: list[CohortMember] | None = None) -> Callable[[Db], bool]:
    return lambda db: pulses.open_round(db, round_, [ADA, BEN, CLEO] if cohort is None else cohort)


def answering(person: str, score: int, item: str = ITEM, at: datetime = MONDAY) -> Callable[[Db], None]:
    """Load, decide and keep, as a click does."""

    def act(db: Db) -> None:
        pulses.keep(db, rules.answer(pulses.questions(db, ROUND.id, person), item, score, at))

    return act


def closing(db: Db) -> list[Tally] | None:
    return pulses.close(db, ROUND.id, LATER)


def asked(person: str) -> Callable[[Db], rules.Questions | None]:
    return lambda db: pulses.questions(db, ROUND.id, person)


async def test_a_week_has_one_round(database: Database) -> None:
    assert await database.act("T1", opened())
    again = Round("other", ROUND.week, MONDAY, ROUND.closes_at)
    assert not await database.act("T1", opened(again))
    assert await database.act("T1", lambda db: pulses.cohort_of(db, "other")) == []
    assert await database.act("T2", opened())


async def test_rounds_are_found_by_what_they_are(database: Database) -> None:
    week = timedelta(days=7)
    first, second = (
        Round("r8", "2026-W08", MONDAY - 2 * week, LATER - 2 * week),
        Round("r9", "2026-W09", MONDAY - week, LATER - week),
    )
    for each in (first, second, ROUND):
        await database.act("T1", opened(each))
    for each in (first, second):
        await database.act("T1", lambda db, each=each: pulses.close(db, each.id, LATER))
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


async def test_a_round_is_overdue_from_its_end_until_it_is_closed(database: Database) -> None:
    await database.act("T1", opened())
    just_before = ROUND.closes_at - timedelta(microseconds=1)
    assert await database.act("T1", lambda db: pulses.overdue(db, just_before)) == []
    assert await database.act("T1", lambda db: pulses.overdue(db, ROUND.closes_at)) == [ROUND]
    await database.act("T1", closing)
    assert await database.act("T1", lambda db: pulses.overdue(db, LATER)) == []


async def test_the_cohort_is_fixed_when_the_round_opens(database: Database) -> None:
    await database.act("T1", opened())
    assert await database.act("T1", lambda db: pulses.cohort_of(db, ROUND.id)) == [ADA, BEN, CLEO]
    assert await database.act("T1", lambda db: pulses.members(db, ROUND.id)) == {"sales": 1, "support": 1}
    assert await database.act("T1", lambda db: pulses.teams_of(db, ROUND.id)) == ["sales", "support"]


async def test_questions_turn_with_the_team(database: Database) -> None:
    team = Team("support", "Support", "C1", 3)
    await database.act("T1", lambda db: teams.add(db, team, [Membership("support", "U1")]))
    await database.act("T1", opened())
    shifted, plain = await database.act("T1", asked("U1")), await database.act("T1", asked("U3"))
    assert shifted == rules.questions(ROUND, ADA, 3)
    assert plain == rules.questions(ROUND, CLEO, 0)
    await database.act("T1", lambda db: teams.remove(db, "support"))
    assert await database.act("T1", asked("U1")) == shifted


async def test_only_the_cohort_has_questions(database: Database) -> None:
    await database.act("T1", opened())
    assert await database.act("T1", asked("U9")) is None
    assert await database.act("T2", asked("U1")) is None
    assert await database.act("T1", lambda db: pulses.questions(db, "none", "U1")) is None


async def test_an_answer_counts_as_answered_until_it_is_taken_back(database: Database) -> None:
    await database.act("T1", opened())
    await database.act("T1", answering("U1", 4))
    await database.act("T1", answering("U1", 2))
    questions, others = await database.act("T1", asked("U1")), await database.act("T1", asked("U2"))
    assert questions is not None
    assert others is not None
    assert (questions.answered, others.answered) == ({ITEM}, frozenset())
    await database.act("T1", answering("U1", rules.SKIP))
    assert await database.act("T1", asked("U1")) == rules.questions(ROUND, ADA, 0)


async def test_a_stored_answer_tells_neither_person_nor_score(database: Database) -> None:
    await database.act("T1", opened(cohort=CROWD))
    for member, score in zip(CROWD, [1, 1, 2, 3, 4, 5, 5, 5], strict=True):
        await database.act("T1", answering(member.person, score))
    rows = await database.act("T1", lambda db: db.run(select(ANSWER)).all())
    assert {tuple(row._fields) for row in rows} == {("workspace", "round", "pseudonym", "item", "sealed")}
    assert {(len(row.pseudonym), len(row.sealed)) for row in rows} == {(16, 29)}
    assert len({row.pseudonym for row in rows}) == len({row.sealed for row in rows}) == len(CROWD)


async def test_another_secret_opens_no_round(url: str) -> None:
    mine, other = Database(url, "a secret"), Database(url, "another secret")
    await mine.act("T1", opened())
    with pytest.raises(Refused, match="secret_changed"):
        await other.act("T1", asked("U1"))
    await mine.close()
    await other.close()
