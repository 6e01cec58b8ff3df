"""How long it takes to load and render a Home, and how often one is published.

    python -m benchmarks.home [--quick] [--store sqlite|postgresql]

A workspace of 5,000 people in 300 teams and 50 departments with a year behind it: 52 pulses, the last of them open and
answered, a digest of each group and week, 100,000 pieces of feedback, 250,000 kudos, 400 comments of which 300 were
answered (quick: a fifth of each). Timed is what stands between an event and the call to Slack: one act that loads a
page, and its rendering, for a member, for who leads a team and a department, for who leads the company, and for an
admin; of the processor's part, that of PostgreSQL's server is left out. Beside it, how many calls 100 changes bring
about: one a beat, ten a beat, and acts of which Home says nothing.

Goal: 300 ms at the 95th percentile, on both stores. Exits with 1 when it is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import quantiles

from sqlalchemy import insert, select, text

from benchmarks import rig
from benchmarks.digest_year import FIRST_MONDAY, OF_A_TEAM, SECRET, WEEKS, WORKSPACE, Size, fill, round_of
from bot import home as rules
from bot.comments import KEPT, Reply
from bot.config import Settings
from bot.home import Place
from bot.kudos import Kudos
from bot.people import Person
from bot.schedules import Schedule
from bot.teams import Membership, Team
from handlers import digests, homes
from handlers.runtime import app
from handlers.world import World
from sandbox import Manifest, Sandbox, User, Workspace
from storage import comments, kudos, people, replies, schedules, teams
from storage.comment_tables import COMMENT
from storage.database import Database, Db, upgrade
from storage.padding import padded
from storage.tables import DIGEST

MOST_MS = 300.0
FEWEST_BLOCKS = 5  # of a page; strangers are shown a sentence
COMMENTS, ANSWERED, CHANGES = 400, 300, 100
MEMBER, MANAGER, LEAD, ADMIN = "U00007", "U00100", "U00001", "U00033"
PAGES = (
    ("a member: You", MEMBER, rules.YOU),
    ("leads a team and a department: You", MANAGER, rules.YOU),
    ("leads a team and a department: Your teams", MANAGER, rules.TEAMS),
    ("leads the company: Your teams", LEAD, rules.TEAMS),
    ("an admin: Set-up", ADMIN, rules.SET_UP),
)


@dataclass(frozen=True)
class Scale:
    """How much there is, how many teams beside those of the year, and how often each page is timed."""

    size: Size
    more_teams: int
    comments: int
    answered: int
    times: int


WHOLE = Scale(Size(people=5_000, feedback=100_000, kudos=250_000), 50, COMMENTS, ANSWERED, times=200)
QUICK = Scale(Size(people=1_000, feedback=20_000, kudos=50_000), 10, COMMENTS // 5, ANSWERED // 5, times=40)


def now() -> datetime:
    """The Tuesday of the open week."""
    return round_of(WEEKS - 1).opens_at + timedelta(days=1, hours=20)


def _more(db: Db, scale: Scale) -> None:
    """An admin, a schedule, teams whose people are in others too, and comments with their answers."""
    schedules.add(db, Schedule("pulse", FIRST_MONDAY, 1))
    people.keep(db, [Person(ADMIN, "Admin", "Europe/Berlin", "admin", is_admin=True)])
    for n in range(scale.size.teams, scale.size.teams + scale.more_teams):
        own = [f"U{(n * 7 + k) % scale.size.people:05d}" for k in range(OF_A_TEAM)]
        teams.add(db, Team(f"t{n}", f"Team {n}", f"C{n}", n), [Membership(f"t{n}", person) for person in own])
    for n in range(scale.comments):
        sealed = {
            what: db.seals.seal(padded(content.encode()), f"{what}|{db.workspace}|c{n}")
            for what, content in ((comments.TEXT, f"Comment {n}"), (comments.LINK, f"U{n * 12 + 7:05d}"))
        }
        place = {"workspace": db.workspace, "id": f"c{n}", "audience": f"t{n % 40}", "waited": 0, "release": "r1"}
        values = {"sealed": sealed[comments.TEXT], "link": sealed[comments.LINK], "until": now().date() + KEPT}
        db.run(insert(COMMENT), place | values)
    for n in range(scale.answered):
        reply = Reply(f"token {n}", f"c{n}", "U00000", "thanks", "", now())
        replies.keep(db, reply, now())
        replies.settle(db, reply)


def _a_year_of_digests(db: Db) -> None:
    """The digests of the last closed week once more for each week before it."""
    newest = db.run(select(DIGEST).where(DIGEST.c.round == f"r{WEEKS - 2}")).mappings().all()
    for week in range(WEEKS - 2):
        of = round_of(week)
        rows = [dict(row) | {"round": of.id, "content": row["content"] | {"week": of.week}} for row in newest]
        db.run(insert(DIGEST), rows)
    db.run(text("ANALYZE"))


async def timed(world: World, person: str, page: str, times: int) -> tuple[list[float], float]:
    """How many milliseconds each of so many times took, and the processor's part of all of them."""
    took, worked = [], 0.0

    def act(db: Db) -> None:
        nonlocal worked
        began = time.thread_time()
        if len(homes.view(db, person, Place(page), now())["blocks"]) < FEWEST_BLOCKS:
            raise SystemExit(f"{person} has no page {page}.")
        worked += time.thread_time() - began

    for _ in range(times):
        began = time.perf_counter()
        await world.act(WORKSPACE, act)
        took.append((time.perf_counter() - began) * 1000)
    return took, worked * 1000


