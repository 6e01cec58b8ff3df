"""How long it takes to plan a round of a million people, on both stores, and how long anyone else waits meanwhile.

    python benchmarks/planning.py [--quick]

A workspace of 1,000,000 people (quick: 50,000) in forty zones; the planner opens the week's round and puts
everyone's message in the outbox while somebody else asks for the open round all the time, as a click does. Exits with 1
when the planning takes more than 60 seconds on either store, a replay adds a message, or (on SQLite, which has one
writer) a piece of it takes longer than 200 ms. Opening is told, and not judged: it fixes the cohort in one act.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
import zoneinfo
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

import rig
from sqlalchemy import false, update

from bot.config import SLACK_API, Settings
from bot.people import Person
from bot.teams import Membership, Team
from handlers import rounds
from handlers.runtime import app
from handlers.world import World
from storage import people, teams
from storage import pulses as stored
from storage.database import Database, Db, upgrade
from storage.tables import ROUND

T = TypeVar("T")
SUNDAY = datetime(2026, 3, 1, 11, tzinfo=UTC)
TEAMS, KEPT_AT_ONCE = 10, 20_000
MOST_SECONDS, LONGEST_ACT = 60.0, 0.2
ZONES = sorted(zoneinfo.available_timezones() - {"localtime"})[::15]


@dataclass
class Watched:
    """A database that remembers how long its acts took, each until it was committed and without its wait."""

    database: Database
    seconds: list[float] = field(default_factory=list)

    async def act(self, workspace: str, work: Callable[[Db], T]) -> T:
        began = 0.0

        def timed(db: Db) -> T:
            nonlocal began
            began = time.perf_counter()
            return work(db)

        result = await self.database.act(workspace, timed)
        self.seconds.append(time.perf_counter() - began)
        return result

    async def close(self) -> None:
        await self.database.close()


async def crowd(world: World, number: int) -> None:
    """People in many zones, and teams of them."""
    everyone = [Person(f"U{n:09d}", f"Person {n}", ZONES[n % len(ZONES)]) for n in range(number)]
    for start in range(0, number, KEPT_AT_ONCE):
        await world.act("T1", lambda db, some=everyone[start : start + KEPT_AT_ONCE]: people.keep(db, some))
    for team in range(TEAMS):
        places = [Membership(f"team{team}", person.id) for person in everyone[team::TEAMS]]
        made = Team(f"team{team}", f"Team {team}", f"C{team}", team)
        await world.act("T1", lambda db, made=made, places=places: teams.add(db, made, places))


@asynccontextmanager
async def beside(world: World, waits: list[float]) -> AsyncIterator[None]:
    """Somebody else at work in the meantime; `waits` takes how long each of their acts took, in seconds."""
    stopped = asyncio.Event()

    async def look() -> None:
        while not stopped.is_set():
            began = time.perf_counter()
            await world.db.database.act("T1", stored.current)  # a Watched one
            waits.append(time.perf_counter() - began)
            await asyncio.sleep(0.005)

    looking = asyncio.create_task(look())
    try:
        yield
    finally:
        stopped.set()
        await looking


def forget_mark(db: Db) -> None:
    """Make the round look as if its planning had broken off at the end."""
    db.run(update(ROUND).values(is_planned=false()))


async def measure(store: str, url: str, number: int) -> bool:
    """Plan on one store and print. Returns whether all goals are reached."""
    await asyncio.to_thread(upgrade, url)
    settings = Settings("xoxb-none", "xapp-none", rig.SECRET, url, SLACK_API, "WARNING")
    async with app.opened(settings, lambda: SUNDAY) as world:
        world.workspace = "T1"
        await crowd(world, number)
        watched = Watched(world.db)
        world.db = watched  # it does what a planner needs of one
        began = time.perf_counter()
        await rounds.open_weekly(world)
        opening = time.perf_counter() - began
        watched.seconds, waits = [], list[float]()
        async with beside(world, waits):
            began = time.perf_counter()
            planned = await rounds.plan_asks(world)
            seconds, longest = time.perf_counter() - began, max(watched.seconds)
        await world.act("T1", forget_mark)
        began = time.perf_counter()
        again = await rounds.plan_asks(world)
        replay = time.perf_counter() - began
    print(
        f"{store}: opened in {opening:.1f} s; {planned:,} messages planned in {seconds:.1f} s,"
        f" longest act {longest * 1000:.0f} ms, longest wait beside it {max(waits) * 1000:.0f} ms;"
        f" replayed without its mark in {replay:.1f} s: {again} added"
    )
    is_short = store != "sqlite" or longest <= LONGEST_ACT
    return planned == number and again == 0 and seconds <= MOST_SECONDS and is_short


def main() -> None:
    """Measure on both stores, and leave with 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description="Measure how long a round's planning takes.")
    parser.add_argument("--quick", action="store_true", help="50,000 people in place of a million")
    number = 50_000 if parser.parse_args().quick else 1_000_000
    reached = []
    for store in ("sqlite", "postgresql"):
        with rig.folder() as folder, rig.database(store, folder) as url:
            reached.append(asyncio.run(measure(store, url, number)))
    sys.exit(not all(reached))


if __name__ == "__main__":
    main()
