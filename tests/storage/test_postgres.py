from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import text, update

from bot.errors import Refused
from storage import installs
from storage.database import Database, Db
from storage.installs import Install
from storage.postgres import ATTEMPTS
from storage.tables import WORKSPACE


@pytest.fixture
async def database(postgres_url: str) -> Database:
    opened = Database(postgres_url, "a secret")
    for workspace in ("T1", "T2"):
        await opened.act(workspace, lambda db: installs.keep(db, Install(db.workspace, "Acme", "UB")))
    return opened


def renaming(db: Db, workspace: str, name: str) -> None:
    db.run(update(WORKSPACE).where(WORKSPACE.c.workspace == workspace).values(name=name))


async def test_of_two_acts_in_a_deadlock_one_runs_again(database: Database) -> None:
    both, survived = threading.Barrier(2), threading.Event()
    runs: list[str] = []

    def crossing(first: str, second: str) -> Callable[[Db], None]:
        def act(db: Db) -> None:
            runs.append(first)
            if len(runs) > 2:
                survived.wait(10)  # or it may be quicker to the row that the other waits for, for one more deadlock
            renaming(db, first, first)
            if len(runs) <= 2:
                both.wait(10)
            renaming(db, second, first)

        return act

    acts = [asyncio.create_task(database.act("T1", crossing(*way))) for way in (("T1", "T2"), ("T2", "T1"))]
    for act in acts:
        act.add_done_callback(lambda _: survived.set())
    await asyncio.gather(*acts)
    assert len(runs) == 3
    assert len({install.name for install in await database.workspaces()}) == 1
    await database.close()


async def test_an_act_that_deadlocks_again_and_again_is_refused(database: Database) -> None:
    runs: list[None] = []

    def raising(db: Db) -> None:
        runs.append(None)
        db.run(text("DO $$ BEGIN RAISE EXCEPTION USING errcode = 'deadlock_detected'; END $$"))

    with pytest.raises(Refused, match="database_locked"):
        await database.act("T1", raising)
    assert len(runs) == ATTEMPTS
    await database.close()


async def test_an_act_that_was_cut_off_while_it_ran_runs_again(database: Database, postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    await database.act("T1", lambda db: renaming(db, "T1", "Globex"))
    assert (await database.workspaces())[0].name == "Globex"
    await database.close()


async def test_an_act_that_was_cut_off_while_it_committed_does_not_run_again(database: Database) -> None:
    runs: list[None] = []

    def killed_at_commit(db: Db) -> None:
        runs.append(None)
        db.run(
            text(
                "CREATE FUNCTION gone() RETURNS trigger LANGUAGE plpgsql AS "
                "'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'"
            )
        )
        db.run(
            text(
                "CREATE CONSTRAINT TRIGGER at_commit AFTER UPDATE ON workspace DEFERRABLE INITIALLY DEFERRED "
                "FOR EACH ROW EXECUTE FUNCTION gone()"
            )
        )
        renaming(db, "T1", "Globex")

    with pytest.raises(Refused, match="database_unreachable"):
        await database.act("T1", killed_at_commit)
    assert len(runs) == 1
    await database.close()


async def test_any_number_of_processes_may_lock(database: Database, postgres_url: str) -> None:
    other = Database(postgres_url, "a secret")
    database.lock()
    other.lock()
    await database.close()
    await other.close()
