"""The values of a workspace, which a kudos may name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from bot.kudos_command import tag
from storage import locks, upserts
from storage.kudos_tables import KUDOS_VALUE

if TYPE_CHECKING:
    from storage.database import Db

COLUMNS = KUDOS_VALUE.c
EVERY = select(COLUMNS.name).where(COLUMNS.workspace == bindparam("workspace")).order_by(COLUMNS.folded)


def every(db: Db) -> list[str]:
    """The workspace's values, by the alphabet."""
    return list(db.run(EVERY, {"workspace": db.workspace}).scalars())


def to_change(db: Db) -> list[str]:
    """The workspace's values, for an act that changes them. Until the act ends, others who would change them wait."""
    locks.workspace(db)
    return every(db)


def add(db: Db, name: str) -> None:
    """Keep one more value."""
    upserts.put(db, KUDOS_VALUE, [{"workspace": db.workspace, "folded": tag(name), "name": name}])


def remove(db: Db, name: str) -> None:
    """Forget a value. Kudos that name it keep it."""
    db.run(delete(KUDOS_VALUE).where(COLUMNS.workspace == db.workspace, COLUMNS.folded == tag(name)))