async def publishes(world: World, sandbox: Sandbox, change: Callable[[Db, int], None], beats: int) -> int:
    """How many calls 100 changes bring about when there are so many beats meanwhile."""
    sandbox.traffic.passages.clear()
    for n in range(CHANGES):
        await world.act(WORKSPACE, lambda db, n=n: change(db, n))
        world.touched.add(MEMBER)
        if (n + 1) % (CHANGES // beats) == 0:
            await homes.refresh(world)
    return sum(passage.name == "views.publish" for passage in sandbox.traffic.passages)


def _thank(prefix: str, begin: timedelta) -> Callable[[Db, int], None]:
    """Kudos, each newer than the one before, and so a real change of the member's Home."""

    def change(db: Db, n: int) -> None:
        moment = now() + begin + timedelta(seconds=n)
        kudos.keep(db, Kudos(f"{prefix}{n}", "U00008", (MEMBER,), f"{prefix} {n}", "", moment, moment.date()))

    return change


def _look(db: Db, _n: int) -> None:
    db.run(select(DIGEST.c.team).limit(1))


@asynccontextmanager
async def at_work(url: str, scale: Scale) -> AsyncIterator[tuple[World, Sandbox]]:
    """The filled database in a world whose Slack is the sandbox."""
    workspace = Workspace(Manifest.read(rig.ROOT / "manifest.yml"))
    workspace.add_user(User(MEMBER, "member", "A Member"))
    async with Sandbox(workspace) as sandbox:
        settings = Settings(sandbox.bot_token, sandbox.app_token, SECRET, url, sandbox.api_url, "WARNING")
        async with app.opened(settings, now) as world:
            world.workspace = WORKSPACE
            await world.act(WORKSPACE, lambda db: _more(db, scale))
            await digests.post_due(world)
            await world.act(WORKSPACE, _a_year_of_digests)
            yield world, sandbox


async def measure(store: str, where: Path, scale: Scale) -> bool:
    """Measure on one store and tell it. Whether the goal is met."""
    with rig.database(store, where) as url:
        upgrade(url)
        database = Database(url, SECRET)
        await fill(database, scale.size)
        await database.close()
        async with at_work(url, scale) as (world, sandbox):
            rows, slowest = [], 0.0
            for name, person, page in PAGES:
                took, worked = await timed(world, person, page, scale.times)
                cuts = quantiles(took, n=20)
                slowest = max(slowest, cuts[18])
                rows.append(
                    (
                        store,
                        name,
                        f"{cuts[9]:.1f}",
                        f"{cuts[18]:.1f}",
                        f"{max(took):.1f}",
                        f"{worked / scale.times:.1f}",
                    )
                )
            rig.table(("store", "page", "p50 ms", "p95 ms", "most ms", "processor ms"), rows)
            await homes.publish(world, MEMBER)
            for name, change, beats in (
                ("100 changes, one a beat", _thank("a", timedelta(0)), CHANGES),
                ("100 changes, ten a beat", _thank("b", timedelta(hours=1)), CHANGES // 10),
                ("100 acts of which Home says nothing", _look, CHANGES),
            ):
                print(f"{store}: {name}: {await publishes(world, sandbox, change, beats)} publishes", flush=True)
    return slowest < MOST_MS


def main() -> None:
    """Measure, tell, and exit with 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--store", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    is_met = True
    for store in [asked.store] if asked.store else ["sqlite", "postgresql"]:
        with rig.folder() as where:
            is_met = asyncio.run(measure(store, where, QUICK if asked.quick else WHOLE)) and is_met
    if not is_met:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
