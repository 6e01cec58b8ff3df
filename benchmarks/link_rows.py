"""Worlds and crowds as what they would have left in a database, and the looks that the bot takes at them.

In bulk, a week's tallies, papers and feedback are put where closing would have put them. `answered` takes the whole way
instead: everyone's answers in an open round, and the closing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

import numpy as np
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import insert

from benchmarks.link_crowds import Size, Week, tallies
from benchmarks.link_worlds import World
from bot import items, pulses
from bot.feedback import EXPECTATIONS, Scale
from bot.items import NEEDS, Item
from bot.link import LOOKS, Line
from bot.privacy import COMPANY, Tally
from bot.pulses import Answer, Paper, Round
from bot.teams import CohortMember
from handlers import looks
from handlers.world import World as Bot
from storage import closing
from storage import looks as stored
from storage import pulses as stored_pulses
from storage.asking_tables import PAPER
from storage.database import Database, Db
from storage.feedback_tables import CONCERN, FEEDBACK
from storage.tables import ROUND, TALLY

MONDAY, NOW = date(2025, 1, 6), datetime(2026, 1, 1, tzinfo=UTC)
RARELY = (27, 39, 53)  # the same with a round in every second week
MOST_TEAMS = 100  # of a company
PEOPLE, PIECES = 200, 2  # so many answers and ratings keep a series of points almost as it is
PIECE = {"customer": "Acme", "said": "So it was.", "source": "rows"} | dict.fromkeys(EXPECTATIONS, False)
FLAGS = {"is_closed": True, "is_scrubbed": True, "is_planned": True, "is_told": True}
ONE_EACH = tuple(items.bank()[f"{need}-1"] for need in NEEDS)


def calendar(weeks: int, every: int = 1) -> list[Round]:
    """The rounds of so many weeks, one in each, or in each second or fourth."""
    return [pulses.scheduled(f"r{week}", MONDAY + timedelta(weeks=week)) for week in range(0, weeks, every)]


def named(count: int) -> list[str]:
    """The ids of so many teams."""
    return [f"team{number:03}" for number in range(count)]


async def put_world(database: Database, workspace: str, world: World, every: int = 1) -> None:
    """Put a world where its rounds would have left it, one `every` so many weeks."""
    names, rounds = named(world.feedback.shape[1]), calendar(len(world.feedback) * every, every)
    papers = {team: Paper(team, ONE_EACH, PEOPLE, 0) for team in names}
    kept = [
        [
            Tally(team, item.id, PEOPLE, PEOPLE + round(points * PEOPLE / 25))
            for team, scores in zip(names, week, strict=True)
            for item, points in zip(ONE_EACH, scores, strict=True)
            if np.isfinite(points)
        ]
        for week in world.pulse
    ]
    rated = [[_split(points) for points in week] for week in world.feedback]
    await database.act(workspace, lambda db: _put_rounds(db, rounds, [papers] * len(rounds), kept))
    await database.act(workspace, lambda db: _put_feedback(db, rounds, names, rated, Scale.NPS))


async def put_crowd(database: Database, workspace: str, weeks: Sequence[Week], size: Size) -> None:
    """Put what a crowd answered where closing would have put it."""
    names, rounds = named(len(weeks[0].asked)), calendar(len(weeks))
    papers = [_papers(names, week, size) for week in weeks]
    kept = [tallies(week, names, size.people) for week in weeks]
    await database.act(workspace, lambda db: _put_rounds(db, rounds, papers, kept))
    rated = [week.ratings for week in weeks]
    await database.act(workspace, lambda db: _put_feedback(db, rounds, names, rated, Scale.EXPECTATION))


async def answered(database: Database, workspace: str, weeks: Sequence[Week], size: Size) -> None:
    """Let the people of a crowd answer one round after another, and close each."""
    names, rounds = named(len(weeks[0].asked)), calendar(len(weeks))
    for of, week in zip(rounds, weeks, strict=True):
        await database.act(workspace, lambda db, of=of, week=week: _answer(db, of, names, week, size))
        await database.act(workspace, lambda db, of=of: closing.close(db, of.id, of.closes_at))
    rated = [week.ratings for week in weeks]
    await database.act(workspace, lambda db: _put_feedback(db, rounds, names, rated, Scale.EXPECTATION))


async def looked(
    database: Database, workspace: str, at: Iterable[int] = LOOKS, every: int = 1
) -> dict[str, list[Line]]:
    """What the bot says in so many weeks after the first, by team and for the company."""
    bot = Bot(
        database, AsyncWebClient(), None, lambda: NOW, workspace=workspace
    )  # a look asks neither Slack nor a clock
    groups = [*named(MOST_TEAMS), COMPANY]
    told: dict[str, list[Line]] = {}
    for week in at:
        closed = calendar(week, every)[-1]
        await looks.take(bot, closed)
        found = await database.act(workspace, partial(stored.lines, closed=closed, groups=groups))
        for group, (line, _) in found.items():
            told.setdefault(group, []).append(line)
    return told


def _split(points: float) -> list[int]:
    """Two ratings of 0 to 10 whose mean is next to so many points; none for a week that is missing."""
    total = round(points * PIECES / 10) if np.isfinite(points) else -1
    return [total // PIECES, total - total // PIECES] if total >= 0 else []


def _papers(names: Sequence[str], week: Week, size: Size) -> dict[str, Paper]:
    return {team: Paper(team, asked, size.people, 0) for team, asked in zip(names, week.asked, strict=True)}


def _put_rounds(
    db: Db, rounds: Sequence[Round], papers: Sequence[dict[str, Paper]], kept: Sequence[Sequence[Tally]]
) -> None:
    here = {"workspace": db.workspace}
    times = [{"id": of.id, "week": of.week, "opens_at": of.opens_at, "closes_at": of.closes_at} for of in rounds]
    db.run(insert(ROUND), [here | FLAGS | row for row in times])
    for of, asked, sums in zip(rounds, papers, kept, strict=True):
        this = here | {"round": of.id}
        db.run(insert(PAPER), [this | vars(paper) | {"items": _written(paper.items)} for paper in asked.values()])
        rows = [this | {"team": one.group, "item": one.item, "n": one.n, "total": one.total} for one in sums]
        if rows:
            db.run(insert(TALLY), rows)


def _written(asked: Iterable[Item]) -> list[dict[str, str]]:
    return [{"id": item.id} for item in asked]


def _put_feedback(
    db: Db, rounds: Sequence[Round], names: Sequence[str], rated: Sequence[Sequence[Sequence[int]]], scale: Scale
) -> None:
    """Put ratings, a day before their rounds closed, in bulk as well: piece by piece it would take most of the time."""
    pieces = [
        (f"{of.id}-{team}-{nth}", of.closes_at - timedelta(days=1), team, rating)
        for of, week in zip(rounds, rated, strict=True)
        for team, ratings in zip(names, week, strict=True)
        for nth, rating in enumerate(ratings)
    ]
    alike = PIECE | {"workspace": db.workspace, "scale": scale.value}
    each = [
        alike | {"id": name, "key": name, "rating": rating, "counts_at": at, "happened_on": at.date()}
        for name, at, _, rating in pieces
    ]
    placed = [{"workspace": db.workspace, "feedback": name, "team": team} for name, _, team, _ in pieces]
    if pieces:
        db.run(insert(FEEDBACK), each)
        db.run(insert(CONCERN), placed)


def _answer(db: Db, of: Round, names: Sequence[str], week: Week, size: Size) -> None:
    cohort = [CohortMember(f"{team}-{n}", team) for team in names for n in range(size.people)]
    stored_pulses.open_round(db, of, cohort, _papers(names, week, size).values())
    for given in week.answers:
        person = f"{names[given.team]}-{given.person}"
        stored_pulses.keep(db, Answer(of.id, person, given.item, given.score))
