"""The Home tab: what one can do, and the newest feedback that one may change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import feedback_form
from storage import feedback as stored
from storage import teams as stored_teams


async def logged(office, person, n=1):
    world = office.world
    support = (await world.act(world.workspace, stored_teams.every))[0].id
    blank = feedback_form.blank("", person, world.now().date(), world.now())
    own = [
        replace(blank, id=f"F{k:02}", key=f"k{k}", customer=f"Customer {k:02}", said="Fine.", rating=4, teams={support})
        for k in range(n)
    ]
    await world.act(world.workspace, lambda db: stored.keep_many(db, own))


@pytest.fixture
async def working(office):
    await office.set_up_teams()
    return office


async def opened(office, person):
    await person.open_home()
    await office.settled()
    return person.home


async def test_home_offers_what_one_can_do(working):
    home = await opened(working, working.ada)
    assert "Nothing yet." in home.plain
    assert "I do not read what you write to me" in home.plain
    await working.ada.press("Log feedback")
    assert working.ada.modal.title == "Customer feedback"
    await working.ada.close()
    await working.ada.press("Give kudos")
    await working.settled()
    assert working.ada.modal.title == "Give kudos"


async def test_home_shows_the_newest_of_what_one_may_change(working):
    await logged(working, "UADA", 12)
    for person, sees in ((working.ada, True), (working.ben, True), (working.cleo, False)):
        assert ("Customer 00" in (await opened(working, person)).plain) is sees
    assert "Customer 11" not in working.ada.home.plain
    await working.ada.press("See older ones")
    assert "Customer 11" in working.ada.modal.text


async def test_home_follows_what_is_changed_and_deleted_there(working):
    await logged(working, "UADA", 2)
    await opened(working, working.ada)
    await working.ada.press("Edit")
    working.ada.fill(customer="Ember")
    await working.ada.submit()
    await working.settled()
    assert "Ember" in working.ada.home.plain
    await working.ada.close()
    await working.ada.press("Delete")
    await working.ada.submit()
    await working.settled()
    assert "Ember" not in working.ada.home.plain
    assert "Customer 01" in working.ada.home.plain


async def test_home_shows_nothing_of_the_workspace_to_strangers(working):
    await logged(working, "UADA")
    working.slack.change_user("UADA", is_stranger=True)
    await working.settled()
    home = await opened(working, working.ada)
    assert "Customer 00" not in home.plain
    assert "for the people of this workspace" in home.plain
