"""The pulse messages that are about to go out, and those of them that wait for the end of someone's quiet time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, or_, select, update

from bot import pulses
from bot.delivery import REMINDER, State
from bot.quiet import Planned
from storage.messaging_tables import DELIVERY, WAITING
from storage.tables import ROUND

if TYPE_CHECKING:
    from storage.database import Db

COLUMNS = DELIVERY.c
UNTRIED = (
    WAITING,
    COLUMNS.state == str(State.DUE),
    COLUMNS.attempted_at.is_(None),
    or_(COLUMNS.kind == pulses.KIND, COLUMNS.kind == REMINDER),
)


def due(db: Db, until: datetime, most: int) -> list[Planned]:
    """The pulses and reminders that are due by then and were never attempted, up to so many, oldest first."""
    of_round = and_(ROUND.c.workspace == COLUMNS.workspace, ROUND.c.id == COLUMNS.subject)
    planned_for = func.coalesce(COLUMNS.held_from, COLUMNS.due_at)
    found = select(COLUMNS.key, COLUMNS.recipient, COLUMNS.due_at, planned_for, ROUND.c.closes_at).select_from(DELIVERY)
    found = found.join(ROUND, of_round).where(COLUMNS.workspace == db.workspace, *UNTRIED, COLUMNS.due_at <= until)
    return [Planned(*row) for row in db.run(found.order_by(COLUMNS.due_at, COLUMNS.key).limit(most))]


def hold(db: Db, moments: Mapping[str, datetime]) -> int:
    """Put messages off, by key, and remember what they were planned for. Returns how many: none that was attempted."""
    given = [{"known": key, "then": moments[key]} for key in sorted(moments)]  # all who write take the same order
    if not given:
        return 0
    held = update(DELIVERY).where(COLUMNS.workspace == db.workspace, COLUMNS.key == bindparam("known"), *UNTRIED)
    held = held.values(held_from=func.coalesce(COLUMNS.held_from, COLUMNS.due_at), due_at=bindparam("then"))
    return db.run(held.execution_options(preserve_rowcount=True), given).rowcount
