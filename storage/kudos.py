"""Kudos as they are given."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, case, select, true, update

from bot.kudos import Earlier, Kudos
from storage import upserts
from storage.kudos_tables import KUDOS, KUDOS_RECEIVER

if TYPE_CHECKING:
    from storage.database import Db

FIELDS = tuple(field.name for field in fields(Kudos) if field.name != "receivers")
COUNTED = {  # tries are those of one day
    "version": KUDOS.c.version + 1,
    "times": case((KUDOS.c.day == bindparam("today"), KUDOS.c.times + 1), else_=1),
}

# Every kudos needs this: built once, it costs half of the time.
OF_DAY = (
    select(KUDOS.c.id, KUDOS.c.is_removed, KUDOS.c.times, KUDOS_RECEIVER.c.receiver)
    .join_from(
        KUDOS,
        KUDOS_RECEIVER,
        and_(KUDOS_RECEIVER.c.workspace == KUDOS.c.workspace, KUDOS_RECEIVER.c.kudos == KUDOS.c.id),
        isouter=True,  # else SQLite would begin with all receivers there are
    )
    .where(KUDOS.c.workspace == bindparam("workspace_"), KUDOS.c.giver == bindparam("giver_"))
    .where(KUDOS.c.day == bindparam("day_"))
)


def of_day(db: Db, giver: str, day: date) -> list[Earlier]:
    """What someone gave on a day, with what they took back."""
    rows = db.run(OF_DAY, {"workspace_": db.workspace, "giver_": giver, "day_": day}).all()
    receivers = defaultdict[str, set[str]](set)
    for row in rows:
        if row.receiver:
            receivers[row.id].add(row.receiver)
    once = {row.id: row for row in rows}.values()
    return [Earlier(row.id, frozenset(receivers[row.id]), row.is_removed, row.times) for row in once]


def keep(db: Db, kudos: Kudos) -> bool:
    """Keep a new kudos. False, and nothing kept, when its id is known: the same form was sent twice."""
    row = {"workspace": db.workspace} | {name: getattr(kudos, name) for name in FIELDS}
    if not upserts.add_many(db, KUDOS, [row], unique=("workspace", "id")):
        return False
    _add_receivers(db, kudos)
    return True


def revive(db: Db, kudos: Kudos) -> Kudos | None:
    """Give a kudos anew that was taken back, to the same people. None when none of this id was."""
    fresh = {name: getattr(kudos, name) for name in FIELDS if name not in COUNTED}
    taken_back = (KUDOS.c.workspace == db.workspace, KUDOS.c.id == kudos.id, KUDOS.c.is_removed == true())
    given = update(KUDOS).where(*taken_back).values(**fresh, **COUNTED)
    counts = db.run(given.returning(*(KUDOS.c[name] for name in COUNTED)), {"today": kudos.day}).one_or_none()
    if counts is None:
        return None
    return replace(kudos, **counts._asdict())


def _add_receivers(db: Db, kudos: Kudos) -> None:
    here = {"workspace": db.workspace, "kudos": kudos.id, "shared_at": None, "shared_with": None, "shared_in": None}
    rows = [here | {"receiver": receiver, "place": place} for place, receiver in enumerate(kudos.receivers)]
    upserts.add_many(db, KUDOS_RECEIVER, rows, unique=("workspace", "kudos", "receiver"))
