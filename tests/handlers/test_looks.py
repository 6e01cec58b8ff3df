from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import numpy as np
from sqlalchemy import delete, insert

from bot import items, pulses
from bot.feedback import Feedback, Scale
from bot.items import NEEDS
from bot.link import Kind, Line
from bot.policies import Policy
from bot.privacy import COMPANY
from bot.pulses import Paper, Round
from bot.schedules import Schedule
from handlers import looks
from storage import closing, feedback, schedules
from storage import looks as stored
from storage import policies as stored_policies
from storage import pulses as stored_pulses
from storage.practice_tables import LOOK
from storage.tables import TALLY

MONDAY = date(2025, 1, 6)
TEAMS = [f"t{n}" for n in range(1, 6)]
ITEMS = tuple(items.bank()[f"{need}-1"] for need in NEEDS)


def round_of(week: int) -> Round:
    return replace(pulses.scheduled(f"r{week}", MONDAY + timedelta(weeks=week - 1)))


def lived(db, weeks, teams=TEAMS, follows: float = 1.0) -> None:
    """So many weeks of some teams whose feedback follows their competence by a week."""
    drawn = np.random.default_rng(5)
    scores = drawn.integers(-9, 10, size=(len(weeks) + 1, len(teams), 3))
    noise = drawn.integers(-1, 2, size=(len(weeks), len(teams)))
    for at, week in enumerate(weeks):
        of = round_of(week)
        stored_pulses.open_round(db, of, [], [Paper(team, ITEMS, 12, 0) for team in teams])
        closing.close(db, of.id, of.closes_at)
        here = {"workspace": db.workspace, "round": of.id}
        rows = [
            here | {"team": team, "item": item.id, "n": 10, "total": 30 + int(score)}
            for team, own in zip(teams, scores[at + 1], strict=True)
            for item, score in zip(ITEMS, own, strict=True)
        ]
        db.run(insert(TALLY), rows)
        ratings = 5 + np.clip(follows * scores[at, :, 1] / 2 + noise[at], -5, 5)
        feedback.keep_many(
            db, [piece(of, team, int(rating), n) for n in (1, 2) for team, rating in zip(teams, ratings, strict=True)]
        )


def piece(of: Round, team: str, rating: int, number: int) -> Feedback:
    name, at = f"{of.id}-{team}-{number}", of.closes_at - timedelta(days=1)
    about = frozenset[str]()
    said = Feedback(name, "Acme", "Well.", rating, about, frozenset((team,)), at.date(), at, None, "test", name)
    return replace(said, scale=Scale.NPS)


async def told(world, week: int) -> dict[str, Line]:
    kept = await world.act("T1", partial(stored.lines, closed=round_of(week), groups=[*TEAMS, COMPANY]))
    return {group: line for group, (line, _) in kept.items()}


async def test_a_look_in_week_26_finds_what_is_there_and_is_taken_once(world_alone):
    await world_alone.act("T1", lambda db: lived(db, range(1, 27)))
    assert await looks.take(world_alone, round_of(26)) == len(TEAMS) + 1
    lines = await told(world_alone, 26)
    assert lines["t1"] == Line(Kind.BESIDE_OTHERS, 26, need="competence", lag=1, held=True)
    assert lines[COMPANY] == Line(Kind.COMPANY, 26, need="competence", lag=1, teams=5)
    assert await looks.take(world_alone, round_of(26)) == 0


async def test_in_other_weeks_the_lines_say_when_the_next_look_is(world_alone):
    await world_alone.act("T1", lambda db: lived(db, range(1, 28)))
    for week in (25, 26, 27):
        await looks.take(world_alone, round_of(week))
    assert set((await told(world_alone, 25)).values()) == {Line(Kind.TOO_FEW, 25)}
    waiting = (await told(world_alone, 27)).values()
    assert {(line.kind, line.next_week) for line in waiting} == {(Kind.WAITING, 39)}


async def test_where_week_26_has_no_round_the_look_is_taken_in_the_next(world_alone):
    weeks = [*range(1, 26), 27, 28]
    await world_alone.act("T1", lambda db: lived(db, weeks, ["t1"]))
    for week in (25, 27, 28):
        await looks.take(world_alone, round_of(week))
    assert (await told(world_alone, 27))["t1"].kind is Kind.TOGETHER
    assert (await told(world_alone, 28))["t1"].kind is Kind.WAITING


async def test_a_look_whose_round_had_no_digests_is_taken_in_the_next(world_alone):
    await world_alone.act("T1", lambda db: lived(db, range(1, 29), ["t1"]))
    for week in (25, 27, 28):
        await looks.take(world_alone, round_of(week))
    assert (await told(world_alone, 27))["t1"].kind is Kind.TOGETHER
    assert (await told(world_alone, 28))["t1"].kind is Kind.WAITING


async def test_in_other_weeks_teams_with_too_few_are_counted_anew_and_the_others_are_not_read(world_alone):
    await world_alone.act("T1", lambda db: lived(db, range(1, 28), ["t1", "t2"]))
    last = {"t1": Line(Kind.NONE_SEEN, 40), "t2": Line(Kind.TOO_FEW, 3)}
    await world_alone.act("T1", lambda db: stored.keep(db, round_of(26).week, last))
    await looks.take(world_alone, round_of(27))
    assert {team: line.usable for team, line in (await told(world_alone, 27)).items()} == {"t1": 40, "t2": 27}


async def test_with_a_pulse_every_two_weeks_nothing_is_ever_told(world_alone):
    await world_alone.act("T1", lambda db: lived(db, range(1, 54, 2)))
    await world_alone.act("T1", lambda db: schedules.add(db, Schedule(pulses.KIND, MONDAY, 2)))
    assert await looks.take(world_alone, round_of(53)) == 0
    assert await told(world_alone, 53) == {}


async def test_a_team_that_can_have_no_scores_is_told_nothing(world_alone):
    await world_alone.act("T1", lambda db: lived(db, range(1, 3), ["t1"]))
    await world_alone.act("T1", lambda db: stored_policies.put(db, Policy(threshold=12)))
    assert await looks.take(world_alone, round_of(2)) == 0
    await world_alone.act("T1", lambda db: stored_policies.put(db, Policy(threshold=11)))
    assert await looks.take(world_alone, round_of(2)) == 1


async def test_feedback_that_was_taken_away_since_counts_in_no_week(world_alone):
    await world_alone.act("T1", lambda db: lived(db, range(1, 27), ["t1"]))
    await world_alone.act("T1", lambda db: feedback.remove(db, "r7-t1-1"))
    await looks.take(world_alone, round_of(26))
    assert (await told(world_alone, 26))["t1"] == Line(Kind.TOO_FEW, 25)


async def test_two_replicas_that_look_at_once_keep_each_line_once(world_alone):
    await world_alone.act("T1", lambda db: lived(db, range(1, 27), TEAMS[:2]))
    kept = await asyncio.gather(*(looks.take(world_alone, round_of(26)) for _ in range(2)))
    assert sum(kept) == 2


async def test_a_look_taken_anew_tells_the_same(world_alone):
    await world_alone.act("T1", lambda db: lived(db, range(1, 27), follows=0.3))
    await looks.take(world_alone, round_of(26))
    first = await told(world_alone, 26)
    await world_alone.act("T1", lambda db: db.run(delete(LOOK)))
    await looks.take(world_alone, round_of(26))
    assert await told(world_alone, 26) == first


async def test_another_workspace_is_not_looked_at(world_alone):
    await world_alone.act("T2", lambda db: lived(db, range(1, 27), ["t1"]))
    assert await looks.take(world_alone, round_of(26)) == 0
