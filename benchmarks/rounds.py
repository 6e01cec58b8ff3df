"""What opening and closing a round costs in a workspace of 50,000 people, beside one bare SQL pass over the same rows.

    python benchmarks/rounds.py [--quick] [--store sqlite|postgresql]

50,000 people (quick: 5,000) in teams of ten, five teams a department. Opening is ours from an empty outbox to every
message and reminder planned; the bare pass selects the rows that it made into empty tables of the same shape, with the
same indexes. (It names a condition that all rows meet: without one SQLite copies whole tables, and looks at no row.)
Closing is ours from answers under seal to tallies and nothing left; the bare pass sums unsealed answers of the same
people by team and item, and deletes them. Told as ratios, with how much memory each of ours took at most.
There is no goal: exits with 1 only when people, messages or answers are missing.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import rig
from planning import KEPT_AT_ONCE, ZONES
from sqlalchemy import Table, column, func, insert, select, text

from bot.config import SLACK_API, Settings
from bot.people import Person
from bot.pulses import Round
from bot.teams import Department, Membership, Team
from handlers import rounds
from handlers.runtime import app
from handlers.world import World
from storage import closing, departments, people, pulses, teams
from storage.database import Db, upgrade
from storage.messaging_tables import DELIVERY
from storage.tables import ANSWER, COHORT, ROUND_KEY

SUNDAY = datetime(2026, 3, 1, 11, tzinfo=UTC)
OF_A_TEAM, OF_A_DEPARTMENT = 10, 5
ANSWERING = 0.75


@dataclass
class Measured:
    """How long something of ours took, in seconds; its peak of memory in MB; how long the bare pass took."""

    seconds: float
    megabytes: float
    bare: float

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s, {self.seconds / self.bare:.1f} times the bare pass, {self.megabytes:.0f} MB"


def peak() -> float:
    """The most memory that this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def crowd(world: World, number: int) -> None:
    """People in many zones, small teams of them, and departments of those."""
    everyone = [Person(f"U{n:09d}", f"Person {n}", ZONES[n % len(ZONES)]) for n in range(number)]
    for start in range(0, number, KEPT_AT_ONCE):
        await world.act("T1", lambda db, some=everyone[start : start + KEPT_AT_ONCE]: people.keep(db, some))
    groups = [everyone[start : start + OF_A_TEAM] for start in range(0, number, OF_A_TEAM)]

    def add(db: Db) -> None:
        for n in range(len(groups) // OF_A_DEPARTMENT):
            departments.add(db, Department(f"department{n}", f"Department {n}"))
        for n, group in enumerate(groups):
            made = Team(f"team{n}", f"Team {n}", f"C{n}", n, department=f"department{n // OF_A_DEPARTMENT}")
            teams.add(db, made, [Membership(made.id, person.id, person is group[0]) for person in group])

    await world.act("T1", add)


def answer_all(db: Db, opened: Round) -> int:
    """Three in four answer all they are asked, and how many answers that makes; sealed as clicks would have them."""
    chance = random.Random(4)
    here = {"workspace": db.workspace, "round": opened.id}
    key = db.seals.open_key(db.run(select(ROUND_KEY.c.sealed)).scalar_one(), db.workspace, opened.id)
    papers = pulses.papers(db, opened.id)
    rows = []
    for member in pulses.cohort_of(db, opened.id):
        if chance.random() < ANSWERING:
            name = key.pseudonym(member.person)
            for item in papers[member.team].items:
                sealed = key.seal_score(name, item.id, chance.randint(1, 5))
                rows.append(here | {"pseudonym": name, "item": item.id, "sealed": sealed})
    db.run(insert(ANSWER), rows)
    return len(rows)


def like(db: Db, table: Table) -> str:
    """Make an empty table of the same shape, with the same indexes, and return its name."""
    bare = f"bare_{table.name}"
    if db.dialect != "sqlite":
        db.run(text(f"CREATE TABLE {bare} (LIKE {table.name} INCLUDING ALL)"))
        return bare
    made = select(column("sql")).select_from(text("sqlite_master")).where(column("tbl_name") == table.name)
    for sql in db.run(made.where(column("sql") != "")).scalars().all():
        db.run(text(re.sub(rf"\b(TABLE|INDEX|ON) {table.name}", rf"\1 {bare}", sql)))
    return bare


def bare_opening(db: Db) -> None:
    """Cohort and outbox once more, by SQL alone."""
    for table in (COHORT, DELIVERY):
        db.run(text(f"INSERT INTO bare_{table.name} SELECT * FROM {table.name} WHERE workspace = 'T1'"))


def bare_closing(db: Db) -> None:
    """Sums by team and item of answers that are not sealed, which then go."""
    db.run(text("SELECT team, item, count(*), sum(score) FROM bare_scores GROUP BY team, item")).all()
    db.run(text("DELETE FROM bare_scores"))


def lay_open(db: Db, opened: Round) -> None:
    """The same answers without seals, as a table that a careless tool would have."""
    db.run(text("CREATE TABLE bare_scores (person text, item text, team text, score int, PRIMARY KEY (person, item))"))
    papers = pulses.papers(db, opened.id)
    chance = random.Random(4)

    def rows() -> Iterator[dict[str, object]]:
        for member in pulses.cohort_of(db, opened.id):
            if chance.random() < ANSWERING:
                for item in papers[member.team].items:
                    score = chance.randint(1, 5)
                    yield {"person": member.person, "item": item.id, "team": member.team, "score": score}

    db.run(text("INSERT INTO bare_scores VALUES (:person, :item, :team, :score)"), list(rows()))


async def timed(world: World, work: Callable[[Db], object]) -> float:
    """How many seconds an act took."""
    began = time.perf_counter()
    await world.act("T1", work)
    return time.perf_counter() - began


async def opening(world: World, number: int) -> tuple[Measured, bool]:
    """Open and plan a round. Whether everybody has a message."""
    before, began = peak(), time.perf_counter()
    await rounds.open_weekly(world)
    await rounds.plan_asks(world)
    seconds, grown = time.perf_counter() - began, peak() - before
    for table in (COHORT, DELIVERY):
        await world.act("T1", lambda db, table=table: like(db, table))
    bare = await timed(world, bare_opening)
    asked = select(func.count()).select_from(DELIVERY).where(DELIVERY.c.kind == "pulse")
    planned = await world.act("T1", lambda db: db.run(asked).scalar_one())
    return Measured(seconds, grown, bare), planned == number


async def ending(world: World) -> tuple[Measured, bool]:
    """Answer and close it. Whether nothing of the answers is left but tallies."""
    opened = await world.act("T1", pulses.current)
    answers = await world.act("T1", lambda db: answer_all(db, opened))
    await world.act("T1", lambda db: lay_open(db, opened))
    bare = await timed(world, bare_closing)
    before = peak()
    seconds = await timed(world, lambda db: closing.close(db, opened.id, opened.closes_at))
    grown = peak() - before
    left = await world.act("T1", lambda db: db.run(select(func.count()).select_from(ANSWER)).scalar_one())
    tallies = await world.act("T1", lambda db: closing.tallies(db, opened.id))
    print(f"  {answers:,} answers became {len(tallies):,} tallies")
    return Measured(seconds, grown, bare), left == 0 and bool(tallies)


async def measure(store: str, url: str, number: int) -> bool:
    """Measure on one store and print. Returns whether nothing was missing."""
    await asyncio.to_thread(upgrade, url)
    settings = Settings("xoxb-none", "xapp-none", rig.SECRET, url, SLACK_API, "WARNING")
    async with app.opened(settings, lambda: SUNDAY) as world:
        world.workspace = "T1"
        await crowd(world, number)
        opened, all_asked = await opening(world, number)
        print(f"{store}, {number:,} people\n  opening: {opened}")
        closed, all_counted = await ending(world)
        print(f"  closing: {closed}")
    return all_asked and all_counted


def main() -> None:
    """Measure, and leave with 1 if something was missing."""
    parser = argparse.ArgumentParser(description="Measure what opening and closing a round costs.")
    parser.add_argument("--quick", action="store_true", help="5,000 people in place of 50,000")
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite")
    given = parser.parse_args()
    with rig.folder() as folder, rig.database(given.store, folder) as url:
        is_whole = asyncio.run(measure(given.store, url, 5_000 if given.quick else 50_000))
    sys.exit(not is_whole)


if __name__ == "__main__":
    main()
