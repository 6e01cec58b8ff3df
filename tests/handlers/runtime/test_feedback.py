"""`heartline feedback export`."""

import asyncio
import csv
import stat
from dataclasses import replace

from sqlalchemy import delete

from bot import feedback_form
from bot.errors import Refused
from handlers.runtime import feedback
from storage import feedback as stored
from storage import teams
from storage.feedback_tables import FEEDBACK

CELLS = ("Ember", "=1+1")


async def keep(office, n):
    world = office.world
    (support, *_) = await world.act(world.workspace, teams.every)
    blank = feedback_form.blank("", "UADA", world.now().date(), world.now())
    blank = replace(blank, rating=4, teams=frozenset({support.id}), praised="UBEN")
    pieces = [replace(blank, id=f"F{k:05}", key=f"k{k}", customer=CELLS[k % 2], said=f"Fine, {k}.") for k in range(n)]
    await world.act(world.workspace, lambda db: stored.keep_many(db, pieces))
    await world.act(world.workspace, lambda db: stored.remove(db, pieces[0].id))


async def test_all_feedback_is_written_once_and_safely_and_without_names(office, tmp_path):
    await office.set_up_teams()
    await keep(office, 2500)
    file = tmp_path / "said.csv"
    assert await feedback.export(office.world, file) == 2499
    with file.open(encoding="utf-8-sig", newline="") as content:
        rows = list(csv.DictReader(content))
    assert sorted(row["said"] for row in rows) == sorted(f"Fine, {k}." for k in range(1, 2500))
    assert {row["customer"] for row in rows} == {"Ember", "'=1+1"}
    assert {row["team"] for row in rows} == {"Support"}
    assert "UADA" not in file.read_text("utf-8-sig")
    assert "UBEN" not in file.read_text("utf-8-sig")


async def test_what_was_exported_and_is_imported_again_counts_nothing_twice(office, tmp_path):
    await office.set_up_teams()
    await keep(office, 30)
    file = tmp_path / "said.csv"
    await feedback.export(office.world, file)
    done = await asyncio.to_thread(office.run, "feedback", "import", str(file))
    assert done.stdout == "Imported 0, known already 29, left out 0.\n"


async def test_an_export_fills_an_empty_workspace_with_the_same(office, tmp_path):
    await office.set_up_teams()
    world, file, copy = office.world, tmp_path / "said.csv", tmp_path / "copy.csv"
    blank = feedback_form.blank("F1", "UADA", world.now().date(), world.now())
    more = {"rating": 2, "competence": 1, "recognition": -1, "is_impression": True, "expectations": frozenset({"care"})}
    await world.act(world.workspace, lambda db: stored.keep(db, replace(blank, customer="Ember", said="Hm.", **more)))
    await feedback.export(world, file)
    await world.act(world.workspace, lambda db: db.run(delete(FEEDBACK)))
    done = await asyncio.to_thread(office.run, "feedback", "import", str(file))
    assert done.stdout == "Imported 1, known already 0, left out 0.\n"
    await feedback.export(world, copy)
    assert copy.read_text() == file.read_text()


async def test_the_command_writes_a_new_file_for_its_owner_alone(office, tmp_path):
    await office.set_up_teams()
    await keep(office, 3)
    file = tmp_path / "said.csv"
    done = await asyncio.to_thread(office.run, "feedback", "export", str(file))
    assert done.stdout == f"Written to {file}: 2 pieces of feedback, without the names of those who logged them.\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = await asyncio.to_thread(office.run, "feedback", "export", str(file))
    assert again.returncode == 2
    assert "There is a file" in again.stderr


async def test_an_export_that_fails_leaves_no_file(office, tmp_path, monkeypatch):
    await office.set_up_teams()
    await keep(office, 3)
    file = tmp_path / "said.csv"
    wrong = await asyncio.to_thread(office.run, "feedback", "export", str(file), SLACK_BOT_TOKEN="")
    assert (wrong.returncode, file.exists()) == (2, False)
    batches, after = [], stored.after

    def fails_half_way(db, feedback_id, limit):
        if batches:
            raise Refused("database_locked")
        batches.append(after(db, feedback_id=feedback_id, limit=1))
        return batches[0]

    monkeypatch.setattr(stored, "after", fails_half_way)
    wrong = await asyncio.to_thread(office.run, "feedback", "export", str(file))
    assert (wrong.returncode, len(batches), file.exists()) == (2, 1, False)
    monkeypatch.undo()
    assert (await asyncio.to_thread(office.run, "feedback", "export", str(file))).returncode == 0


async def test_a_file_that_cannot_be_written_is_told(office, tmp_path):
    done = await asyncio.to_thread(office.run, "feedback", "export", str(tmp_path / "missing" / "said.csv"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be written" in done.stderr
