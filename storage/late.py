"""Deliveries that came too late, and are given up.

What may have arrived is looked for first, however late: what stands in Slack must be known to be changed or taken away.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, not_, or_, select, update

from bot.delivery import LOOKED_FOR, Delivery, State
from storage.delivery import COLUMNS, FIELDS, LOOKABLE, VANISHING, read
from storage.messaging_tables import DELIVERY, WAITING

if TYPE_CHECKING:
    from storage.database import Db

DROPPED_AT_ONCE = 500
HERE = COLUMNS.workspace == bindparam("workspace_")
IS_CERTAIN = or_(not_(LOOKABLE), COLUMNS.expires_at <= bindparam("long_ago_"))
# These run every few seconds, message or not: they are built once.
LATE = (HERE, WAITING, COLUMNS.expires_at <= bindparam("now_"), IS_CERTAIN)
EXPIRE = update(DELIVERY).where(*LATE, ~VANISHING).values(state=str(State.EXPIRED))
SOME = select(COLUMNS.id).where(*LATE, VANISHING).limit(DROPPED_AT_ONCE)
DROP = delete(DELIVERY).where(HERE, COLUMNS.id.in_(SOME)).returning(*FIELDS)


def expire(db: Db, now: datetime) -> int:
    """Give up the waiting deliveries that came too late and leave a row, and return how many."""
    return db.run(EXPIRE, _moments(db, now)).rowcount


def drop(db: Db, now: datetime) -> list[Delivery]:
    """Give up some of those that came too late and vanish, and return them; others get in before the next ones."""
    return [read(row) for row in db.run(DROP, _moments(db, now))]


def _moments(db: Db, now: datetime) -> dict[str, Any]:
    return {"workspace_": db.workspace, "now_": now, "long_ago_": now - LOOKED_FOR}
