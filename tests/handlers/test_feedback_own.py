"""The feedback that someone may change: listed, edited, given to other teams, deleted; by nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import Refused
from handlers import feedback
from storage import feedback as stored
from storage import teams as stored_teams

RATING = "Above what they expected"
SAID = "The export is late again, and nobody told us why."


async def everything(office):
    return await office.world.act(office.world.workspace, lambda db: stored.after(db, "", 1000))


async def logged(office, person, n=1, **changes):
    """So many pieces of someone's for the team Support, written straight into the store."""
    world = office.world
    support = (await world.act(world.workspace, stored_teams.every))[0].id
    pieces = [piece(world, number, person, support, changes) for number in range(n)]
    await world.act(world.workspace, lambda db: stored.keep_many(db, pieces))


def piece(world, number, person, team, changes):
    made = feedback.feedback_form.blank(f"F{number:02}", person, world.now().date(), world.now())
    own = {"customer": f"Customer {number:02}", "said": SAID, "rating": 4, "teams": frozenset({team})}
    return replace(made, **(own | changes))


@pytest.fixture
async def working(office):
    await office.set_up_teams()
    return office


def buttons(view):
    return [widget.label for widget in view.widgets if widget.element.type == "button"]


async def test_whoever_logged_praise_sees_whom_it_is_for_and_who_leads_the_team_does_not(working):
    await logged(working, "UADA", praised="UDINA")
    await working.ada.command("/feedback", "mine")
    assert "Praises Dina Test (not told)." in working.ada.modal.text
    await working.ben.command("/feedback", "mine")
    assert SAID in working.ben.modal.text
    assert "Dina" not in working.ben.modal.text


async def test_a_list_without_anything_says_what_would_be_in_it(working):
    await working.ada.command("/feedback", "mine")
    assert "Nothing yet. What you log is here" in working.ada.modal.text


async def test_the_list_holds_what_one_logged_and_what_concerns_a_team_one_leads(working):
    await logged(working, "UADA")
    for person, sees in (
        (working.ada, True),
        (working.ben, True),
        (working.cleo, False),
        (working.person("dina"), False),
    ):
        await person.command("/feedback", "mine")
        assert ("Customer 00" in person.modal.text) is sees
    assert "Logged by Ada Test, in the customer's words. For Support." in working.ben.modal.text


async def test_the_list_goes_on_in_pages(working):
    await logged(working, "UADA", 23)
    await working.ada.command("/feedback", "mine")
    assert buttons(working.ada.modal).count("Edit") == 10
    await working.ada.press("Older")
    await working.ada.press("Older")
    assert buttons(working.ada.modal).count("Edit") == 3
    assert "Older" not in buttons(working.ada.modal)
    await working.ada.press("Newer")
    assert buttons(working.ada.modal).count("Edit") == 10


async def test_the_logger_can_change_everything_and_the_list_follows(working):
    await logged(working, "UADA")
    await working.ada.command("/feedback", "mine")
    await working.ada.press("Edit")
    fields = working.ada.modal.fields
    assert (fields["Which customer?"], fields["What did they say?"]) == ("Customer 00", SAID)
    assert (fields["How was their expectation met?"], fields["Which teams does it concern?"]) == (RATING, ["Support"])
    working.ada.fill(customer="Ember", rating="As they expected", teams=["Product"])
    await working.ada.submit()
    assert "Saved. A digest that quotes it says the new words." in working.ada.modal.text
    await working.settled()
    await working.ada.close()
    assert "Ember" in working.ada.modal.text
    (kept,) = await everything(working)
    product = (await working.world.act(working.world.workspace, stored_teams.every))[1].id
    assert (kept.customer, kept.rating, kept.teams, kept.version) == ("Ember", 3, {product}, 1)


