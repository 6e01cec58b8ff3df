"""What was done with thanks after they were given, and where the messages about them stand."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, Table, and_, delete, false, literal, select, update

from bot.delivery import KUDOS_SHARED, Sent
from bot.kudos import Door, Kudos
from bot.markup import permalink
from bot.sharing import Received, Telling
from storage import installs, kudos_choices, people, upserts
from storage import teams as stored_teams
from storage.delivery import SETTLED
from storage.kudos_tables import KUDOS, KUDOS_JOIN, KUDOS_MESSAGE, KUDOS_RECEIVER
from storage.messaging_tables import DELIVERY

if TYPE_CHECKING:
    from storage.database import Db

FIELDS = [KUDOS.c[field.name] for field in fields(Kudos) if field.name != "receivers"]
CHANGING = ("did", "enabled", "value", "need", "is_removed", "version")
UNSHARED = {"shared_at": None, "shared_with": None, "shared_in": None}


class Standing(NamedTuple):
    """A message about a kudos that stands in Slack: the kind of its delivery, whom or what it was for, and where."""

    kind: str
    place: str
    at: Sent


def one(db: Db, kudos_id: str) -> Kudos | None:
    """The kudos with this id, also one that was taken back."""
    return _read(db, kudos_id, is_held=False)


def held(db: Db, kudos_id: str) -> Kudos | None:
    """The same, and nobody else changes it, or what was done with it, until the act ends."""
    return _read(db, kudos_id, is_held=True)


def _read(db: Db, kudos_id: str, *, is_held: bool) -> Kudos | None:
    found = select(*FIELDS).where(KUDOS.c.workspace == db.workspace, KUDOS.c.id == kudos_id)
    row = db.run(found.with_for_update() if is_held else found).one_or_none()
    if row is None:
        return None
    thanked = select(KUDOS_RECEIVER.c.receiver).where(*_of(db, KUDOS_RECEIVER, kudos_id))
    receivers = tuple(db.run(thanked.order_by(KUDOS_RECEIVER.c.place)).scalars())
    return Kudos(**row._asdict() | {"door": Door(row.door), "receivers": receivers})


def keep(db: Db, kudos: Kudos) -> None:
    """Keep what has changed about a kudos. One that was taken back is shared by nobody, and nobody joins in."""
    changed = {name: getattr(kudos, name) for name in CHANGING}
    db.run(update(KUDOS).where(KUDOS.c.workspace == db.workspace, KUDOS.c.id == kudos.id).values(**changed))
    if kudos.is_removed:
        drop_joins(db, kudos.id)
        db.run(update(KUDOS_RECEIVER).where(*_of(db, KUDOS_RECEIVER, kudos.id)).values(**UNSHARED))


def telling(db: Db, kudos_id: str) -> Telling | None:
    """A kudos with all that its messages say. Whoever has left shows it to nobody any more."""
    kudos = one(db, kudos_id)
    if kudos is None:
        return None
    joins = select(KUDOS_JOIN.c.person).where(*_of(db, KUDOS_JOIN, kudos_id))
    joined = tuple(db.run(joins.order_by(KUDOS_JOIN.c.joined_at, KUDOS_JOIN.c.person)).scalars())
    known = people.by_ids(db, {kudos.giver, *kudos.receivers, *joined})
    names = {person: known[person].name for person in known}
    gone = {person for person in known if not known[person].is_colleague}
    here = {person: channel for person, channel in shared(db, kudos_id).items() if person not in gone}
    return Telling(kudos, names, here, joined, _link(db, kudos))


def shared(db: Db, kudos_id: str) -> dict[str, str]:
    """The channel in which each receiver has shared a kudos, for those who have; empty where it is not known."""
    sides = KUDOS_RECEIVER.c
    found = select(sides.receiver, sides.shared_in).where(*_of(db, KUDOS_RECEIVER, kudos_id))
    return {row.receiver: row.shared_in or "" for row in db.run(found.where(sides.shared_at.is_not(None)))}


def teams(db: Db, kudos_id: str) -> list[str]:
    """The teams with which receivers have shared a kudos."""
    found = select(KUDOS_RECEIVER.c.shared_with).where(*_of(db, KUDOS_RECEIVER, kudos_id))
    return list(db.run(found.where(KUDOS_RECEIVER.c.shared_with.is_not(None)).distinct()).scalars())


def _link(db: Db, kudos: Kudos) -> str:
    install = installs.one(db) if kudos.ts else None
    return permalink(install.url, kudos.channel, kudos.ts) if install else ""


def received(db: Db, kudos_id: str, receiver: str) -> Received | None:
    """One receiver's side of a kudos; None when it was not for them."""
    found = telling(db, kudos_id)
    if found is None or receiver not in found.kudos.receivers:
        return None
    mine = and_(*_of(db, KUDOS_RECEIVER, kudos_id), KUDOS_RECEIVER.c.receiver == receiver)
    team_id = db.run(select(KUDOS_RECEIVER.c.shared_with).where(mine)).scalar()
    team = stored_teams.one(db, team_id) if team_id else stored_teams.home_of(db, receiver)
    return Received(found, receiver, kudos_choices.one(db, receiver).sharing, team)


