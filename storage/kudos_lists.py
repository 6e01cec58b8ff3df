"""What someone has given and received, newest first, some at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Select, and_, false, or_, select

from bot.kudos import Door, Kudos
from bot.sharing import Telling
from storage import people
from storage.kudos_messages import FIELDS
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


def newest(db: Db, person: str, most: int) -> tuple[list[Telling], list[Telling]]:
    """The newest that someone received and gave, so many of each, without those who joined in."""
    side = KUDOS_RECEIVER.c
    theirs = (
        select(*FIELDS, side.shared_at, side.shared_in).join(KUDOS_RECEIVER, THANKED).where(side.receiver == person)
    )
    got = db.run(_in_order(db, theirs).limit(most)).all()
    gave = db.run(_in_order(db, select(*FIELDS).where(KUDOS.c.giver == person)).limit(most)).all()
    thanked = _receivers(db, [row.id for row in (*got, *gave)])
    known = people.by_ids(db, {row.giver for row in got} | {one for some in thanked.values() for one in some})
    names = {one.id: one.name for one in known.values()}
    shared = {row.id: {person: row.shared_in or ""} for row in got if row.shared_at}
    received = [Telling(_kudos(row, thanked[row.id]), names, shared.get(row.id, {})) for row in got]
    return received, [Telling(_kudos(row, thanked[row.id]), names, {}) for row in gave]


def _receivers(db: Db, ids: Iterable[str]) -> Mapping[str, list[str]]:
    """Those thanked with each of these kudos, in the order in which they were named."""
    side, found = KUDOS_RECEIVER.c, defaultdict[str, list[str]](list)
    of_these = select(side.kudos, side.receiver).where(side.workspace == db.workspace, side.kudos.in_(list(ids)))
    for row in db.run(of_these.order_by(side.kudos, side.place)):
        found[row.kudos].append(row.receiver)
    return found


def _kudos(row: Row[Any], receivers: Iterable[str]) -> Kudos:
    own = {column.name: getattr(row, column.name) for column in FIELDS}
    return Kudos(**own | {"door": Door(row.door), "receivers": tuple(receivers)})


def _next(db: Db, found: Select[Any], after: str, most: int) -> list[str]:
    kudos = KUDOS.c
    here = _in_order(db, found)
    last = select(kudos.given_at).where(kudos.workspace == db.workspace, kudos.id == after)
    if after and (moment := db.run(last).scalar_one_or_none()):
        earlier = or_(kudos.given_at < moment, and_(kudos.given_at == moment, kudos.id < after))
        here = here.where(earlier)
    return list(db.run(here.limit(most)).scalars())


def _in_order(db: Db, found: Select[Any]) -> Select[Any]:
    """What was not taken back, newest first."""
    here = found.where(KUDOS.c.workspace == db.workspace, KUDOS.c.is_removed == false())
    return here.order_by(KUDOS.c.given_at.desc(), KUDOS.c.id.desc())
