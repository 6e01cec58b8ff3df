"""The outbox: messages that the bot wants Slack to have, and who is sending them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, delete, func, select, update

from bot import pacing
from bot.delivery import (
    CHANGES,
    HISTORY,
    HISTORY_AFTER,
    LEASE,
    LOOKED_FOR,
    POST,
    UPDATE,
    VANISHES,
    Claim,
    Delivery,
    Next,
    Sent,
    State,
)
from bot.pacing import Pace
from storage import gates, upserts
from storage.messaging_tables import AT_WORK, CHANGING, DELIVERY, UNKNOWN, WAITING

if TYPE_CHECKING:
    from storage.database import Db

COLUMNS = DELIVERY.c
FIELDS = [COLUMNS[field.name] for field in fields(Delivery)]
SETTLED = [str(state) for state in (State.SENT, State.SKIPPED, State.DEAD, State.EXPIRED)]
LOOKABLE = and_(UNKNOWN, COLUMNS.kind.not_in(sorted(CHANGES)))
VANISHING = COLUMNS.kind.in_(sorted(VANISHES))
WAITING_FOR: dict[str, ColumnElement[bool]] = {
    POST: and_(WAITING, COLUMNS.kind.not_in(sorted(CHANGES))),
    HISTORY: LOOKABLE,
    UPDATE: and_(CHANGING),
}
NEW = {"state": str(State.DUE), "attempts": 0, "unknowns": 0, "error": ""}
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
VANISH = delete(DELIVERY).where(*OWN, AT_WORK)
# And these run every second, message or not.
ANY_DUE = {
    method: select(COLUMNS.id).where(OWN[0], waiting, COLUMNS.due_at <= bindparam("now_")).limit(1)
    for method, waiting in WAITING_FOR.items()
}
FREE_CLAIMED = update(DELIVERY).where(OWN[0], AT_WORK, COLUMNS.state == str(State.CLAIMED)).values(state=UNSENT, **FREE)
FREE_SENDING = (
    update(DELIVERY)
    .where(OWN[0], AT_WORK, COLUMNS.state == str(State.SENDING))
    .values(state=str(State.UNKNOWN), due_at=bindparam("again_"), **FREE)
    .values(unknowns=case((COLUMNS.unknowns > 0, COLUMNS.unknowns), else_=1))
)
RECOVER = [free.where(COLUMNS.lease_until <= bindparam("now_")) for free in (FREE_CLAIMED, FREE_SENDING)]


def enqueue(db: Db, deliveries: Iterable[Delivery]) -> int:
    """Put messages into the outbox, except those whose key is known. Returns how many are new."""
    return enqueue_many(db, (vars(delivery) | {"state": str(delivery.state)} for delivery in deliveries), {})


def enqueue_many(db: Db, messages: Iterable[upserts.Row], alike: upserts.Row) -> int:
    """The same for messages by the thousand, as fields of a Delivery: `alike` has those that all share, like NEW."""
    shared = {"workspace": db.workspace, **alike}
    return upserts.add_many(db, DELIVERY, messages, ("workspace", "key"), shared)


def claim(db: Db, owner: str, now: datetime, limit: int, pace: Pace) -> list[Claim]:
    """Take up to `limit` due deliveries for `owner` to send, oldest first, for as long as a lease lasts.

    There are as many as the workspace's gate has places, and one at most to each recipient that has been left alone
    for long enough.
    """
    return _claim(db, owner, now, POST, pace.per_minute, lambda: _due(db, now, limit, pace))


def claim_unknown(db: Db, owner: str, now: datetime, limit: int, pace: Pace) -> list[Claim]:
    """Take up to `limit` deliveries of unknown fate for `owner` to look for, as many as may be looked for now."""
    return _claim(db, owner, now, HISTORY, pace.looks_per_minute, lambda: _oldest(db, now, HISTORY, limit))


def claim_changes(db: Db, owner: str, now: datetime, limit: int, pace: Pace) -> list[Claim]:
    """Take up to `limit` due changes of messages for `owner` to make, as many as may be made now."""
    return _claim(db, owner, now, UPDATE, pace.changes_per_minute, lambda: _oldest(db, now, UPDATE, limit))


def _claim(
    db: Db, owner: str, now: datetime, method: str, per_minute: float, find: Callable[[], list[Delivery]]
) -> list[Claim]:
    if not db.run(ANY_DUE[method], {"workspace_": db.workspace, "now_": now}).first():
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
    found = _oldest(db, now, POST, limit, COLUMNS.state != str(State.UNKNOWN), *free)
    first = {delivery.recipient: delivery for delivery in reversed(found)}
    return [delivery for delivery in found if not pace.apart or first[delivery.recipient] is delivery]


def _oldest(db: Db, now: datetime, method: str, limit: int, *others: ColumnElement[bool]) -> list[Delivery]:
    """The oldest deliveries that wait for a method and are due, and that nobody else is about to take."""
    in_time = COLUMNS.expires_at > (now - LOOKED_FOR if method == HISTORY else now)
    due = select(*FIELDS).where(*_here(db), WAITING_FOR[method], COLUMNS.due_at <= now, in_time)
    found = db.run(due.where(*others).order_by(COLUMNS.due_at).limit(limit).with_for_update(skip_locked=True))
    return [read(row) for row in found]


def read(row: Row[Any]) -> Delivery:
    """A delivery of a row with FIELDS."""
    return Delivery(**row._asdict() | {"state": State(row.state)})


def start(db: Db, delivery_id: str, owner: str, now: datetime) -> bool:
    """Note that `owner` is about to send. False when the delivery is not theirs any more: then they must not."""
    return db.run(START, _its(db, delivery_id, owner) | {"now_": now, "until_": now + LEASE}).rowcount > 0


def finish(db: Db, delivery: Delivery, owner: str, decided: Next, sent: Sent | None) -> bool:
    """Write down what became of an attempt. False when the delivery is not the owner's any more.

    One that vanishes is not there any more once it is settled.
    """
    its = _its(db, delivery.id, owner)
    if decided.is_settled and delivery.vanishes:
        return db.run(VANISH, its).rowcount > 0
    values = {"state_": str(decided.state), "due_": decided.due_at}
    values |= {"error_": decided.error, "unknowns_": decided.unknowns}
    statement, place = (FINISH_SENT, {"channel_": sent.channel, "ts_": sent.ts}) if sent else (FINISH, {})
    return db.run(statement, its | values | place).rowcount > 0


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
    moments = {"workspace_": db.workspace, "now_": now, "again_": now + HISTORY_AFTER}
    return sum(db.run(free, moments).rowcount for free in ((FREE_CLAIMED, FREE_SENDING) if all_owners else RECOVER))


def give_up(db: Db, delivery: Delivery, owner: str, error: str) -> bool:
    """Give up a claimed delivery that could not even be begun, because of a fault of ours."""
    claimed = (*_here(db), COLUMNS.id == delivery.id, COLUMNS.state == str(State.CLAIMED), COLUMNS.owner == owner)
    if delivery.vanishes:
        return db.run(delete(DELIVERY).where(*claimed)).rowcount > 0
    return db.run(update(DELIVERY).where(*claimed).values(state=str(State.DEAD), error=error, **FREE)).rowcount > 0


def forget(db: Db, before: datetime, most: int) -> int:
    """Drop up to so many that were settled and expired before a moment, and return how many."""
    over = (*_here(db), COLUMNS.state.in_(SETTLED), COLUMNS.expires_at < before)
    old = select(COLUMNS.id).where(*over).limit(most)
    return db.run(delete(DELIVERY).where(*_here(db), COLUMNS.id.in_(old))).rowcount


def next_due(db: Db) -> datetime | None:
    """When the next waiting delivery is due, of those that leave a row."""
    due: datetime | None = db.run(select(func.min(COLUMNS.due_at)).where(*_here(db), WAITING, ~VANISHING)).scalar()
    return due


def place_of(db: Db, key: str) -> Sent | None:
    """Where the message with this key is in Slack; None when it was never sent."""
    found = select(COLUMNS.channel, COLUMNS.ts).where(*_here(db), COLUMNS.key == key, COLUMNS.ts.is_not(None))
    row = db.run(found).one_or_none()
    return Sent(row.channel, row.ts) if row else None


def state_of(db: Db, key: str) -> State | None:
    """Where the delivery with this key is on its way; None when there is none."""
    found = db.run(select(COLUMNS.state).where(*_here(db), COLUMNS.key == key)).scalar_one_or_none()
    return State(found) if found else None


def counts(db: Db) -> dict[State, int]:
    """How many deliveries that leave a row there are in each state; a state without any is left out."""
    found = db.run(select(COLUMNS.state, func.count()).where(*_here(db), ~VANISHING).group_by(COLUMNS.state))
    return {State(state): n for state, n in found}


def _here(db: Db) -> tuple[ColumnElement[bool], ...]:
    return (COLUMNS.workspace == db.workspace,)
