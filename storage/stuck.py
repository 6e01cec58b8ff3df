"""The messages that have not arrived or wait, for those who can do something about it.

Those that vanish are never among them: they would tell who was sent one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, case, or_, select, update

from bot.delivery import VANISHES, State, Stuck
from storage.messaging_tables import DELIVERY, WAITING

if TYPE_CHECKING:
    from storage.database import Db

COLUMNS = DELIVERY.c
FIELDS = [COLUMNS[field.name] for field in fields(Stuck)]
OVER = COLUMNS.state.in_([str(State.DEAD), str(State.EXPIRED)])
NOT_NOW = [str(state) for state in (State.SENT, State.SKIPPED, State.CLAIMED, State.SENDING)]


def every(db: Db) -> list[Stuck]:
    """The deliveries that an admin should look at, oldest first: given up, too late, or failing again and again."""
    failing = or_(OVER, WAITING & (COLUMNS.error != ""))
    found = db.run(select(*FIELDS).where(*_here(db), failing).order_by(COLUMNS.due_at, COLUMNS.key))
    return [Stuck(**row._asdict() | {"state": State(row.state)}) for row in found]


def retry(db: Db, key: str | None, now: datetime, expires_at: datetime) -> int:
    """Have one stuck delivery sent again, or with no key all that are over. Returns how many."""
    which = OVER if key is None else (COLUMNS.key == key) & COLUMNS.state.not_in(NOT_NOW)
    return db.run(update(DELIVERY).where(*_here(db), which).values(**_anew(now, expires_at))).rowcount


def revive(db: Db, keys: Collection[str], now: datetime, expires_at: datetime) -> set[str]:
    """Have the dead and the expired deliveries of these keys sent after all, and return their keys."""
    over = update(DELIVERY).where(*_here(db), COLUMNS.key.in_(list(keys)), OVER).values(**_anew(now, expires_at))
    return set(db.run(over.returning(COLUMNS.key)).scalars())


def hasten(db: Db, kinds: Collection[str], now: datetime) -> set[str]:
    """Have deliveries of these kinds that wait for a later hour sent now, and return their keys."""
    waits = (COLUMNS.state == str(State.DUE), COLUMNS.attempted_at.is_(None), COLUMNS.due_at > now)
    sooner = update(DELIVERY).where(*_here(db), COLUMNS.kind.in_(list(kinds)), *waits).values(due_at=now)
    return set(db.run(sooner.returning(COLUMNS.key)).scalars())


def skipped(db: Db, keys: Collection[str]) -> set[str]:
    """Those of these keys whose delivery had nobody to go to, or nothing to tell, when its turn came."""
    here = (*_here(db), COLUMNS.key.in_(list(keys)), COLUMNS.state == str(State.SKIPPED))
    return set(db.run(select(COLUMNS.key).where(*here)).scalars())


def _anew(now: datetime, expires_at: datetime) -> dict[str, Any]:
    """The values of a delivery that gets another chance. One that may have arrived is looked for before it is sent."""
    may_be_there = COLUMNS.unknowns > 0
    state = case((may_be_there, str(State.UNKNOWN)), else_=str(State.DUE))
    unknowns = case((may_be_there, 1), else_=0)
    return {"state": state, "due_at": now, "expires_at": expires_at, "error": "", "attempts": 0, "unknowns": unknowns}


def _here(db: Db) -> tuple[ColumnElement[bool], ...]:
    return COLUMNS.workspace == db.workspace, COLUMNS.kind.not_in(sorted(VANISHES))
