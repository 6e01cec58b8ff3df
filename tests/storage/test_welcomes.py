from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import Delivery
from bot.people import Person
from bot.preferences import Preferences
from bot.teams import Membership, Team
from storage import delivery, people, preferences, teams, welcomes
from storage.database import Database

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEAM = Team("t1", "Support", "C1", 0)
NAMES = ("U1", "U2", "U3", "U4")
NOTE = Delivery("d1", "welcome:U1", "welcome", "U1", "", NOW, NOW + timedelta(days=7), "n1")


@pytest.fixture
async def team(database: Database) -> Database:
    """Four people, of whom all but the last are in a team."""
    await database.act("T1", lambda db: people.keep(db, [Person(name, name) for name in NAMES]))
    places = [Membership("t1", name, is_manager=name == "U3") for name in NAMES[:3]]
    await database.act("T1", lambda db: teams.add(db, TEAM, places))
    return database


async def untold(database: Database, after: str = "", most: int = 9) -> list[str]:
    return [person.id for person in await database.act("T1", lambda db: welcomes.untold(db, after, most))]


async def test_those_in_a_team_are_to_be_told_a_few_at_a_time(team: Database) -> None:
    assert await untold(team) == ["U1", "U2", "U3"]
    assert await untold(team, most=2) == ["U1", "U2"]
    assert await untold(team, after="U2") == ["U3"]


async def test_nobody_is_told_for_a_team_that_was_removed(team: Database) -> None:
    await team.act("T1", lambda db: teams.remove(db, "t1"))
    assert await untold(team) == []
    assert not await team.act("T1", lambda db: welcomes.is_in_team(db, "U1"))


async def test_someone_in_two_teams_is_told_once(team: Database) -> None:
    other = replace(TEAM, id="t2", name="Sales", channel="C2", offset=1)
    await team.act("T1", lambda db: teams.add(db, other, [Membership("t2", "U1")]))
    assert await untold(team) == ["U1", "U2", "U3"]


async def test_who_was_told_or_has_stopped_or_for_whom_a_note_is_planned_is_left_out(team: Database) -> None:
    await team.act("T1", lambda db: welcomes.mark_told(db, ["U1"], NOW))
    await team.act("T1", lambda db: welcomes.begin(db, ["U2"]))
    await team.act("T1", lambda db: preferences.put(db, "U3", Preferences(is_out=True)))
    assert await untold(team) == []
    await team.act("T1", lambda db: preferences.put(db, "U3", Preferences()))
    await team.act("T1", lambda db: welcomes.forget(db, "U2"))
    assert await untold(team) == ["U2", "U3"]


async def test_a_note_is_begun_once(team: Database) -> None:
    assert sorted(await team.act("T1", lambda db: welcomes.begin(db, ["U1", "U2"]))) == ["U1", "U2"]
    assert await team.act("T1", lambda db: welcomes.begin(db, ["U2", "U3"])) == ["U3"]
    assert await team.act("T1", lambda db: welcomes.begin(db, [])) == []


async def test_only_those_whose_note_has_arrived_were_told(team: Database) -> None:
    await team.act("T1", lambda db: welcomes.begin(db, ["U1", "U2"]))
    await team.act("T1", lambda db: welcomes.mark_told(db, ["U2", "U3"], NOW))
    assert await team.act("T1", lambda db: welcomes.told(db, NAMES)) == {"U2", "U3"}
    assert await team.act("T1", lambda db: welcomes.told(db, ["U1", "U3"])) == {"U3"}
    assert await team.act("T1", lambda db: welcomes.told(db, [])) == frozenset()
    assert await team.act("T1", lambda db: welcomes.is_told(db, "U2"))
    assert not await team.act("T1", lambda db: welcomes.is_told(db, "U1"))
    assert await team.act("T2", lambda db: welcomes.told(db, NAMES)) == frozenset()


async def test_the_note_to_someone_is_found(team: Database) -> None:
    assert await team.act("T1", lambda db: welcomes.note_to(db, "U1")) is None
    await team.act("T1", lambda db: delivery.enqueue(db, [NOTE]))
    assert await team.act("T1", lambda db: welcomes.note_to(db, "U1")) == NOTE
    assert await team.act("T1", lambda db: welcomes.note_to(db, "U2")) is None


async def test_who_is_in_a_team_is_known(team: Database) -> None:
    found = await team.act("T1", lambda db: [welcomes.is_in_team(db, name) for name in NAMES])
    assert found == [True, True, True, False]
