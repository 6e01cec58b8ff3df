"""The steps about this machine: a secret that is never lost, and a database that is there before it is written down."""

from __future__ import annotations

import sqlite3

import pytest
import typer
from sqlalchemy import make_url

from handlers.runtime import setup_store
from handlers.runtime.setup_answers import Answers


def secret(*, change=False):
    return lambda: setup_store.make_secret(Answers(change))


def store(*, change=False):
    return lambda: setup_store.choose_store(Answers(change))


async def test_a_secret_is_made_once_and_never_shown(guided):
    await guided.through(secret())
    made = guided.kept["HEARTLINE_SECRET"]
    assert len(made) >= 32
    assert made not in guided.said
    assert guided.said == "Made a new one.\nWritten to .env: HEARTLINE_SECRET\n"
    await guided.through(secret(change=True))
    assert "it stays" in guided.said
    assert guided.kept == {"HEARTLINE_SECRET": made}


async def test_one_that_is_too_short_to_run_with_is_replaced(guided):
    (guided.folder / ".env").write_text("HEARTLINE_SECRET=short\n")
    await guided.through(secret())
    assert len(guided.kept["HEARTLINE_SECRET"]) >= 32


async def test_a_file_is_made_with_all_its_tables(guided):
    await guided.through(store(), "", "")
    assert guided.kept == {"DATABASE_URL": "sqlite:///heartline.db"}
    with sqlite3.connect(guided.folder / "heartline.db") as connection:
        assert connection.execute("SELECT count(*) FROM workspace").fetchone() == (0,)
    await guided.through(store())
    assert "The database is up to date." in guided.said
    assert "sqlite or postgresql" not in guided.said


async def test_a_server_is_looked_at_before_its_address_is_written_down(guided, postgres):
    right = postgres.empty()
    nobody = "postgresql://nobody:wrong@127.0.0.1:9/heartline"
    addresses = ("db.example.com/heartline", f"{nobody}?colour=red", nobody, right)
    await guided.through(store(), "mysql", *(line for address in addresses for line in ("postgresql", address)))
    assert "Please type one of these: sqlite or postgresql." in guided.said
    assert guided.said.count("Write sqlite:///heartline.db or postgresql://user@host/name") == 2
    assert "The database cannot be reached: nothing answers at that address." in guided.said
    assert "wrong" not in guided.said
    assert guided.kept == {"DATABASE_URL": right}
    await guided.through(store(change=True), "", "")
    assert guided.kept == {"DATABASE_URL": right}


async def test_a_database_that_is_not_there_is_told(guided, postgres):
    with pytest.raises(typer.Abort):
        await guided.through(store(), "postgresql", postgres.url("nowhere"))
    assert "there is no database or user of that name" in guided.said
    assert guided.kept == {}


async def test_a_user_who_may_make_no_tables_is_told_how_to_get_there(guided, postgres):
    name = make_url(postgres.empty()).database
    postgres.run("CREATE ROLE newcomer LOGIN")
    try:
        with pytest.raises(typer.Abort):
            await guided.through(store(), "postgresql", postgres.url(name, user="newcomer"))
    finally:
        postgres.run("DROP ROLE newcomer")
    assert "may not make tables there. Give it the database: ALTER DATABASE" in guided.said
    assert guided.kept == {}


async def test_where_the_one_before_could_not_be_opened_nothing_stays_in_it(guided):
    (guided.folder / ".env").write_text("DATABASE_URL=sqlite:////proc/x.db\n")
    await guided.through(store(), "sqlite", "heartline.db")
    assert guided.kept == {"DATABASE_URL": "sqlite:///heartline.db"}
    assert "Teams and history" not in guided.said


async def test_from_a_server_to_a_file(guided, postgres):
    (guided.folder / ".env").write_text(f"DATABASE_URL={postgres.fresh()}\n")
    await guided.through(store(change=True), "sqlite", "")
    assert guided.kept == {"DATABASE_URL": "sqlite:///heartline.db"}
    assert "Teams and history stay in the database from before" in guided.said
    await guided.through(store(change=True), "", "")
    assert "Teams and history" not in guided.said


async def test_the_file_from_before_stands_for_no_server(guided, postgres):
    await guided.through(store(), "", "")
    assert "Teams and history" not in guided.said
    with pytest.raises(typer.Abort):
        await guided.through(store(change=True), "postgresql", "")
    assert "Type the address of the database: postgresql://" in guided.said
    assert "up to date" not in guided.said
    assert guided.kept == {"DATABASE_URL": "sqlite:///heartline.db"}


async def test_a_file_that_is_wrong_stands_for_nothing(guided, tmp_path):
    with pytest.raises(typer.Abort):
        await guided.through(store(), "sqlite", str(tmp_path / "none" / "x.db"), "postgresql", "")
    assert guided.said.count("The file of the database cannot be opened") == 1
    assert "Type the address of the database: postgresql://" in guided.said
    assert "In its password write @ as %40" in guided.said


async def test_an_address_that_is_none_is_asked_for_anew(guided):
    (guided.folder / ".env").write_text("DATABASE_URL=heartline.db\n")
    await guided.through(store(), "", "")
    assert "DATABASE_URL is not one Heartline can use." in guided.said
    assert guided.kept == {"DATABASE_URL": "sqlite:///heartline.db"}


async def test_a_file_elsewhere_is_kept_with_enter(guided, tmp_path):
    kept = {"DATABASE_URL": f"sqlite:///{tmp_path / 'elsewhere.db'}"}
    (guided.folder / ".env").write_text(f"DATABASE_URL={kept['DATABASE_URL']}\n")
    await guided.through(store(change=True), "", "")
    assert guided.kept == kept


async def test_a_file_that_cannot_be_made_is_told(guided):
    (guided.folder / "heartline.db").mkdir()
    with pytest.raises(typer.Abort):
        await guided.through(store(), "sqlite", "")
    assert "The file of the database cannot be opened: its folder is missing, or it may not be" in guided.said
    assert "DATABASE_URL" not in guided.said
