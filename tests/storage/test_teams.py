from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot import teams as rules
from bot.errors import Refused
from bot.people import Person
from bot.teams import Membership, Source, Team
from storage import installs, teams
from storage.database import Database, Db
from storage.installs import Install

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


async def test_a_team_comes_back_whole(database: Database) -> None:
    desk = Team("t3", "Desk", "C3", 2, Source.USERGROUP, "S1", "d1", meets_customers=True)
    await database.act("T1", lambda db: teams.add(db, desk, []))
    assert await database.act("T1", teams.every) == [desk]
    found = await database.act("T1", lambda db: teams.one(db, "t3"))
    assert found == desk
    assert isinstance(found.source, Source)


async def test_teams_are_found_by_where_their_people_come_from(two_teams: Database) -> None:
    group = Team("t3", "Desk", "C3", 2, Source.USERGROUP, "S1")
    beside = Team("t4", "Yard", "C4", 3, Source.USERGROUP, "S1")
    listed = Team("t5", "Hall", "C5", 4, Source.LIST)
    for team in (beside, group, listed):
        await two_teams.act("T1", lambda db, team=team: teams.add(db, team, []))

    async def found(source: Source, name: str, workspace: str = "T1") -> list[str]:
        return await two_teams.act(workspace, lambda db: teams.sourced_from(db, source, name))

    assert await found(Source.CHANNEL, "C1") == ["t1"]
    assert await found(Source.USERGROUP, "S1") == ["t3", "t4"]
    assert (
        await found(Source.CHANNEL, "C3")
        == await found(Source.CHANNEL, "C5")
        == await found(Source.USERGROUP, "")
        == []
    )
    assert await found(Source.CHANNEL, "C1", "T2") == []
    await two_teams.act("T1", lambda db: teams.remove(db, "t3"))
    assert await found(Source.USERGROUP, "S1") == ["t4"]


async def test_a_name_that_differs_only_in_case_is_taken(two_teams: Database) -> None:
    again = Team("t3", "SUPPORT", "C3", 2)
    with pytest.raises(Refused) as refused:
        await two_teams.act("T1", lambda db: teams.add(db, again, [Membership("t3", "U1")]))
    assert (refused.value.code, refused.value.values) == ("name_taken", {"what": "team", "name": "SUPPORT"})
    await two_teams.act("T2", lambda db: teams.add(db, again, []))


async def test_a_channel_has_one_team(two_teams: Database) -> None:
    again = Team("t3", "Help", "C1", 2)
    with pytest.raises(Refused) as refused:
        await two_teams.act("T1", lambda db: teams.add(db, again, []))
    assert (refused.value.code, refused.value.values) == ("team_channel_taken", {"channel": "C1", "name": "Support"})
    await two_teams.act("T2", lambda db: teams.add(db, again, []))
    await two_teams.act("T1", lambda db: teams.remove(db, "t1"))
    await two_teams.act("T1", lambda db: teams.add(db, again, []))
    assert await two_teams.act("T1", teams.every) == [SALES, again]


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


async def test_those_who_lead_a_team_lead_it_until_it_is_removed_or_they_do_not(two_teams: Database) -> None:
    async def led(person: str) -> frozenset[str]:
        return await two_teams.act("T1", lambda db: teams.led_by(db, person))

    assert [await led(person) for person in ("U1", "U2", "U3")] == [frozenset(), {"t1"}, frozenset()]
    assert await two_teams.act("T2", lambda db: teams.led_by(db, "U2")) == frozenset()
    await two_teams.act("T1", lambda db: teams.replace_members(db, "t2", [Membership("t2", "U2", is_manager=True)]))
    assert await led("U2") == {"t1", "t2"}
    await two_teams.act("T1", lambda db: teams.remove(db, "t1"))
    assert await led("U2") == {"t2"}


async def test_new_members_take_the_place_of_the_old(two_teams: Database) -> None:
    await two_teams.act("T1", lambda db: teams.replace_members(db, "t1", [Membership("t1", "U7")]))
    assert await two_teams.act("T1", teams.memberships) == [Membership("t1", "U7"), *IN_SALES]
    await two_teams.act("T1", lambda db: teams.replace_members(db, "t1", []))
    assert await two_teams.act("T1", teams.memberships) == IN_SALES


