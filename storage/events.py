"""The events that were handled, because Slack repeats them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete

from storage import upserts
from storage.messaging_tables import EVENT

if TYPE_CHECKING:
    from storage.database import Db


def remember(db: Db, event_id: str, now: datetime) -> bool:
    """Note an event. False when it was seen before."""
    row = {"workspace": db.workspace, "id": event_id, "seen_at": now}
    return upserts.add_many(db, EVENT, [row], unique=("workspace", "id")) > 0


def forget(db: Db, before: datetime) -> int:
    """Drop the events seen before a moment, and return how many."""
    return db.run(delete(EVENT).where(EVENT.c.workspace == db.workspace, EVENT.c.seen_at < before)).rowcount
