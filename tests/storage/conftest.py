"""A database on each store."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import psycopg
import pytest

from storage.database import Database, upgrade


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "heartline.db"
    upgrade(f"sqlite:///{path}")
    return path


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
