from __future__ import annotations

import pytest

from bot.errors import Refused
from bot.teams import Department, Team
from storage import departments, teams
from storage.database import Database

SERVICE, MAKING = Department("d1", "Service", "U1"), Department("d2", "Making")


@pytest.fixture
async def set_up(database: Database) -> Database:
    for number, name in enumerate(("Support", "Field", "Product"), 1):
        team = Team(f"t{number}", name, f"C{number}", number)
        await database.act("T1", lambda db, team=team: teams.add(db, team, []))
    await database.act("T1", lambda db: departments.add(db, SERVICE))
    await database.act("T1", lambda db: departments.add(db, MAKING))
    await database.act("T1", lambda db: departments.put(db, "d1", ["t1", "t2"]))
    return database


async def within(database: Database, workspace: str = "T1") -> dict[str, str | None]:
    return {team.name: team.department for team in await database.act(workspace, teams.every)}


async def test_departments_come_back_by_name(set_up: Database) -> None:
    assert await set_up.act("T1", departments.every) == [MAKING, SERVICE]
    assert await set_up.act("T1", lambda db: departments.one(db, "d1")) == SERVICE
    assert await set_up.act("T1", lambda db: departments.one(db, "d9")) is None
    assert await set_up.act("T2", departments.every) == []
    assert await within(set_up) == {"Support": "d1", "Field": "d1", "Product": None}


async def test_a_team_is_in_one_department_at_most(set_up: Database) -> None:
    await set_up.act("T1", lambda db: departments.put(db, "d2", ["t2", "t3"]))
    assert await within(set_up) == {"Support": "d1", "Field": "d2", "Product": "d2"}


async def test_a_name_that_differs_only_in_case_is_taken(set_up: Database) -> None:
    with pytest.raises(Refused) as refused:
        await set_up.act("T1", lambda db: departments.add(db, Department("d3", "SERVICE")))
    assert refused.value.values == {"what": "department", "name": "SERVICE"}
    await set_up.act("T2", lambda db: departments.add(db, Department("d3", "SERVICE")))


async def test_a_removed_department_leaves_its_teams_and_its_name(set_up: Database) -> None:
    assert await set_up.act("T1", lambda db: departments.remove(db, "d1"))
    assert not await set_up.act("T1", lambda db: departments.remove(db, "d1"))
    assert await within(set_up) == {"Support": None, "Field": None, "Product": None}
    assert await set_up.act("T1", lambda db: departments.one(db, "d1")) is None
    again = Department("d3", "Service")
    await set_up.act("T1", lambda db: departments.add(db, again))
    assert await set_up.act("T1", departments.every) == [MAKING, again]


async def test_no_team_gets_into_a_department_that_is_removed_or_of_another_workspace(set_up: Database) -> None:
    await set_up.act("T1", lambda db: departments.remove(db, "d2"))
    await set_up.act("T1", lambda db: departments.put(db, "d2", ["t3"]))
    await set_up.act("T2", lambda db: departments.put(db, "d1", ["t3"]))
    await set_up.act("T2", lambda db: departments.add(db, SERVICE))
    await set_up.act("T2", lambda db: departments.put(db, "d1", ["t3"]))
    assert (await within(set_up))["Product"] is None


async def test_a_department_is_changed_with_its_teams_and_no_others(set_up: Database) -> None:
    help_ = Department("d1", "Help", None)
    assert await set_up.act("T1", lambda db: departments.change(db, help_, ["t2", "t3"]))
    assert await set_up.act("T1", departments.every) == [help_, MAKING]
    assert await within(set_up) == {"Support": None, "Field": "d1", "Product": "d1"}
    await set_up.act("T1", lambda db: departments.add(db, Department("d3", "service")))  # its name is free


async def test_a_removed_department_or_one_of_another_workspace_is_not_changed(set_up: Database) -> None:
    assert not await set_up.act("T2", lambda db: departments.change(db, SERVICE, ["t3"]))
    await set_up.act("T1", lambda db: departments.remove(db, "d1"))
    assert not await set_up.act("T1", lambda db: departments.change(db, SERVICE, ["t3"]))
    assert await within(set_up) == {"Support": None, "Field": None, "Product": None}
