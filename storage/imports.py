"""Imports of dropped files: what each is of, and how far it has come. One process at a time holds one, by a lease."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, delete, insert, or_, select, update

from bot import csv_jobs
from bot.csv_jobs import LEASE, WORK, Job, State
from storage.feedback_tables import IMPORT_JOB

if TYPE_CHECKING:
    from storage.database import Db

JOB = IMPORT_JOB.c
FIELDS = (JOB.id, JOB.person, JOB.channel, JOB.file, JOB.name, JOB.made_at, JOB.state, JOB.mapping)
COUNTS = (JOB.done, JOB.new, JOB.known, JOB.bad)
FREE = {"owner": None, "lease_until": None}


def add(db: Db, job: Job) -> None:
    """Keep a new one."""
    db.run(insert(IMPORT_JOB).values(workspace=db.workspace, id=job.id, made_at=job.made_at, **FREE, **_row(job)))


def one(db: Db, job_id: str) -> Job | None:
    """The import with this id."""
    found = db.run(select(*FIELDS, *COUNTS).where(*_is(db, job_id))).one_or_none()
    return _read(found) if found else None


def change(db: Db, job: Job, was: State) -> bool:
    """Write what has become of one. False, and nothing is written, when it is not as it was."""
    changed = update(IMPORT_JOB).where(*_is(db, job.id), JOB.state == was).values(**_row(job), **FREE)
    return db.run(changed).rowcount > 0


def claim(db: Db, owner: str, now: datetime) -> Job | None:
    """Take up the oldest import that waits for somebody to work on it, and count that; None where none does."""
    waits = or_(JOB.lease_until.is_(None), JOB.lease_until <= now)
    oldest = select(JOB.id).where(JOB.workspace == db.workspace, JOB.state.in_(WORK), waits).order_by(JOB.made_at)
    found = db.run(oldest.limit(1).with_for_update(skip_locked=True)).scalar_one_or_none()
    if found is None:
        return None
    waiting = one(db, found)
    if waiting is None:
        return None
    job = replace(waiting, tries=waiting.tries + 1)
    db.run(update(IMPORT_JOB).where(*_is(db, found)).values(**_row(job), owner=owner, lease_until=now + LEASE))
    return job


def go_on(db: Db, job: Job, owner: str, now: datetime) -> bool:
    """Write how far one has come, and hold it on. False when it is somebody else's by now, or was cancelled."""
    held = update(IMPORT_JOB).where(*_is(db, job.id), JOB.owner == owner, JOB.state == job.state)
    return db.run(held.values(**_row(job), lease_until=now + LEASE)).rowcount > 0


def finish(db: Db, job: Job, owner: str) -> bool:
    """Write what one has come to, and let go. False when it is somebody else's by now."""
    held = update(IMPORT_JOB).where(*_is(db, job.id), JOB.owner == owner, JOB.state.in_(WORK))
    return db.run(held.values(**_row(job), **FREE)).rowcount > 0


def put_off(db: Db, job: Job, owner: str, until: datetime) -> None:
    """Let go of one, to be taken up again from a moment on."""
    db.run(update(IMPORT_JOB).where(*_is(db, job.id), JOB.owner == owner).values(owner=None, lease_until=until))


def forget(db: Db, before: datetime) -> int:
    """Drop those that were begun before a moment, and return how many."""
    return db.run(delete(IMPORT_JOB).where(JOB.workspace == db.workspace, JOB.made_at < before)).rowcount


def _is(db: Db, job_id: str) -> tuple[ColumnElement[bool], ...]:
    return JOB.workspace == db.workspace, JOB.id == job_id


def _row(job: Job) -> dict[str, Any]:
    same = ("person", "channel", "file", "name", "state", "done", "new", "known", "bad")
    return {name: getattr(job, name) for name in same} | {"mapping": csv_jobs.packed(job)}


def _read(row: Row[Any]) -> Job:
    made = Job(row.id, row.person, row.channel, row.file, row.name, row.made_at, State(row.state))
    counted = replace(made, done=row.done, new=row.new, known=row.known, bad=row.bad)
    return csv_jobs.unpacked(counted, row.mapping)
