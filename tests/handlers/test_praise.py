"""A customer's praise: told to whoever earned it when the logger says so, in the digest when they say so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.sharing import KudosChoice, Sharing
from storage import kudos_choices

RATING = "Above what they expected"
TOLD = ["Tell them, with these words and who logged it"]
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


async def test_praise_that_is_changed_is_told_once(working):
    await praise(working, working.ben, told=TOLD)
    for told in ([], TOLD):
        await working.ben.command("/feedback", "mine")
        await working.ben.press("Edit")
        working.ben.fill(told=told)
        await working.ben.submit()
        await working.beat()
        while working.ben.modal:
            await working.ben.close()
    assert len(working.ada.dm.messages) == 1
