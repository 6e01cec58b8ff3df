"""Copies of the database that open no answer: what ties people to answers and comments is never written to them."""

from __future__ import annotations

import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL

from bot.errors import Refused
from storage import engines, faults
from storage.asking_tables import REMINDER
from storage.comment_tables import COMMENT, DRAFT, REPLY
from storage.messaging_tables import DELIVERY
from storage.tables import ANSWER, ROUND_KEY

# Their tables are there, and empty. Messages on their way would be sent again by whoever restores the copy.
LEFT_OUT = tuple(table.name for table in (ANSWER, ROUND_KEY, DRAFT, COMMENT, REPLY, REMINDER, DELIVERY))


def server_command(url: str, path: Path) -> str | None:
    """The command that makes such a copy of a database on PostgreSQL; None where `write` does it."""
    address = engines.parsed(url)
    if address.drivername == "sqlite":
        return None
    place = URL.create("postgresql", address.username, None, address.host, address.port, address.database)
    left_out = [f"--exclude-table-data={name}" for name in LEFT_OUT]
    return shlex.join(["pg_dump", "--format=custom", *left_out, f"--file={path}", str(place)])


def write(url: str, path: Path) -> None:
    """Copy a SQLite database to a new file that its owner alone can read, as it is at one moment, while others write.

    Table by table and not page by page: the bytes of what is left out, and of what was deleted, never get there. Raises
    Refused when there is a file already, or it cannot be written.
    """
    source = Path(str(engines.parsed(url).database)).resolve()
    new_file(path)
    try:
        with closing(sqlite3.connect(path.resolve().as_uri(), uri=True, isolation_level=None)) as copy:
            _copy(copy, f"{source.as_uri()}?mode=ro")
    except sqlite3.Error as error:
        path.unlink()
        raise faults.explained(error) from error


def new_file(path: Path) -> None:
    """Make an empty file that its owner alone can read. Raises Refused when there is one, or none can be made."""
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise Refused("file_exists", path=path) from None
    except OSError as error:
        raise Refused("file_unwritable", path=path) from error


def _copy(copy: sqlite3.Connection, source: str) -> None:
    copy.execute("ATTACH DATABASE ? AS source", [source])
    copy.execute("BEGIN")
    made = copy.execute("SELECT type, name, sql FROM source.sqlite_master WHERE sql IS NOT NULL").fetchall()
    tables = {name: sql for kind, name, sql in made if kind == "table" and not name.startswith("sqlite_")}
    for name, sql in tables.items():
        copy.execute(sql)
        if name not in LEFT_OUT:
            copy.execute(f'INSERT INTO main."{name}" SELECT * FROM source."{name}"')  # noqa: S608 - a table's own name
    for kind, _, sql in made:
        if kind == "index":
            copy.execute(sql)
    copy.execute("COMMIT")
