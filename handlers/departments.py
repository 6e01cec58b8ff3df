"""Departments: teams that are shown together, set up by an admin."""

from __future__ import annotations

from typing import NamedTuple

from bot import people as names
from bot import teams
from bot.people import Person
from bot.teams import Department, Team
from handlers.world import World
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
    department_id = world.new_id()

    def keep(db: Db) -> Chosen:
        checked = teams.checked_name(name, [known.name for known in stored.every(db)], "department")
        chosen = teams.all_called(stored_teams.every(db), team_names)
        colleagues = [person for person in stored_people.everyone(db) if person.is_colleague]
        leading = names.called(colleagues, lead) if lead else None
        made = Department(department_id, checked, leading.id if leading else None)
        stored.add(db, made)
        stored.put(db, made.id, [team.id for team in chosen])
        return Chosen(made, chosen, leading.name if leading else "")

    return await world.act(world.workspace, keep)


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


async def remove(world: World, name: str) -> Department:
    """Remove a department; its teams stay. Raises Refused when there is none of that name."""

    def drop(db: Db) -> Department:
        found = teams.department_called(stored.every(db), name)
        stored.remove(db, found.id)
        return found

    return await world.act(world.workspace, drop)
