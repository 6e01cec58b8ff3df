from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, event

from bot import ingest, set_up
from bot.channels import Channel
from bot.people import Person
from bot.policies import Policy
from bot.schedules import Schedule
from bot.teams import Department, Membership, Source, Team
from storage import channels, departments, kudos_values, people, policies, practices, schedules, teams
from storage import ingest as keys
from storage import set_up as stored
from storage.database import Database, Db

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday


def fill(db: Db, teams_count: int, each: int) -> None:
    """So many teams, each with so many people of its own, and Ben, who leads them all."""
    first = [Person("UBEN", "Ben"), Person("UGONE", "Gone", is_deleted=True)]
    people.keep(db, [*first, *(Person(f"U{n}", f"Person {n:03}") for n in range(teams_count * each))])
    for number in range(teams_count):
        places = [Membership(f"t{number:03}", f"U{n}") for n in range(number * each, (number + 1) * each)]
        lead = Membership(f"t{number:03}", "UBEN", is_manager=True)
        teams.add(db, Team(f"t{number:03}", f"Team {number}", f"C{number}", number), [*places, lead])


@pytest.fixture
async def filled(database: Database) -> Database:
    await database.act("T1", lambda db: fill(db, 14, 3))
    return database


async def facts(database: Database, number: int = 0, workspace: str = "T1") -> set_up.SetUp:
    return await database.act(workspace, lambda db: stored.facts(db, number, NOW))


async def test_an_empty_workspace_has_one_page_and_its_first_pulse_ahead(database: Database) -> None:
    found = await facts(database)
    assert (found.teams, found.departments, found.pages, found.current) == ([], [], 1, None)
    assert found.coming.week == "2026-W11"
    assert (found.chosen.policy, found.chosen.weeks, found.chosen.keys) == (Policy(), 1, 0)


async def test_teams_come_a_page_at_a_time_with_who_is_in_them(filled: Database) -> None:
    first, second = await facts(filled), await facts(filled, 1)
    assert [roster.team.name for roster in first.teams] == [f"Team {n}" for n in range(set_up.TEAMS_ON_A_PAGE)]
    assert [roster.team.name for roster in second.teams] == ["Team 12", "Team 13"]
    assert (first.pages, first.number, second.number) == (2, 0, 1)
    [last] = second.teams[1:]
    assert [person.name for person in last.members] == ["Person 039", "Person 040", "Person 041"]
    assert [person.name for person in last.managers] == ["Ben"]
    assert (await facts(filled, 99)).number == 1
    assert (await facts(filled, workspace="T2")).teams == []


async def test_who_counts_in_a_team_of_another_page_is_told_from_who_counts_here(filled: Database) -> None:
    places = [Membership("t013", f"U{n}") for n in (0, 39, 40)]
    await filled.act("T1", lambda db: teams.replace_members(db, "t013", places))
    last = (await facts(filled, 1)).teams[-1]
    assert (len(last.members), last.counted_elsewhere, last.counting) == (3, 1, 2)


async def test_departments_come_with_their_teams_and_lead(filled: Database) -> None:
    def put(db: Db) -> None:
        for number in range(9):
            departments.add(db, Department(f"d{number}", f"Department {number}", "UBEN" if number == 0 else None))
        departments.put(db, "d0", ["t001", "t013"])

    await filled.act("T1", put)
    first, second = await facts(filled), await facts(filled, 1)
    section = first.departments[0]
    assert [team.name for team in section.teams] == ["Team 1", "Team 13"]
    assert section.lead == Person("UBEN", "Ben")
    assert len(first.departments) == set_up.DEPARTMENTS_ON_A_PAGE
    assert [one.department.name for one in second.departments] == ["Department 8"]
    assert second.within["d0"] == "Department 0"


async def test_what_is_chosen_is_counted(filled: Database) -> None:
    def choose(db: Db) -> None:
        policies.put(db, replace(Policy(), lead="UBEN", threshold=7, opens_on=1, off=frozenset({"autonomy-1"})))
        schedules.add(db, Schedule("pulse", date(2026, 3, 2), 2))
        kudos_values.add(db, "Courage")
        keys.add_key(db, ingest.Key("k1", "Desk", NOW), "secret")
        keys.add_key(db, ingest.Key("k2", "Form", NOW), "secret")
        keys.revoke(db, "k2")
        practices.word(db, {"autonomy-educate": "Say why."})
        seen = {"seen_at": NOW, "is_shared": True}
        channels.put(db, [Channel("C1", **seen), Channel("C2", **seen, confirmed_by="UBEN")])

    await filled.act("T1", choose)
    found = await facts(filled)
    chosen = found.chosen
    assert (chosen.weeks, chosen.values, chosen.keys, chosen.own_ideas) == (2, 1, 1, 1)
    assert chosen.lead == Person("UBEN", "Ben")
    assert found.teams[0].smallest == 8
    assert found.shared == {"C1"}
    assert found.coming.first_day == date(2026, 3, 3)


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that reach a database meanwhile."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):  # type: ignore[no-untyped-def]  # SQLAlchemy's own
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


async def test_many_teams_take_no_more_statements_than_one(database: Database) -> None:
    await database.act("T1", lambda db: fill(db, 1, 2))
    await database.act("T2", lambda db: fill(db, 40, 2))
    with statements() as for_one:
        await facts(database)
    with statements() as for_many:
        await facts(database, workspace="T2")
    assert len(for_one) == len(for_many)


async def test_what_there_is_comes_whole(filled: Database) -> None:
    await filled.act("T1", lambda db: policies.put(db, replace(Policy(), has_guests=True, threshold=6)))
    known = await filled.act("T1", stored.known)
    assert (len(known.teams), len(known.people), known.has_guests, known.smallest) == (14, 44, True, 7)
    assert {place.team for place in known.memberships} == {team.id for team in known.teams}
    assert "UGONE" not in {person.id for person in known.taking_part}
    assert known.teams[0].source is Source.CHANNEL
