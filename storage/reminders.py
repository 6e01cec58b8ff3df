"""Where reminders are, sealed; and who is still to read that a round is over.

Everyone whose reminder came to its turn has a row, of the same length whether they needed it or not, and each turn
seals it anew. So its reader cannot tell who was reminded, which is who had not answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, false, or_, select, true, update

from bot import pulses, reminders
from bot.delivery import REMINDER as KIND
from bot.delivery import Sent
from bot.errors import Refused
from bot.pulses import LOST_SECRET, Round
from storage import upserts
from storage.asking_tables import REMINDER
from storage.messaging_tables import AT_WORK, DELIVERY, UNKNOWN, WAITING
from storage.tables import COHORT, ROUND

if TYPE_CHECKING:
    from storage.database import Db


def note(db: Db, round_id: str, person: str, sent: Sent | None) -> None:
    """Note that a person's reminder came to its turn, and where it is, if it was sent.

    Nothing is noted once the round is told to be over, as nobody would take the note away again.
    """
    lives = or_(ROUND.c.is_closed == false(), ROUND.c.is_told == false())
    here = select(ROUND.c.id).where(ROUND.c.workspace == db.workspace, ROUND.c.id == round_id, lives)
    if not db.run(here.with_for_update(read=True)).first():
        return
    known = places(db, round_id, person, is_held=True)
    content = reminders.packed((*known, sent) if sent else known)
    row = {"workspace": db.workspace, "round": round_id, "person": person}
    upserts.put(db, REMINDER, [row | {"sealed": db.seals.seal(content, _bound(db, round_id, person))}])


def places(db: Db, round_id: str, person: str, *, is_held: bool = False) -> tuple[Sent, ...]:
    """Where a person's reminders of a round are; nowhere, where they were sealed with another secret.

    With `is_held` nobody else can note one until the act ends.
    """
    found = select(REMINDER.c.sealed).where(*_of(db, round_id), REMINDER.c.person == person)
    sealed = db.run(found.with_for_update() if is_held else found).scalar_one_or_none()
    try:
        return reminders.unpacked(db.seals.open(sealed, _bound(db, round_id, person))) if sealed else ()
    except Refused as refused:
        if refused.code != LOST_SECRET:
            raise
        return ()


def forget(db: Db, round_id: str, person: str) -> None:
    """Drop where a person's reminders of a round are; and of who was erased since, where its message is."""
    db.run(delete(REMINDER).where(*_of(db, round_id), REMINDER.c.person == person))
    known = select(COHORT.c.person).where(COHORT.c.workspace == db.workspace, COHORT.c.round == round_id)
    message = (DELIVERY.c.workspace == db.workspace, DELIVERY.c.subject == round_id, DELIVERY.c.kind == pulses.KIND)
    if not db.run(known.where(COHORT.c.person == person)).first():
        db.run(delete(DELIVERY).where(*message, DELIVERY.c.recipient == person))


def forget_before(db: Db, moment: datetime) -> int:
    """Drop what is known of the reminders of rounds that closed before a moment, and return of how many people."""
    old = select(ROUND.c.id).where(ROUND.c.workspace == db.workspace, ROUND.c.is_closed == true())
    over = REMINDER.c.round.in_(old.where(ROUND.c.closes_at < moment))
    return db.run(delete(REMINDER).where(REMINDER.c.workspace == db.workspace, over)).rowcount


def untold(db: Db) -> list[Round]:
    """The closed rounds whose people have not been told yet that they are over.

    One waits while nobody knows whether some of its messages and reminders have arrived: where they are must be known
    to change them and to take them away.
    """
    fields = (ROUND.c.id, ROUND.c.week, ROUND.c.opens_at, ROUND.c.closes_at, ROUND.c.is_closed)
    found = select(*fields).where(ROUND.c.workspace == db.workspace, ROUND.c.is_closed == true())
    unsure = (
        select(DELIVERY.c.id)
        .where(DELIVERY.c.workspace == ROUND.c.workspace, DELIVERY.c.subject == ROUND.c.id)
        .where(DELIVERY.c.kind.in_((pulses.KIND, KIND)), or_(UNKNOWN, AT_WORK))
    )
    return [
        Round(*row) for row in db.run(found.where(ROUND.c.is_told == false(), ~unsure.exists()).order_by(ROUND.c.week))
    ]


def people(db: Db, round_id: str, after: str, most: int) -> Sequence[str]:
    """The next people after an id to whom a round's message was planned, by id; also who was erased since."""
    message = (DELIVERY.c.workspace == db.workspace, DELIVERY.c.subject == round_id, DELIVERY.c.kind == pulses.KIND)
    found = select(DELIVERY.c.recipient).where(*message, DELIVERY.c.recipient > after)
    return db.run(found.order_by(DELIVERY.c.recipient).limit(most)).scalars().all()


def mark_told(db: Db, round_id: str) -> None:
    """Note that all people of a round are being told that it is over; its reminders that wait are not needed now.

    What is left of their rows in the store's files is scrubbed: one that was tried would tell who needed it.
    """
    waiting = (DELIVERY.c.workspace == db.workspace, DELIVERY.c.subject == round_id, DELIVERY.c.kind == KIND)
    dropped = db.run(delete(DELIVERY).where(*waiting, WAITING)).rowcount
    marks = {"is_told": true()} | ({"is_scrubbed": false()} if dropped else {})
    db.run(update(ROUND).where(ROUND.c.workspace == db.workspace, ROUND.c.id == round_id).values(**marks))


def scrub_again(db: Db, round_id: str) -> None:
    """Have what is left of a reminder's row in the store's files scrubbed, if it is settled after its round closed."""
    over = (ROUND.c.workspace == db.workspace, ROUND.c.id == round_id, ROUND.c.is_closed == true())
    db.run(update(ROUND).where(*over, ROUND.c.is_scrubbed == true()).values(is_scrubbed=false()))


def _of(db: Db, round_id: str) -> tuple[ColumnElement[bool], ...]:
    return REMINDER.c.workspace == db.workspace, REMINDER.c.round == round_id


def _bound(db: Db, round_id: str, person: str) -> str:
    return f"reminder|{db.workspace}|{round_id}|{person}"
