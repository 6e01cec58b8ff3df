"""Eight processes that plan at the same moments, on one PostgreSQL: is anything there twice, does any of them stumble?

    python benchmarks/replicas.py [--quick]

Together they tick `plan` 1,000 times (quick: 240), seven hours further every time, and each waits for the others before
a tick: so they open, ask, close, scrub and post at once, week after week. A single process does the same on a database
of its own. Exits with 1 when the tables differ by a row, or when anything was logged as an error.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import multiprocessing
import sys
import time
from datetime import timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

import psycopg
import rig
from planning import SUNDAY, crowd
from sqlalchemy import func, make_url, select

from bot.config import SLACK_API, Settings
from handlers.runtime import app
from handlers.runtime.clock import plan
from storage.asking_tables import SCHEDULE
from storage.database import upgrade
from storage.messaging_tables import DELIVERY
from storage.tables import COHORT, DIGEST, ROUND, ROUND_KEY

PROCESSES, PEOPLE = 8, 3_000
STEP = timedelta(hours=7)
TABLES = (SCHEDULE, ROUND, ROUND_KEY, COHORT, DELIVERY, DIGEST)
PATIENCE = 120
SECRET = "a secret that all processes share, long enough"


class Errors(logging.Handler):
    """Remembers what was logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def settings(url: str) -> Settings:
    """Settings of a bot that never calls Slack."""
    return Settings("xoxb-none", "xapp-none", SECRET, url, SLACK_API, "WARNING")


async def tick(url: str, ticks: int, barrier: Barrier) -> list[str]:
    """Plan again and again, each time together with the others. Returns what was logged as an error."""
    errors, moment = Errors(), [SUNDAY]
    logging.getLogger().addHandler(errors)
    async with app.opened(settings(url), lambda: moment[0]) as world:
        world.workspace = "T1"
        for number in range(ticks):
            moment[0] = SUNDAY + number * STEP
            await asyncio.to_thread(barrier.wait, PATIENCE)
            await plan(world)
    return errors.lines


def work(url: str, ticks: int, barrier: Barrier, said: Queue[list[str]]) -> None:
    """One process."""
    said.put(asyncio.run(tick(url, ticks, barrier)))


async def set_up(url: str) -> None:
    """A workspace with people and teams."""
    await asyncio.to_thread(upgrade, url)
    async with app.opened(settings(url), lambda: SUNDAY) as world:
        world.workspace = "T1"
        await crowd(world, PEOPLE)


async def rows(url: str) -> dict[str, int]:
    """How many rows there are in each table."""
    async with app.opened(settings(url), lambda: SUNDAY) as world:
        return {
            table.name: await world.act(
                "T1", lambda db, t=table: db.run(select(func.count()).select_from(t)).scalar_one()
            )
            for table in TABLES
        }


def run(url: str, processes: int, ticks: int) -> tuple[dict[str, int], list[str]]:
    """Let so many processes tick together. Returns the rows there are then, and what was logged as an error."""
    asyncio.run(set_up(url))
    spawn = multiprocessing.get_context("spawn")
    barrier, said = spawn.Barrier(processes), spawn.Queue()
    started = [spawn.Process(target=work, args=(url, ticks, barrier, said)) for _ in range(processes)]
    for process in started:
        process.start()
    errors = [line for _ in started for line in said.get(timeout=ticks * PATIENCE)]
    for process in started:
        process.join()
    return asyncio.run(rows(url)), errors


def deadlocks(url: str) -> int:
    """How many deadlocks PostgreSQL had to break; who lost one tries again, and logs nothing."""
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT sum(deadlocks) FROM pg_stat_database").fetchone()
        return int(found[0]) if found else 0


def main() -> None:
    """Run both, print, and leave with 1 if they differ."""
    parser = argparse.ArgumentParser(description="Let eight processes plan at the same moments.")
    parser.add_argument("--quick", action="store_true", help="240 ticks in place of 1,000")
    ticks = (240 if parser.parse_args().quick else 1_000) // PROCESSES
    with rig.folder() as folder, rig.database("postgresql", folder) as url:
        for name in ("one", "many"):
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
        one, many = (make_url(url).set(database=name).render_as_string(hide_password=False) for name in ("one", "many"))
        expected, _ = run(one, 1, ticks)
        began = time.perf_counter()
        found, errors = run(many, PROCESSES, ticks)
        seconds, broken = time.perf_counter() - began, deadlocks(url)
    extra = sum(abs(found[name] - expected[name]) for name in expected)
    print(f"{PROCESSES} processes of {ticks:,} ticks in {seconds:.0f} s: {extra} extra rows, {len(errors)} errors")
    print(f"{broken} deadlocks; rows: {', '.join(f'{name} {number:,}' for name, number in found.items())}")
    for line in errors[:20]:
        print(line)
    sys.exit(bool(extra or errors))


if __name__ == "__main__":
    main()
