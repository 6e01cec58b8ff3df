"""The members of a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, bindparam, case, false, or_, select, true, update

from bot import markup
from bot.people import Person, checked_admin, named
from storage import lists, upserts
from storage.asking_tables import PREFERENCE
from storage.tables import PERSON, WORKSPACE

if TYPE_CHECKING:
    from storage.database import Db

# Whoever installed Heartline is an admin of it, whatever they are in Slack.
INSTALLED_IT = select(WORKSPACE.c.workspace).where(
    WORKSPACE.c.workspace == PERSON.c.workspace, WORKSPACE.c.installer == PERSON.c.id
)
IS_ADMIN = or_(PERSON.c.is_admin, INSTALLED_IT.exists()).label("is_admin")
FIELDS = [IS_ADMIN if field.name == "is_admin" else PERSON.c[field.name] for field in fields(Person)]
THIS_ONE = (PERSON.c.workspace == bindparam("workspace"), PERSON.c.id == bindparam("id"))
ONE = select(*FIELDS).where(*THIS_ONE)
HELD = select(PERSON.c.id).where(*THIS_ONE).with_for_update()
LANGUAGE = (
    select(case((PREFERENCE.c.language != "", PREFERENCE.c.language), else_=PERSON.c.locale))
    .select_from(PERSON)
    .outerjoin(PREFERENCE, and_(PREFERENCE.c.workspace == PERSON.c.workspace, PREFERENCE.c.person == PERSON.c.id))
    .where(*THIS_ONE)
)


def keep(db: Db, people: Iterable[Person]) -> None:
    """Remember people, or what has changed about them: whatever is older than what is known is left out."""
    in_order = sorted(people, key=lambda person: person.id)  # two who write at once take the rows in the same order
    upserts.put(db, PERSON, [{"workspace": db.workspace, **vars(person)} for person in in_order], newest="updated")


def one(db: Db, person_id: str) -> Person | None:
    """The person with this id."""
    row = db.run(ONE, {"workspace": db.workspace, "id": person_id}).one_or_none()
    return Person(*row) if row else None


def admin(db: Db, person_id: str) -> Person:
    """The person with this id, who administers Heartline. Raises Refused (`admin_only`) where they do not."""
    return checked_admin(one(db, person_id))


def hold(db: Db, person_id: str) -> None:
    """Have other acts that would count what this person did wait until this one ends."""
    if db.dialect == "postgresql":  # SQLite has one writer
        db.run(HELD, {"workspace": db.workspace, "id": person_id})


def by_ids(db: Db, ids: Iterable[str]) -> dict[str, Person]:
    """Those of these people who are known, by id."""
    wanted = lists.filled(ids)
    if not wanted:
        return {}
    found = db.run(_some(len(wanted)), {"workspace": db.workspace, **wanted})
    return {row.id: Person(*row) for row in found}


def name(known: Mapping[str, Person], person_id: str) -> str:
    """What one of some people is called."""
    return named([known[person_id]] if person_id in known else [], [person_id])


@cache
def _some(length: int) -> Select[Any]:
    return select(*FIELDS).where(THIS_ONE[0], PERSON.c.id.in_(lists.params(length)))


def read(db: Db, words: str) -> str:
    """Words in Slack's markup as a person reads them, with the names of those whom Slack sends without."""
    return markup.plain(words, {person.id: person.name for person in by_ids(db, markup.unnamed(words)).values()})


def everyone(db: Db) -> list[Person]:
    """All who are known, also those who are gone, by id."""
    return [Person(*row) for row in db.run(select(*FIELDS).where(PERSON.c.workspace == db.workspace).order_by("id"))]


def language(db: Db, person_id: str) -> str:
    """The locale that someone reads in: the one they chose, or else that of their Slack; empty where none is known."""
    return db.run(LANGUAGE, {"workspace": db.workspace, "id": person_id}).scalar_one_or_none() or ""


def mark_gone(db: Db, ids: Iterable[str]) -> int:
    """Mark these people as deleted, and return how many were not yet."""
    gone = [{"gone": person_id} for person_id in sorted(ids)]
    if not gone:
        return 0
    known = PERSON.c.workspace == db.workspace, PERSON.c.id == bindparam("gone"), PERSON.c.is_deleted == false()
    return db.run(update(PERSON).where(*known).values(is_deleted=true()), gone).rowcount
