"""Which groups' comments were read out when a round closed, and which of those wait for an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.comments import KEPT
from bot.pulses import Round
from storage import replies
from storage.comment_tables import COMMENT, REPLY

if TYPE_CHECKING:
    from storage.database import Db


def at_closing(db: Db, closed: Round, groups: Collection[str]) -> set[str]:
    """Those of these groups whose readers got comments when this round closed, the last that did."""
    here = (COMMENT.c.workspace == db.workspace, COMMENT.c.audience.in_(groups), COMMENT.c.release.is_not(None))
    found = select(COMMENT.c.audience).where(*here, COMMENT.c.until >= closed.closes_at.date() + KEPT)
    return set(db.run(found.distinct()).scalars())


def unanswered(db: Db, group: str, now: datetime) -> int:
    """How many comments that a group's readers have got may still be answered and nobody has."""
    return unanswered_by(db, [group], now)[group]


def unanswered_by(db: Db, groups: Collection[str], now: datetime) -> Counter[str]:
    """The same for several groups, by group."""
    answered = select(REPLY.c.comment).where(REPLY.c.workspace == db.workspace)
    here = (COMMENT.c.workspace == db.workspace, COMMENT.c.audience.in_(groups), COMMENT.c.release.is_not(None))
    found = db.run(select(COMMENT.c.id).where(*here, COMMENT.c.id.not_in(answered))).scalars().all()
    return Counter(one.audience for one in replies.some(db, found) if one.takes_answers(now.date()))
