"""Kudos a second, from an envelope of Socket Mode to durably recorded and acknowledged, with more and more stored.

`python -m benchmarks.kudos [--quick]`. Each round starts the bot on a fresh copy of a database with 0, 10,000 and
500,000 kudos in it, and beside it a bot by the book, on an empty one. A server is kept on core 0, the load on core 1;
32 commands are under way at any time, each from somebody to somebody else, all within the limits of a day; both bots
have one writer. The rows are counted afterwards, and so are the calls to Slack: none is allowed.

The goals are ratios of CPU between rounds that take turns; how many a second is told, and depends on the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import uvloop
from aiohttp import web
from sqlalchemy import insert
from sqlmodel import Session, create_engine

from benchmarks.kudos_servers import Member, book_store
from benchmarks.speed.clicks import APP, WORKSPACE
from benchmarks.speed.rig import LOAD_CORE, Failed, Server, medians, ratio, take_turns, use_core
from benchmarks.speed.sockets import PATIENCE, Envelopes, serving_envelopes
from bot.kudos import Kudos
from bot.people import Person
from storage import people
from storage.database import Database, Db, upgrade
from storage.kudos_tables import KUDOS, KUDOS_MESSAGE, KUDOS_RECEIVER

SIZES = {"0": 0, "10,000": 10_000, "500,000": 500_000}
QUICK_SIZES = {"0": 0, "10,000": 10_000}
BOOK = "by the book"
UNDER_WAY = 32  # with more of them the acknowledgements by the book come too late
PEOPLE, WARMING, CHUNK = 5_000, 200, 10_000
WANTED_SHARE, WANTED_BESIDE = 0.7, 3.3
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def person_id(number: int) -> str:
    """The id of one of the people."""
    return f"U{number % PEOPLE:05d}"


class Commands(Envelopes):
    """Slack's end of a socket, which sends `/kudos`: each person thanks the next, in the next turn the one after."""

    def __init__(self) -> None:
        super().__init__("")
        self.calls = 0
        self._given = 0
        self._mark = secrets.token_hex(4)

    async def _answer(self, request: web.Request) -> web.Response:
        self.calls += 1
        return await super()._answer(request)

    async def _send(self) -> None:
        assert self._socket is not None
        number, self._given = self._given, self._given + 1
        mark = f"{self._mark}{number:08d}"
        self._sent.add(mark)
        receiver = person_id(number + 1 + number // PEOPLE)
        payload = {
            "token": "unused",
            "team_id": WORKSPACE,
            "team_domain": "speed",
            "channel_id": "C0SPEED01",
            "channel_name": "support",
            "user_id": person_id(number),
            "user_name": person_id(number).lower(),
            "command": "/kudos",
            "text": f"<@{receiver}|someone> for the refund guide that new colleagues settle refunds with",
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": "http://127.0.0.1:9/commands/T0SPEED01/1/abc",
            "trigger_id": f"1234567890.123456.{mark}",
        }
        frame = {"envelope_id": mark, "type": "slash_commands", "accepts_response_payload": True, "payload": payload}
        await self._socket.send_str(orjson.dumps(frame).decode())

    async def send(self, count: int) -> float:
        """Keep commands under way until so many are acknowledged. Returns the seconds. Raises Failed if one is lost."""
        self._room, began = asyncio.Semaphore(UNDER_WAY), time.perf_counter()
        for _ in range(count):
            while self._room.locked():  # noqa: ASYNC110 - never asleep: see `benchmarks.speed.load`
                await asyncio.sleep(0)
            await self._room.acquire()
            await self._send()
        await self._all_back()
        return time.perf_counter() - began


@dataclass(frozen=True)
class Round:
    """What a round cost: kudos a second, and microseconds of CPU for one."""

    rate: float
    cpu: float


@asynccontextmanager
async def served(name: str, url: str) -> AsyncIterator[tuple[Server, Commands]]:
    """A bot on the servers' core, and Slack's end of its socket."""
    commands = Commands()
    command = (sys.executable, "-m", "benchmarks.kudos_servers", name)
    async with serving_envelopes(commands) as address:
        process = await asyncio.create_subprocess_exec(
            *command, address, url, cwd=Path(__file__).parents[1], stdout=asyncio.subprocess.PIPE
        )
        try:
            assert process.stdout is not None
            if not await process.stdout.readline():
                raise Failed(f"{name} did not start.")
            async with asyncio.timeout(PATIENCE):
                await commands.connected.wait()
            yield Server(process, {}), commands
        finally:
            process.kill()
            await process.wait()


async def round_of(name: str, template: Path, count: int) -> Round:
    """One round on a fresh copy of a database. Raises Failed where rows or acknowledgements are missing."""
    is_book = name == BOOK
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(template, folder))
        before = rows(path, is_book)
        async with served("book" if is_book else "ours", f"sqlite:///{path}") as (server, commands):
            await commands.send(WARMING)
            calls, used = commands.calls, server.cpu()
            took = await commands.send(count)
            spent, called = server.cpu() - used, commands.calls - calls
        if called:
            raise Failed(f"{called} calls to Slack were made for {count} kudos.")
        if (kept := rows(path, is_book) - before) != WARMING + count:
            raise Failed(f"{WARMING + count} kudos were acknowledged and {kept} kept ({name}).")
    return Round(count / took, spent / count * 1e6)


