"""What customers said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, select

from bot.feedback import EXPECTATIONS, MET_FROM, Counted, Feedback, Summary
from storage import upserts
from storage.tables import FEEDBACK

if TYPE_CHECKING:
    from storage.database import Db

PLAIN = ("id", "customer", "said", "rating", "team", "happened_on", "counts_at", "logged_by", "source", "key")


def keep(db: Db, feedback: Feedback) -> bool:
    """Keep one piece of feedback. False when its key is known already."""
    return keep_many(db, [feedback])[0]


def keep_many(db: Db, feedback: Iterable[Feedback]) -> list[bool]:
    """Keep those whose key is not known yet. Tells for each whether it was new."""
    given = list(feedback)
    rows = {piece.key: _row(db.workspace, piece) for piece in reversed(given)}
    new = set(upserts.add(db, FEEDBACK, rows.values(), unique=("workspace", "key"), returning=FEEDBACK.c.id))
    return [rows[piece.key]["id"] == piece.id and piece.id in new for piece in given]


def summary(db: Db, team_id: str, since: datetime, until: datetime) -> Summary:
    """A team's feedback that counts in [since, until), counted."""
    counted = [*_counted()]
    for expectation in EXPECTATIONS:
        counted += _counted(FEEDBACK.c[expectation])
    in_time = (FEEDBACK.c.counts_at >= since, FEEDBACK.c.counts_at < until)
    found = select(*counted).where(FEEDBACK.c.workspace == db.workspace, FEEDBACK.c.team == team_id, *in_time)
    numbers = tuple(db.run(found).one())
    in_all, *each = [Counted(*numbers[at : at + 2]) for at in range(0, len(numbers), 2)]
    return Summary(in_all, dict(zip(EXPECTATIONS, each, strict=True)))


def _counted(*conditions: ColumnElement[bool]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """How many, and how many of them met what was expected."""
    is_met = FEEDBACK.c.rating >= MET_FROM
    return func.count().filter(*conditions), func.count().filter(is_met, *conditions)


def _row(workspace: str, piece: Feedback) -> dict[str, Any]:
    about = {expectation: expectation in piece.expectations for expectation in EXPECTATIONS}
    return {"workspace": workspace} | {name: getattr(piece, name) for name in PLAIN} | about
