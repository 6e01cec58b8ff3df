from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from bot.errors import Refused
from storage import installs
from storage.database import Database, Db, upgrade
from storage.engines import BUSY_MS
from storage.installs import Install
from storage.sqlite import MOST_AT_ONCE
from storage.tables import MEMBERSHIP


def named(name: str) -> Callable[[Db], None]:
    return lambda db: installs.keep(db, Install(db.workspace, name, "UB"))


def seen(path: Path) -> set[str]:
    """The workspaces that another connection sees: those that are committed."""
    connection = sqlite3.connect(path)
    found = {row[0] for row in connection.execute("SELECT workspace FROM workspace")}
    connection.close()
    return found


class Gate:
    """Holds the writer in one act, so that those handed in meanwhile are committed together."""

    def __init__(self, database: Database) -> None:
        self.begun, self.opened = threading.Event(), threading.Event()
        self.held = asyncio.create_task(database.act("gate", self._hold))

    def _hold(self, _: Db) -> None:
        self.begun.set()
        self.opened.wait(10)

    async def closed(self) -> None:
        await asyncio.to_thread(self.begun.wait, 10)

    async def open(self) -> None:
        self.opened.set()
        await self.held


async def together(database: Database, *acts: Callable[[Db], object]) -> list[object]:
    """What became of acts that are committed in one transaction, each in a workspace T0, T1 … of its own."""
    gate = Gate(database)
    await gate.closed()
    tasks = [asyncio.create_task(database.act(f"T{n}", act)) for n, act in enumerate(acts)]
    await asyncio.sleep(0)  # all are handed in
    await gate.open()
    return list(await asyncio.gather(*tasks, return_exceptions=True))


@pytest.fixture
async def database(sqlite_url: str) -> Database:
    return Database(sqlite_url, "a secret")


async def test_waiting_acts_are_committed_together(database: Database, sqlite_path: Path) -> None:
    counted: list[set[str]] = []

    def looking(db: Db) -> None:
        named("kept")(db)
        counted.append(seen(sqlite_path))

    await together(database, *[looking] * 3)
    assert counted == [set(), set(), set()]
    assert seen(sqlite_path) == {"T0", "T1", "T2"}
    await database.close()


async def test_no_transaction_takes_more_than_its_share(database: Database, sqlite_path: Path) -> None:
    counted: list[set[str]] = []
    last = [lambda _: counted.append(seen(sqlite_path))]
    await together(database, *[named("kept")] * MOST_AT_ONCE, *last)
    assert len(counted[0]) == MOST_AT_ONCE
    await database.close()


async def test_an_act_is_not_acknowledged_before_its_commit(database: Database, sqlite_path: Path) -> None:
    first_done, go_on = threading.Event(), threading.Event()

    def holding(_: Db) -> None:
        first_done.set()
        go_on.wait(10)

    gate = Gate(database)
    await gate.closed()
    first = asyncio.create_task(database.act("T1", named("kept")))
    second = asyncio.create_task(database.act("T2", holding))
    await asyncio.sleep(0)
    await gate.open()
    await asyncio.to_thread(first_done.wait, 10)
    await asyncio.sleep(0)
    assert not first.done()
    assert seen(sqlite_path) == set()
    go_on.set()
    await asyncio.gather(first, second)
    assert seen(sqlite_path) == {"T1"}
    await database.close()


async def test_a_raising_act_does_not_harm_its_neighbours(database: Database, sqlite_path: Path) -> None:
    def failing(db: Db) -> None:
        named("half")(db)
        raise LookupError("on purpose")

    outcomes = await together(database, named("one"), failing, named("two"))
    assert [type(outcome) for outcome in outcomes] == [type(None), LookupError, type(None)]
    assert seen(sqlite_path) == {"T0", "T2"}
    await database.close()


async def test_a_failing_commit_fails_every_act_in_it(database: Database, sqlite_path: Path) -> None:
    def orphan(db: Db) -> None:
        db.run(text("PRAGMA defer_foreign_keys = ON"))
        db.run(insert(MEMBERSHIP), {"workspace": db.workspace, "team": "none", "person": "U1", "is_manager": False})

    outcomes = await together(database, named("one"), orphan, named("two"))
    assert [type(outcome) for outcome in outcomes] == [IntegrityError] * 3
    assert seen(sqlite_path) == set()
    await database.act("T9", named("after"))
    assert seen(sqlite_path) == {"T9"}
    await database.close()


