"""Departments: teams that are shown together, set up by an admin."""

from __future__ import annotations

from typing import NamedTuple

from bot import department_wishes, marks, teams
from bot import people as names
from bot.audit import COMMAND_LINE
from bot.department_wishes import Plan, Wish
from bot.errors import Refused
from bot.people import Person
from bot.teams import Department, Team
from handlers.world import World
from storage import audit, set_up
from storage import departments as stored
from storage import people as stored_people
from storage import teams as stored_teams
from storage.database import Db


class Chosen(NamedTuple):
    """A department, its teams, and the name of who leads it; empty where nobody does."""

    department: Department
    teams: list[Team]
    lead: str


async def add(world: World, name: str, team_names: str, lead: str) -> Chosen:
    """Make a department of teams (names with commas between), led by someone or, where that is empty, by nobody.

    A team that was in another department is in this one from now on. Raises Refused when the name is taken, empty or
    long, there is no team, or one of those named is unknown.
    """
    wish, department_id = Wish(name, tuple(team_names.split(",")), lead), world.new_id()
    planned = await world.act(world.workspace, lambda db: make(db, world, wish, department_id))
    return Chosen(planned.department, list(planned.teams), planned.lead.name if planned.lead else "")


def make(db: Db, world: World, wish: Wish, department_id: str, *, by: str = COMMAND_LINE) -> Plan:
    """The same under this id, once, within an act."""
    planned = department_wishes.plan(wish, set_up.known(db), department_id)
    if stored.one(db, department_id) is None:  # else the same form came again
        stored.add(db, planned.department)
        stored.put(db, department_id, [team.id for team in planned.teams])
        audit.note(db, world.change(by, "department_added", planned.department.name))
    return planned


def as_it_is(db: Db, department_id: str) -> tuple[Department, Wish]:
    """A department, and the wish of which it would come. Raises Refused when it was removed."""
    found = stored.one(db, department_id)
    if found is None:
        raise Refused("department_gone")
    return found, department_wishes.as_it_is(found, stored_teams.every(db))


def alter(db: Db, world: World, wish: Wish, department_id: str, seen: str, *, by: str = COMMAND_LINE) -> Plan:
    """Give a department another form; `seen` is the mark of what it was when that was wished for.

    Raises Refused when it was removed or changed since, and as `add` does.
    """
    known = set_up.known(db)
    before, was = as_it_is(db, department_id)
    planned = department_wishes.plan(wish, known, department_id)
    changed = department_wishes.changes(was, planned)
    if changed and seen != marks.of(was):
        raise Refused("department_changed")
    if changed:
        stored.change(db, planned.department, [team.id for team in planned.teams])
        named = {"new_name": planned.department.name} if planned.department.name != before.name else {}
        audit.note(db, world.change(by, "department_changed", before.name, changed=", ".join(changed), **named))
    return planned


async def listed(world: World) -> list[Chosen]:
    """All departments."""

    def load(db: Db) -> list[Chosen]:
        every, people = stored_teams.every(db), stored_people.everyone(db)
        return [
            Chosen(made, [team for team in every if team.department == made.id], _lead(made, people))
            for made in stored.every(db)
        ]

    return await world.act(world.workspace, load)


def _lead(department: Department, people: list[Person]) -> str:
    return names.named(people, [department.lead]) if department.lead else ""


def drop(db: Db, world: World, department: Department, *, by: str = COMMAND_LINE) -> None:
    """Remove a department; its teams stay."""
    stored.remove(db, department.id)
    audit.note(db, world.change(by, "department_removed", department.name))


async def remove(world: World, name: str) -> Department:
    """The same by its name, in an act of its own. Raises Refused when there is none of that name."""

    def by_name(db: Db) -> Department:
        found = teams.department_called(stored.every(db), name)
        drop(db, world, found)
        return found

    return await world.act(world.workspace, by_name)
