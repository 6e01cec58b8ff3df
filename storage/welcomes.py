"""Who was told before they are first asked, and who is still to be told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select, true

from bot import welcomes
from bot.delivery import Delivery
from bot.people import Person
from storage import delivery, lists, upserts
from storage.admin_tables import WELCOME
from storage.asking_tables import PREFERENCE
from storage.messaging_tables import DELIVERY
from storage.people import FIELDS
from storage.tables import MEMBERSHIP, PERSON

if TYPE_CHECKING:
    from storage.database import Db

IS_NOTED = select(WELCOME.c.person).where(WELCOME.c.workspace == PERSON.c.workspace, WELCOME.c.person == PERSON.c.id)
IS_OUT = select(PREFERENCE.c.person).where(
    PREFERENCE.c.workspace == PERSON.c.workspace, PREFERENCE.c.person == PERSON.c.id, PREFERENCE.c.is_out == true()
)
PLACED = select(MEMBERSHIP.c.person).where(MEMBERSHIP.c.workspace == bindparam("workspace"))
HERE = PERSON.c.workspace == bindparam("workspace")
# Every beat of the planner and every pulse need these: they are built once.
UNTOLD = (
    select(*FIELDS)
    .where(HERE, PERSON.c.id > bindparam("after"), ~IS_NOTED.exists(), ~IS_OUT.exists())
    .where(PERSON.c.id.in_(PLACED))
    .order_by(PERSON.c.id)
    .limit(bindparam("most"))
)
IS_PLACED = PLACED.where(MEMBERSHIP.c.person == bindparam("person"))
TOLD = select(WELCOME.c.person).where(WELCOME.c.workspace == bindparam("workspace"), WELCOME.c.told_at.is_not(None))
IS_TOLD = TOLD.where(WELCOME.c.person == bindparam("person"))


def told(db: Db, people: Iterable[str]) -> frozenset[str]:
    """Those of these people who were told."""
    wanted = lists.filled(people)
    if not wanted:
        return frozenset()
    found = TOLD.where(WELCOME.c.person.in_(lists.params(len(wanted))))
    return frozenset(db.run(found, {"workspace": db.workspace, **wanted}).scalars())


def is_told(db: Db, person: str) -> bool:
    """Whether someone was told."""
    return db.run(IS_TOLD, {"workspace": db.workspace, "person": person}).first() is not None


def mark_told(db: Db, people: Iterable[str], at: datetime) -> None:
    """Note that these people were told."""
    upserts.put(db, WELCOME, [_row(db, person) | {"told_at": at} for person in sorted(people)])


def untold(db: Db, after: str, most: int) -> list[Person]:
    """The next people after an id who are in a team, have not stopped, and for whom no note was planned; by id."""
    return [Person(*row) for row in db.run(UNTOLD, {"workspace": db.workspace, "after": after, "most": most})]


def begin(db: Db, people: Iterable[str]) -> list[str]:
    """Note that a note to these people is planned. Returns those for whom none was: others plan at the same time."""
    rows = [_row(db, person) | {"told_at": None} for person in sorted(people)]
    return upserts.add(db, WELCOME, rows, unique=("workspace", "person"), returning=WELCOME.c.person)


def forget(db: Db, person: str) -> None:
    """Drop that a note to someone is planned: it is to be planned anew when it suits them."""
    db.run(delete(WELCOME).where(WELCOME.c.workspace == db.workspace, WELCOME.c.person == person))


def is_in_team(db: Db, person: str) -> bool:
    """Whether someone is in a team."""
    return db.run(IS_PLACED, {"workspace": db.workspace, "person": person}).first() is not None


def note_to(db: Db, person: str) -> Delivery | None:
    """The note to someone; None when there is none, or it was settled so long ago that it is forgotten."""
    found = select(*delivery.FIELDS).where(DELIVERY.c.workspace == db.workspace, DELIVERY.c.key == welcomes.key(person))
    row = db.run(found).one_or_none()
    return delivery.read(row) if row else None


def _row(db: Db, person: str) -> dict[str, object]:
    return {"workspace": db.workspace, "person": person}