async def test_a_manager_can_give_it_to_another_team_and_then_no_longer_change_it(working):
    await logged(working, "UADA")
    await working.ben.command("/feedback", "mine")
    await working.ben.press("Edit")
    working.ben.fill(teams=["Product"])
    await working.ben.submit()
    await working.settled()
    await working.ben.close()
    assert "Customer 00" not in working.ben.modal.text
    olga = working.person("olga")
    await olga.command("/feedback", "mine")
    assert "Customer 00" in olga.modal.text


async def test_an_imported_score_keeps_its_scale_when_it_is_changed(working):
    await logged(working, "UADA", scale="nps", rating=10)
    await working.ada.command("/feedback", "mine")
    assert "10 (would recommend, 0 to 10), 100 of 100" in working.ada.modal.text
    await working.ada.press("Edit")
    assert working.ada.modal.fields["Rating: would recommend, 0 to 10"] == "10"
    working.ada.fill(rating="0")
    await working.ada.submit()
    (kept,) = await everything(working)
    assert (kept.scale, kept.rating) == ("nps", 0)


async def test_a_changed_piece_is_not_overwritten_by_someone_who_read_it_before(working):
    await logged(working, "UADA")
    for person in (working.ada, working.ben):
        await person.command("/feedback", "mine")
        await person.press("Edit")
    working.ada.fill(customer="Ember")
    working.ben.fill(customer="Tidepool")
    await working.ada.submit()
    await working.ben.submit()
    assert "Somebody changed this since you opened it" in working.ben.modal.text
    assert [kept.customer for kept in await everything(working)] == ["Ember"]


async def test_a_change_whose_acknowledgement_was_lost_is_saved_when_it_is_sent_again(working):
    await logged(working, "UADA")
    await working.ada.command("/feedback", "mine")
    await working.ada.press("Edit")
    working.ada.fill(customer="Ember")
    working.sandbox.faults.miss_acks = 1
    await working.ada.submit()
    await working.ada.submit()
    assert "Saved." in working.ada.modal.text


async def test_deleting_asks_once_more_and_leaves_no_words(working):
    await logged(working, "UADA")
    await working.ada.command("/feedback", "mine")
    await working.ada.press("Delete")
    assert "Delete what Customer 00 said? It cannot be brought back." in working.ada.modal.text
    await working.ada.submit()
    assert "Deleted." in working.ada.modal.text
    await working.settled()
    await working.ada.close()
    assert "Nothing yet" in working.ada.modal.text
    assert await everything(working) == []


async def test_what_was_deleted_cannot_be_changed_in_a_form_that_is_still_open(working):
    await logged(working, "UADA")
    for person in (working.ada, working.ben):
        await person.command("/feedback", "mine")
    await working.ada.press("Edit")
    await working.ben.press("Delete")
    await working.ben.submit()
    await working.ada.submit()
    assert "not there any more, or it is not yours to change" in working.ada.modal.text


async def test_someone_else_can_neither_open_change_nor_delete_it(working):
    await logged(working, "UADA")
    await logged(working, "UCLEO", id="F99", key="slack:F99", teams=frozenset())
    await working.cleo.command("/feedback", "mine")
    for label in ("Edit", "Delete"):
        button = next(widget for widget in working.cleo.modal.widgets if widget.label == label)
        button.element.spec["value"] = "F00"
        await working.cleo.press(button)
        await working.settled()
        assert "not yours to change" in working.cleo.modal.text
        assert "Customer 00" not in working.cleo.modal.text
        await working.cleo.close()
    world = working.world
    with pytest.raises(Refused, match="feedback_not_yours"):
        await world.act(world.workspace, lambda db: feedback.delete_one(db, "F00", "UCLEO"))
    assert len(await everything(working)) == 2


async def test_a_manager_who_no_longer_leads_the_team_can_change_nothing(working):
    await logged(working, "UADA")
    await working.ben.command("/feedback", "mine")
    await working.world.act(working.world.workspace, lambda db: stored_teams.remove(db, stored_teams.every(db)[0].id))
    await working.ben.press("Edit")
    await working.settled()
    assert "not yours to change" in working.ben.modal.text
