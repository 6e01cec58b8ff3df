"""The outbox: messages that the bot wants Slack to have, and who is sending them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, bindparam, case, delete, func, or_, select, update

from bot import pacing
from bot.delivery import HISTORY, HISTORY_AFTER, LEASE, POST, Claim, Delivery, Next, Sent, State, Stuck
from bot.pacing import Pace
from storage import gates, upserts
from storage.messaging_tables import AT_WORK, DELIVERY, UNKNOWN, WAITING

if TYPE_CHECKING:
    from storage.database import Db

COLUMNS = DELIVERY.c
FIELDS = [COLUMNS[field.name] for field in fields(Delivery)]
STUCK = [COLUMNS[field.name] for field in fields(Stuck)]
OVER = [str(state) for state in (State.DEAD, State.EXPIRED)]
HELD = [str(state) for state in (State.CLAIMED, State.SENDING)]
DONE = [str(state) for state in (State.SENT, State.SKIPPED)]
FREE = {"owner": None, "lease_until": None}
UNSENT = case((COLUMNS.unknowns > 0, str(State.UNKNOWN)), else_=str(State.DUE))

# Every message needs these: built once, they cost half of the time.
OWN = (
    COLUMNS.workspace == bindparam("workspace_"),
    COLUMNS.id == bindparam("id_"),
    COLUMNS.owner == bindparam("owner_"),
)
START = (
    update(DELIVERY)
    .where(*OWN, COLUMNS.state == str(State.CLAIMED), COLUMNS.lease_until > bindparam("now_"))
    .values(state=str(State.SENDING), attempts=COLUMNS.attempts + 1)
    .values(lease_until=bindparam("until_"), attempted_at=bindparam("now_"))
)
FINISH = (
    update(DELIVERY)
    .where(*OWN, AT_WORK)
    .values(state=bindparam("state_"), due_at=bindparam("due_"), error=bindparam("error_"))
    .values(unknowns=bindparam("unknowns_"), **FREE)
)
FINISH_SENT = FINISH.values(channel=bindparam("channel_"), ts=bindparam("ts_"))


def enqueue(db: Db, deliveries: Iterable[Delivery]) -> int:
    """Put messages into the outbox, except those whose key is known. Returns how many are new."""
    rest = {"workspace": db.workspace, "error": "", "attempted_at": None, "channel": None, "ts": None} | FREE
    rows = [rest | vars(delivery) | {"state": str(delivery.state)} for delivery in deliveries]
    return upserts.add_many(db, DELIVERY, rows, unique=("workspace", "key"))


def claim(db: Db, owner: str, now: datetime, limit: int, pace: Pace) -> list[Claim]:
    """Take up to `limit` due deliveries for `owner` to send, oldest first, for as long as a lease lasts.

    There are as many as the workspace's gate has places, and one at most to each recipient that has been left alone
    for long enough.
    """
    return _claim(db, owner, now, POST, pace.per_minute, lambda: _due(db, now, limit, pace))


def claim_unknown(db: Db, owner: str, now: datetime, limit: int, pace: Pace) -> list[Claim]:
    """Take up to `limit` deliveries of unknown fate for `owner` to look for, as many as may be looked for now."""
    due = _waiting(now).where(*_here(db), UNKNOWN).limit(limit).with_for_update(skip_locked=True)
    return _claim(db, owner, now, HISTORY, pace.looks_per_minute, lambda: _read(db, due))


def _claim(
    db: Db, owner: str, now: datetime, method: str, per_minute: float, find: Callable[[], list[Delivery]]
) -> list[Claim]:
    waiting = UNKNOWN if method == HISTORY else WAITING
    if not db.run(select(COLUMNS.id).where(*_here(db), waiting, COLUMNS.due_at <= now).limit(1)).first():
        return []
    gate = gates.hold(db, method, now).as_of(now, timedelta(minutes=1) / per_minute)
    found = find() if gate.opens_at(now) <= now else []
    places, then = pacing.reserve(gate, now, len(found), per_minute)
    claims = [Claim(*taken, method, is_probe=gate.refusals > 0) for taken in zip(found, places, strict=False)]
    if claims:
        gates.keep(db, method, then)
        lease = {"owner": owner, "lease_until": claims[-1].at + LEASE}
        mine = update(DELIVERY).where(*_here(db), COLUMNS.id.in_([claim.delivery.id for claim in claims]))
        db.run(mine.values(state=str(State.CLAIMED), **lease))
    return claims


def _due(db: Db, now: datetime, limit: int, pace: Pace) -> list[Delivery]:
    """The oldest deliveries that are due, one for each recipient to whom nothing is, or just was, on its way."""
    at_work = select(COLUMNS.recipient).where(*_here(db), AT_WORK)
    just_now = select(COLUMNS.recipient).where(
        *_here(db), COLUMNS.attempted_at > now - pace.apart, COLUMNS.attempted_at <= now
    )
    free = (COLUMNS.recipient.not_in(at_work), COLUMNS.recipient.not_in(just_now)) if pace.apart else ()
    due = _waiting(now).where(*_here(db), WAITING, COLUMNS.state != str(State.UNKNOWN), *free)
    found = _read(db, due.limit(limit).with_for_update(skip_locked=True))
    first = {delivery.recipient: delivery for delivery in reversed(found)}
    return [delivery for delivery in found if not pace.apart or first[delivery.recipient] is delivery]


def _waiting(now: datetime) -> Select[Any]:
    return select(*FIELDS).where(COLUMNS.due_at <= now, COLUMNS.expires_at > now).order_by(COLUMNS.due_at)


def _read(db: Db, statement: Select[Any]) -> list[Delivery]:
    return [Delivery(**row._asdict() | {"state": State(row.state)}) for row in db.run(statement)]


def start(db: Db, delivery_id: str, owner: str, now: datetime) -> bool:
    """Note that `owner` is about to send. False when the delivery is not theirs any more: then they must not."""
    return db.run(START, _its(db, delivery_id, owner) | {"now_": now, "until_": now + LEASE}).rowcount > 0


def finish(db: Db, delivery_id: str, owner: str, decided: Next, sent: Sent | None) -> bool:
    """Write down what became of an attempt. False when the delivery is not the owner's any more."""
    values = {
        "state_": str(decided.state),
        "due_": decided.due_at,
        "error_": decided.error,
        "unknowns_": decided.unknowns,
    }
    statement, place = (FINISH_SENT, {"channel_": sent.channel, "ts_": sent.ts}) if sent else (FINISH, {})
    return db.run(statement, _its(db, delivery_id, owner) | values | place).rowcount > 0


