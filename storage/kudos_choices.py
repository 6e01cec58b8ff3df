"""What each person has chosen about the thanks they get and give."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, bindparam, select

from bot.people import Person
from bot.sharing import KudosChoice, Sharing
from storage import lists, people, upserts
from storage.kudos_tables import KUDOS_CHOICE
from storage.tables import PERSON

if TYPE_CHECKING:
    from storage.database import Db

CHOICE = KUDOS_CHOICE.c


def one(db: Db, person: str) -> KudosChoice:
    """What someone has chosen; as it ships where they chose nothing."""
    found = select(CHOICE.sharing, CHOICE.has_prompt, CHOICE.prompted_on)
    row = db.run(found.where(CHOICE.workspace == db.workspace, CHOICE.person == person)).one_or_none()
    return KudosChoice(Sharing(row.sharing), row.has_prompt, row.prompted_on) if row else KudosChoice()


def put(db: Db, person: str, choice: KudosChoice) -> None:
    """Keep someone's choice in place of the one they had."""
    row = {"workspace": db.workspace, "person": person, **vars(choice), "sharing": choice.sharing.value}
    upserts.put(db, KUDOS_CHOICE, [row])


def parties(db: Db, giver: str, receivers: Iterable[str]) -> tuple[dict[str, Person], frozenset[str]]:
    """Those who give and get a kudos and are known, by id; and who of them wants all their thanks shared.

    Until the act ends, other acts that would count what the giver gave wait.
    """
    people.hold(db, giver)
    wanted = lists.filled((giver, *receivers))
    rows = db.run(_parties(len(wanted)), {"workspace": db.workspace, **wanted}).all()
    known = {row.id: Person(*row[:-1]) for row in rows}
    return known, frozenset(row.id for row in rows if row.sharing == Sharing.ALWAYS)


@cache
def _parties(length: int) -> Select[Any]:
    """In one query, and built once: every kudos asks this, and each query more costs a tenth of giving it."""
    found = select(*people.FIELDS, CHOICE.sharing).outerjoin_from(
        PERSON, KUDOS_CHOICE, and_(CHOICE.workspace == PERSON.c.workspace, CHOICE.person == PERSON.c.id)
    )
    return found.where(PERSON.c.workspace == bindparam("workspace"), PERSON.c.id.in_(lists.params(length)))
