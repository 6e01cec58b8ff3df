"""Who reads what is written to a group: a team's managers, a department's lead, the company's."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import and_, false, select

from bot.privacy import COMPANY
from storage import departments, people, policies, teams
from storage.tables import MEMBERSHIP, TEAM

if TYPE_CHECKING:
    from storage.database import Db


def every(db: Db) -> dict[str, frozenset[str]]:
    """The people who read for each group that has any, by the group's id. Who has left reads no more."""
    is_its_team = and_(TEAM.c.workspace == MEMBERSHIP.c.workspace, TEAM.c.id == MEMBERSHIP.c.team)
    managers = select(MEMBERSHIP.c.team, MEMBERSHIP.c.person).join(TEAM, is_its_team)
    managers = managers.where(TEAM.c.workspace == db.workspace, TEAM.c.is_removed == false(), MEMBERSHIP.c.is_manager)
    places: list[tuple[str, str | None]] = [(row.team, row.person) for row in db.run(managers)]
    places += [(department.id, department.lead) for department in departments.every(db)]
    places.append((COMPANY, policies.one(db).lead))
    known = people.by_ids(db, {person for _, person in places if person})
    readers: dict[str, set[str]] = defaultdict(set)
    for group, person in places:
        if person in known and known[person].is_colleague:
            readers[group].add(person)
    return {group: frozenset(found) for group, found in readers.items()}


def of(db: Db, group: str) -> frozenset[str]:
    """The people who read for one group."""
    return every(db).get(group, frozenset())


def name(db: Db, group: str) -> str:
    """What people call a team or department; empty for the company, and for a group that is no more."""
    found = teams.one(db, group) or departments.one(db, group)
    return found.name if found else ""