def rows(path: Path, is_book: bool) -> int:
    """How many kudos a database holds."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {'thanks' if is_book else 'kudos'}").fetchone()[0])


async def templates(folder: Path, sizes: Mapping[str, int]) -> dict[str, Path]:
    """The databases that the rounds start from."""
    made = {}
    for number, (name, size) in enumerate(sizes.items()):
        made[name] = folder / f"kudos{number}.db"
        url = f"sqlite:///{made[name]}"
        upgrade(url)
        database = Database(url, "a secret of the benchmarks, long enough")
        await database.act(WORKSPACE, lambda db: people.keep(db, everybody()))
        for start in range(0, size, CHUNK):
            await database.act(WORKSPACE, lambda db, start=start: fill(db, range(start, start + CHUNK)))
        await database.close()
    made[BOOK] = folder / "book.db"
    url = f"sqlite:///{made[BOOK]}"
    book_store(url)
    with Session(create_engine(url)) as session:
        session.add_all(Member(id=person.id, name=person.name) for person in everybody())
        session.commit()
    for path in made.values():
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the copies are of this file alone
    return made


def everybody() -> Iterator[Person]:
    """The people of the workspace."""
    return (Person(person_id(n), f"Person {n}", "Europe/Berlin", f"p{n}") for n in range(PEOPLE))


def fill(db: Db, numbers: range) -> None:
    """Keep kudos of the past: about three a person and week."""
    here = {"workspace": db.workspace}
    given, sides, places = [], [], []
    for n in numbers:
        at = EPOCH + timedelta(minutes=n // 2)
        kudos = Kudos(f"k{n}", person_id(n), (person_id(n * 7 + 1),), f"Did thing {n}", "It went well", at, at.date())
        plain = {name: value for name, value in vars(kudos).items() if name != "receivers"}
        given.append(here | plain)
        unshared = {"place": 0, "shared_at": None, "shared_with": None, "shared_in": None}
        sides.append(here | {"kudos": kudos.id, "receiver": kudos.receivers[0]} | unshared)
        place = {"kind": "kudos", "place": kudos.receivers[0], "channel": f"D{n}", "ts": f"{n}.1"}
        places.append(here | {"kudos": kudos.id} | place)
    for table, rows_of_it in ((KUDOS, given), (KUDOS_RECEIVER, sides), (KUDOS_MESSAGE, places)):
        db.run(insert(table), rows_of_it)


async def measured(sizes: Mapping[str, int], count: int, rounds: int) -> bool:
    """Measure, print, and tell whether all goals were reached."""
    with tempfile.TemporaryDirectory() as folder:
        made = await templates(Path(folder), sizes)
        rates: dict[str, list[float]] = {name: [] for name in made}

        async def cost(name: str) -> float:
            found = await round_of(name, made[name], count)
            rates[name].append(found.rate)
            return found.cpu

        used = await take_turns(tuple(made), rounds, cost)
    each, fast = medians(used), medians(rates)
    print(f"{'stored':12}{'kudos a second':>16}{'µs of CPU each':>16}")
    for name in made:
        print(f"{name:12}{fast[name]:>16.0f}{each[name]:>16.0f}")
    most = max(sizes, key=lambda name: sizes[name])
    share, beside = ratio(used["0"], used[most]), ratio(used[BOOK], used["0"])
    print(f"with {most} stored, of none: {share:.2f} (wanted {WANTED_SHARE})")
    print(f"beside the book, by CPU: {beside:.1f} (wanted {WANTED_BESIDE})")
    return share >= WANTED_SHARE and beside >= WANTED_BESIDE


def main() -> None:
    """Measure, and leave with 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description="Measure kudos a second through Socket Mode.")
    parser.add_argument("--quick", action="store_true", help="shorter rounds, and fewer of them")
    given = parser.parse_args()
    use_core(LOAD_CORE)
    work = measured(QUICK_SIZES, 500, 2) if given.quick else measured(SIZES, 2_000, 3)
    is_good = uvloop.run(work)
    print("reached" if is_good else "MISSED")
    sys.exit(not is_good)


if __name__ == "__main__":
    main()
