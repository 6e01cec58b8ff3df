"""What closing a round and composing and rendering all its digests costs, beside bare SQL and beside loaded ORM rows.

    python -m benchmarks.digests [--quick] [--store sqlite|postgresql]

10,000 people in 500 teams of 100 departments, 52 weeks of tallies, 200,000 pieces of feedback, 500,000 kudos (quick: a
fifth of each). Ours is what the clock and the sender do once a week: close the last round, in which three in four have
answered; take the looks, which are due in this week; compose and keep all digests; render each in an act of its own.
Bare are three sums over the same year by team and week (tallies, feedback, thanks), and nothing made of them. The ORM
way loads the rows of a tenth of the teams as objects and sums them up in Python: told times ten. Each runs in a process
of its own on a fresh copy, in turns; times are medians of seconds of CPU, the
server's with ours, so that a busy machine does not matter; memory is what a process grew by from its start to its peak.

Goals: composing and rendering within twice the bare sums, and within an eighth of the ORM way's memory.
Exits with 1 when one is missed. Closing and looks are told beside it: they come once a week too, but tell nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import create_engine, make_url, select, text

from benchmarks import rig
from benchmarks.digest_ways import Cpu, Figures, bare, orm, peak
from benchmarks.digest_year import QUICK, SECRET, WEEKS, WHOLE, WORKSPACE, Size, fill, now, round_of
from bot.config import SLACK_API, Settings
from bot.delivery import WORTH_SENDING
from handlers import digests, looks
from handlers.runtime import app
from handlers.world import World
from storage import closing, engines
from storage.database import Database, upgrade
from storage.messaging_tables import DELIVERY

MOST_TIME, LEAST_MEMORY = 2.0, 8.0
PARTS = ("closing", "looks", "composing", "rendering")


async def ours(url: str) -> Figures:
    """Seconds for each part of a week's end, MB for all of it, and how many digests were rendered."""
    closed, took, cpu = round_of(WEEKS - 1), Figures(), Cpu(url)
    settings = Settings("xoxb-none", "xapp-none", SECRET, url, SLACK_API, "WARNING")

    async def timed(name: str, work: Callable[[World], Awaitable[Any]]) -> Any:
        began = cpu.seconds()
        value = await work(world)
        took[name] = cpu.seconds() - began
        return value

    async with app.opened(settings, now) as world:
        world.workspace = WORKSPACE
        await world.act(WORKSPACE, lambda db: db.run(text("SELECT 1")))
        before = peak()
        await timed("closing", lambda world: world.act(WORKSPACE, lambda db: closing.close(db, closed.id, now())))
        await timed("looks", lambda world: looks.take(world, closed))
        await timed("composing", digests.post_due)
        took["digests"] = await timed("rendering", render_all)
        took["megabytes"] = peak() - before
    return took


async def render_all(world: World) -> int:
    """Render what was enqueued for teams, departments and the company; returns how many there are."""
    columns = (DELIVERY.c.key, DELIVERY.c.recipient, DELIVERY.c.subject)
    waiting = select(*columns).where(DELIVERY.c.kind == digests.KIND)
    rows, rendered = await world.act(WORKSPACE, lambda db: db.run(waiting).all()), 0
    for row in rows:
        delivery = world.delivery(digests.KIND, *row, now() + WORTH_SENDING)
        message = await world.act(WORKSPACE, lambda db, told=delivery: digests.render(db, told, now()))
        rendered += message is not None
    return rendered


ROLES: dict[str, Callable[[str], Figures]] = {"ours": lambda url: asyncio.run(ours(url)), "bare": bare, "orm": orm}


def apart(role: str, url: str) -> Figures:
    """What a role measures in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.digests", "--role", role, "--url", url]
    done = subprocess.run(command, cwd=rig.ROOT, stdout=subprocess.PIPE, check=True, text=True)
    figures: Figures = json.loads(done.stdout)
    return figures


@contextmanager
def copied(url: str) -> Iterator[str]:
    """The address of a fresh copy of a database to which nobody is connected."""
    address = make_url(url)
    if address.drivername == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{shutil.copy(str(address.database), folder)}"
        return
    server = create_engine(engines.parsed(url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE copied TEMPLATE {address.database}"))
        try:
            yield address.set(database="copied").render_as_string(hide_password=False)
        finally:
            connection.execute(text("DROP DATABASE copied WITH (FORCE)"))
    server.dispose()


@dataclass
class Found:
    """The medians of several turns."""

    ours: Figures
    bare: Figures
    orm: Figures

    @property
    def is_good(self) -> bool:
        """Whether both goals were reached."""
        return self.times <= MOST_TIME and self.share >= LEAST_MEMORY

    @property
    def times(self) -> float:
        """How many times the bare sums composing and rendering took."""
        return (self.ours["composing"] + self.ours["rendering"]) / self.bare["seconds"]

    @property
    def share(self) -> float:
        """How many times our memory the ORM way takes."""
        return self.orm["megabytes"] / max(self.ours["megabytes"], 1)


def measured(url: str, turns: int) -> Found:
    """Let each take its turn on a fresh copy, so many times."""
    all_turns: dict[str, list[Figures]] = {role: [] for role in ROLES}
    for _ in range(turns):
        for role, figures in all_turns.items():
            with copied(url) as copy:
                figures.append(apart(role, copy))
    return Found(
        **{
            role: {name: median(one[name] for one in figures) for name in figures[0]}
            for role, figures in all_turns.items()
        }
    )


def tell(store: str, found: Found) -> None:
    """Print what was found on a store."""
    each, sql = found.ours, found.bare["seconds"]
    print(f"{store}: {each['digests']:.0f} digests; the bare sums take {sql:.2f} s")
    for part in PARTS:
        print(f"  {part}: {each[part]:.2f} s, {each[part] / sql:.1f} times the sums")
    print(f"composing and rendering: {found.times:.1f} times the sums (wanted {MOST_TIME})")
    print(f"the ORM way: {found.orm['seconds'] / sql:.0f} times the sums, {found.orm['megabytes']:.0f} MB")
    print(f"memory of all four: {each['megabytes']:.0f} MB, {found.share:.0f} times less (wanted {LEAST_MEMORY})")


def main() -> None:
    """Measure, and leave with 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description="Measure what all digests of a workspace cost.")
    parser.add_argument("--quick", action="store_true", help="a fifth of the people and of all else, and fewer turns")
    parser.add_argument("--store", choices=("sqlite", "postgresql"), help="only this one")
    parser.add_argument("--role", choices=ROLES, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.role:
        print(json.dumps(ROLES[given.role](given.url)))
        return
    stores = (given.store,) if given.store else ("sqlite", "postgresql")
    size, turns = (QUICK, 1) if given.quick else (WHOLE, 3)
    is_good = [on_store(store, size, turns) for store in stores]  # a list: both are told
    sys.exit(not all(is_good))


def on_store(store: str, size: Size, turns: int) -> bool:
    """Fill a database of one kind, measure, print; whether the goals were reached."""
    with rig.folder() as folder, rig.database(store, folder) as url:
        upgrade(url)
        asyncio.run(filled(url, size))
        found = measured(url, turns)
    tell(store, found)
    return found.is_good


async def filled(url: str, size: Size) -> None:
    """Fill a database, and let go of it."""
    database = Database(url, SECRET)
    try:
        await fill(database, size)
        await database.scrub()
    finally:
        await database.close()


if __name__ == "__main__":
    main()
