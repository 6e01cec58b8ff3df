"""Connections to the two stores, set up as Heartline needs them."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import Refused

BUSY_MS = 5000
PRAGMAS = (
    f"busy_timeout = {BUSY_MS}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
)
SESSION = "-c statement_timeout=10s -c idle_in_transaction_session_timeout=30s"
CONNECT_SECONDS = 5


def parsed(url: str) -> URL:
    """The address of a store: `sqlite:///heartline.db` or `postgresql://…`. Raises Refused for any other."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise Refused("database_url") from None
    kind = address.drivername.partition("+")[0]
    if kind == "sqlite" and address.database not in (None, "", ":memory:"):
        return address.set(drivername="sqlite")
    if kind in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    raise Refused("database_url")


def file_of(url: str) -> Path | None:
    """The file of a store that is one; None for a server. Raises Refused for what is no address of a store."""
    address = parsed(url)
    return Path(str(address.database)) if address.drivername == "sqlite" else None


def engine(address: URL, connections: int) -> Engine:
    """An engine with up to that many connections; every transaction on SQLite is a writer from its start."""
    if address.drivername != "sqlite":
        return create_engine(
            address,
            pool_size=connections,
            max_overflow=0,
            hide_parameters=True,  # they hold people's words, and a traceback would put them into the log
            isolation_level="READ COMMITTED",
            connect_args={"options": SESSION, "connect_timeout": CONNECT_SECONDS},
        )
    _make_private(Path(str(address.database)))
    made = create_engine(address, pool_size=connections, max_overflow=0, hide_parameters=True)
    event.listen(made, "connect", _set_up)
    event.listen(made, "begin", _begin)
    return made


def _make_private(path: Path) -> None:
    """Let only this user read a new file; SQLite gives its log the same permissions."""
    with suppress(OSError):  # whatever is wrong with the folder is explained when the file is opened
        path.touch(mode=0o600, exist_ok=True)


def _set_up(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin below, and nowhere else
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    # A transaction that reads first and then writes would lose updates or fail beside another process.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
