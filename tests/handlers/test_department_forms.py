"""Departments in Slack: an admin makes and changes them, sees before what will happen, and removes them."""

from __future__ import annotations

import pytest

from bot.people import Person
from bot.views import department_forms as views
from handlers import departments, teams
from sandbox.workspace import User
from storage import audit, people


@pytest.fixture
async def staffed(office):
    """An office with two teams and an admin: Ann."""
    office.slack.add_user(User("UANN", "ann", "Ann Admin", is_admin=True))
    await office.set_up_teams()
    return office


async def on_set_up(office):
    """Ann on the set-up page of her Home."""
    ann = office.person("ann")
    await ann.open_home()
    await office.settled()
    await ann.press("Set-up")
    await office.settled()
    return ann


async def press(office, person, action):
    await person.press(action)
    await office.settled()


async def submit(office, person, **values):
    if values:
        person.fill(values)
    await person.submit()
    await office.settled()


async def listed(office):
    return [
        (made.department.name, [team.name for team in made.teams], made.lead)
        for made in await departments.listed(office.world)
    ]


async def noted(office):
    entries = await office.world.act(office.world.workspace, lambda db: audit.newest(db, 9))
    return [(one.by, one.act, one.subject, dict(one.detail)) for one in entries if one.act.startswith("department")]


async def test_a_department_is_made_in_two_steps(staffed):
    ann = await on_set_up(staffed)
    await press(staffed, ann, views.ADD)
    await submit(staffed, ann, name="Service", teams=["Support", "Product"], lead="cleo")
    assert await listed(staffed) == []
    assert "Service: Support and Product, with 13 people who count there; led by Cleo Test." in ann.modal.plain
    assert "Mind" not in ann.modal.plain
    await submit(staffed, ann)
    assert "Made. Service" in ann.modal.plain
    assert await listed(staffed) == [("Service", ["Support", "Product"], "Cleo Test")]
    assert await noted(staffed) == [("UANN", "department_added", "Service", {})]
    await ann.close()
    assert ann.modal is None
    await staffed.beat()
    assert "Service: Support and Product; led by Cleo Test." in ann.home.plain


async def test_what_an_admin_should_know_is_said_before(staffed):
    await departments.add(staffed.world, "Making", "Product", "")
    staffed.slack.add_channel("duo", [staffed.slack.bot_user.id, "UADA", "UCLEO"])
    await teams.add(staffed.world, "Duo", "#duo", "@ben")
    ann = await on_set_up(staffed)
    await press(staffed, ann, views.ADD)
    await submit(staffed, ann, name="Service", teams=["Duo"])
    assert "Nobody leads it, so no digest comes for it." in ann.modal.plain
    assert "With fewer than 6 people who count in it" in ann.modal.plain
    await ann.close()
    await submit(staffed, ann, teams=["Product"])
    assert "Product leaves another department for this one." in ann.modal.plain


async def test_what_cannot_be_is_said_where_it_was_put_in(staffed):
    await departments.add(staffed.world, "Making", "Product", "")
    ann = await on_set_up(staffed)
    await press(staffed, ann, views.ADD)
    await submit(staffed, ann, name="making", teams=["Support"])
    assert "There is a department called making already" in ann.modal.errors["What is it called?"]
    await submit(staffed, ann, name="Service", lead="buildbot")
    assert "There is nobody called" in ann.modal.errors["Who leads it, and reads its digest?"]


async def test_a_department_is_changed(staffed):
    await departments.add(staffed.world, "Service", "Support", "@cleo")
    ann = await on_set_up(staffed)
    await press(staffed, ann, views.EDIT)
    assert ann.modal.fields["What is it called?"] == "Service"
    await submit(staffed, ann, name="Making", teams=["Product"], lead=None)
    await submit(staffed, ann)
    assert "Saved. Making: Product" in ann.modal.plain
    assert await listed(staffed) == [("Making", ["Product"], "")]
    told = {"changed": "name, teams, lead", "new_name": "Making"}
    assert (await noted(staffed))[0] == ("UANN", "department_changed", "Service", told)


async def test_one_that_was_changed_since_is_not_changed_again(staffed):
    await departments.add(staffed.world, "Service", "Support", "@cleo")
    ann = await on_set_up(staffed)
    await press(staffed, ann, views.EDIT)
    await departments.add(staffed.world, "Making", "Support", "")
    await submit(staffed, ann, name="Help")
    await submit(staffed, ann)
    assert "Somebody changed this department since you opened it" in ann.modal.plain
    assert [name for name, _, _ in await listed(staffed)] == ["Making", "Service"]


@pytest.mark.parametrize("is_new", [True, False], ids=["a new one", "a changed one"])
async def test_a_form_that_comes_twice_does_it_once(staffed, is_new):
    if not is_new:
        await departments.add(staffed.world, "Service", "Support", "")
    ann = await on_set_up(staffed)
    await press(staffed, ann, views.ADD if is_new else views.EDIT)
    await submit(staffed, ann, name="Help", teams=["Product"])
    trigger = staffed.sandbox.triggers.issue("UANN")
    payload = ann.scene.view_submission(ann.modal.view, {}, trigger, [])
    answers = [await staffed.sandbox.delivery.send("interactive", payload) for _ in range(2)]
    assert [("Made." if is_new else "Saved.") in str(answer.payload) for answer in answers] == [True, True]
    assert await listed(staffed) == [("Help", ["Product"], "")]
    assert [entry[0] for entry in await noted(staffed)].count("UANN") == 1


async def test_a_department_is_removed_once_an_admin_has_read_what_happens(staffed):
    await departments.add(staffed.world, "Service", "Support", "")
    ann = await on_set_up(staffed)
    await press(staffed, ann, views.REMOVE)
    assert "Its teams stay, in no department" in ann.modal.plain
    await submit(staffed, ann)
    assert "Removed the department Service." in ann.modal.plain
    assert await listed(staffed) == []
    assert (await noted(staffed))[0] == ("UANN", "department_removed", "Service", {})


async def test_one_that_another_admin_removed_meanwhile_is_not_there(staffed):
    await departments.add(staffed.world, "Service", "Support", "")
    ann = await on_set_up(staffed)
    await departments.remove(staffed.world, "Service")
    for action in (views.EDIT, views.REMOVE):
        await press(staffed, ann, action)
        assert "This department is not there any more" in ann.modal.plain
        await ann.close()


async def test_who_is_no_admin_any_more_changes_nothing(staffed):
    await departments.add(staffed.world, "Service", "Support", "")
    ann = await on_set_up(staffed)
    await press(staffed, ann, views.EDIT)
    await submit(staffed, ann, name="Help")
    member = Person("UANN", "Ann Admin", updated=2**33)
    await staffed.world.act(staffed.world.workspace, lambda db: people.keep(db, [member]))
    await submit(staffed, ann)
    assert "Only an admin of this workspace" in ann.modal.plain
    await ann.close()
    for action in (views.ADD, views.EDIT, views.REMOVE):
        await ann.close()
        await press(staffed, ann, action)
        assert "Only an admin of this workspace" in ann.modal.plain
    assert [name for name, _, _ in await listed(staffed)] == ["Service"]
