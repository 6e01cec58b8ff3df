from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.link import Kind, Line
from bot.pulses import Round
from storage import looks
from storage.database import Database

CLOSED = Round("r40", "2026-W40", datetime(2026, 9, 28, tzinfo=UTC), datetime(2026, 10, 2, 12, tzinfo=UTC), True)
FOUND = Line(Kind.BESIDE_OTHERS, 39, need="competence", lag=-1, is_better=False, held=True)
WAITING = Line(Kind.WAITING, 40, next_week=52)


async def test_a_line_comes_back_as_it_was_kept_and_a_second_replica_adds_nothing(database: Database) -> None:
    lines = {"t1": FOUND, "company": Line(Kind.COMPANY, 39, need="autonomy", teams=8)}
    assert await database.act("T1", lambda db: looks.keep(db, "2026-W40", lines)) == 2
    assert await database.act("T1", lambda db: looks.keep(db, "2026-W40", {"t1": WAITING})) == 0
    kept = await database.act("T1", lambda db: looks.lines(db, CLOSED, ["t1", "company", "t2"]))
    assert kept == {group: (line, None) for group, line in lines.items()}


async def test_whether_a_weeks_lines_are_kept_is_known_for_each_workspace(database: Database) -> None:
    await database.act("T1", lambda db: looks.keep(db, "2026-W40", {"t1": WAITING}))
    asked = [("T1", "2026-W40"), ("T1", "2026-W39"), ("T2", "2026-W40")]
    assert [await database.act(of, lambda db, week=week: looks.is_kept(db, week)) for of, week in asked] == [
        True,
        False,
        False,
    ]
    assert await database.act("T2", lambda db: looks.lines(db, CLOSED, ["t1"])) == {}


@pytest.mark.parametrize(
    ("earlier", "told"),
    [
        ({"2026-W38": FOUND}, ("2026-W38", FOUND)),
        ({"2026-W25": Line(Kind.NONE_SEEN, 26), "2026-W38": FOUND}, ("2026-W38", FOUND)),
        ({"2026-W38": FOUND, "2026-W39": WAITING}, ("2026-W38", FOUND)),
        ({"2026-W39": Line(Kind.TOO_FEW, 20)}, None),
        ({"2025-W41": FOUND}, ("2025-W41", FOUND)),
        ({"2025-W40": FOUND}, None),
        ({"2026-W41": FOUND}, None),
    ],
    ids=["one", "the last of two", "waiting since", "too few", "a year ago", "longer ago", "later"],
)
async def test_between_looks_the_last_one_of_the_year_is_told_too(database: Database, earlier, told) -> None:
    for week, line in earlier.items():
        await database.act("T1", lambda db, week=week, line=line: looks.keep(db, week, {"t1": line}))
    await database.act("T1", lambda db: looks.keep(db, CLOSED.week, {"t1": WAITING, "t2": WAITING}))
    kept = await database.act("T1", lambda db: looks.lines(db, CLOSED, ["t1", "t2"]))
    assert kept == {"t1": (WAITING, told), "t2": (WAITING, None)}


async def test_in_the_week_of_a_look_none_before_is_told(database: Database) -> None:
    await database.act("T1", lambda db: looks.keep(db, "2026-W27", {"t1": Line(Kind.NONE_SEEN, 26)}))
    await database.act("T1", lambda db: looks.keep(db, CLOSED.week, {"t1": FOUND}))
    assert await database.act("T1", lambda db: looks.lines(db, CLOSED, ["t1"])) == {"t1": (FOUND, None)}


async def test_the_last_line_of_each_group_before_a_week_tells_how_many_weeks_were_usable(database: Database) -> None:
    kept = [("2026-W38", {"t1": FOUND, "t2": WAITING}), ("2026-W39", {"t1": WAITING}), ("2026-W40", {"t1": FOUND})]
    for week, lines in kept:
        await database.act("T1", lambda db, week=week, lines=lines: looks.keep(db, week, lines))
    found = await database.act("T1", lambda db: looks.last(db, "2026-W40"))
    assert found == {"t1": ("2026-W39", 40), "t2": ("2026-W38", 40)}
    assert await database.act("T2", lambda db: looks.last(db, "2026-W40")) == {}
