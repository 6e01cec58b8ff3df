"""What makes acts wait for each other that would change the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.tables import WORKSPACE

if TYPE_CHECKING:
    from storage.database import Db


def workspace(db: Db) -> None:
    """Wait until no other act holds this workspace, and hold it until this one ends. SQLite has one writer anyway."""
    db.run(select(WORKSPACE.c.workspace).where(WORKSPACE.c.workspace == db.workspace).with_for_update())
