"""Kudos, and what each receiver did with theirs."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, distinct, func, insert, select, update

from bot.digests import STORIES, KudosWeek, Story
from bot.kudos import Kudos, Receipt
from bot.people import named
from storage import people, teams, upserts
from storage.kudos_tables import KUDOS, KUDOS_RECEIVER
from storage.tables import MEMBERSHIP

if TYPE_CHECKING:
    from storage.database import Db

FIELDS = tuple(field.name for field in fields(Kudos) if field.name != "receivers")
# Each kudos with its receivers and the teams they are in.
RECEIVED = KUDOS.join(
    KUDOS_RECEIVER, and_(KUDOS_RECEIVER.c.workspace == KUDOS.c.workspace, KUDOS_RECEIVER.c.kudos == KUDOS.c.id)
).join(
    MEMBERSHIP,
    and_(MEMBERSHIP.c.workspace == KUDOS_RECEIVER.c.workspace, MEMBERSHIP.c.person == KUDOS_RECEIVER.c.receiver),
)


def keep(db: Db, kudos: Kudos) -> bool:
    """Keep a new kudos. False, and nothing kept, when its id is known: the same form was sent twice."""
    row = {"workspace": db.workspace} | {name: getattr(kudos, name) for name in FIELDS}
    if not upserts.add(db, KUDOS, [row], unique=("workspace", "id"), returning=KUDOS.c.id):
        return False
    here = {"workspace": db.workspace, "kudos": kudos.id, "shared_at": None, "shared_with": None, "shared_in": None}
    db.run(insert(KUDOS_RECEIVER), [here | {"receiver": r, "place": n} for n, r in enumerate(kudos.receivers)])
    return True


def receipt(db: Db, kudos_id: str, receiver: str) -> Receipt | None:
    """One receiver's side of a kudos; None when it was not for them."""
    kudos, sides = KUDOS.c, KUDOS_RECEIVER.c
    mine = select(sides.receiver, sides.shared_at).where(sides.workspace == db.workspace, sides.kudos == kudos_id)
    shared = {row.receiver: row.shared_at is not None for row in db.run(mine.order_by(sides.place))}
    if receiver not in shared:
        return None
    words = select(kudos.giver, kudos.did, kudos.enabled, kudos.given_at)
    found = db.run(words.where(kudos.workspace == db.workspace, kudos.id == kudos_id)).one()
    known = people.by_ids(db, {found.giver, receiver}).values()
    home = teams.home_of(db, receiver)
    return Receipt(
        kudos=Kudos(kudos_id, found.giver, tuple(shared), found.did, found.enabled, found.given_at),
        receiver=receiver,
        giver_name=named(known, [found.giver]),
        receiver_name=named(known, [receiver]),
        is_shared=shared[receiver],
        team_name=home.name if home else None,
        channel=home.channel if home else None,
    )


def mark_shared(db: Db, kudos_id: str, receiver: str, now: datetime) -> bool:
    """Note that the receiver shared it with their team. False when they had before, or it was not for them."""
    sides, home = KUDOS_RECEIVER.c, teams.home_of(db, receiver)
    mine = (sides.workspace == db.workspace, sides.kudos == kudos_id, sides.receiver == receiver)
    noted = update(KUDOS_RECEIVER).where(*mine, sides.shared_at.is_(None))
    return db.run(noted.values(shared_at=now, shared_with=home.id if home else None)).rowcount > 0


def week(db: Db, team_id: str, since: datetime, until: datetime) -> KudosWeek:
    """What a team's people received in [since, until), and the newest of what they shared with this team."""
    kudos, sides = KUDOS.c, KUDOS_RECEIVER.c
    received = (kudos.workspace == db.workspace, MEMBERSHIP.c.team == team_id)
    in_time = (kudos.given_at >= since, kudos.given_at < until)
    counted = select(func.count(distinct(kudos.id)), func.count(distinct(sides.receiver))).select_from(RECEIVED)
    n, receivers = db.run(counted.where(*received, *in_time)).one()
    told = select(kudos.giver, sides.receiver, kudos.did, kudos.enabled).select_from(RECEIVED)
    shared_now = (sides.shared_with == team_id, sides.shared_at >= since, sides.shared_at < until)
    newest = told.where(*received, *shared_now).limit(STORIES)
    shared = db.run(newest.order_by(sides.shared_at.desc(), kudos.given_at.desc(), kudos.id, sides.place)).all()
    known = people.by_ids(db, {person for story in shared for person in story[:2]}).values()
    stories = (Story(named(known, [giver]), named(known, [receiver]), *words) for giver, receiver, *words in shared)
    return KudosWeek(n, receivers, tuple(stories))
