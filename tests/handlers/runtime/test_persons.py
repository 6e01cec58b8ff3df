"""`heartline export`, `erase` and `backup` beside the running bot."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta

import pytest

from bot.pulses import Answer
from storage import people, persons, pulses


@pytest.fixture
async def office(office):
    """An office in real time, as a command's is, with an open pulse that Ada has answered."""
    office.slack.clock.offset = timedelta(0)
    await office.set_up_teams()
    await asyncio.to_thread(office.run, "pulse", "open")
    await office.world.act(office.world.workspace, answered)
    return office


def answered(db):
    opened = pulses.current(db)
    item = pulses.questions(db, opened.id, "UADA").items[0].id
    pulses.keep(db, Answer(opened.id, "UADA", item, 4))


async def heartline(office, *arguments, **environ):
    return await asyncio.to_thread(office.run, *arguments, **environ)


def refused(done):
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


async def kept_of(office, person):
    return await office.world.act(office.world.workspace, lambda db: persons.exported(db, person))


async def test_an_export_holds_what_is_kept_and_says_what_is_not(office):
    done = await heartline(office, "export", "--person", "@ada")
    told = json.loads(done.stdout)
    assert "closed hold nothing of this person" in told["note"]
    assert told["tables"]["person"][0]["name"] == "Ada Test"
    assert [answer["score"] for answer in told["tables"]["answer"]] == [4]
    assert "answer" not in json.loads((await heartline(office, "export", "--person", "UDINA")).stdout)["tables"]


async def test_an_export_to_a_file_is_for_this_account_alone(office, tmp_path):
    file = tmp_path / "ada.json"
    done = await heartline(office, "export", "--person", "Ada Test", "--to", str(file))
    assert str(file) in done.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text("utf-8"))["tables"]["answer"][0]["score"] == 4
    again = await heartline(office, "export", "--person", "@ada", "--to", str(file))
    assert "already" in refused(again)


async def test_nobody_is_exported_or_erased_by_a_wrong_name(office):
    for command in ("export", "erase"):
        assert "There is nobody called @adda." in refused(await heartline(office, command, "--person", "@adda"))


async def test_erasing_asks_first(office):
    done = await heartline(office, "erase", "--person", "@ada")
    assert done.returncode == 1
    assert "what Heartline keeps about Ada Test" in done.stdout
    assert "answer" in await kept_of(office, "UADA")


async def test_erasing_leaves_an_id_that_is_never_asked(office):
    done = await heartline(office, "erase", "--person", "@ada", "--yes")
    assert done.stdout.startswith("Erased."), done.stderr
    assert set(await kept_of(office, "UADA")) == {"person", "preference", "delivery"}  # until the pulse closes


async def test_a_backup_has_everything_but_open_answers(office, tmp_path):
    file = tmp_path / "copy.db"
    done = await heartline(office, "backup", str(file))
    assert str(file) in done.stdout, done.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with closing(sqlite3.connect(file)) as copy:
        counts = [copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("person", "answer")]
    assert counts[0] == len(await office.world.act(office.world.workspace, people.everyone))
    assert counts[1] == 0
    assert "already" in refused(await heartline(office, "backup", str(file)))


async def test_a_restored_backup_ends_the_open_pulse_and_goes_on(office, tmp_path, caplog):
    file = tmp_path / "copy.db"
    await heartline(office, "backup", str(file))
    restored = f"sqlite:///{file}"
    assert "pulse close --discard" in refused(await heartline(office, "pulse", "close", DATABASE_URL=restored))
    closed = await heartline(office, "pulse", "close", "--discard", DATABASE_URL=restored)
    assert closed.returncode == 0, closed.stderr


async def test_on_postgresql_the_command_for_a_backup_is_printed(office, tmp_path):
    address = "postgresql://ada:hidden@localhost/heartline"
    done = await heartline(office, "backup", str(tmp_path / "copy"), DATABASE_URL=address)
    assert "pg_dump" in done.stdout
    assert "--exclude-table-data=answer" in done.stdout
    assert "hidden" not in done.stdout
    assert not (tmp_path / "copy").exists()
