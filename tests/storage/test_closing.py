from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from bot import pulses as rules
from bot.errors import Refused
from bot.privacy import COMPANY, Tally
from bot.pulses import Answer, Round
from bot.teams import CohortMember
from storage import closing, pulses
from storage.database import Database, Db
from storage.tables import ANSWER, COHORT, ROUND_KEY

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


def of_company(tallies: list[Tally] | None) -> int:
    return next((tally.n for tally in tallies or [] if tally.group == COMPANY), 0)


async def test_closing_counts_answers_and_destroys_them_with_their_key(database: Database, opened: Opener) -> None:
    await database.act("T1", opened(ROUND, [*CROWD, BEN]))
    for member in CROWD:
        await database.act("T1", answering(member.person, 5))
        await database.act("T1", answering(member.person, 3))
    await database.act("T1", answering("U2", 1))
    expected = [Tally(COMPANY, ITEM, 8, 24), Tally("support", ITEM, 8, 24)]
    assert await database.act("T1", close) == expected
    assert await database.act("T1", lambda db: closing.tallies(db, ROUND.id)) == expected
    for table in (ANSWER, ROUND_KEY):
        assert await database.act("T1", lambda db, table=table: db.run(select(table)).all()) == []


async def test_closing_leaves_other_workspaces_alone(database: Database, opened: Opener) -> None:
    for workspace in ("T1", "T2"):
        await database.act(workspace, opened(ROUND, CROWD))
        for member in CROWD:
            await database.act(workspace, answering(member.person, 3))
    await database.act("T1", close)
    assert of_company(await database.act("T2", close)) == len(CROWD)


async def test_fewer_than_five_answers_leave_nothing(database: Database, opened: Opener) -> None:
    await database.act("T1", opened(ROUND, CROWD))
    for member in CROWD[:4]:
        await database.act("T1", answering(member.person, 5))
    assert await database.act("T1", close) == []
    assert await database.act("T1", lambda db: closing.tallies(db, ROUND.id)) == []


async def test_a_team_of_five_has_no_tally_of_its_own(database: Database, opened: Opener) -> None:
    small = [CohortMember(f"U{n}", "sales") for n in range(20, 25)]
    await database.act("T1", opened(ROUND, [*CROWD, *small, BEN]))
    for member in (*CROWD[:5], *small):
        await database.act("T1", answering(member.person, 3))
    await database.act("T1", answering("U2", 1))
    assert await database.act("T1", close) == [Tally(COMPANY, ITEM, 5, 15), Tally("support", ITEM, 5, 15)]


async def test_managers_are_among_the_people_that_the_company_s_tally_needs(database: Database, opened: Opener) -> None:
    leads = [CohortMember(f"U{n}", f"team {n}", is_manager=True) for n in range(20, 26)]
    await database.act("T1", opened(ROUND, leads))
    for member in leads:
        await database.act("T1", answering(member.person, 3))
    assert await database.act("T1", close) == [Tally(COMPANY, ITEM, 6, 18)]


async def test_a_round_closes_once(database: Database, opened: Opener) -> None:
    await database.act("T1", opened(ROUND, TRIO))
    outcomes = await asyncio.gather(*[database.act("T1", close) for _ in range(4)])
    assert sorted(outcome is None for outcome in outcomes) == [False, True, True, True]
    assert await database.act("T1", lambda db: closing.close(db, "none", LATER)) is None


async def test_a_round_that_is_closed_early_ends_then(database: Database, opened: Opener) -> None:
    await database.act("T1", opened(ROUND, TRIO))
    early = MONDAY + timedelta(hours=1)
    await database.act("T1", lambda db: closing.close(db, ROUND.id, early))
    assert await database.act("T1", pulses.latest_closed) == Round(ROUND.id, ROUND.week, MONDAY, early, is_closed=True)


async def test_an_answer_after_closing_is_refused(database: Database, opened: Opener) -> None:
    await database.act("T1", opened(ROUND, TRIO))
    await database.act("T1", answering("U1", 4))
    await database.act("T1", close)
    questions = await database.act("T1", lambda db: pulses.questions(db, ROUND.id, "U1"))
    assert questions is not None
    assert questions.round.is_closed
    assert questions.answered == frozenset()
    with pytest.raises(Refused, match="pulse_closed"):
        await database.act("T1", answering("U1", 4))
    with pytest.raises(Refused, match="pulse_closed"):
        await database.act("T1", lambda db: pulses.keep(db, Answer(ROUND.id, "U1", ITEM, 4)))


