"""What readers answer to comments that were read out to them, on its way to the writers.

The row of an answer names its comment and its giver, so nothing else in the open may lead from it to the comment's
writer. Their message is about a token, and only with the secret can anyone get from that to the row. The hour at which
it goes out is sealed, as it would tell their zone.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, and_, false, select, true, update

from bot.comments import NO_SOONER, Released, Reply
from bot.errors import Refused
from storage import upserts
from storage.comment_tables import COMMENT, REPLY
from storage.comments import LINK, TEXT, opened
from storage.padding import padded, unpadded
from storage.tables import ROUND

if TYPE_CHECKING:
    from storage.database import Db

RELEASED = [COMMENT.c[name] for name in ("id", "audience", "release", "sealed", "link", "until")]


@dataclass(frozen=True)
class Addressed:
    """An answer with the comment it is to, and whoever wrote that."""

    reply: Reply
    comment: Released
    writer: str


def release(db: Db, release_id: str) -> list[Released]:
    """The comments of a release in the order of their ids, which is nobody's; without those nobody can open."""
    found = select(*RELEASED).where(COMMENT.c.workspace == db.workspace, COMMENT.c.release == release_id)
    return [comment for row in db.run(found.order_by(COMMENT.c.id)) if (comment := _released(db, row)).text]


def one(db: Db, comment: str) -> Released | None:
    """A comment that was read out."""
    return next(iter(some(db, [comment])), None)


def some(db: Db, comments: Collection[str]) -> list[Released]:
    """Those of these comments that were read out, by id."""
    here = (COMMENT.c.workspace == db.workspace, COMMENT.c.id.in_(list(comments)), COMMENT.c.release.is_not(None))
    return [_released(db, row) for row in db.run(select(*RELEASED).where(*here).order_by(COMMENT.c.id))]


def writer(db: Db, comment: str) -> str:
    """Who wrote a comment that may be answered; empty for any other."""
    here = (COMMENT.c.workspace == db.workspace, COMMENT.c.id == comment)
    link = db.run(select(COMMENT.c.link).where(*here)).scalar_one_or_none()
    return opened(db, LINK, comment, link) if link else ""


def token(db: Db, wish: str) -> str:
    """The token of an answer, from whatever is the same when it is asked for twice."""
    return db.seals.name(f"token|{db.workspace}|{wish}")


def keep(db: Db, reply: Reply, now: datetime) -> None:
    """Keep an answer that was given now, once. In the open is only before when no answer goes out to anyone."""
    content = {"token": reply.token, "words": reply.words, "due_at": reply.due_at.isoformat()}
    known = _id(db, reply.token)
    row = {
        "workspace": db.workspace,
        "id": known,
        "comment": reply.comment,
        "giver": reply.giver,
        "ready": reply.ready,
        "sealed": db.seals.seal(padded(json.dumps(content, ensure_ascii=False).encode()), _bound(db, known)),
        "due_at": now + NO_SOONER,
        "is_sent": False,
    }
    upserts.add(db, REPLY, [row], unique=("workspace", "id"), returning=REPLY.c.id)


def given(db: Db, giver: str, release_id: str) -> list[Reply]:
    """What someone has answered to the comments of a release."""
    comments = select(COMMENT.c.id).where(COMMENT.c.workspace == db.workspace, COMMENT.c.release == release_id)
    return list(_replies(db, REPLY.c.giver == giver, REPLY.c.comment.in_(comments)))


def given_by(db: Db, giver: str) -> list[Reply]:
    """All that someone has answered to comments and that is kept."""
    return list(_replies(db, REPLY.c.giver == giver))


def given_to(db: Db, comments: Collection[str]) -> list[Reply]:
    """All that was answered to these comments and that is kept."""
    return list(_replies(db, REPLY.c.comment.in_(comments)))


def due(db: Db, now: datetime) -> list[Addressed]:
    """The answers whose hour has come and that are not settled."""
    waiting = _replies(db, REPLY.c.is_sent == false(), REPLY.c.due_at <= now)
    return [found for reply in waiting if reply.due_at <= now and (found := _addressed(db, reply))]


def of_token(db: Db, token: str) -> Addressed | None:
    """The answer that a token names."""
    reply = next(_replies(db, REPLY.c.id == _id(db, token)), None)
    return _addressed(db, reply) if reply else None


def told_to(db: Db, writer: str, today: date) -> list[str]:
    """The tokens of the answers that went out to someone's comments and can still be read."""
    has_answer = and_(REPLY.c.workspace == COMMENT.c.workspace, REPLY.c.comment == COMMENT.c.id)
    found = select(COMMENT.c.id, COMMENT.c.link).join(REPLY, has_answer).distinct()
    here = (COMMENT.c.workspace == db.workspace, COMMENT.c.until >= today, REPLY.c.is_sent == true())
    theirs = [row.id for row in db.run(found.where(*here)) if opened(db, LINK, row.id, row.link) == writer]
    return [reply.token for reply in _replies(db, REPLY.c.is_sent == true(), REPLY.c.comment.in_(theirs))]


def settle(db: Db, reply: Reply) -> None:
    """Note that an answer is on its way no more. To whom it went is then scrubbed from the store's files."""
    here = (REPLY.c.workspace == db.workspace, REPLY.c.id == _id(db, reply.token))
    db.run(update(REPLY).where(*here).values(is_sent=true()))
    db.run(
        update(ROUND).where(ROUND.c.workspace == db.workspace, ROUND.c.is_closed == true()).values(is_scrubbed=false())
    )


def _addressed(db: Db, reply: Reply) -> Addressed | None:
    comment = one(db, reply.comment)
    return Addressed(reply, comment, writer(db, reply.comment)) if comment else None


def _released(db: Db, row: Row[*tuple[Any, ...]]) -> Released:
    text, link = opened(db, TEXT, row.id, row.sealed), opened(db, LINK, row.id, row.link)
    return Released(row.id, row.audience, row.release, text, may_reply=link != "", until=row.until)


def _replies(db: Db, *conditions: ColumnElement[bool]) -> Iterator[Reply]:
    """The answers that can be opened, by id."""
    found = select(REPLY).where(REPLY.c.workspace == db.workspace, *conditions).order_by(REPLY.c.id)
    for row in db.run(found).all():
        try:
            content = json.loads(unpadded(db.seals.open(row.sealed, _bound(db, row.id))))
        except Refused:
            continue  # another secret sealed it
        due_at = datetime.fromisoformat(content["due_at"])
        yield Reply(content["token"], row.comment, row.giver, row.ready, content["words"], due_at)


def _id(db: Db, token: str) -> str:
    """What an answer's row is called, which is not what its token says."""
    return db.seals.name(f"reply|{db.workspace}|{token}")


def _bound(db: Db, reply: str) -> str:
    return f"reply|{db.workspace}|{reply}"
