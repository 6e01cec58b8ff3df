"""The last that is known of people's reactions to messages."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, select, true

from bot.reactions import Reaction
from storage import upserts
from storage.kudos_tables import REACTION

if TYPE_CHECKING:
    from storage.database import Db

COLUMNS = REACTION.c


def note(db: Db, reaction: Reaction, now: datetime) -> bool:
    """Note a reaction that was put there or taken away. False, and nothing noted, when a newer word of it is known."""
    its = {"workspace": db.workspace, "channel": reaction.channel, "ts": reaction.ts, "person": reaction.person}
    row = {**its, "emoji": reaction.emoji, "event_ts": reaction.event_ts, "is_on": reaction.is_on, "seen_at": now}
    upserts.put(db, REACTION, [row], newest="event_ts")
    known = select(COLUMNS.event_ts).where(*_of(db, reaction), COLUMNS.emoji == reaction.emoji)
    return bool(db.run(known).scalar_one() == reaction.event_ts)


def is_known(db: Db, reaction: Reaction) -> bool:
    """Whether this reaction was noted before: it counted then, whatever is chosen now."""
    return db.run(select(COLUMNS.ts).where(*_of(db, reaction), COLUMNS.emoji == reaction.emoji)).first() is not None


def stands(db: Db, reaction: Reaction) -> bool:
    """Whether the person's reaction is there, in any tone of skin."""
    return db.run(select(COLUMNS.ts).where(*_of(db, reaction), COLUMNS.is_on == true())).first() is not None


def standing(db: Db, channel: str, ts: str) -> list[str]:
    """Those whose reactions to a message are there, by id."""
    here = (COLUMNS.workspace == db.workspace, COLUMNS.channel == channel, COLUMNS.ts == ts, COLUMNS.is_on == true())
    return list(db.run(select(COLUMNS.person).where(*here).distinct().order_by(COLUMNS.person)).scalars())


def forget(db: Db, before: datetime) -> int:
    """Drop what was last heard before a moment, and return of how many reactions."""
    return db.run(delete(REACTION).where(COLUMNS.workspace == db.workspace, COLUMNS.seen_at < before)).rowcount


def _of(db: Db, reaction: Reaction) -> tuple[ColumnElement[bool], ...]:
    """The rows of one person's reactions to one message."""
    return (
        COLUMNS.workspace == db.workspace,
        COLUMNS.channel == reaction.channel,
        COLUMNS.ts == reaction.ts,
        COLUMNS.person == reaction.person,
    )