async def test_an_answer_that_races_closing_is_either_counted_or_refused(url: str, opened: Opener) -> None:
    desks = [Database(url, "a secret") for _ in range(3)]
    cohort = [CohortMember(f"U{n}", "support") for n in range(60)]
    await desks[0].act("T1", opened(ROUND, cohort))
    accepted, refusals = 0, set[str]()

    async def answer(n: int) -> None:
        nonlocal accepted
        try:
            await desks[n % 2].act("T1", answering(f"U{n}", 3))
        except Refused as refused:
            refusals.add(refused.code)
        else:
            accepted += 1

    async with asyncio.TaskGroup() as group:
        answers = [group.create_task(answer(n)) for n in range(60)]
        await asyncio.wait(answers, return_when=asyncio.FIRST_COMPLETED)
        closed = group.create_task(desks[2].act("T1", close))
    assert refusals <= {"pulse_closed"}
    assert of_company(closed.result()) == (accepted if accepted >= 5 else 0)
    for desk in desks:
        await desk.close()


@pytest.mark.parametrize("waits_before_keeping", [True, False])
async def test_closing_waits_for_an_answer_that_has_begun(
    postgres_url: str, second_waits: Callable[[object], Awaitable[None]], opened: Opener, *, waits_before_keeping: bool
) -> None:
    database = Database(postgres_url, "a secret")
    await database.act("T1", opened(ROUND, CROWD))
    for member in CROWD[1:]:
        await database.act("T1", answering(member.person, 3))
    begun, go_on = threading.Event(), threading.Event()

    def slow(db: Db) -> None:
        answer = Answer(ROUND.id, CROWD[0].person, ITEM, 3)
        if waits_before_keeping:
            pulses.questions(db, ROUND.id, CROWD[0].person)
        else:
            pulses.keep(db, answer)
        begun.set()
        go_on.wait(10)
        pulses.keep(db, answer)

    answered = asyncio.create_task(database.act("T1", slow))
    await asyncio.to_thread(begun.wait, 10)
    closed = asyncio.create_task(database.act("T1", close))
    await second_waits(closed)
    assert not closed.done()
    go_on.set()
    await answered
    assert of_company(await closed) == len(CROWD)
    await database.close()


@pytest.mark.parametrize("secret", ["a secret", "a new secret"])
async def test_a_discarded_round_is_closed_with_nothing_counted_and_nothing_left(
    url: str, secret: str, opened: Opener
) -> None:
    before, database = Database(url, "a secret"), Database(url, secret)
    for workspace in ("T1", "T2"):
        await before.act(workspace, opened(ROUND, CROWD))
        for member in CROWD:
            await before.act(workspace, answering(member.person, 3))
    early = MONDAY + timedelta(hours=1)
    assert await database.act("T1", lambda db: closing.discard(db, ROUND.id, early))
    assert not await database.act("T1", lambda db: closing.discard(db, ROUND.id, early))
    assert await database.act("T1", pulses.latest_closed) == Round(ROUND.id, ROUND.week, MONDAY, early, is_closed=True)
    assert await database.act("T1", lambda db: closing.tallies(db, ROUND.id)) == []
    for table in (ANSWER, ROUND_KEY):
        rows = await database.act("T1", lambda db, table=table: db.run(select(table.c.workspace)).scalars().all())
        assert set(rows) == {"T2"}
    assert of_company(await before.act("T2", close)) == len(CROWD)
    await before.close()
    await database.close()


async def test_a_closed_round_is_not_discarded(database: Database, opened: Opener) -> None:
    await database.act("T1", opened(ROUND, CROWD))
    for member in CROWD:
        await database.act("T1", answering(member.person, 3))
    kept = await database.act("T1", close)
    assert not await database.act("T1", lambda db: closing.discard(db, ROUND.id, LATER))
    assert await database.act("T1", lambda db: closing.tallies(db, ROUND.id)) == kept


async def test_what_someone_answered_while_they_were_erased_counts_nowhere(database: Database, opened: Opener) -> None:
    await database.act("T1", opened(ROUND, CROWD))
    for member in CROWD:
        await database.act("T1", answering(member.person, 3))
    await database.act("T1", lambda db: db.run(delete(COHORT).where(COHORT.c.person == CROWD[0].person)))
    assert of_company(await database.act("T1", close)) == len(CROWD) - 1
    assert await database.act("T1", lambda db: db.run(select(ANSWER)).all()) == []


async def test_what_someone_skipped_counts_nowhere(database: Database, opened: Opener) -> None:
    await database.act("T1", opened(ROUND, CROWD))
    for n, member in enumerate(CROWD):
        await database.act("T1", answering(member.person, rules.SKIP if n < 2 else 3))
    assert of_company(await database.act("T1", close)) == len(CROWD) - 2