def _its(db: Db, delivery_id: str, owner: str) -> dict[str, Any]:
    return {"workspace_": db.workspace, "id_": delivery_id, "owner_": owner}


def release(db: Db, owner: str, ids: Iterable[str]) -> int:
    """Let others have what `owner` has claimed and not begun to send, and return how many. No attempt is counted."""
    claimed = (COLUMNS.id.in_(list(ids)), COLUMNS.owner == owner, COLUMNS.state == str(State.CLAIMED))
    return db.run(update(DELIVERY).where(*_here(db), *claimed).values(state=UNSENT, **FREE)).rowcount


def recover(db: Db, now: datetime, *, all_owners: bool = False) -> int:
    """Free the deliveries whose owner did not finish in time, or everyone's, and return how many.

    One that was being sent may have arrived. So may one that was claimed again after such an attempt.
    """
    over = _here(db) if all_owners else (*_here(db), COLUMNS.lease_until <= now)
    unsent = update(DELIVERY).where(*over, AT_WORK, COLUMNS.state == str(State.CLAIMED)).values(state=UNSENT, **FREE)
    maybe = update(DELIVERY).where(*over, AT_WORK, COLUMNS.state == str(State.SENDING))
    once = case((COLUMNS.unknowns > 0, COLUMNS.unknowns), else_=1)
    looked_for = {"state": str(State.UNKNOWN), "unknowns": once, "due_at": now + HISTORY_AFTER}
    return db.run(unsent).rowcount + db.run(maybe.values(**looked_for, **FREE)).rowcount


def give_up(db: Db, delivery_id: str, owner: str, error: str) -> bool:
    """Give up a claimed delivery that could not even be begun, because of a fault of ours."""
    claimed = (COLUMNS.state == str(State.CLAIMED), COLUMNS.owner == owner)
    broken = update(DELIVERY).where(*_here(db), COLUMNS.id == delivery_id, *claimed)
    return db.run(broken.values(state=str(State.DEAD), error=error, **FREE)).rowcount > 0


def expire(db: Db, now: datetime) -> int:
    """Give up the waiting deliveries that came too late, and return how many."""
    late = update(DELIVERY).where(*_here(db), WAITING, COLUMNS.expires_at <= now)
    return db.run(late.values(state=str(State.EXPIRED))).rowcount


def revive(db: Db, key_prefix: str, now: datetime, expires_at: datetime) -> int:
    """Have the dead and the expired deliveries whose key begins so sent after all, and return how many."""
    # Not LIKE, to which letters are alike in either case on SQLite.
    named = func.substr(COLUMNS.key, 1, len(key_prefix)) == key_prefix
    over = COLUMNS.state.in_(OVER)
    return db.run(update(DELIVERY).where(*_here(db), named, over).values(**_anew(now, expires_at))).rowcount


def stuck(db: Db) -> list[Stuck]:
    """The deliveries that an admin should look at, oldest first: given up, too late, or failing again and again."""
    failing = or_(COLUMNS.state.in_(OVER), WAITING & (COLUMNS.error != ""))
    found = db.run(select(*STUCK).where(*_here(db), failing).order_by(COLUMNS.due_at, COLUMNS.key))
    return [Stuck(**row._asdict() | {"state": State(row.state)}) for row in found]


def retry(db: Db, key: str | None, now: datetime, expires_at: datetime) -> int:
    """Have one stuck delivery sent again, or with no key all that are over. Returns how many."""
    which = COLUMNS.state.in_(OVER) if key is None else (COLUMNS.key == key) & COLUMNS.state.not_in([*DONE, *HELD])
    return db.run(update(DELIVERY).where(*_here(db), which).values(**_anew(now, expires_at))).rowcount


def _anew(now: datetime, expires_at: datetime) -> dict[str, Any]:
    """The values of a delivery that gets another chance. One that may have arrived is looked for before it is sent."""
    unknowns = case((COLUMNS.unknowns > 0, 1), else_=0)
    return {"state": UNSENT, "due_at": now, "expires_at": expires_at, "error": "", "attempts": 0, "unknowns": unknowns}


def forget(db: Db, before: datetime, most: int) -> int:
    """Drop up to so many that were settled and expired before a moment, and return how many."""
    over = (*_here(db), COLUMNS.state.in_([*OVER, *DONE]), COLUMNS.expires_at < before)
    old = select(COLUMNS.id).where(*over).limit(most)
    return db.run(delete(DELIVERY).where(*_here(db), COLUMNS.id.in_(old))).rowcount


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
