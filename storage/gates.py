"""The gates that all senders of a workspace share, so that together they keep to one pace."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from bot import pacing
from bot.pacing import Gate
from storage import upserts
from storage.messaging_tables import GATE

if TYPE_CHECKING:
    from storage.database import Db

FIELDS = (GATE.c.free_at, GATE.c.paused_until, GATE.c.refusals)
ONE = (GATE.c.workspace == bindparam("workspace_"), GATE.c.method == bindparam("method_"))
FOUND = select(*FIELDS).where(*ONE)
HELD = FOUND.with_for_update()
CHANGED = update(GATE).where(*ONE)


def hold(db: Db, method: str, now: datetime) -> Gate:
    """A method's gate, which nobody else can change until this act ends."""
    row = db.run(HELD, _key(db, method)).one_or_none()
    if row is None:
        new = {"workspace": db.workspace, "method": method, "free_at": now, "paused_until": None, "refusals": 0}
        upserts.add(db, GATE, [new], unique=("workspace", "method"), returning=GATE.c.method)
        row = db.run(HELD, _key(db, method)).one()
    return Gate(*row)


def keep(db: Db, method: str, gate: Gate) -> None:
    """Leave a held gate in another state."""
    db.run(CHANGED.values(**vars(gate)), _key(db, method))


def state(db: Db, method: str, now: datetime) -> Gate:
    """A method's gate as it is. One that was never used is open."""
    row = db.run(FOUND, _key(db, method)).one_or_none()
    return Gate(*row) if row else Gate(now)


def refuse(db: Db, method: str, now: datetime, wait: float | None, *, is_probe: bool) -> None:
    """Close the gate for everyone, as Slack has refused a call."""
    keep(db, method, pacing.refused(hold(db, method, now), now, wait, is_probe=is_probe))


def let_through(db: Db, method: str, now: datetime) -> None:
    """Open the gate again, as Slack has taken a call."""
    keep(db, method, pacing.passed(hold(db, method, now)))


def leave_untried(db: Db, method: str, now: datetime) -> None:
    """Let another call try the gate, as the one that should have was not made."""
    keep(db, method, pacing.untried(hold(db, method, now)))


def _key(db: Db, method: str) -> dict[str, str]:
    return {"workspace_": db.workspace, "method_": method}
