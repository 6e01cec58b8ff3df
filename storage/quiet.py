"""The pulse messages that are about to go out, and those of them that wait for the end of someone's quiet time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, and_, bindparam, func, or_, select, update

from bot import asking, pulses
from bot.delivery import REMINDER, State
from bot.preferences import Preferences
from bot.pulses import Round
from bot.quiet import Planned
from storage import preferences
from storage.messaging_tables import DELIVERY, WAITING
from storage.tables import PERSON, ROUND

if TYPE_CHECKING:
    from storage.database import Db

COLUMNS = DELIVERY.c
UNTRIED = (
    WAITING,
    COLUMNS.state == str(State.DUE),
    COLUMNS.attempted_at.is_(None),
    or_(COLUMNS.kind == pulses.KIND, COLUMNS.kind == REMINDER),
)
FOUND = (
    select(COLUMNS.key, COLUMNS.recipient, COLUMNS.subject, COLUMNS.due_at)
    .add_columns(func.coalesce(COLUMNS.held_from, COLUMNS.due_at).label("planned_for"))
    .add_columns(ROUND.c.week, ROUND.c.opens_at, ROUND.c.closes_at, ROUND.c.is_closed)
    .add_columns(func.coalesce(PERSON.c.tz, "").label("tz"))
    .select_from(DELIVERY)
    .join(ROUND, and_(ROUND.c.workspace == COLUMNS.workspace, ROUND.c.id == COLUMNS.subject))
    .outerjoin(PERSON, and_(PERSON.c.workspace == COLUMNS.workspace, PERSON.c.id == COLUMNS.recipient))
)


def due(db: Db, until: datetime, most: int) -> list[Planned]:
    """The pulses and reminders that are due by then and were never attempted, up to so many, oldest first."""
    found = FOUND.where(COLUMNS.workspace == db.workspace, *UNTRIED, COLUMNS.due_at <= until)
    rows = db.run(found.order_by(COLUMNS.due_at, COLUMNS.key).limit(most)).all()
    chosen = preferences.of(db, {row.recipient for row in rows})
    return [_planned(row, chosen[row.recipient]) for row in rows]


def _planned(row: Row[Any], wishes: Preferences) -> Planned:
    opened = Round(row.subject, row.week, row.opens_at, row.closes_at, row.is_closed)
    who = asking.respondent(opened, row.recipient, row.tz, wishes)
    return Planned(row.key, row.recipient, row.due_at, row.planned_for, opened, who)


def hold(db: Db, moments: Mapping[str, datetime]) -> int:
    """Put messages off, by key, and remember what they were planned for. Returns how many: none that was attempted."""
    given = [{"known": key, "then": moments[key]} for key in sorted(moments)]  # all who write take the same order
    if not given:
        return 0
    held = update(DELIVERY).where(COLUMNS.workspace == db.workspace, COLUMNS.key == bindparam("known"), *UNTRIED)
    held = held.values(held_from=func.coalesce(COLUMNS.held_from, COLUMNS.due_at), due_at=bindparam("then"))
    return db.run(held.execution_options(preserve_rowcount=True), given).rowcount
