"""What each person has chosen about the thanks they get and give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, select

from bot.sharing import KudosChoice, Sharing
from storage import upserts
from storage.kudos_tables import KUDOS_CHOICE, KUDOS_RECEIVER

if TYPE_CHECKING:
    from storage.database import Db

CHOICE, SIDE = KUDOS_CHOICE.c, KUDOS_RECEIVER.c
# Every kudos asks this: built once, and with no list of people in it, which would be written anew each time.
ALWAYS = (
    select(SIDE.receiver)
    .join(KUDOS_CHOICE, and_(CHOICE.workspace == SIDE.workspace, CHOICE.person == SIDE.receiver))
    .where(SIDE.workspace == bindparam("workspace"), SIDE.kudos == bindparam("kudos"))
    .where(CHOICE.sharing == Sharing.ALWAYS.value)
    .order_by(SIDE.receiver)
)


def one(db: Db, person: str) -> KudosChoice:
    """What someone has chosen; as it ships where they chose nothing."""
    found = select(CHOICE.sharing, CHOICE.has_prompt, CHOICE.prompted_on)
    row = db.run(found.where(CHOICE.workspace == db.workspace, CHOICE.person == person)).one_or_none()
    return KudosChoice(Sharing(row.sharing), row.has_prompt, row.prompted_on) if row else KudosChoice()


def put(db: Db, person: str, choice: KudosChoice) -> None:
    """Keep someone's choice in place of the one they had."""
    row = {"workspace": db.workspace, "person": person, **vars(choice), "sharing": choice.sharing.value}
    upserts.put(db, KUDOS_CHOICE, [row])


def always(db: Db, kudos_id: str) -> list[str]:
    """Those who were thanked with a kudos and want all their thanks shared, by id."""
    return list(db.run(ALWAYS, {"workspace": db.workspace, "kudos": kudos_id}).scalars())
