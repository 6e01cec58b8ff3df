from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from bot.errors import Refused
from bot.people import Person
from storage import faults, installs, people
from storage.database import Database, Db, upgrade
from storage.installs import Install


def keeping(db: Db) -> None:
    installs.keep(db, Install(db.workspace, "Acme", "UB"))


async def refusal(url: str) -> Refused:
    """What an act on this database is refused with."""
    database = Database(url, "a secret")
    with pytest.raises(Refused) as refused:
        await database.act("T1", keeping)
    await database.close()
    return refused.value


async def test_a_file_that_another_process_holds_is_locked(
    sqlite_url: str, sqlite_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engines.PRAGMAS", ("busy_timeout = 0",))
    other = sqlite3.connect(sqlite_path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert (await refusal(sqlite_url)).code == "database_locked"
    other.close()


async def test_a_full_disk_is_told_of_and_passes(sqlite_url: str) -> None:
    database = Database(sqlite_url, "a secret")

    def no_room(db: Db) -> None:
        pages = db.run(text("PRAGMA page_count")).scalar()
        db.run(text(f"PRAGMA max_page_count = {pages}"))

    await database.act("T1", no_room)
    crowd = [Person(f"U{n}", "Ada" * 100) for n in range(1000)]
    with pytest.raises(Refused, match="database_full"):
        await database.act("T1", lambda db: people.keep(db, crowd))
    await database.act("T1", lambda db: db.run(text("PRAGMA max_page_count = 1000000")).scalar())
    await database.act("T1", lambda db: people.keep(db, crowd))
    await database.close()


async def test_a_file_that_may_not_be_written_counts_as_full(sqlite_path: Path) -> None:
    assert (await refusal(f"sqlite:///file:{sqlite_path}?mode=ro&uri=true")).code == "database_full"


@pytest.fixture
def damaged(sqlite_url: str, sqlite_path: Path) -> str:
    sqlite_path.write_bytes(b"this is no database " * 500)
    return sqlite_url


async def test_a_damaged_file_is_told_of(damaged: str) -> None:
    assert (await refusal(damaged)).code == "database_damaged"


def test_an_upgrade_tells_of_trouble_too(damaged: str) -> None:
    with pytest.raises(Refused, match="database_damaged"):
        upgrade(damaged)


async def test_a_file_in_a_folder_that_is_not_there_cannot_be_opened(tmp_path: Path) -> None:
    assert (await refusal(f"sqlite:///{tmp_path}/none/heartline.db")).code == "database_file"


async def test_a_file_without_tables_is_outdated(tmp_path: Path) -> None:
    assert (await refusal(f"sqlite:///{tmp_path}/empty.db")).code == "database_outdated"


async def test_a_file_with_a_column_less_is_outdated(sqlite_url: str, sqlite_path: Path) -> None:
    other = sqlite3.connect(sqlite_path)
    other.execute("ALTER TABLE workspace DROP COLUMN bot_user")
    other.close()
    assert (await refusal(sqlite_url)).code == "database_outdated"


async def test_a_database_without_tables_is_outdated(postgres: Any) -> None:
    assert (await refusal(postgres.empty())).code == "database_outdated"


async def test_a_database_that_may_only_be_read_counts_as_full(postgres: Any) -> None:
    url = postgres.fresh()
    postgres.run(f"ALTER DATABASE {make_url(url).database} SET default_transaction_read_only = on")
    assert (await refusal(url)).code == "database_full"


async def test_a_table_that_another_process_holds_is_locked(postgres: Any) -> None:
    url = postgres.fresh()
    postgres.run(f"ALTER DATABASE {make_url(url).database} SET lock_timeout = '50ms'")
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE workspace")
        assert (await refusal(url)).code == "database_locked"


@pytest.fixture
def guarded(postgres: Any) -> Iterator[str]:
    """A user who needs a password, named in the server's list of who may come in."""
    rules = postgres.pgdata / "pg_hba.conf"
    before = rules.read_text()
    postgres.run("CREATE ROLE cleo LOGIN PASSWORD 'right'")
    rules.write_text("local all cleo scram-sha-256\nlocal all ben reject\n" + before)
    postgres.run("SELECT pg_reload_conf()")
    yield "cleo"
    rules.write_text(before)
    postgres.run("SELECT pg_reload_conf()")
    postgres.run("DROP ROLE cleo")


async def test_a_wrong_password_is_told_of_without_telling_it(postgres: Any, guarded: str) -> None:
    refused = await refusal(postgres.url("migrated", guarded, "a wrong one"))
    assert refused.code == "database_unreachable"
    assert refused.values == {"why": "the user name or the password is wrong"}
    assert "a wrong one" not in str(refused.__dict__)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgresql://ada@127.0.0.1:1/heartline", "nothing answers at that address"),
        ("postgresql://ada@/heartline?host=/nowhere", "nothing answers at that address"),
        ("postgresql://ada@heartline.invalid/heartline", "its host is unknown"),
    ],
)
async def test_a_server_that_is_not_there_cannot_be_reached(url: str, why: str) -> None:
    refused = await refusal(url)
    assert (refused.code, refused.values) == ("database_unreachable", {"why": why})


async def test_a_database_that_is_not_there_cannot_be_reached(postgres: Any) -> None:
    refused = await refusal(postgres.url("none"))
    assert (refused.code, refused.values["why"]) == (
        "database_unreachable",
        "there is no database or user of that name",
    )


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.DiskFull("no space left"), "database_full"),
        (errors.DataCorrupted("invalid page"), "database_damaged"),
        (errors.IndexCorrupted("invalid index"), "database_damaged"),
        (errors.QueryCanceled("statement timeout"), "database_locked"),
        (errors.UndefinedColumn("no such column"), "database_outdated"),
        (errors.TooManyConnections("too many clients"), "database_unreachable"),
        (errors.AdminShutdown("terminating connection"), "database_unreachable"),
    ],
)
def test_each_trouble_of_a_server_has_its_code(error: psycopg.Error, code: str) -> None:
    refused = faults.explained(DBAPIError.instance("SELECT", {}, error, psycopg.Error))
    assert isinstance(refused, Refused)
    assert refused.code == code


@pytest.mark.parametrize("orig", [sqlite3.IntegrityError("UNIQUE"), errors.UniqueViolation("key"), KeyError("other")])
def test_any_other_error_stays_what_it_is(orig: Exception) -> None:
    error = DBAPIError("INSERT", {}, orig)
    assert faults.explained(error) is error
    assert faults.explained(orig) is orig
