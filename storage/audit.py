"""What admins have changed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from bot.audit import Entry
from storage.admin_tables import AUDIT

if TYPE_CHECKING:
    from storage.database import Db

FIELDS = [AUDIT.c[name] for name in ("id", "at", "by", "act", "subject", "detail")]


def note(db: Db, entry: Entry) -> None:
    """Keep one change, in the act that makes it."""
    db.run(insert(AUDIT).values(workspace=db.workspace, **{**vars(entry), "detail": dict(entry.detail)}))


def newest(db: Db, count: int, before: int = 0) -> list[Entry]:
    """The newest `count` changes, newest first, leaving out as many as `before` says."""
    found = select(*FIELDS).where(AUDIT.c.workspace == db.workspace).order_by(AUDIT.c.at.desc(), AUDIT.c.id)
    return [Entry(*row) for row in db.run(found.limit(count).offset(before))]


def forget(db: Db, before: datetime, most: int) -> int:
    """Drop up to so many changes from before a moment, and return how many."""
    here = AUDIT.c.workspace == db.workspace
    old = select(AUDIT.c.id).where(here, AUDIT.c.at < before).limit(most)
    return db.run(delete(AUDIT).where(here, AUDIT.c.id.in_(old))).rowcount
