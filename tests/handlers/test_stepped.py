"""A practice that teams begin in random order: drawn, stopped, and looked at once, from what closed rounds left."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, update

from bot import moments
from bot.errors import Refused
from bot.stepped import Result, Wish
from bot.teams import Department, Team
from handlers import stepped
from storage import departments, teams
from storage import stepped as stored
from storage.asking_tables import PAPER
from storage.database import Db
from storage.tables import ROUND, TALLY, WORKSPACE

WISH = Wish("Put five minutes for thanks into a meeting.", "recognition", 2)
NAMES = ("Support", "Field", "Product", "Sales", "Desk", "Lab")
MEMBERS = 8


@pytest.fixture
async def world(world_alone):
    """A world of six teams on each store; the first four are a department."""

    def set_up(db: Db) -> None:
        db.run(insert(WORKSPACE), {"workspace": "T1", "name": "T", "bot_user": "UBOT", "url": ""})
        for at, name in enumerate(NAMES):
            teams.add(db, Team(f"t{at}", name, f"C{at}", at), [])
        departments.add(db, Department("d1", "Service"))
        departments.put(db, "d1", ["t0", "t1", "t2", "t3"])

    await world_alone.act("T1", set_up)
    return world_alone


async def lived(world, start, lift, *, until=None, hidden=(), noise=4):
    """Closed rounds from eight weeks before the first turn on, in which teams score `lift` more after theirs.

    A team hides from a week on: it was removed.
    """
    gone, turns = dict(hidden), {step.team: step.week for step in start.steps}
    monday, rows = moments.monday_of(start.looked_at_from), ([], [], [])
    while (week := moments.week_key(monday)) <= (until or start.told_from):
        opens, round_id = moments.starts_everywhere(monday), f"r{week}"
        times = {"opens_at": opens, "closes_at": opens + timedelta(days=4)}
        flags = {"is_closed": True, "is_scrubbed": True, "is_planned": True, "is_told": True}
        rows[0].append({"workspace": "T1", "id": round_id, "week": week} | times | flags)
        for at, (team, turn) in enumerate(sorted(turns.items())):
            if week >= gone.get(team, "9999"):
                continue
            here = {"workspace": "T1", "round": round_id, "team": team}
            total = 20 + at % 3 + monday.day % noise + (lift if week > turn else 0)
            asked = [{"id": "recognition-1"}, {"id": "autonomy-1"}]
            rows[1].append(here | {"items": asked, "department": None, "members": MEMBERS, "managers": 1})
            rows[2].append(here | {"item": "recognition-1", "n": MEMBERS, "total": total})
            rows[2].append(here | {"item": "autonomy-1", "n": MEMBERS, "total": 24 + monday.day % 2})
        monday += timedelta(weeks=1)

    def keep(db: Db) -> None:
        for table, of in zip((ROUND, PAPER, TALLY), rows, strict=True):
            db.run(insert(table), of)

    await world.act("T1", keep)


async def the_one(world):
    (named,) = await stepped.listed(world)
    return named.start


async def test_the_order_of_all_teams_is_drawn_and_kept(world):
    start, department, names = await stepped.add(world, WISH)
    assert sorted(step.team for step in start.steps) == sorted(names) == [f"t{at}" for at in range(6)]
    assert [step.week for step in start.steps] == [f"2026-W{week}" for week in (11, 13, 15, 17, 19, 21)]
    assert (start.department, department, start.text, start.need) == (None, "", WISH.text, "recognition")
    assert await stepped.listed(world) == [(start, "", names)]


async def test_the_order_is_another_one_each_time(world):
    orders = set()
    for _ in range(8):
        start, *_ = await stepped.add(world, WISH)
        orders.add(tuple(step.team for step in start.steps))
        await stepped.stop(world, start.id)
    assert len(orders) > 1  # all eight alike: once in 720 to the seventh


async def test_a_departments_teams_begin_alone(world):
    start, department, names = await stepped.add(world, replace(WISH, apart=4), "service")
    assert (start.department, department) == ("d1", "Service")
    assert {step.team for step in start.steps} == set(names) == {"t0", "t1", "t2", "t3"}
    assert (await stepped.listed(world))[0].department == "Service"


@pytest.mark.parametrize(
    ("wish", "department", "code"),
    [
        (replace(WISH, text=""), "", "start_text_empty"),
        (replace(WISH, apart=3), "", "start_apart"),
        (WISH, "Sales", "department_unknown"),
    ],
)
async def test_what_cannot_be_is_refused_and_not_kept(world, wish, department, code):
    with pytest.raises(Refused, match=code):
        await stepped.add(world, wish, department)
    assert await stepped.listed(world) == []


async def test_three_teams_are_too_few(world):
    for name in ("t3", "t4", "t5"):
        await world.act("T1", lambda db, name=name: teams.remove(db, name))
    with pytest.raises(Refused, match="start_few_teams"):
        await stepped.add(world, WISH)


async def test_a_team_is_in_one_order_at_a_time_and_in_the_next_when_that_is_over(world):
    first, *_ = await stepped.add(world, WISH, "Service")
    with pytest.raises(Refused, match="start_under_way"):
        await stepped.add(world, WISH)
    await stepped.stop(world, first.id)
    second, *_ = await stepped.add(world, WISH)
    await world.act("T1", lambda db: stored.settle(db, second.id, Result.NO_DIFFERENCE))
    await stepped.add(world, WISH, "Service")
    assert len(await stepped.listed(world)) == 3


async def test_of_two_admins_at_once_one_is_refused(world):
    found = await asyncio.gather(*(stepped.add(world, WISH) for _ in range(4)), return_exceptions=True)
    assert sorted(one.code for one in found if isinstance(one, Refused)) == ["start_under_way"] * 3
    assert len(await stepped.listed(world)) == 1


async def test_what_is_stopped_stays_so(world):
    start, *_ = await stepped.add(world, WISH)
    assert await stepped.stop(world, start.id) == start
    assert (await the_one(world)).is_stopped
    with pytest.raises(Refused, match="start_over"):
        await stepped.stop(world, start.id)
    with pytest.raises(Refused, match="start_unknown"):
        await stepped.stop(world, "s9")


@pytest.mark.parametrize(("lift", "told"), [(8, Result.HIGHER), (-8, Result.LOWER), (0, Result.NO_DIFFERENCE)])
async def test_what_was_seen_is_told_for_good(world, lift, told):
    start, *_ = await stepped.add(world, WISH)
    await lived(world, start, lift)
    assert await stepped.look(world) == 1
    assert (await the_one(world)).result is told
    await world.act("T1", lambda db: db.run(update(TALLY).values(total=30)))
    assert await stepped.look(world) == 0
    assert (await the_one(world)).result is told


async def test_nothing_is_looked_at_before_its_time(world):
    start, *_ = await stepped.add(world, WISH)
    week_before = moments.week_key(moments.monday_of(start.told_from) - timedelta(weeks=1))
    await lived(world, start, 8, until=week_before)
    assert await stepped.look(world) == 0
    assert (await the_one(world)).result is None


async def test_without_a_closed_round_there_is_nothing_to_look_at(world):
    await stepped.add(world, WISH)
    assert await stepped.look(world) == 0


async def test_what_was_stopped_is_never_looked_at(world):
    start, *_ = await stepped.add(world, WISH)
    await stepped.stop(world, start.id)
    await lived(world, start, 8)
    assert await stepped.look(world) == 0


async def test_of_several_that_look_at_once_one_keeps_what_was_seen(world):
    start, *_ = await stepped.add(world, WISH)
    await lived(world, start, 8)
    assert sum(await asyncio.gather(*(stepped.look(world) for _ in range(4)))) == 1


async def test_only_the_need_that_it_is_for_is_looked_at(world):
    start, *_ = await stepped.add(world, replace(WISH, need="autonomy"))
    await lived(world, start, 8)
    await stepped.look(world)
    assert (await the_one(world)).result is Result.NO_DIFFERENCE


async def test_a_team_removed_in_the_middle_is_left_out_and_the_others_are_told_of(world):
    start, *_ = await stepped.add(world, WISH)
    gone = start.steps[2].team
    await world.act("T1", lambda db: teams.remove(db, gone))
    await lived(world, start, 8, hidden=[(gone, start.steps[2].week)])
    await stepped.look(world)
    assert (await the_one(world)).result is Result.HIGHER


async def test_a_team_that_is_new_is_in_no_order_that_was_drawn_before(world):
    start, *_ = await stepped.add(world, WISH)
    await world.act("T1", lambda db: teams.add(db, Team("t6", "New", "C6", 6), []))
    assert (await the_one(world)).steps == start.steps
    assert await world.act("T1", lambda db: stored.begins(db, ["t6"], "2026-W30")) == {}


async def test_where_too_few_teams_are_left_nothing_is_told(world):
    start, *_ = await stepped.add(world, WISH)
    await lived(world, start, 8, hidden=[(step.team, "2026-W15") for step in start.steps[:3]])
    await stepped.look(world)
    assert (await the_one(world)).result is Result.TOO_FEW


async def test_weeks_that_may_not_be_shown_do_not_count(world):
    start, *_ = await stepped.add(world, WISH)
    await lived(world, start, 8)
    await world.act("T1", lambda db: db.run(update(TALLY).values(n=4)))
    await stepped.look(world)
    assert (await the_one(world)).result is Result.TOO_FEW


async def test_weeks_without_a_pulse_are_missing_weeks(world):
    start, *_ = await stepped.add(world, WISH)
    await lived(world, start, 8)
    for week in ("2026-W14", "2026-W19"):
        await world.act("T1", lambda db, week=week: db.run(delete(ROUND).where(ROUND.c.week == week)))
    await stepped.look(world)
    assert (await the_one(world)).result is Result.HIGHER
