from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import Refused
from storage import engines
from storage.database import Database, Db


@pytest.mark.parametrize(
    "url",
    ["", "heartline.db", "sqlite://", "sqlite:///:memory:", "mysql://localhost/heartline", "postgresql://host:port/x"],
)
def test_an_address_that_names_no_store_is_refused(url: str) -> None:
    with pytest.raises(Refused, match="database_url"):
        Database(url, "a secret")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_goes_by_several_names(scheme: str) -> None:
    address = engines.parsed(f"{scheme}://cleo:pw@localhost/heartline")
    assert (address.drivername, address.password) == ("postgresql+psycopg", "pw")


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", 5000), ("foreign_keys", 1), ("secure_delete", 1)],
)
async def test_sqlite_is_set_up_to_lose_nothing_and_to_overwrite_what_is_deleted(
    sqlite_url: str, pragma: str, value: object
) -> None:
    database = Database(sqlite_url, "a secret")
    assert await database.act("T1", lambda db: db.run(text(f"PRAGMA {pragma}")).scalar()) == value
    await database.close()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("transaction_isolation", "read committed"),
        ("statement_timeout", "10s"),
        ("idle_in_transaction_session_timeout", "30s"),
    ],
)
async def test_postgresql_is_set_up_to_wait_for_nobody_for_long(postgres_url: str, setting: str, value: str) -> None:
    database = Database(postgres_url, "a secret")
    assert await database.act("T1", lambda db: db.run(text(f"SHOW {setting}")).scalar()) == value
    await database.scrub()
    assert await database.act("T1", lambda db: db.run(text(f"SHOW {setting}")).scalar()) == value
    await database.close()


async def test_answers_on_sqlite_have_no_row_number(sqlite_path: Path) -> None:
    database = Database(f"sqlite:///{sqlite_path}", "a secret")

    def tables(db: Db) -> list[str]:
        return list(db.run(text("SELECT sql FROM sqlite_master WHERE name IN ('answer', 'round_key')")).scalars())

    assert [sql.rstrip().endswith("WITHOUT ROWID") for sql in await database.act("T1", tables)] == [True, True]
    await database.close()
