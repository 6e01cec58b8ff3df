from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, true, update

from bot import moments, pulses
from bot.feedback import Feedback, Rated, Scale
from bot.link import Course, Kind, Line
from bot.privacy import COMPANY
from bot.pulses import Round
from bot.teams import CohortMember
from storage import feedback, looks, series
from storage.database import Database, Db
from storage.tables import ROUND, TALLY

MONDAY = date(2025, 12, 29)
SIX = tuple(CohortMember(f"u{n}", "t1") for n in range(6))


def round_of(number: int) -> Round:
    """The round of that week, from 0; a round's id is its week's number."""
    return replace(pulses.scheduled(f"r{number}", MONDAY + timedelta(weeks=number)), is_closed=True)


@pytest.fixture
def held(opened: Callable[..., Callable[[Db], bool]]) -> Callable[..., None]:
    """Holds a round and closes it, with these tallies."""

    def hold(db: Db, number: int, *tallies: tuple[str, str, int, int], cohort=SIX, is_closed: bool = True) -> None:
        opened(round_of(number), cohort, "autonomy-1", "competence-1")(db)
        if is_closed:
            db.run(update(ROUND).where(ROUND.c.id == f"r{number}").values(is_closed=true()))
        here = {"workspace": db.workspace, "round": f"r{number}"}
        rows = [here | dict(zip(("team", "item", "n", "total"), row, strict=True)) for row in tallies]
        if rows:
            db.run(insert(TALLY), rows)

    return hold


def said(name: str, rating: int, number: int, hours: int = -1, **changes) -> Feedback:
    """A piece of feedback so many hours after a round closed."""
    at = round_of(number).closes_at + timedelta(hours=hours)
    piece = Feedback(name, "Acme", "Well.", rating, frozenset(), frozenset(("t1",)), at.date(), at, None, "test", name)
    return replace(piece, **changes)


async def test_a_round_is_kept_with_the_feedback_since_the_one_before(database: Database, held) -> None:
    def work(db: Db) -> dict[str, list[Rated]]:
        held(db, 0)
        held(db, 1, ("t1", "autonomy-1", 5, 20), (COMPANY, "autonomy-1", 9, 30))
        pieces = [
            said("before", 1, 0),
            said("first", 4, 0, hours=0),
            said("second", 5, 1),
            said("third", 9, 1, scale=Scale.NPS),
            said("two teams", 3, 1, teams=frozenset(("t1", "t2"))),
            said("after", 1, 1, hours=0),
            said("gone", 1, 1),
        ]
        feedback.keep_many(db, pieces)
        feedback.remove(db, "gone")
        kept = series.kept(db, round_of(1), ["t1", "t2", COMPANY])
        assert {tally.group for tally in kept.tallies} == {"t1", COMPANY}
        assert kept.papers["t1"].members == 6
        return {team: sorted(rated, key=lambda one: one.scale) for team, rated in kept.rated.items()}

    assert await database.act("T1", work) == {
        "t1": [Rated(Scale.EXPECTATION, 3, 12), Rated(Scale.NPS, 1, 9)],
        "t2": [Rated(Scale.EXPECTATION, 1, 3)],
    }


async def test_of_a_round_only_what_is_about_the_groups_asked_for_is_read(database: Database, held) -> None:
    def work(db: Db) -> None:
        tallies = [(group, "autonomy-1", 5, 20) for group in ("t1", "t2", COMPANY)]
        held(db, 0, *tallies, cohort=(*SIX, CohortMember("v1", "t2")))
        feedback.keep_many(db, [said("one", 4, 0), said("two", 5, 0, teams=frozenset(("t2",)))])
        kept = series.kept(db, round_of(0), ["t2", COMPANY])
        assert list(kept.papers) == list(kept.rated) == ["t2"]
        assert {tally.group for tally in kept.tallies} == {"t2", COMPANY}

    await database.act("T1", work)


async def test_a_year_is_the_closed_rounds_of_52_weeks_up_to_this_one(database: Database, held) -> None:
    def work(db: Db) -> list[str]:
        for number in (0, 1, 2, 30, 52, 53):
            held(db, number)
        held(db, 40, is_closed=False)
        return [of.id for of in series.year(db, round_of(52))]

    assert await database.act("T1", work) == ["r1", "r2", "r30", "r52"]
    assert await database.act("T2", lambda db: series.year(db, round_of(52))) == []


async def test_a_course_goes_from_a_teams_own_first_round_and_knows_its_last_line(database: Database, held) -> None:
    later = (*SIX, CohortMember("v1", "t2"))
    week = [moments.week_key(MONDAY + timedelta(weeks=number)) for number in range(8)]

    def work(db: Db) -> dict[str, Course]:
        held(db, 0, cohort=(*SIX, CohortMember("w1", "gone")))
        held(db, 3, cohort=later)
        held(db, 4)
        held(db, 6, cohort=later)
        held(db, 7, cohort=later)
        for number, usable in ((0, 1), (4, 3), (7, 4)):
            looks.keep(db, week[number], {"t1": Line(Kind.TOO_FEW, usable), "gone": Line(Kind.TOO_FEW)})
        return series.courses(db, round_of(6))

    assert await database.act("T1", work) == {
        "t1": Course(week[0], week[6], week[4], 3, members=6),
        "t2": Course(week[3], week[6], members=1),
        COMPANY: Course(week[0], week[6]),
    }


async def test_in_the_first_round_nothing_was_before(database: Database, held) -> None:
    def work(db: Db) -> dict[str, Course]:
        held(db, 0)
        return series.courses(db, round_of(0))

    assert set((await database.act("T1", work)).values()) == {
        Course("2026-W01", "2026-W01", members=6),
        Course("2026-W01", "2026-W01"),
    }


async def test_scores_of_some_weeks_and_teams_are_those_that_were_shown(database: Database, held) -> None:
    def work(db: Db) -> dict[str, dict[str, dict[str, float]]]:
        held(db, 0, ("t1", "autonomy-1", 5, 20))
        held(db, 1, ("t1", "autonomy-1", 5, 20), ("t1", "competence-1", 6, 18), ("t2", "autonomy-1", 5, 20))
        held(db, 2)
        held(db, 3, ("t1", "autonomy-1", 5, 15))
        return series.needs(db, ["t1", "t9"], "2026-W02", "2026-W03")

    assert await database.act("T1", work) == {"t1": {"2026-W02": {"autonomy": 75.0, "competence": 50.0}}, "t9": {}}
