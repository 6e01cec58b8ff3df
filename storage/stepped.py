"""Practices that teams begin in an order drawn at random: who is when, and what was seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, false, insert, literal, select, true, update

from bot import privacy
from bot.stepped import Result, Start, Step, Turn
from storage import locks
from storage.practice_tables import PRACTICE, START, STEP

if TYPE_CHECKING:
    from storage.database import Db

FIELDS = (START.c.id, START.c.department, START.c.need, START.c.text, START.c.is_stopped, START.c.result)
IS_ITS_STEP = and_(STEP.c.workspace == START.c.workspace, STEP.c.start == START.c.id)


def add(db: Db, start: Start, now: datetime) -> None:
    """Keep a start with its turns."""
    row = {"id": start.id, "department": start.department, "need": start.need, "text": start.text}
    db.run(insert(START), {"workspace": db.workspace, **row, "made_at": now, "is_stopped": False, "result": None})
    here = {"workspace": db.workspace, "start": start.id}
    turns = [here | {"team": step.team, "place": at, "week": step.week} for at, step in enumerate(start.steps)]
    db.run(insert(STEP), turns)


def every(db: Db) -> list[Start]:
    """All starts, in the order in which they were made, each with its turns in the order that was drawn."""
    turns = select(STEP.c.start, STEP.c.team, STEP.c.week).where(STEP.c.workspace == db.workspace)
    steps: dict[str, list[Step]] = defaultdict(list)
    for start, team, week in db.run(turns.order_by(STEP.c.start, STEP.c.place)):
        steps[start].append(Step(team, week))
    found = select(*FIELDS).where(START.c.workspace == db.workspace).order_by(START.c.made_at, START.c.id)
    return [
        Start(id_, department, need, text, tuple(steps[id_]), is_stopped, Result(result) if result else None)
        for id_, department, need, text, is_stopped, result in db.run(found)
    ]


def to_add(db: Db) -> list[Start]:
    """All starts, for an act that adds one. Until the act ends, others who would add one wait."""
    locks.workspace(db)
    return every(db)


def told(db: Db, group: str) -> list[Start]:
    """The starts that are told to whoever leads a group: of this department (its id), or of all (`privacy.COMPANY`)."""
    department = None if group == privacy.COMPANY else group
    return [start for start in every(db) if start.department == department and not start.is_stopped]


def begins(db: Db, groups: Collection[str], week: str) -> dict[str, Turn]:
    """What teams are to begin with the digest of a week, by their ids: those whose turn has come and was not told yet.

    It was told once it is among what was offered to the team. So a turn is not lost where a week has no digest.
    """
    is_told = select(PRACTICE.c.id).where(
        PRACTICE.c.workspace == STEP.c.workspace,
        PRACTICE.c.team == STEP.c.team,
        PRACTICE.c.idea == literal(Turn.PREFIX).concat(START.c.id),
    )
    found = select(STEP.c.team, START.c.id, START.c.need, START.c.text).join_from(START, STEP, IS_ITS_STEP)
    has_come = (STEP.c.team.in_(list(groups)), STEP.c.week <= week, ~is_told.exists())
    return {team: Turn(*rest) for team, *rest in db.run(found.where(*_under_way(db), *has_come))}


def stop(db: Db, start_id: str) -> bool:
    """Stop a start. False, and nothing done, when it is over already."""
    stopped = update(START).where(*_under_way(db), START.c.id == start_id).values(is_stopped=true())
    return db.run(stopped).rowcount > 0


def settle(db: Db, start_id: str, result: Result) -> bool:
    """Keep what was seen, for good. False, and nothing done, when that was looked at before, or it was stopped."""
    settled = update(START).where(*_under_way(db), START.c.id == start_id).values(result=result.value)
    return db.run(settled).rowcount > 0


def _under_way(db: Db) -> tuple[ColumnElement[bool], ...]:
    return START.c.workspace == db.workspace, START.c.is_stopped == false(), START.c.result.is_(None)
