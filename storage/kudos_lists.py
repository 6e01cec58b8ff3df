"""What someone has given and received, newest first, some at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, false, or_, select

from storage.kudos_tables import KUDOS, KUDOS_RECEIVER

if TYPE_CHECKING:
    from storage.database import Db

THANKED = and_(KUDOS_RECEIVER.c.workspace == KUDOS.c.workspace, KUDOS_RECEIVER.c.kudos == KUDOS.c.id)


def given(db: Db, person: str, after: str, most: int) -> list[str]:
    """The ids of what someone gave and did not take back: the next so many after one, or the newest."""
    return _next(db, select(KUDOS.c.id).where(KUDOS.c.giver == person), after, most)


def received(db: Db, person: str, after: str, most: int) -> list[str]:
    """The ids of what someone received, in the same way."""
    theirs = select(KUDOS.c.id).join(KUDOS_RECEIVER, THANKED).where(KUDOS_RECEIVER.c.receiver == person)
    return _next(db, theirs, after, most)


def _next(db: Db, found: Select[Any], after: str, most: int) -> list[str]:
    kudos = KUDOS.c
    here = found.where(kudos.workspace == db.workspace, kudos.is_removed == false())
    last = select(kudos.given_at).where(kudos.workspace == db.workspace, kudos.id == after)
    if after and (moment := db.run(last).scalar_one_or_none()):
        earlier = or_(kudos.given_at < moment, and_(kudos.given_at == moment, kudos.id < after))
        here = here.where(earlier)
    return list(db.run(here.order_by(kudos.given_at.desc(), kudos.id.desc()).limit(most)).scalars())
