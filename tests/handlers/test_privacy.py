"""What people see of their own rows in Slack, and what is left when they erase them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.comments import Draft
from bot.kudos import Kudos
from bot.people import Person
from bot.preferences import Preferences
from sandbox import User
from storage import comments, people, persons, preferences, pulses
from storage import kudos as stored_kudos

SUNDAY_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONDAY_NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)


@pytest.fixture
async def answered(office):
    """An office in which Ada has answered the open pulse and thanked Cleo."""
    await office.set_up_teams()
    for moment in (SUNDAY_NOON, MONDAY_NIGHT):
        await office.at(moment)
    message = office.ada.dm.saying("Your pulse")
    await office.ada.press(next(w for w in message.widgets if w.element.action_id == "pulse_answer:4"))
    await office.settled()
    await office.ada.command("/kudos", "@cleo for calling <!channel> back")
    await office.settled()
    return office


async def load(office, work):
    return await office.world.act(office.world.workspace, work)


async def opened_card(office, person):
    await person.command("/pulse", "privacy")
    await office.settled()


async def test_a_copy_of_one_s_rows_is_a_page_in_plain_words(answered):
    ada = answered.ada
    await opened_card(answered, ada)
    await ada.press("Give me a copy")
    told = ada.modal.plain
    assert ada.modal.title == "Your rows"
    assert "Ada Test (@ada), time zone Europe/Berlin" in told
    assert "Mostly true" in told
    assert "calling @channel back" in told
    assert "2026-W10, with the team Support" in told
    assert "No answer of yours is left from closed pulses" in told


async def test_a_copy_holds_nothing_of_others_and_is_in_one_s_own_language(answered):
    await load(answered, lambda db: preferences.put(db, "UBEN", Preferences(language="de")))
    await opened_card(answered, answered.ben)
    await answered.ben.press("Gib mir eine Kopie")
    told = answered.ben.modal.plain
    assert "Aus geschlossenen Pulsen ist keine Antwort von dir mehr da" in told
    assert "Ada" not in told
    assert "Stimmt" not in told


async def test_after_closing_a_copy_has_no_answers(answered):
    await answered.at(datetime(2026, 3, 6, 12, 1, tzinfo=UTC))
    await opened_card(answered, answered.ada)
    await answered.ada.press("Give me a copy")
    assert "Your answers" not in answered.ada.modal.plain
    assert "2026-W10, with the team Support" in answered.ada.modal.plain


async def test_a_copy_that_is_too_long_for_a_page_says_how_much_is_left_out(answered):
    many = [Person(f"UX{n}", f"Person {n}") for n in range(150)]
    await load(answered, lambda db: people.keep(db, many))
    for n in range(30):
        thanks = Kudos(f"k{n}", "UADA", ("UCLEO",), f"Work number {n}, which was {'very ' * 60}long", "", MONDAY_NIGHT)
        await load(answered, lambda db, thanks=thanks: stored_kudos.keep(db, thanks))
    await answered.settled()
    kept = await load(answered, lambda db: persons.exported(db, "UADA"))
    await opened_card(answered, answered.ada)
    await answered.ada.press("Give me a copy")
    shown = answered.ada.modal.plain.count("•")
    assert 0 < shown < sum(map(len, kept.values()))
    assert "more are not shown here. Your admin can give you a file with everything." in answered.ada.modal.plain


async def test_erasing_says_what_goes_and_what_stays_and_then_does_it(answered):
    ada = answered.ada
    draft = Draft("a word", may_reply=True)
    await load(answered, lambda db: comments.put_draft(db, pulses.current(db).id, "UADA", draft))
    await opened_card(answered, ada)
    await ada.press("Erase what is kept")
    for said in ("What goes:", "What stays:", "so it is not erased", "If you lead a team"):
        assert said in ada.modal.plain
    assert set(await load(answered, lambda db: persons.exported(db, "UADA"))) > {"answer", "draft", "kudos"}
    await ada.submit()
    assert "It is erased, and I will not ask you again." in ada.modal.plain
    left = await load(answered, lambda db: persons.exported(db, "UADA"))
    assert set(left) == {"person", "preference", "delivery"}  # the last until the pulse closes
    await answered.at(datetime(2026, 3, 6, 12, 1, tzinfo=UTC))
    await answered.beat()
    left = await load(answered, lambda db: persons.exported(db, "UADA"))
    assert "This pulse has closed" in ada.dm.saying("This pulse").plain
    assert set(left) == {"person", "preference"}
    assert left["preference"][0]["is_out"]


async def test_only_who_submits_erases(answered):
    await opened_card(answered, answered.ada)
    await answered.ada.press("Erase what is kept")
    await answered.ada.close()
    assert "answer" in await load(answered, lambda db: persons.exported(db, "UADA"))


async def test_who_was_erased_is_not_asked_again_though_slack_still_lists_them(answered):
    await opened_card(answered, answered.ada)
    await answered.ada.press("Erase what is kept")
    await answered.ada.submit()
    answered.slack.add_user(User("UNEW", "new", "New Test", tz="Europe/Berlin"))
    await answered.settled()
    before = len(answered.ada.dm.messages)
    for day in (6, 8, 9, 10):  # closed; the next one opens, and its Monday passes
        await answered.at(datetime(2026, 3, day, 23, tzinfo=UTC))
    assert len(answered.ada.dm.messages) == before
    asked = await load(answered, lambda db: {member.person for member in pulses.cohort_of(db, pulses.current(db).id)})
    assert "UBEN" in asked
    assert "UADA" not in asked