async def test_a_removed_team_gets_no_new_members(two_teams: Database) -> None:
    await two_teams.act("T1", lambda db: teams.remove(db, "t1"))
    for team_id, workspace in (("t1", "T1"), ("t9", "T1"), ("t2", "T2")):
        renewed = two_teams.act(workspace, lambda db, id_=team_id: teams.replace_members(db, id_, IN_SUPPORT))
        assert not await renewed
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


@pytest.fixture
async def overlapping(
    postgres_url: str, second_waits: Callable[[object], Awaitable[None]]
) -> Callable[..., Awaitable[list[object]]]:
    """What becomes of two acts of two processes, the second begun before the first is committed."""
    desks = [Database(postgres_url, "a secret") for _ in range(2)]
    await desks[0].act("T1", lambda db: installs.keep(db, Install("T1", "Acme", "UB")))
    await desks[0].act("T1", lambda db: teams.add(db, SUPPORT, IN_SUPPORT))

    async def run(first: Callable[[Db], object], second: Callable[[Db], object]) -> list[object]:
        done, go_on = threading.Event(), threading.Event()

        def held(db: Db) -> object:
            result = first(db)
            done.set()
            go_on.wait(10)
            return result

        acts = [asyncio.create_task(desks[0].act("T1", held))]
        await asyncio.to_thread(done.wait, 10)
        acts.append(asyncio.create_task(desks[1].act("T1", second)))
        await second_waits(acts[1])
        go_on.set()
        outcomes = await asyncio.gather(*acts, return_exceptions=True)
        members = await desks[0].act("T1", teams.memberships)
        for desk in desks:
            await desk.close()
        return [*outcomes, members]

    return run


Overlapping = Callable[..., Awaitable[list[object]]]


def renewing(db: Db) -> bool:
    return teams.replace_members(db, "t1", IN_SUPPORT)


def adding(team: Team) -> Callable[[Db], int]:
    def act(db: Db) -> int:
        offset = teams.next_offset(db)
        teams.add(db, replace(team, offset=offset), [])
        return offset

    return act


async def test_two_may_renew_a_team_at_once(overlapping: Overlapping) -> None:
    assert await overlapping(renewing, renewing) == [True, True, IN_SUPPORT]


async def test_a_team_that_is_removed_meanwhile_is_not_filled_again(overlapping: Overlapping) -> None:
    assert await overlapping(lambda db: teams.remove(db, "t1"), renewing) == [True, False, []]


async def test_two_teams_that_are_added_at_once_have_offsets_of_their_own(overlapping: Overlapping) -> None:
    outcomes = await overlapping(adding(SALES), adding(Team("t3", "Help", "C3", 0)))
    assert outcomes[:2] == [1, 2]


@pytest.mark.parametrize(
    ("again", "code"),
    [(Team("t3", "Help", "C2", 2), "team_channel_taken"), (Team("t3", "SALES", "C3", 2), "name_taken")],
)
async def test_of_two_teams_at_once_one_gets_the_channel_or_the_name(
    overlapping: Overlapping, again: Team, code: str
) -> None:
    _, refused, _ = await overlapping(lambda db: teams.add(db, SALES, []), lambda db: teams.add(db, again, []))
    assert isinstance(refused, Refused)
    assert refused.code == code


async def test_a_team_is_changed_as_a_whole_and_no_other_one(two_teams: Database) -> None:
    help_ = replace(SUPPORT, name="Help", channel="C9", department="d1", kudos_channel="C7", digest_channel="C8")
    assert await two_teams.act("T1", lambda db: teams.change(db, help_))
    assert await two_teams.act("T1", teams.to_change) == [help_, SALES]
    assert not await two_teams.act("T2", lambda db: teams.change(db, help_))
    again = replace(SUPPORT, id="t3")
    await two_teams.act("T1", lambda db: teams.add(db, again, []))  # its name and channel are free


async def test_a_removed_team_is_not_changed(two_teams: Database) -> None:
    await two_teams.act("T1", lambda db: teams.remove(db, "t1"))
    assert not await two_teams.act("T1", lambda db: teams.change(db, SUPPORT))
    assert await two_teams.act("T1", teams.every) == [SALES]
