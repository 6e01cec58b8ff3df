"""What a closing keeps besides tallies: how items go together, and comments; all of it or, broken off, nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import covariance
from typing import Any

import pytest
from sqlalchemy import Table, select

from bot import items
from bot import pulses as rules
from bot.comments import Draft
from bot.people import Person
from bot.privacy import COMPANY, Tally
from bot.pulses import Answer, Round
from bot.reliability import Product
from bot.teams import CohortMember, Membership, Team
from storage import closing, comments, people, pulses, teams
from storage.asking_tables import PRODUCT
from storage.comment_tables import COMMENT, DRAFT
from storage.database import Database, Db
from storage.tables import ROUND_KEY

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROUND = Round("r10", "2026-W10", MONDAY, MONDAY + timedelta(days=4))
LATER = ROUND.closes_at + timedelta(minutes=1)
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


async def answered_by_forty(database: Database, opened: Opener, asked: list[str]) -> None:
    """A round of forty people in which all but the last six answer everything they were asked."""
    cohort = [CohortMember(f"U{n}", f"team {n % 4}") for n in range(40)]
    await database.act("T1", opened(ROUND, cohort, *asked))
    for n, member in enumerate(cohort):
        for place, item in enumerate(asked if n < 34 else asked[:1]):
            await database.act("T1", answering(member.person, 1 + (n + place) % 5, item))


async def test_a_week_of_the_whole_bank_leaves_how_its_items_go_together(database: Database, opened: Opener) -> None:
    core = [item.id for item in items.bank().values() if item.need]
    await answered_by_forty(database, opened, core)
    await database.act("T1", close)
    found = await database.act("T1", closing.products)
    assert len(found) == 3 * 15
    assert {product.n for product in found} == {34}
    first = [1 + n % 5 for n in range(34)]
    second = [1 + (n + 1) % 5 for n in range(34)]
    assert Product("autonomy-1", "autonomy-2", 34, round(covariance(first, second), 2)) in found
    assert await database.act("T2", closing.products) == []


async def test_a_usual_week_leaves_no_products(database: Database, opened: Opener) -> None:
    usual = [f"{need}-{turn}" for need in items.NEEDS for turn in (1, 2)]
    await answered_by_forty(database, opened, usual)
    assert await database.act("T1", close)
    assert await database.act("T1", closing.products) == []


def drafts(db: Db) -> int:
    return len(db.run(select(DRAFT).where(DRAFT.c.workspace == db.workspace)).all())


def words(db: Db) -> list[str]:
    people = [f"U{n}" for n in range(40)]
    return sorted(text for person in people for text in comments.written(db, person).values())


async def test_closing_takes_comments_over_and_destroys_the_drafts(database: Database, opened: Opener) -> None:
    await database.act("T1", opened(ROUND, CROWD))
    for member in CROWD:
        draft = Draft(f"words of {member.person}", may_reply=True)
        await database.act("T1", lambda db, who=member.person, d=draft: comments.put_draft(db, ROUND.id, who, d))
    assert await database.act("T1", drafts) == len(CROWD)
    await database.act("T1", close)
    assert await database.act("T1", drafts) == 0
    assert await database.act("T1", words) == sorted(f"words of {member.person}" for member in CROWD)


async def test_a_discarded_round_takes_its_drafts_along(database: Database, opened: Opener) -> None:
    await database.act("T1", opened(ROUND, CROWD))
    await database.act("T1", lambda db: comments.put_draft(db, ROUND.id, CROWD[0].person, Draft("words", True)))
    await database.act("T1", lambda db: closing.discard(db, ROUND.id, LATER))
    assert await database.act("T1", drafts) == 0
    assert await database.act("T1", words) == []


@pytest.mark.parametrize("table", [PRODUCT, COMMENT, ROUND_KEY], ids=["products", "comments", "the key"])
async def test_closing_that_breaks_off_leaves_the_round_as_it_was(
    database: Database, opened: Opener, table: Table
) -> None:
    core = [item.id for item in items.bank().values() if item.need]
    await answered_by_forty(database, opened, core)
    await database.act("T1", lambda db: comments.put_draft(db, ROUND.id, "U0", Draft("words", True)))

    def broken(db: Db) -> None:
        run = db.run

        def until(statement: Any, *params: Any) -> Any:
            if getattr(statement, "is_dml", False) and statement.table is table:
                raise ConnectionError
            return run(statement, *params)

        db.run = until  # type: ignore[method-assign]  # this one alone stops in the middle
        close(db)

    with pytest.raises(ConnectionError):
        await database.act("T1", broken)
    assert await database.act("T1", drafts) == 1
    assert await database.act("T1", words) == []
    assert await database.act("T1", closing.products) == []
    assert await database.act("T1", pulses.current) == ROUND
    assert of_company(await database.act("T1", close)) == 40
    assert await database.act("T1", words) == ["words"]
    assert len(await database.act("T1", closing.products)) == 3 * 15
    assert await database.act("T1", close) is None
    assert len(await database.act("T1", closing.products)) == 3 * 15


@pytest.mark.parametrize(("members", "managers", "are_read"), [(8, 0, True), (7, 3, False)])
async def test_comments_wait_for_the_answers_of_members_not_of_managers(
    database: Database, opened: Opener, *, members: int, managers: int, are_read: bool
) -> None:
    team = [CohortMember(f"U{n}", "support") for n in range(12)]
    leads = [CohortMember(f"U{n}", "support", is_manager=True) for n in range(20, 23)]
    places = [Membership("support", lead.person, is_manager=True) for lead in leads]
    await database.act("T1", lambda db: people.keep(db, [Person(lead.person, lead.person) for lead in leads]))
    await database.act("T1", lambda db: teams.add(db, Team("support", "Support", "C1", 0), places))
    await database.act("T1", opened(ROUND, team + leads))
    for member in team[:5]:
        draft = Draft("words", may_reply=False)
        await database.act("T1", lambda db, who=member.person, d=draft: comments.put_draft(db, ROUND.id, who, d))
    await database.act("T1", close)
    week = timedelta(days=7)
    later = Round("r11", "2026-W11", MONDAY + week, ROUND.closes_at + week)
    await database.act("T1", opened(later, team + leads))
    for member in (*team[:members], *leads[:managers]):
        await database.act("T1", lambda db, who=member.person: pulses.keep(db, Answer(later.id, who, ITEM, 3)))
    await database.act("T1", lambda db: closing.close(db, later.id, LATER + week))
    released = await database.act("T1", lambda db: set(db.run(select(COMMENT.c.release)).scalars()))
    assert (released != {None}) is are_read