async def test_a_transaction_that_sqlite_gave_up_fails_every_act_in_it(database: Database, sqlite_path: Path) -> None:
    def giving_up(db: Db) -> None:
        db.run(text("ROLLBACK"))

    outcomes = await together(database, named("one"), giving_up, named("two"))
    assert [type(outcome) for outcome in outcomes] == [RuntimeError] * 3
    assert seen(sqlite_path) == set()
    await database.act("T9", named("after"))
    assert seen(sqlite_path) == {"T9"}
    await database.close()


async def test_a_second_process_is_kept_off_until_the_first_has_closed(sqlite_url: str, sqlite_path: Path) -> None:
    first, second = Database(sqlite_url, "a secret"), Database(sqlite_url, "a secret")
    first.lock()
    with pytest.raises(Refused) as refused:
        second.lock()
    assert (refused.value.code, refused.value.values) == ("database_in_use", {"path": str(sqlite_path)})
    await first.close()
    second.lock()
    await second.close()


async def test_a_folder_that_is_not_there_cannot_be_locked(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/none/heartline.db", "a secret")
    with pytest.raises(Refused, match="database_file"):
        database.lock()
    await database.close()


async def test_another_process_may_write_in_between(database: Database, sqlite_path: Path) -> None:
    other = sqlite3.connect(sqlite_path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    act = asyncio.create_task(database.act("T1", named("kept")))
    other.execute("INSERT INTO workspace (workspace, name, bot_user) VALUES ('T2', 'Globex', 'UB')")
    other.execute("COMMIT")
    other.close()
    await act
    assert seen(sqlite_path) == {"T1", "T2"}
    await database.close()


async def test_scrubbing_empties_the_log(database: Database, sqlite_path: Path) -> None:
    log = sqlite_path.with_name(sqlite_path.name + "-wal")
    await database.act("T1", named("kept"))
    assert log.stat().st_size > 0
    await database.scrub()
    assert log.stat().st_size == 0
    await database.close()


async def test_a_reader_that_holds_the_log_is_told_of_and_holds_nobody_up(
    database: Database, sqlite_path: Path
) -> None:
    await database.act("T1", named("kept"))
    reader = sqlite3.connect(sqlite_path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM workspace").fetchall()
    await database.act("T2", named("kept"))
    async with asyncio.timeout(2):
        scrubbed, _ = await asyncio.gather(database.scrub(), database.act("T3", named("kept")), return_exceptions=True)
    assert isinstance(scrubbed, Refused)
    assert scrubbed.code == "database_locked"
    assert await database.act("T1", lambda db: db.run(text("PRAGMA busy_timeout")).scalar()) == BUSY_MS
    reader.close()
    await database.scrub()
    await database.close()


async def test_a_new_file_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    upgrade(f"sqlite:///{path}")
    database = Database(f"sqlite:///{path}", "a secret")
    await database.act("T1", installs.every)
    assert [oct((tmp_path / f"new.db{part}").stat().st_mode & 0o777) for part in ("", "-wal", "-shm")] == ["0o600"] * 3
    await database.close()


async def test_an_error_does_not_quote_what_was_to_be_kept(database: Database) -> None:
    row = {"workspace": "T1", "team": "t1", "person": "the canary words", "is_manager": False}
    with pytest.raises(IntegrityError) as raised:  # there is no such team
        await database.act("T1", lambda db: db.run(insert(MEMBERSHIP), row))
    assert "canary" not in str(raised.value)


async def test_another_name_of_the_file_is_no_way_around_its_lock(sqlite_url: str, sqlite_path: Path) -> None:
    first = Database(sqlite_url, "a secret")
    first.lock()
    alias = sqlite_path.with_name("alias.db")
    alias.symlink_to(sqlite_path)
    second = Database(f"sqlite:///{alias}", "a secret")
    with pytest.raises(Refused) as refused:
        second.lock()
    assert refused.value.code == "database_in_use"
    for database in (first, second):
        await database.close()


async def test_an_act_that_stops_an_iteration_leaves_those_beside_it_alone(sqlite_url: str) -> None:
    database = Database(sqlite_url, "a secret")

    def runs_out(db: Db) -> None:
        next(iter(()))

    acts = [database.act("T1", runs_out), *(database.act("T1", lambda db: db.workspace) for _ in range(5))]
    first, *others = await asyncio.wait_for(asyncio.gather(*acts, return_exceptions=True), 5)
    assert isinstance(first, RuntimeError)
    assert others == ["T1"] * 5
    await database.close()
