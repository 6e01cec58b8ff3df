"""Who reads what is written to a group: a team's managers, a department's lead, the company's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, false, select

from bot.privacy import COMPANY
from storage import departments, people, policies, teams
from storage.tables import MEMBERSHIP, TEAM

if TYPE_CHECKING:
    from storage.database import Db


def every(db: Db) -> dict[str, frozenset[str]]:
    """The people who read for each group that has any, by the group's id. Who has left reads no more."""
    led = [(department.id, department.lead) for department in departments.every(db)]
    return _colleagues(db, [*_managers(db), *led, (COMPANY, policies.one(db).lead)])


def of(db: Db, group: str) -> frozenset[str]:
    """The people who read for one group."""
    if group == COMPANY:
        places = [(group, policies.one(db).lead)]
    else:
        department = departments.one(db, group)
        places = [(group, department.lead)] if department else _managers(db, TEAM.c.id == group)
    return _colleagues(db, places).get(group, frozenset())


def _managers(db: Db, *conditions: ColumnElement[bool]) -> list[tuple[str, str | None]]:
    is_its_team = and_(TEAM.c.workspace == MEMBERSHIP.c.workspace, TEAM.c.id == MEMBERSHIP.c.team)
    managers = select(MEMBERSHIP.c.team, MEMBERSHIP.c.person).join(TEAM, is_its_team)
    here = (TEAM.c.workspace == db.workspace, TEAM.c.is_removed == false(), MEMBERSHIP.c.is_manager, *conditions)
    return [(row.team, row.person) for row in db.run(managers.where(*here))]


def _colleagues(db: Db, places: Collection[tuple[str, str | None]]) -> dict[str, frozenset[str]]:
    known = people.by_ids(db, {person for _, person in places if person})
    readers: dict[str, set[str]] = defaultdict(set)
    for group, person in places:
        if person in known and known[person].is_colleague:
            readers[group].add(person)
    return {group: frozenset(found) for group, found in readers.items()}


def groups(db: Db, person: str) -> frozenset[str]:
    """The groups whose digest someone reads: the teams they are in, the departments and the company that they lead."""
    theirs = [team.id for team in teams.of(db, person)]
    theirs += [department.id for department in departments.every(db) if department.lead == person]
    return frozenset(theirs + ([COMPANY] if policies.one(db).lead == person else []))


def name(db: Db, group: str) -> str:
    """What people call a team or department; empty for the company, and for a group that is no more."""
    found = teams.one(db, group) or departments.one(db, group)
    return found.name if found else ""
