"""What comes round in a workspace, by its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.schedules import Schedule
from storage import upserts
from storage.asking_tables import SCHEDULE

if TYPE_CHECKING:
    from storage.database import Db


def one(db: Db, kind: str) -> Schedule | None:
    """The schedule of this kind."""
    found = select(SCHEDULE.c.kind, SCHEDULE.c.first, SCHEDULE.c.weeks)
    row = db.run(found.where(SCHEDULE.c.workspace == db.workspace, SCHEDULE.c.kind == kind)).one_or_none()
    return Schedule(*row) if row else None


def add(db: Db, schedule: Schedule) -> bool:
    """Keep a new schedule. False, and nothing changed, when there is one of its kind."""
    row = {"workspace": db.workspace, **vars(schedule)}
    return bool(upserts.add(db, SCHEDULE, [row], unique=("workspace", "kind"), returning=SCHEDULE.c.kind))


def change(db: Db, schedule: Schedule) -> None:
    """Keep a schedule in place of the one of its kind."""
    upserts.put(db, SCHEDULE, [{"workspace": db.workspace, **vars(schedule)}])
