"""Departments, and which teams are in them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, false, select, true, update

from bot.errors import Refused
from bot.teams import Department
from storage import upserts
from storage.tables import DEPARTMENT, TEAM

if TYPE_CHECKING:
    from storage.database import Db

FIELDS = (DEPARTMENT.c.id, DEPARTMENT.c.name, DEPARTMENT.c.lead)


def add(db: Db, department: Department) -> None:
    """Keep a new department. Raises Refused when another one took its name in the meantime."""
    row = {"workspace": db.workspace, **vars(department), "folded": department.name.casefold(), "is_removed": False}
    if not upserts.add(db, DEPARTMENT, [row], unique=None, returning=DEPARTMENT.c.id):
        raise Refused("name_taken", what="department", name=department.name)


def every(db: Db) -> list[Department]:
    """All departments, by name."""
    found = select(*FIELDS).where(*_present(db)).order_by(DEPARTMENT.c.folded, DEPARTMENT.c.id)
    return [Department(*row) for row in db.run(found)]


def change(db: Db, department: Department, team_ids: Collection[str]) -> bool:
    """Keep a department as it is now, with these teams and no others. False, and nothing done, when it was removed."""
    row = {**vars(department), "folded": department.name.casefold()}
    kept = update(DEPARTMENT).where(*_present(db), DEPARTMENT.c.id == department.id).values(row)
    if db.run(kept).rowcount == 0:
        return False
    _empty(db, department.id)
    put(db, department.id, team_ids)
    return True


def one(db: Db, department_id: str) -> Department | None:
    """The department with this id, unless it was removed."""
    row = db.run(select(*FIELDS).where(*_present(db), DEPARTMENT.c.id == department_id)).one_or_none()
    return Department(*row) if row else None


def put(db: Db, department_id: str, team_ids: Collection[str]) -> None:
    """Put teams in a department, which takes them out of another one. Nothing is done when it was removed."""
    if db.run(select(DEPARTMENT.c.id).where(*_present(db), DEPARTMENT.c.id == department_id).with_for_update()).first():
        ours = TEAM.c.workspace == db.workspace, TEAM.c.id.in_(list(team_ids))
        db.run(update(TEAM).where(*ours).values(department=department_id))


def remove(db: Db, department_id: str) -> bool:
    """Remove a department; its teams stay, in none. False when there is none with this id."""
    gone = update(DEPARTMENT).where(*_present(db), DEPARTMENT.c.id == department_id).values(is_removed=true())
    removed = db.run(gone).rowcount > 0
    _empty(db, department_id)
    return removed


def _empty(db: Db, department_id: str) -> None:
    within = (TEAM.c.workspace == db.workspace, TEAM.c.department == department_id)
    db.run(update(TEAM).where(*within).values(department=None))


def _present(db: Db) -> tuple[ColumnElement[bool], ...]:
    return DEPARTMENT.c.workspace == db.workspace, DEPARTMENT.c.is_removed == false()
