"""What customers said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, false, func, select, true

from bot.feedback import EXPECTATIONS, Counted, Feedback, Summary
from storage import upserts
from storage.feedback_tables import CONCERN, FEEDBACK

if TYPE_CHECKING:
    from storage.database import Db

NOT_PLAIN = {"expectations", "teams"}
PLAIN = tuple(field.name for field in fields(Feedback) if field.name not in NOT_PLAIN)


def keep(db: Db, feedback: Feedback) -> bool:
    """Keep one piece of feedback. False when its key is known already."""
    return keep_many(db, [feedback])[0]


def keep_many(db: Db, feedback: Iterable[Feedback]) -> list[bool]:
    """Keep those whose key is not known yet. Tells for each whether it was new."""
    given = list(feedback)
    rows = {piece.key: _row(db.workspace, piece) for piece in reversed(given)}
    new = set(upserts.add(db, FEEDBACK, rows.values(), unique=("workspace", "key"), returning=FEEDBACK.c.id))
    concerns = [
        {"workspace": db.workspace, "feedback": piece.id, "team": team}
        for piece in given
        if piece.id in new
        for team in sorted(piece.teams)
    ]
    upserts.add_many(db, CONCERN, concerns, unique=("workspace", "feedback", "team"))
    return [rows[piece.key]["id"] == piece.id and piece.id in new for piece in given]


def summary(db: Db, team_id: str, since: datetime, until: datetime) -> Summary:
    """A team's feedback that counts in [since, until), counted."""
    counted = [*_counted()]
    for expectation in EXPECTATIONS:
        counted += _counted(FEEDBACK.c[expectation])
    in_time = (FEEDBACK.c.counts_at >= since, FEEDBACK.c.counts_at < until)
    placed = and_(CONCERN.c.workspace == FEEDBACK.c.workspace, CONCERN.c.feedback == FEEDBACK.c.id)
    here = (FEEDBACK.c.workspace == db.workspace, CONCERN.c.team == team_id, FEEDBACK.c.is_removed == false())
    found = select(*counted).select_from(FEEDBACK.join(CONCERN, placed)).where(*here, *in_time)
    numbers = tuple(db.run(found).one())
    in_all, *each = [Counted(*numbers[at : at + 2]) for at in range(0, len(numbers), 2)]
    return Summary(in_all, dict(zip(EXPECTATIONS, each, strict=True)))


def _counted(*conditions: ColumnElement[bool]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """How many, and how many of them met what was expected."""
    return func.count().filter(*conditions), func.count().filter(FEEDBACK.c.is_met == true(), *conditions)


def _row(workspace: str, piece: Feedback) -> dict[str, Any]:
    about = {expectation: expectation in piece.expectations for expectation in EXPECTATIONS}
    own = {"folded": piece.customer.casefold(), "is_met": piece.is_met, "team": None}
    return {"workspace": workspace} | {name: getattr(piece, name) for name in PLAIN} | about | own
