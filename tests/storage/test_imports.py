"""Imports under way: one worker at a time, and what was written by one who lost it is not kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.csv_columns import Wish
from bot.csv_jobs import LEASE, Job, State
from storage import imports

NOW = datetime(2026, 3, 3, 15, tzinfo=UTC)
JOB = Job("J1", "UADA", "D1", "F1", "f.csv", NOW, header=("A", "B"), wish=Wish({"customer": "A"}))


async def added(database, job=JOB):
    await database.act("T1", lambda db: imports.add(db, job))
    return job


async def claim(database, owner, now=NOW):
    return await database.act("T1", lambda db: imports.claim(db, owner, now))


async def test_an_import_is_read_back_and_only_in_its_workspace(database):
    await added(database)
    assert await database.act("T1", lambda db: imports.one(db, "J1")) == JOB
    assert await database.act("T2", lambda db: imports.one(db, "J1")) is None
    assert await database.act("T2", lambda db: imports.claim(db, "me", NOW)) is None


async def test_one_worker_has_it_until_its_lease_is_over(database):
    await added(database)
    assert await claim(database, "one") == replace(JOB, tries=1)
    assert await claim(database, "two", NOW + LEASE - timedelta(seconds=1)) is None
    assert await claim(database, "two", NOW + LEASE) == replace(JOB, tries=2), "each try counts"
    ahead = replace(JOB, done=500, new=499, bad=1)
    assert not await database.act("T1", lambda db: imports.go_on(db, ahead, "one", NOW + LEASE))
    assert not await database.act("T1", lambda db: imports.finish(db, replace(ahead, state=State.DONE), "one"))
    assert await database.act("T1", lambda db: imports.go_on(db, ahead, "two", NOW + LEASE))
    assert await database.act("T1", lambda db: imports.one(db, "J1")) == ahead


async def test_each_batch_holds_it_on(database):
    await added(database)
    await claim(database, "one")
    await database.act("T1", lambda db: imports.go_on(db, JOB, "one", NOW + timedelta(seconds=50)))
    assert await claim(database, "two", NOW + LEASE) is None


async def test_what_waits_for_its_person_or_is_over_is_not_worked_on(database):
    for state in (State.ASKED, State.DONE, State.FAILED, State.CANCELLED):
        await added(database, replace(JOB, id=state, state=state))
    assert await claim(database, "one") is None


async def test_the_oldest_comes_first_and_what_was_put_off_later(database):
    await added(database)
    await added(database, replace(JOB, id="J0", made_at=NOW - timedelta(hours=1)))
    first = await claim(database, "one")
    assert first.id == "J0"
    await database.act("T1", lambda db: imports.put_off(db, first, "one", NOW + timedelta(minutes=1)))
    assert (await claim(database, "one")).id == "J1"
    assert await claim(database, "one") is None
    assert (await claim(database, "one", NOW + timedelta(minutes=1))).id in ("J0", "J1")


async def test_a_decision_counts_once(database):
    await added(database, replace(JOB, state=State.ASKED))
    due, over = replace(JOB, state=State.DUE), replace(JOB, state=State.CANCELLED)
    assert await database.act("T1", lambda db: imports.change(db, due, was=State.ASKED))
    assert not await database.act("T1", lambda db: imports.change(db, over, was=State.ASKED))
    assert (await database.act("T1", lambda db: imports.one(db, "J1"))).state is State.DUE


async def test_old_ones_are_forgotten(database):
    await added(database)
    assert await database.act("T1", lambda db: imports.forget(db, NOW)) == 0
    assert await database.act("T1", lambda db: imports.forget(db, NOW + timedelta(seconds=1))) == 1
