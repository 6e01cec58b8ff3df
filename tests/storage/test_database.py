from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, update

from storage import installs
from storage.database import Database, Db
from storage.installs import Install
from storage.messaging_tables import EVENT
from storage.tables import WORKSPACE

WRITER = """
import asyncio, sys
from itertools import count
from datetime import UTC, datetime
from storage import events
from storage.database import Database

async def main() -> None:
    database = Database(sys.argv[1], "a secret")
    numbers = count()
    async def write() -> None:
        for n in numbers:
            await database.act("T1", lambda db: events.remember(db, f"Ev{n}", datetime(2026, 3, 2, tzinfo=UTC)))
            sys.stdout.write(f"Ev{n}\\n")
            sys.stdout.flush()
    await asyncio.gather(*[write() for _ in range(8)])

asyncio.run(main())
"""


def counting(db: Db) -> int:
    """Read a number, then write the next."""
    here = WORKSPACE.c.workspace == db.workspace
    n = int(db.run(select(WORKSPACE.c.name).where(here).with_for_update()).scalar_one())
    db.run(update(WORKSPACE).where(here).values(name=str(n + 1)))
    return n + 1


def named(name: str) -> Callable[[Db], None]:
    return lambda db: installs.keep(db, Install(db.workspace, name, "UB"))


async def names(database: Database) -> dict[str, str]:
    return {install.id: install.name for install in await database.workspaces()}


async def test_an_act_returns_what_its_work_returns(database: Database) -> None:
    await database.act("T1", named("0"))
    assert await database.act("T1", counting) == 1


async def test_an_act_that_raises_leaves_nothing_and_harms_nobody(database: Database) -> None:
    def fails(db: Db) -> None:
        named("half")(db)
        raise LookupError("on purpose")

    acts = [database.act(f"T{n}", fails if n % 2 else named("whole")) for n in range(20)]
    outcomes = await asyncio.gather(*acts, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [type(None), LookupError] * 10
    assert await names(database) == {f"T{n}": "whole" for n in range(0, 20, 2)}


async def test_eight_writers_lose_no_update(url: str) -> None:
    desks = [Database(url, "a secret") for _ in range(8)]
    await desks[0].act("T1", named("0"))
    await asyncio.gather(*[desk.act("T1", counting) for desk in desks for _ in range(50)])
    assert await names(desks[0]) == {"T1": "400"}
    for desk in desks:
        await desk.close()


async def test_a_cancelled_caller_does_not_stop_the_others(database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(db: Db) -> None:
        begun.set()
        go_on.wait(10)
        named("slow")(db)

    leaving = asyncio.create_task(database.act("T1", slow))
    waiting = [asyncio.create_task(database.act(f"T{n}", named("waiting"))) for n in range(2, 12)]
    await asyncio.to_thread(begun.wait, 10)
    leaving.cancel()
    waiting[0].cancel()
    go_on.set()
    await asyncio.gather(*waiting[1:])
    await database.act("T20", named("after"))
    known = await names(database)
    assert known.items() >= {f"T{n}": "waiting" for n in range(3, 12)}.items()
    assert known["T20"] == "after"
    with pytest.raises(asyncio.CancelledError):
        await leaving


async def test_closing_finishes_what_waits(url: str) -> None:
    database = Database(url, "a secret")
    acts = [asyncio.create_task(database.act(f"T{n}", named("kept"))) for n in range(100)]
    await asyncio.sleep(0)  # each has handed in its work, and none has been answered
    await database.close()
    await asyncio.gather(*acts)
    again = Database(url, "a secret")
    assert len(await names(again)) == 100
    await again.close()


async def test_a_closed_database_takes_no_more_acts(url: str) -> None:
    database = Database(url, "a secret")
    await database.close()
    with pytest.raises(RuntimeError):
        await database.act("T1", named("late"))


async def test_closing_twice_is_closing_once(url: str) -> None:
    database = Database(url, "a secret")
    await database.act("T1", named("kept"))
    await database.close()
    await database.close()


async def test_a_killed_process_loses_nothing_it_acknowledged(url: str) -> None:
    root = Path(__file__).parents[2]
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", WRITER, url, stdout=pipe, cwd=root)
    assert child.stdout is not None
    acknowledged = [await child.stdout.readline() for _ in range(200)]
    os.kill(child.pid, signal.SIGKILL)
    acknowledged += [line async for line in child.stdout]
    assert await child.wait() == -signal.SIGKILL
    database = Database(url, "a secret")
    kept = await database.act("T1", lambda db: set(db.run(select(EVENT.c.id)).scalars()))
    assert kept >= {line.decode().strip() for line in acknowledged if line.endswith(b"\n")}
    await database.close()
