"""The one place that opens, commits and rolls back transactions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import Connection, CursorResult, Executable, inspect

from bot.errors import Refused
from storage import engines, faults, installs
from storage.installs import Install
from storage.postgres import PostgresStore
from storage.seals import Seals
from storage.sqlite import SqliteStore

if TYPE_CHECKING:
    import sqlite3

T = TypeVar("T")
MIGRATIONS = Path(__file__).with_name("migrations") / "versions"
UPGRADE_LOCK = 0x48454152  # any number, the same in every process that upgrades


class Db:
    """One act's hold on the database, bound to one workspace. Every statement of a query runs through it."""

    def __init__(self, connection: Connection, workspace: str, seals: Seals) -> None:
        self._connection = connection
        self.workspace = workspace
        self.seals = seals

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._connection.dialect.name

    def run(
        self, statement: Executable, params: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Execute a statement, once or for each of several sets of parameters."""
        return self._connection.execute(statement, params)

    def write(self, sql: str, rows: Sequence[Sequence[Any]]) -> int:
        """On SQLite alone: run SQL for each of several rows of values as they are kept, and return how many it wrote.

        It goes straight to the driver: through SQLAlchemy a row takes five times as long.
        """
        driver = cast("sqlite3.Connection", self._connection.connection.dbapi_connection)
        with closing(driver.executemany(sql, rows)) as cursor:
            return cursor.rowcount


class Database:
    """All that Heartline remembers, on either store.

    Raises Refused, from every method, when something is wrong with the store that a person can put right.
    """

    def __init__(self, url: str, secret: str) -> None:
        address = engines.parsed(url)
        self._store = SqliteStore(address) if address.drivername == "sqlite" else PostgresStore(address)
        self._seals = Seals(secret)

    async def act(self, workspace: str, work: Callable[[Db], T]) -> T:
        """Run work in one transaction of a workspace: kept when it returns, undone when it raises.

        On PostgreSQL it may run more than once (after a deadlock), so it should do nothing but use its `Db`.
        """
        return await self._store.run(lambda connection: work(Db(connection, workspace, self._seals)))

    async def workspaces(self) -> list[Install]:
        """The installs there are, in all workspaces."""
        return await self.act("", installs.every)

    async def scrub(self) -> None:
        """Remove the freed bytes of what a round leaves nothing of from the files; to be called after it was closed."""
        await self._store.scrub()

    async def trim(self) -> None:
        """Leave no older copies of rows in SQLite's log, which would tell one after another who was at work."""
        await self._store.trim()

    def lock(self) -> bool:
        """Keep a second Heartline off the same SQLite file until `close`; True when this one is alone therefore.

        Raises Refused when there is one already.
        """
        return self._store.lock()

    async def close(self) -> None:
        """Finish the acts that wait, and let go."""
        await self._store.close()


def upgrade(url: str) -> None:
    """Bring the tables to what this version expects: all of it or, when something fails, nothing."""
    engine = engines.engine(engines.parsed(url), connections=1)
    try:
        with faults.explaining(), engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
            ours = sorted(path.stem for path in MIGRATIONS.glob("*.py"))
            version = _version(connection)
            if version not in ("", *ours):
                raise Refused("database_newer")
            if version != ours[-1]:
                _migrate(connection)
    finally:
        engine.dispose()


def _version(connection: Connection) -> str:
    """The last migration that the tables have seen."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none())


def _migrate(connection: Connection) -> None:
    from alembic import command  # a quarter of the start and 10 MB, which most starts need not pay
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
