"""Channels that are told what is meant for a team, as they were seen last."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from bot.channels import FRESH, SHARED, Channel
from bot.delivery import Delivery, State
from storage import delivery as outbox
from storage import locks, upserts
from storage.messaging_tables import CHANNEL, DELIVERY, WAITING

if TYPE_CHECKING:
    from storage.database import Db

FIELDS = [CHANNEL.c[field.name] for field in fields(Channel)]


def one(db: Db, channel_id: str) -> Channel | None:
    """A channel; None for one that was never looked at."""
    row = db.run(select(*FIELDS).where(CHANNEL.c.workspace == db.workspace, CHANNEL.c.id == channel_id)).one_or_none()
    return Channel(**row._asdict()) if row else None


def every(db: Db) -> dict[str, Channel]:
    """All that were ever looked at, by id."""
    found = db.run(select(*FIELDS).where(CHANNEL.c.workspace == db.workspace))
    return {row.id: Channel(**row._asdict()) for row in found}


def to_change(db: Db) -> dict[str, Channel]:
    """The same, for an act that changes some of them. Until it ends, others who would do so wait."""
    locks.workspace(db)
    return every(db)


def put(db: Db, channels: Iterable[Channel]) -> None:
    """Keep channels as they are now."""
    upserts.put(db, CHANNEL, [{"workspace": db.workspace, **vars(channel)} for channel in channels])


def may_post(db: Db, channel_id: str) -> bool:
    """Whether a channel may be told what is meant for a team, as far as is known."""
    known = one(db, channel_id)
    return known is None or known.is_open


def waiting(db: Db, until: datetime) -> list[Delivery]:
    """What waits to be told to channels and people, due by then, of the kinds for which it matters who reads it."""
    columns = DELIVERY.c
    here = (columns.workspace == db.workspace, WAITING, columns.kind.in_(sorted(FRESH)), columns.due_at <= until)
    return [outbox.read(row) for row in db.run(select(*outbox.FIELDS).where(*here))]


def hasten(db: Db, channel_ids: Collection[str], now: datetime) -> int:
    """Have what waited for an admin's word in these channels sent now, and return how much that is."""
    columns = DELIVERY.c
    here = (columns.workspace == db.workspace, columns.recipient.in_(list(channel_ids)))
    held = (columns.state == str(State.RETRY), columns.error == SHARED)
    return db.run(update(DELIVERY).where(*here, *held).values(due_at=now)).rowcount
