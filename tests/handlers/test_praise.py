"""A customer's praise: told to whoever earned it when the logger says so, in the digest when they say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot import feedback_form
from bot.sharing import KudosChoice, Sharing
from storage import feedback as stored
from storage import kudos_choices, teams

RATING = "Above what they expected"
TOLD = ["Tell them, with these words and your name"]
SAID = "Ada stayed on the phone until it worked."


@pytest.fixture
async def working(office):
    await office.set_up_teams()
    return office


async def praise(office, person, **fields):
    await person.command("/feedback")
    person.fill({"customer": "Ember", "said": SAID, "rating": RATING, "praised": "@ada", **fields})
    await person.submit()
    await office.beat()


async def chosen(office, sharing):
    choice = KudosChoice(sharing=sharing)
    await office.world.act(office.world.workspace, lambda db: kudos_choices.put(db, "UADA", choice))


async def closed(office):
    """The digest of Support, after the week."""
    await office.at(datetime(2026, 3, 2, 23, tzinfo=UTC))
    await office.at(datetime(2026, 3, 6, 12, 1, tzinfo=UTC))
    return office.ada.channel("support").last.plain


async def test_praise_reaches_the_person_when_the_logger_wants_it(working):
    await praise(working, working.ben, told=TOLD)
    assert "They will be told what was praised." in working.ben.modal.text
    assert working.ada.dm.last.text == f"Ember praised your work: {SAID}"
    assert "Ben Test logged this and wanted you to know." in working.ada.dm.last.plain


async def test_praise_is_told_to_nobody_without_the_loggers_consent(working):
    await praise(working, working.ben)
    assert working.ada.dm.messages == []


async def test_nobody_is_told_of_praise_they_logged_for_themselves(working):
    await praise(working, working.ada, told=TOLD)
    assert working.ada.dm.messages == []


async def test_praise_is_in_no_digest_unless_the_person_shows_it(working):
    await praise(working, working.ben, told=TOLD)
    assert SAID not in await closed(working)


async def test_praise_is_in_the_digest_once_the_person_shows_it(working):
    await praise(working, working.ben, told=TOLD)
    await working.ada.press("Show it in our digest")
    await working.settled()
    assert "You let your team read this in its next digest." in working.ada.dm.last.plain
    assert f"Ember about Ada Test: {SAID}" in await closed(working)


async def test_who_always_shares_is_in_the_digest_without_being_asked(working):
    await chosen(working, Sharing.ALWAYS)
    await praise(working, working.ben, told=TOLD)
    assert "You let your team read this" in working.ada.dm.last.plain
    assert SAID in await closed(working)


async def test_who_never_shares_is_not_asked(working):
    await chosen(working, Sharing.NEVER)
    await praise(working, working.ben, told=TOLD)
    assert [widget.label for widget in working.ada.dm.last.widgets] == []


async def test_someone_else_cannot_show_it(working):
    await praise(working, working.ben, told=TOLD)
    await praise(working, working.ben, customer="Tidepool", praised="@dina", told=TOLD)
    button = next(iter(working.ada.dm.last.widgets))
    other = next(iter(working.person("dina").dm.last.widgets))
    other.element.spec["value"] = button.element.spec["value"]
    await working.person("dina").press(other)
    await working.settled()
    assert SAID not in await closed(working)


async def test_an_app_or_someone_who_left_cannot_be_praised(working):
    await praise(working, working.ben, praised="@buildbot", told=TOLD)
    assert "cannot get a message from here" in working.ben.modal.errors["Did they praise someone here?"]


async def test_praise_that_was_deleted_before_it_was_sent_is_not_told(working):
    await working.ben.command("/feedback")
    working.ben.fill(customer="Ember", said=SAID, rating=RATING, praised="@ada", told=TOLD)
    await working.ben.submit()
    await working.ben.close()
    await working.ben.command("/feedback", "mine")
    await working.ben.press("Delete")
    await working.ben.submit()
    await working.beat()
    assert working.ada.dm.messages == []


async def change(office, person, **fields):
    await person.command("/feedback", "mine")
    await person.press("Edit")
    person.fill(fields)
    await person.submit()
    await office.settled()
    while person.modal:
        await person.close()


async def press(office, person, label, place=-1):
    """Press a button in a message to someone, the last one unless told."""
    message = person.dm.messages[place]
    await person.press(next(widget for widget in message.widgets if widget.label == label))
    await office.settled()


def told(person):
    return [message.text for message in person.dm.messages]


async def test_praise_is_told_once_whatever_else_is_changed(working):
    await praise(working, working.ben, told=TOLD)
    await change(working, working.ben, rating="As they expected", teams=["Product"])
    await working.beat()
    assert told(working.ada) == [f"Ember praised your work: {SAID}"]


async def test_praise_that_was_unticked_before_it_was_sent_arrives_once_it_is_ticked_again(working):
    await praise(working, working.ben, told=[])
    await change(working, working.ben, told=TOLD)
    await change(working, working.ben, told=[])
    await working.beat()
    assert told(working.ada) == []
    await change(working, working.ben, told=TOLD)
    await working.beat()
    assert told(working.ada) == [f"Ember praised your work: {SAID}"]


async def test_praise_with_other_words_is_told_anew_and_shown_to_nobody_meanwhile(working):
    await praise(working, working.ben, told=TOLD)
    await press(working, working.ada, "Show it in our digest")
    await change(working, working.ben, said="Ada stayed all night.", told=TOLD)
    await change(working, working.ben, customer="Tidepool", told=TOLD)
    await working.beat()
    assert told(working.ada)[1:] == ["Tidepool praised your work: Ada stayed all night."]
    assert "Ada stayed" not in await closed(working)


async def test_a_button_under_old_words_shows_the_new_ones_first(working):
    await praise(working, working.ben, told=TOLD)
    await change(working, working.ben, said="Ada stayed all night.", told=TOLD)
    await press(working, working.ada, "Show it in our digest")
    assert "The words have changed since you read them." in working.ada.dm.last.plain
    assert working.ada.dm.last.text == "Ember praised your work: Ada stayed all night."
    await press(working, working.ada, "Show it in our digest")
    assert "Ember about Ada Test: Ada stayed all night." in await closed(working)


async def test_praise_can_be_kept_from_the_digest_after_all(working):
    await praise(working, working.ben, told=TOLD)
    await press(working, working.ada, "Show it in our digest")
    await press(working, working.ada, "Do not show it")
    assert [widget.label for widget in working.ada.dm.last.widgets] == ["Show it in our digest"]
    assert SAID not in await closed(working)


async def test_who_chooses_never_afterwards_is_in_no_digest_and_can_show_nothing(working):
    await praise(working, working.ben, told=TOLD)
    await praise(working, working.ben, customer="Tidepool", told=TOLD)
    await press(working, working.ada, "Show it in our digest", 0)
    await chosen(working, Sharing.NEVER)
    await press(working, working.ada, "Show it in our digest", 1)
    assert "You chose never to share" in working.ada.dm.last.text
    assert SAID not in await closed(working)


async def test_who_always_shares_keeps_hidden_what_they_hid_whatever_its_words(working):
    await chosen(working, Sharing.ALWAYS)
    await praise(working, working.ben, told=TOLD)
    await change(working, working.ben, said="Ada stayed all night.", told=TOLD)
    await working.beat()
    assert "You let your team read this" in working.ada.dm.last.plain
    await press(working, working.ada, "Do not show it")
    await change(working, working.ben, said=SAID, told=TOLD)
    await working.beat()
    assert [widget.label for widget in working.ada.dm.last.widgets] == ["Show it in our digest"]
    assert "Ember about" not in await closed(working)


async def test_a_manager_cannot_have_praise_told_in_the_loggers_name(working):
    dina = working.person("dina")
    await praise(working, dina, teams=["Support"])
    await working.ben.command("/feedback", "mine")
    await working.ben.press("Edit")
    assert not {"Did they praise someone here?", "May that person know?"} & set(working.ben.modal.fields)
    await working.ben.close()
    await working.ben.close()
    await change(working, working.ben, said="Ada was of no help.")
    await working.beat()
    assert told(working.ada) == []


async def test_words_that_a_manager_changed_are_not_told_as_the_loggers(working):
    dina = working.person("dina")
    await praise(working, dina, teams=["Support"], told=TOLD)
    await press(working, working.ada, "Show it in our digest")
    await change(working, working.ben, said="Ada was of no help.")
    await working.beat()
    assert told(working.ada) == [f"Ember praised your work: {SAID}"]
    await press(working, working.ada, "Do not show it")
    assert "This praise is not there any more" in working.ada.dm.last.text
    assert "about Ada" not in await closed(working)


async def test_praise_in_what_was_imported_is_told_in_the_name_of_whoever_passes_it_on(working):
    def imported(db):
        support = teams.every(db)[0].id
        blank = feedback_form.blank("F1", "", working.world.now().date(), working.world.now())
        stored.keep(db, replace(blank, customer="Ember", said=SAID, rating=4, teams={support}, logged_by=None))

    await working.world.act(working.world.workspace, imported)
    await change(working, working.ben, praised="@ada", told=TOLD)
    await working.beat()
    assert "Ben Test passed this on and wanted you to know." in working.ada.dm.last.plain


async def test_nobody_is_promised_to_be_told_of_their_own_praise(working):
    await praise(working, working.ada, told=TOLD)
    assert "They will be told" not in working.ada.modal.text
