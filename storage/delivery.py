"""The outbox: messages that the bot wants Slack to have, and who is sending them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, case, func, select, update

from bot.delivery import LEASE, MOST_UNKNOWN, Delivery, Next, Sent, State
from storage import upserts
from storage.messaging_tables import DELIVERY, WAITING

if TYPE_CHECKING:
    from storage.database import Db

COLUMNS = DELIVERY.c
FIELDS = [COLUMNS[field.name] for field in fields(Delivery)]
AT_WORK = (State.CLAIMED, State.SENDING)
FREE = {"owner": None, "lease_until": None}
UNSENT = case((COLUMNS.unknowns > 0, str(State.UNKNOWN)), else_=str(State.DUE))


def enqueue(db: Db, deliveries: Iterable[Delivery]) -> int:
    """Put messages into the outbox, except those whose key is known. Returns how many are new."""
    rest = {"workspace": db.workspace, "error": "", "attempted_at": None, "channel": None, "ts": None} | FREE
    rows = [rest | vars(delivery) | {"state": str(delivery.state)} for delivery in deliveries]
    return upserts.add_many(db, DELIVERY, rows, unique=("workspace", "key"))


def claim(db: Db, owner: str, now: datetime, limit: int) -> list[Delivery]:
    """Take up to `limit` due deliveries for `owner`, oldest first, for as long as a lease lasts.

    Each is returned in the state it was found in: an `unknown` one may have arrived already.
    """
    due = select(*FIELDS).where(*_here(db), WAITING, COLUMNS.due_at <= now, COLUMNS.expires_at > now)
    free = due.order_by(COLUMNS.due_at, COLUMNS.id).limit(limit).with_for_update(skip_locked=True)
    found = [Delivery(**row._asdict() | {"state": State(row.state)}) for row in db.run(free)]
    mine = update(DELIVERY).where(*_here(db), COLUMNS.id.in_([delivery.id for delivery in found]))
    db.run(mine.values(state=str(State.CLAIMED), owner=owner, lease_until=now + LEASE))
    return found


def start(db: Db, delivery_id: str, owner: str, now: datetime) -> bool:
    """Note that `owner` is about to send. False when the delivery is not theirs any more: then they must not."""
    claimed = (COLUMNS.state == str(State.CLAIMED), COLUMNS.owner == owner, COLUMNS.lease_until > now)
    begun = update(DELIVERY).where(*_here(db), COLUMNS.id == delivery_id, *claimed)
    values = {"state": str(State.SENDING), "attempts": COLUMNS.attempts + 1, "lease_until": now + LEASE}
    return db.run(begun.values(**values)).rowcount > 0


def finish(db: Db, delivery_id: str, owner: str, decided: Next, sent: Sent | None) -> bool:
    """Write down what became of an attempt. False when the delivery is not the owner's any more."""
    theirs = (COLUMNS.owner == owner, COLUMNS.state.in_([str(state) for state in AT_WORK]))
    values = {"state": str(decided.state), "due_at": decided.due_at, "error": decided.error}
    place = {"channel": sent.channel, "ts": sent.ts} if sent else {}
    done = update(DELIVERY).where(*_here(db), COLUMNS.id == delivery_id, *theirs)
    return db.run(done.values(**values, **place, **FREE, unknowns=decided.unknowns)).rowcount > 0


def release(db: Db, owner: str, ids: Iterable[str]) -> int:
    """Let others have what `owner` has claimed and not begun to send, and return how many. No attempt is counted."""
    claimed = (COLUMNS.id.in_(list(ids)), COLUMNS.owner == owner, COLUMNS.state == str(State.CLAIMED))
    return db.run(update(DELIVERY).where(*_here(db), *claimed).values(state=UNSENT, **FREE)).rowcount


def recover(db: Db, now: datetime) -> int:
    """Free the deliveries whose owner did not finish in time, and return how many.

    One that was being sent may have arrived. So may one that was claimed again after such an attempt.
    """
    over = (*_here(db), COLUMNS.lease_until <= now)
    unsent = update(DELIVERY).where(*over, COLUMNS.state == str(State.CLAIMED)).values(state=UNSENT, **FREE)
    unknowns = COLUMNS.unknowns + 1
    state = case((unknowns >= MOST_UNKNOWN, str(State.DEAD)), else_=str(State.UNKNOWN))
    maybe = update(DELIVERY).where(*over, COLUMNS.state == str(State.SENDING))
    return db.run(unsent).rowcount + db.run(maybe.values(state=state, unknowns=unknowns, **FREE)).rowcount


def expire(db: Db, now: datetime) -> int:
    """Give up the waiting deliveries that came too late, and return how many."""
    late = update(DELIVERY).where(*_here(db), WAITING, COLUMNS.expires_at <= now)
    return db.run(late.values(state=str(State.EXPIRED))).rowcount


def revive(db: Db, key_prefix: str, now: datetime, expires_at: datetime) -> int:
    """Have the dead and the expired deliveries whose key begins so sent after all, and return how many."""
    # Not LIKE, to which letters are alike in either case on SQLite.
    named = func.substr(COLUMNS.key, 1, len(key_prefix)) == key_prefix
    over = COLUMNS.state.in_([str(State.DEAD), str(State.EXPIRED)])
    values = {"state": str(State.DUE), "due_at": now, "expires_at": expires_at, "error": ""}
    return db.run(update(DELIVERY).where(*_here(db), named, over).values(**values, attempts=0, unknowns=0)).rowcount


def next_due(db: Db) -> datetime | None:
    """When the next waiting delivery is due."""
    due: datetime | None = db.run(select(func.min(COLUMNS.due_at)).where(*_here(db), WAITING)).scalar()
    return due


def state_of(db: Db, key: str) -> State | None:
    """Where the delivery with this key is on its way; None when there is none."""
    found = db.run(select(COLUMNS.state).where(*_here(db), COLUMNS.key == key)).scalar_one_or_none()
    return State(found) if found else None


def counts(db: Db) -> dict[State, int]:
    """How many deliveries there are in each state; a state without any is left out."""
    found = db.run(select(COLUMNS.state, func.count()).where(*_here(db)).group_by(COLUMNS.state))
    return {State(state): n for state, n in found}


def _here(db: Db) -> tuple[ColumnElement[bool], ...]:
    return (COLUMNS.workspace == db.workspace,)
