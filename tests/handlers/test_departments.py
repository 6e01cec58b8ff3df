"""Departments are set up, listed and removed by an admin."""

from dataclasses import replace

import pytest

from bot import marks
from bot.errors import Refused
from handlers import departments, rounds, teams
from storage import audit
from storage import pulses as stored_pulses


async def test_a_department_has_its_teams_and_who_leads_it(office):
    await office.set_up_teams()
    made = await departments.add(office.world, " Service ", "product, SUPPORT", "@cleo")
    assert (made.department.name, [team.name for team in made.teams], made.lead) == (
        "Service",
        ["Product", "Support"],
        "Cleo Test",
    )
    [(department, within, lead)] = await departments.listed(office.world)
    assert (department, [team.name for team in within], lead) == (made.department, ["Support", "Product"], "Cleo Test")


async def test_a_department_that_gets_another_name_is_noted_with_both(office):
    await office.set_up_teams()
    made = (await departments.add(office.world, "Service", "Support", "")).department

    def rename(db):
        _, was = departments.as_it_is(db, made.id)
        seen = marks.of(was)
        departments.alter(db, office.world, replace(was, name="Help"), made.id, seen)
        return audit.newest(db, 1)[0]

    entry = await office.world.act(office.world.workspace, rename)
    assert (entry.subject, dict(entry.detail)) == ("Service", {"changed": "name", "new_name": "Help"})


async def test_a_team_moves_to_the_department_that_names_it_last(office):
    await office.set_up_teams()
    await departments.add(office.world, "Service", "Support, Product", "")
    await departments.add(office.world, "Making", "Product", "")
    found = {
        made.department.name: [team.name for team in made.teams] for made in await departments.listed(office.world)
    }
    assert found == {"Making": ["Product"], "Service": ["Support"]}


async def test_a_new_team_can_be_put_in_a_department(office):
    await teams.add(office.world, "Support", "#support", "@ben")
    made = await departments.add(office.world, "Service", "Support", "")
    added = await teams.add(office.world, "Product", "#product", "@olga", department="service")
    assert added.team.department == made.department.id


async def test_a_department_holds_from_the_next_round_on(office):
    await office.set_up_teams()
    opened, _ = await rounds.open_by_hand(office.world)
    await departments.add(office.world, "Service", "Support", "")
    papers = await office.world.act(office.world.workspace, lambda db: stored_pulses.papers(db, opened.id))
    assert [paper.department for paper in papers.values()] == [None, None]


async def test_a_removed_department_leaves_its_teams(office):
    await office.set_up_teams()
    await departments.add(office.world, "Service", "Support", "")
    await departments.remove(office.world, "SERVICE")
    assert await departments.listed(office.world) == []
    rosters, _ = await teams.listed(office.world)
    assert [roster.team.department for roster in rosters] == [None, None]


@pytest.mark.parametrize(
    ("name", "of", "lead", "code"),
    [
        ("", "Support", "", "name_empty"),
        ("service", "Support", "", "name_taken"),
        ("Making", "Sales", "", "team_unknown"),
        ("Making", "", "", "department_empty"),
        ("Making", "Support", "@zoe", "person_unknown"),
        ("Making", "Support", "@buildbot", "person_unknown"),
    ],
)
async def test_a_department_that_cannot_be_is_refused_and_not_kept(office, name, of, lead, code):
    await office.set_up_teams()
    await departments.add(office.world, "Service", "Support", "")
    with pytest.raises(Refused) as refused:
        await departments.add(office.world, name, of, lead)
    assert refused.value.code == code
    assert [made.department.name for made in await departments.listed(office.world)] == ["Service"]


async def test_an_unknown_department_cannot_be_removed(office):
    with pytest.raises(Refused, match="department_unknown"):
        await departments.remove(office.world, "Service")
