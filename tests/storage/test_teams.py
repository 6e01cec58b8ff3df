from __future__ import annotations

from dataclasses import replace

import pytest

from bot import teams as rules
from bot.errors import Refused
from bot.people import Person
from bot.teams import Membership, Team
from storage import teams
from storage.database import Database

SUPPORT, SALES = Team("t1", "Support", "C1", 0), Team("t2", "Sales", "C2", 1)
IN_SUPPORT = [Membership("t1", "U1"), Membership("t1", "U2", is_manager=True)]
IN_SALES = [Membership("t2", "U1"), Membership("t2", "U3")]


@pytest.fixture
async def two_teams(database: Database) -> Database:
    await database.act("T1", lambda db: teams.add(db, SALES, IN_SALES))
    await database.act("T1", lambda db: teams.add(db, SUPPORT, IN_SUPPORT))
    return database


async def test_teams_come_back_in_the_order_they_were_set_up(two_teams: Database) -> None:
    assert await two_teams.act("T1", teams.every) == [SUPPORT, SALES]
    assert await two_teams.act("T1", teams.memberships) == IN_SUPPORT + IN_SALES
    assert await two_teams.act("T1", lambda db: teams.one(db, "t2")) == SALES
    assert await two_teams.act("T1", lambda db: teams.one(db, "t9")) is None
    assert await two_teams.act("T2", teams.every) == []


async def test_a_name_that_differs_only_in_case_is_taken(two_teams: Database) -> None:
    again = Team("t3", "SUPPORT", "C3", 2)
    with pytest.raises(Refused) as refused:
        await two_teams.act("T1", lambda db: teams.add(db, again, [Membership("t3", "U1")]))
    assert (refused.value.code, refused.value.values) == ("team_name_taken", {"name": "SUPPORT"})
    await two_teams.act("T2", lambda db: teams.add(db, again, []))


async def test_everyone_is_at_home_where_the_cohort_counts_them(two_teams: Database) -> None:
    people = [Person(person, "Ada") for person in ("U1", "U2", "U3", "U4")]
    leads_sales = [*IN_SALES, Membership("t2", "U2")]
    await two_teams.act("T1", lambda db: teams.replace_members(db, "t2", leads_sales))
    counted = {
        member.person: member.team for member in rules.cohort([SUPPORT, SALES], IN_SUPPORT + leads_sales, people)
    }
    for person in people:
        home = await two_teams.act("T1", lambda db, person=person: teams.home_of(db, person.id))
        assert (home.id if home else None) == counted.get(person.id)


async def test_someone_who_leads_is_at_home_in_the_team_they_lead(two_teams: Database) -> None:
    await two_teams.act("T1", lambda db: teams.replace_members(db, "t2", [Membership("t2", "U1", is_manager=True)]))
    assert await two_teams.act("T1", lambda db: teams.home_of(db, "U1")) == SALES


async def test_new_members_take_the_place_of_the_old(two_teams: Database) -> None:
    await two_teams.act("T1", lambda db: teams.replace_members(db, "t1", [Membership("t1", "U7")]))
    assert await two_teams.act("T1", teams.memberships) == [Membership("t1", "U7"), *IN_SALES]
    await two_teams.act("T1", lambda db: teams.replace_members(db, "t1", []))
    assert await two_teams.act("T1", teams.memberships) == IN_SALES


async def test_a_removed_team_is_gone_with_its_memberships(two_teams: Database) -> None:
    assert await two_teams.act("T1", lambda db: teams.remove(db, "t1"))
    assert not await two_teams.act("T1", lambda db: teams.remove(db, "t1"))
    assert await two_teams.act("T1", teams.every) == [SALES]
    assert await two_teams.act("T1", teams.memberships) == IN_SALES
    assert await two_teams.act("T1", lambda db: teams.one(db, "t1")) is None
    assert await two_teams.act("T1", lambda db: teams.home_of(db, "U2")) is None


async def test_the_name_of_a_removed_team_is_free_again_but_its_offset_is_not(two_teams: Database) -> None:
    assert await two_teams.act("T1", teams.next_offset) == 2
    await two_teams.act("T1", lambda db: teams.remove(db, "t2"))
    assert await two_teams.act("T1", teams.next_offset) == 2
    again = replace(SALES, id="t3", offset=2)
    await two_teams.act("T1", lambda db: teams.add(db, again, []))
    assert await two_teams.act("T1", teams.every) == [SUPPORT, again]
    assert await two_teams.act("T2", teams.next_offset) == 0
