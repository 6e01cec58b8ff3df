"""A database on each store, and rounds in it."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from pathlib import Path

import psycopg
import pytest

from bot import items
from bot.pulses import Paper, Round
from bot.teams import CohortMember
from storage import pulses
from storage.database import Database, Db


@pytest.fixture
def sqlite_path(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template, tmp_path / "heartline.db"))


@pytest.fixture
def sqlite_url(sqlite_path: Path) -> str:
    return f"sqlite:///{sqlite_path}"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a database with all tables and no rows."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    return str(request.getfixturevalue("postgres").fresh())


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = Database(url, "a secret")
    yield opened
    await opened.close()


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("postgres").fresh())


@pytest.fixture
def second_waits(postgres_url: str) -> Callable[[asyncio.Task[object]], Awaitable[None]]:
    """Returns once a task waits for a lock in PostgreSQL, or is done without."""

    def look(task: asyncio.Task[object]) -> None:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            while not task.done() and not connection.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
                pass

    return lambda task: asyncio.to_thread(look, task)


@pytest.fixture
def papers() -> Callable[..., list[Paper]]:
    """Makes the papers of a cohort's teams, all of which are asked the same."""

    def of(cohort: Sequence[CohortMember], asked: Iterable[str] = ("autonomy-4",), department: str = "") -> list[Paper]:
        sizes = Counter((member.team, member.is_manager) for member in cohort)
        known = tuple(items.bank()[item] for item in asked)
        return [
            Paper(team, known, sizes[team, False], sizes[team, True], department or None)
            for team in sorted({member.team for member in cohort})
        ]

    return of


@pytest.fixture
def opened(papers: Callable[..., list[Paper]]) -> Callable[..., Callable[[Db], bool]]:
    """Opens a round in which all of a cohort are asked the same."""

    def of(round_: Round, cohort: Sequence[CohortMember], *asked: str) -> Callable[[Db], bool]:
        return lambda db: pulses.open_round(db, round_, cohort, papers(cohort, asked or ("autonomy-4",)))

    return of
