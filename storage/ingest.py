"""The keys by which help desks and forms send feedback, and what was answered to their calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, delete, false, insert, select, true, tuple_, update

from bot.ingest import Answer, Key
from storage import upserts
from storage.feedback_tables import INGEST_CALL, INGEST_KEY

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from storage.database import Db

FIELDS = [INGEST_KEY.c[name] for name in ("id", "name", "made_at", "is_revoked", "recent")]


def add_key(db: Db, key: Key, secret: str) -> bool:
    """Keep a new key, its secret sealed. False, and nothing changed, when there is one of this id."""
    row = {"workspace": db.workspace, **vars(key), "recent": list(key.recent)}
    row["sealed"] = db.seals.seal(secret.encode(), _bound(db, key.id))
    return bool(upserts.add(db, INGEST_KEY, [row], unique=("workspace", "id"), returning=INGEST_KEY.c.id))


def keys(db: Db) -> list[Key]:
    """All keys there ever were, the oldest first."""
    found = select(*FIELDS).where(INGEST_KEY.c.workspace == db.workspace)
    return [_key(row) for row in db.run(found.order_by(INGEST_KEY.c.made_at, INGEST_KEY.c.id))]


def key(db: Db, key_id: str) -> Key | None:
    """A key that is not revoked. Until the act ends, others who call by it wait."""
    row = db.run(select(*FIELDS).where(*_usable(db, key_id)).with_for_update()).one_or_none()
    return _key(row) if row else None


def secret(db: Db, key_id: str) -> str:
    """The secret of a key that is not revoked. Raises Refused when it was sealed under another HEARTLINE_SECRET."""
    sealed = db.run(select(INGEST_KEY.c.sealed).where(*_usable(db, key_id))).scalar_one()
    return db.seals.open(sealed, _bound(db, key_id)).decode()


def revoke(db: Db, key_id: str) -> bool:
    """Let a key open nothing any more, and destroy its secret. False when there is none with this id."""
    gone = update(INGEST_KEY).where(*_usable(db, key_id)).values(is_revoked=true(), sealed=b"", recent=[])
    return db.run(gone).rowcount > 0


def note_calls(db: Db, key_id: str, recent: Sequence[float]) -> None:
    """Keep when a key's last calls were, in seconds since 1970."""
    db.run(update(INGEST_KEY).where(*_usable(db, key_id)).values(recent=list(recent)))


def answered(db: Db, key_id: str, call_id: str) -> tuple[bytes, Answer] | None:
    """The digest of the body of a call that was answered, and the answer."""
    its = (INGEST_CALL.c.workspace == db.workspace, INGEST_CALL.c.key == key_id, INGEST_CALL.c.id == call_id)
    row = db.run(select(INGEST_CALL.c.body, INGEST_CALL.c.status, INGEST_CALL.c.answer).where(*its)).one_or_none()
    return (row.body, Answer(row.status, row.answer)) if row else None


def remember(db: Db, key_id: str, call_id: str, digest: bytes, answer: Answer, now: datetime) -> None:
    """Keep what was answered to a call whose body has this digest."""
    row = {"workspace": db.workspace, "key": key_id, "id": call_id, "body": digest, "at": now}
    db.run(insert(INGEST_CALL), row | {"status": answer.status, "answer": dict(answer.body)})


def forget(db: Db, before: datetime, most: int) -> int:
    """Drop up to so many calls that were answered before a moment, and return how many."""
    calls = INGEST_CALL.c
    old = select(calls.key, calls.id).where(calls.workspace == db.workspace, calls.at < before).limit(most)
    these = (calls.workspace == db.workspace, tuple_(calls.key, calls.id).in_(old))
    return db.run(delete(INGEST_CALL).where(*these)).rowcount


def _key(row: Row[Any]) -> Key:
    return Key(row.id, row.name, row.made_at, row.is_revoked, tuple(row.recent))


def _usable(db: Db, key_id: str) -> tuple[ColumnElement[bool], ...]:
    return INGEST_KEY.c.workspace == db.workspace, INGEST_KEY.c.id == key_id, INGEST_KEY.c.is_revoked == false()


def _bound(db: Db, key_id: str) -> str:
    return f"ingest_key|{db.workspace}|{key_id}"