def share(db: Db, kudos_id: str, receiver: str, team: str, channel: str, now: datetime) -> bool:
    """Note that a receiver shows a kudos to a team in a channel. False when they do so already."""
    mine = and_(*_of(db, KUDOS_RECEIVER, kudos_id), KUDOS_RECEIVER.c.receiver == receiver)
    noted = update(KUDOS_RECEIVER).where(mine, KUDOS_RECEIVER.c.shared_at.is_(None))
    return db.run(noted.values(shared_at=now, shared_with=team, shared_in=channel)).rowcount > 0


def unshare(db: Db, kudos_id: str, receiver: str) -> bool:
    """Note that a receiver shows a kudos to nobody any more. False when they did not."""
    mine = and_(*_of(db, KUDOS_RECEIVER, kudos_id), KUDOS_RECEIVER.c.receiver == receiver)
    noted = update(KUDOS_RECEIVER).where(mine, KUDOS_RECEIVER.c.shared_at.is_not(None))
    return db.run(noted.values(**UNSHARED)).rowcount > 0


def unposted(db: Db, receiver: str) -> list[str]:
    """The ids of the kudos that a receiver shares and whose post is still on its way."""
    side = KUDOS_RECEIVER.c
    key = literal(f"{KUDOS_SHARED}:") + side.kudos + ":" + side.shared_in
    waiting = and_(DELIVERY.c.workspace == side.workspace, DELIVERY.c.key == key, DELIVERY.c.state.not_in(SETTLED))
    found = select(side.kudos).join(DELIVERY, waiting).where(side.workspace == db.workspace, side.receiver == receiver)
    return list(db.run(found.order_by(side.kudos)).scalars())


def join(db: Db, kudos_id: str, person: str, now: datetime) -> bool:
    """Note that someone joins in a kudos. False when they have already."""
    row = {"workspace": db.workspace, "kudos": kudos_id, "person": person, "joined_at": now}
    unique = ("workspace", "kudos", "person")
    return bool(upserts.add(db, KUDOS_JOIN, [row], unique=unique, returning=KUDOS_JOIN.c.person))


def leave(db: Db, kudos_id: str, person: str) -> bool:
    """Note that someone does not join in any more. False when they did not."""
    mine = and_(*_of(db, KUDOS_JOIN, kudos_id), KUDOS_JOIN.c.person == person)
    return db.run(delete(KUDOS_JOIN).where(mine)).rowcount > 0


def drop_joins(db: Db, kudos_id: str) -> None:
    """Note that nobody joins in a kudos any more."""
    db.run(delete(KUDOS_JOIN).where(*_of(db, KUDOS_JOIN, kudos_id)))


def standing(db: Db, kudos_id: str) -> list[Standing]:
    """The messages about a kudos that stand in Slack."""
    messages = KUDOS_MESSAGE.c
    found = select(messages.kind, messages.place, messages.channel, messages.ts)
    rows = db.run(found.where(*_of(db, KUDOS_MESSAGE, kudos_id)).order_by(messages.kind, messages.place))
    return [Standing(row.kind, row.place, Sent(row.channel, row.ts)) for row in rows]


def note(db: Db, kudos_id: str, message: Standing) -> None:
    """Note where a message about a kudos stands."""
    row = {"workspace": db.workspace, "kudos": kudos_id, "kind": message.kind, "place": message.place}
    upserts.put(db, KUDOS_MESSAGE, [row | vars(message.at)])


def forget(db: Db, kudos_id: str, kind: str, place: str) -> None:
    """Drop where a message about a kudos stood, once it is taken away."""
    its = and_(KUDOS_MESSAGE.c.kind == kind, KUDOS_MESSAGE.c.place == place)
    db.run(delete(KUDOS_MESSAGE).where(*_of(db, KUDOS_MESSAGE, kudos_id), its))


def at(db: Db, channel: str, ts: str) -> str | None:
    """The id of the kudos that the message at this place is about; None where it is none, or was taken back."""
    told = and_(KUDOS.c.workspace == KUDOS_MESSAGE.c.workspace, KUDOS.c.id == KUDOS_MESSAGE.c.kudos)
    found = select(KUDOS.c.id).join(KUDOS_MESSAGE, told).where(KUDOS.c.workspace == db.workspace)
    here = (KUDOS_MESSAGE.c.channel == channel, KUDOS_MESSAGE.c.ts == ts, KUDOS.c.is_removed == false())
    return db.run(found.where(*here).limit(1)).scalar_one_or_none()


def _of(db: Db, table: Table, kudos_id: str) -> tuple[ColumnElement[bool], Any]:
    return table.c.workspace == db.workspace, table.c.kudos == kudos_id
