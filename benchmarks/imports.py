"""How fast a file of feedback is imported, in how much memory, and whether ten kills lose or double a line.

Each import is a process of its own on a new SQLite database. Beside it, in the same run and in turn, Python's own `csv`
reader with bare `executemany` puts the same lines into a table of the same columns, with a unique key.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.rig import folder, table

ROOT = Path(__file__).resolve().parents[1]
HEADER = ("customer", "said", "rating", "expectations", "team", "date", "source", "id")
WORDS = ("the", "order", "came", "late", "but", "whoever", "answered", "was", "kind", "and", "knew", "what", "to", "do")
SECRET = "a secret for a benchmark, long enough"


def write(path: Path, lines: int) -> None:
    """A file of so many lines, always the same."""
    chosen = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER)
        for number in range(lines):
            said = " ".join(chosen.choices(WORDS, k=8))
            rows.writerow((f"Customer {number % 5000}", said, 1 + number % 5, "care", "", "2026-02-27", "desk", number))


async def _import(path: Path, database: Path) -> None:
    import aiohttp  # all of these here, so that the other way does not carry them
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.csv_columns import Wish
    from handlers import imports
    from handlers.runtime.command import now
    from handlers.world import World
    from storage.database import Database

    async with aiohttp.ClientSession() as http:
        world = World(Database(f"sqlite:///{database}", SECRET), AsyncWebClient(), http, now, "T1")
        with path.open("rb") as file:
            looked = imports.ready(file, path.name, imports.look(file, path.name, Wish()))
            await imports.import_csv(world, file, looked, lambda at: print(at, flush=True))
        await world.db.close()


def ours(path: Path, database: Path) -> None:
    """Import as `heartline feedback import` does."""
    asyncio.run(_import(path, database))


def bare(path: Path, database: Path) -> None:
    """The csv module and executemany, all in one transaction."""
    with sqlite3.connect(database) as store, path.open(encoding="utf-8", newline="") as file:
        store.execute("PRAGMA journal_mode = WAL")
        store.execute("PRAGMA synchronous = FULL")
        store.execute(f"CREATE TABLE bare ({', '.join(HEADER)}, UNIQUE (id))")
        rows = csv.reader(file)
        next(rows)
        store.executemany(f"INSERT OR IGNORE INTO bare VALUES ({', '.join('?' * len(HEADER))})", rows)


WAYS: dict[str, Callable[[Path, Path], None]] = {"ours": ours, "bare": bare}


def measured(way: str, path: Path, database: Path) -> tuple[float, float]:
    """Seconds and peak memory in MiB of one way in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", way, str(path), str(database)],
        capture_output=True, text=True, check=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )  # fmt: skip
    seconds, memory = done.stdout.splitlines()[-1].split()
    return float(seconds), float(memory)


def one(way: str, path: Path, database: Path) -> None:
    """Do one way, and print its seconds and its peak memory in MiB."""
    started = time.perf_counter()
    WAYS[way](path, database)
    seconds = time.perf_counter() - started
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def killed(path: Path, database: Path, kills: int, batches: int) -> tuple[int, int]:
    """Kill the import so many times, each at some batch, then let it end. Returns the lines kept, and the kills."""
    chosen, hit = random.Random(2), 0
    command = [sys.executable, __file__, "--one", "ours", str(path), str(database)]
    for _ in range(kills):
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": ""}
        )
        assert process.stdout
        for _ in range(chosen.randint(1, batches - 2)):
            process.stdout.readline()
        time.sleep(chosen.random() / 100)  # into a transaction, not always at its end
        hit += process.poll() is None
        process.kill()
        process.communicate()
    measured("ours", path, database)
    with sqlite3.connect(database) as store:
        kept, keys = store.execute("SELECT count(*), count(DISTINCT key) FROM feedback").fetchone()
    assert kept == keys
    return int(kept), hit


def main() -> None:
    """Run, print, and leave with 1 when a line is lost or doubled."""
    parser = argparse.ArgumentParser(description="Import a large file, beside the least that could be done with it.")
    parser.add_argument("--quick", action="store_true", help="10,000 lines, once")
    parser.add_argument("--one", nargs=3, metavar=("WAY", "FILE", "DATABASE"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        way, path, database = chosen.one
        one(way, Path(path), Path(database))
        return
    from storage.database import upgrade

    lines, turns, kills = (10_000, 1, 3) if chosen.quick else (100_000, 3, 10)
    with folder() as where:
        path = where / "feedback.csv"
        write(path, lines)
        found: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
        for turn in range(turns):
            for way, results in found.items():
                database = where / f"{way}{turn}.db"
                if way == "ours":
                    upgrade(f"sqlite:///{database}")
                results.append(measured(way, path, database))
        rows = []
        for way, results in found.items():
            seconds = statistics.median(seconds for seconds, _ in results)
            memory = max(memory for _, memory in results)
            rows.append([way, lines, f"{lines / seconds:,.0f}", f"{seconds:.2f}", f"{memory:.0f}"])
        table(("way", "lines", "lines a second", "seconds", "peak MiB"), rows)
        database = where / "killed.db"
        upgrade(f"sqlite:///{database}")
        kept, hit = killed(path, database, kills, lines // 500)
        table(("kills", "lost", "doubled"), [[hit, max(lines - kept, 0), max(kept - lines, 0)]])
        sys.exit(kept != lines or not hit)


if __name__ == "__main__":
    main()
