"""The messages of an open round: who is still to be given one, and those that wait and may be moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    select,
    true,
    update,
)

from bot import pulses
from bot.delivery import State
from bot.pulses import Round
from storage import upserts
from storage.messaging_tables import DELIVERY, WAITING
from storage.tables import COHORT, PERSON, ROUND
from storage.types import Moment

if TYPE_CHECKING:
    from storage.database import Db


@dataclass(frozen=True)
class Stretch:
    """Some people of a cohort that follow each other by id, and the zones they are in."""

    first: str
    last: str
    zones: frozenset[str]


ASKED_IN_ORDER = (
    select(COHORT.c.person, PERSON.c.tz)
    .select_from(COHORT)
    .join(ROUND, and_(ROUND.c.workspace == COHORT.c.workspace, ROUND.c.id == COHORT.c.round))
    .join(PERSON, and_(PERSON.c.workspace == COHORT.c.workspace, PERSON.c.id == COHORT.c.person))
    .where(
        COHORT.c.workspace == bindparam("workspace"),
        COHORT.c.round == bindparam("round"),
        COHORT.c.person > bindparam("after"),
        ROUND.c.is_closed == false(),
    )
    .order_by(COHORT.c.person)
    .limit(bindparam("most"))
    .with_for_update(read=True, of=[ROUND, PERSON])
)


def last_week(db: Db) -> str | None:
    """The week of the newest round, open or closed."""
    week: str | None = db.run(select(func.max(ROUND.c.week)).where(ROUND.c.workspace == db.workspace)).scalar()
    return week


def unplanned(db: Db, now: datetime) -> list[Round]:
    """The rounds that can be answered and whose messages are not all in the outbox yet."""
    fields = (ROUND.c.id, ROUND.c.week, ROUND.c.opens_at, ROUND.c.closes_at, ROUND.c.is_closed)
    found = select(*fields).where(*_open(db), ROUND.c.is_planned == false(), ROUND.c.closes_at > now)
    return [Round(*row) for row in db.run(found.order_by(ROUND.c.week))]


def stretch(db: Db, round_id: str, after: str, most: int) -> Stretch | None:
    """The next people of an open round's cohort after an id; None when nobody is left, or it is closed.

    Until the act ends the round stays open, and they stay in their zones: who changes one meets the message.
    """
    here = {"workspace": db.workspace, "round": round_id, "after": after, "most": most}
    found = db.run(ASKED_IN_ORDER, here).all()
    return Stretch(found[0].person, found[-1].person, frozenset(row.tz for row in found)) if found else None


def enqueue(db: Db, opened: Round, to: Stretch, due_at: Mapping[str, datetime], ids: str, nonces: str) -> int:
    """Put the messages to a stretch of a round's people in the outbox, due by their zones. Returns how many are new.

    One statement, in the order of their ids, so that two who do it at once wait for each other and never in a circle.
    `ids` and `nonces` are new ids of which theirs are made by numbering them.
    """
    number = literal("-") + cast(func.row_number().over(order_by=COHORT.c.person), String)
    fields = {
        "id": literal(ids) + number,
        "key": literal(pulses.key(opened, "")) + COHORT.c.person,
        "kind": literal(pulses.KIND),
        "recipient": COHORT.c.person,
        "subject": COHORT.c.round,
        "due_at": case({zone: literal(at, Moment) for zone, at in due_at.items()}, value=PERSON.c.tz),
        "expires_at": literal(opened.closes_at, Moment),
        "nonce": literal(nonces) + number,
        "state": literal(str(State.DUE)),
        "attempts": literal(0),
        "unknowns": literal(0),
        "error": literal(""),
    }
    here = (COHORT.c.workspace == db.workspace, COHORT.c.round == opened.id)
    selected = (
        select(COHORT.c.workspace, *[field.label(name) for name, field in fields.items()])
        .select_from(COHORT)
        .join(PERSON, and_(PERSON.c.workspace == COHORT.c.workspace, PERSON.c.id == COHORT.c.person))
        .where(*here, COHORT.c.person.between(to.first, to.last))
        .order_by(COHORT.c.person)
    )
    return upserts.add_selected(db, DELIVERY, selected, unique=("workspace", "key"))


def mark_planned(db: Db, round_id: str) -> None:
    """Note that an open round's messages are all in the outbox."""
    db.run(update(ROUND).where(*_open(db), ROUND.c.id == round_id).values(is_planned=true()))


def move(db: Db, moments: Mapping[str, datetime]) -> int:
    """Give messages, by key, another moment to be sent at. Returns how many: only those that were never attempted."""
    unsent = (DELIVERY.c.state == str(State.DUE), DELIVERY.c.attempted_at.is_(None))
    moved = update(DELIVERY).where(DELIVERY.c.workspace == db.workspace, DELIVERY.c.key == bindparam("known"), *unsent)
    given = [{"known": key, "then": moments[key]} for key in sorted(moments)]  # all who write take the same order
    if not given:
        return 0
    statement = moved.values(due_at=bindparam("then")).execution_options(preserve_rowcount=True)
    return db.run(statement, given).rowcount


def overdue(db: Db, round_id: str, now: datetime) -> dict[str, str]:
    """The keys of a round's messages whose moment is past and that were never attempted, with their people's zones."""
    whose = and_(PERSON.c.workspace == DELIVERY.c.workspace, PERSON.c.id == DELIVERY.c.recipient)
    late = (DELIVERY.c.state == str(State.DUE), DELIVERY.c.attempted_at.is_(None), DELIVERY.c.due_at <= now)
    found = select(DELIVERY.c.key, PERSON.c.tz).join(PERSON, whose)
    found = found.where(DELIVERY.c.workspace == db.workspace, DELIVERY.c.subject == round_id, *late, WAITING)
    return {row.key: row.tz for row in db.run(found)}


def unsent(db: Db, round_id: str) -> int:
    """How many people of a round were not given its message: it came too late, or Slack refused it."""
    settled = DELIVERY.c.state.in_([str(State.SENT), str(State.SKIPPED)])
    here = (DELIVERY.c.workspace == db.workspace, DELIVERY.c.subject == round_id)
    found: int = db.run(select(func.count()).where(*here, ~settled)).scalar_one()
    return found


def _open(db: Db) -> tuple[ColumnElement[bool], ...]:
    return ROUND.c.workspace == db.workspace, ROUND.c.is_closed == false()
