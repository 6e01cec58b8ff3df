"""What admins have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

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
