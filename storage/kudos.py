"""Kudos as they are given, and what a week of them comes to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, case, distinct, false, func, select, true, update

from bot.digests import STORIES, KudosWeek, Story
from bot.kudos import Earlier, Kudos
from bot.people import named
from storage import people, upserts
from storage.kudos_tables import KUDOS, KUDOS_RECEIVER
from storage.tables import MEMBERSHIP

if TYPE_CHECKING:
    from storage.database import Db

FIELDS = tuple(field.name for field in fields(Kudos) if field.name != "receivers")
COUNTED = {  # tries are those of one day
    "version": KUDOS.c.version + 1,
    "times": case((KUDOS.c.day == bindparam("today"), KUDOS.c.times + 1), else_=1),
}
# Each kudos with its receivers and the teams they are in.
RECEIVED = KUDOS.join(
    KUDOS_RECEIVER, and_(KUDOS_RECEIVER.c.workspace == KUDOS.c.workspace, KUDOS_RECEIVER.c.kudos == KUDOS.c.id)
).join(
    MEMBERSHIP,
    and_(MEMBERSHIP.c.workspace == KUDOS_RECEIVER.c.workspace, MEMBERSHIP.c.person == KUDOS_RECEIVER.c.receiver),
)

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


def week(db: Db, team_id: str, since: datetime, until: datetime) -> KudosWeek:
    """What a team's people received in [since, until), and the newest of what they shared with this team."""
    kudos, sides = KUDOS.c, KUDOS_RECEIVER.c
    received = (kudos.workspace == db.workspace, MEMBERSHIP.c.team == team_id, kudos.is_removed == false())
    in_time = (kudos.given_at >= since, kudos.given_at < until)
    counted = select(func.count(distinct(kudos.id)), func.count(distinct(sides.receiver))).select_from(RECEIVED)
    n, receivers = db.run(counted.where(*received, *in_time)).one()
    told = select(kudos.giver, sides.receiver, kudos.did, kudos.enabled, kudos.id).select_from(RECEIVED)
    shared_now = (sides.shared_with == team_id, sides.shared_at >= since, sides.shared_at < until, kudos.did != "")
    newest = told.where(*received, *shared_now).limit(STORIES)
    shared = db.run(newest.order_by(sides.shared_at.desc(), kudos.given_at.desc(), kudos.id, sides.place)).all()
    known = people.by_ids(db, {person for story in shared for person in story[:2]}).values()
    stories = (
        Story(named(known, [giver]), named(known, [person]), did, enabled, of, person)
        for giver, person, did, enabled, of in shared
    )
    return KudosWeek(n, receivers, tuple(stories))
