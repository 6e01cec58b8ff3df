"""Answers: one tap each, changed and taken back until the round closes, from anyone who was asked."""

import asyncio
import logging
from datetime import UTC, datetime

import pytest

from bot.errors import Refused
from bot.views import words
from handlers import pulses
from storage import pulses as stored

SUNDAY_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 3, 2, 10, tzinfo=UTC)
FRIDAY_NOON = datetime(2026, 3, 6, 12, 0, 1, tzinfo=UTC)
SCORES = ("Not at all true", "A little true", "Partly true", "Mostly true", "Completely true")


def pulse(person):
    return person.dm.saying("Your pulse")


def button(surface, score):
    return next(w for w in surface.widgets if w.element.action_id == f"pulse_answer:{score}")


async def answer(office, person, *scores):
    for score in scores:
        await person.press(button(pulse(person), score))
        await office.settled()


async def questions(office, person):
    def work(db):
        return stored.questions(db, stored.current(db).id, person)

    return await office.world.act(office.world.workspace, work)


async def answered(office, person):
    return (await questions(office, person)).answered


async def test_four_taps_answer_a_pulse_and_the_fifth_thing_is_a_thank_you(asked):
    for number, score in enumerate((4, 0, 5, 1), start=1):
        assert f"Question {number} of 4" in pulse(asked.ada).plain
        assert pulse(asked.ada).plain.count("[Skip]") == 1
        await answer(asked, asked.ada, score)
    assert "Thank you. That is all for this time." in pulse(asked.ada).plain
    assert len(await answered(asked, "UADA")) == 4
    assert len(asked.ada.dm.messages) == 1


async def test_no_message_says_how_or_which_question_was_answered(asked):
    await answer(asked, asked.ada, 1)
    await answer(asked, asked.cleo, 5)
    told = pulse(asked.ada).plain
    assert [told.count(label) for label in SCORES] == [1] * 5  # the buttons of the next question
    await answer(asked, asked.ada, 2, 3, 4)
    assert [label for label in SCORES if label in pulse(asked.ada).plain] == []
    assert "answered" not in pulse(asked.ada).plain.casefold()


async def test_a_double_click_counts_once_and_moves_on_once(asked):
    first = button(pulse(asked.ada), 4)
    await asyncio.gather(*(asked.ada.press(first) for _ in range(5)))
    await asked.settled()
    assert len(await answered(asked, "UADA")) == 1
    assert "Question 2 of 4" in pulse(asked.ada).plain


async def test_two_devices_that_answer_differently_leave_one_answer(asked):
    await asyncio.gather(*(asked.ada.press(button(pulse(asked.ada), score)) for score in (1, 5)))
    await asked.settled()
    assert len(await answered(asked, "UADA")) == 1
    assert "Question 2 of 4" in pulse(asked.ada).plain


async def test_an_answer_from_an_older_state_of_the_message_changes_that_answer_and_leads_on(asked):
    first = button(pulse(asked.ada), 4)
    await answer(asked, asked.ada, 4, 3)
    await asked.ada.press(first)
    await asked.settled()
    assert len(await answered(asked, "UADA")) == 2
    assert "Question 3 of 4" in pulse(asked.ada).plain


async def test_what_slack_sends_again_changes_nothing(asked):
    await answer(asked, asked.ada, 4)
    (sent,) = [sent for sent in asked.sandbox.delivery.log if sent.payload.get("type") == "block_actions"]
    await asyncio.gather(*(asked.sandbox.delivery.send(sent.kind, sent.payload) for _ in range(3)))
    await asked.settled()
    assert len(await answered(asked, "UADA")) == 1
    assert "Question 2 of 4" in pulse(asked.ada).plain


async def test_after_the_last_question_come_those_that_are_still_open_before_it(asked):
    found = await questions(asked, "UADA")
    now = asked.world.now()
    await asked.world.act(
        asked.world.workspace, lambda db: pulses.record(db, found.round.id, "UADA", found.items[3].id, 3, now)
    )
    await answer(asked, asked.ada, 3, 3)
    assert "Question 3 of 4" in pulse(asked.ada).plain
    await answer(asked, asked.ada, 3)
    assert "Thank you." in pulse(asked.ada).plain


async def test_an_answer_that_could_not_be_kept_is_told_and_the_question_stays(asked, monkeypatch):
    def refuse(*_):
        raise Refused("database_locked")

    monkeypatch.setattr(stored, "keep", refuse)
    await asked.ada.press(button(pulse(asked.ada), 4))
    await asked.settled()
    assert words.refusal(Refused("database_locked")) in asked.ada.dm.last.text
    assert "Question 1 of 4" in pulse(asked.ada).plain


async def test_all_questions_can_be_answered_on_the_page_that_the_command_opens(asked):
    await asked.ada.command("/pulse")
    assert asked.ada.modal.title == "Your pulse"
    fours = [w for w in asked.ada.modal.widgets if w.element.action_id == "pulse_answer:4"]
    assert len(fours) == 4
    for number, widget in enumerate(fours):
        assert asked.ada.modal.plain.count("Done. Press an answer") == number
        await asked.ada.press(widget)
        await asked.settled()
    assert "Thank you. That is all for this time." in asked.ada.modal.plain
    assert len(await answered(asked, "UADA")) == 4


async def test_answers_can_be_changed_on_a_page_that_does_not_show_them(asked):
    await answer(asked, asked.ada, 1, 1, 1, 1)
    await asked.ada.press("Change my answers")
    await asked.settled()
    shown = asked.ada.modal.plain
    assert [shown.count(label) for label in SCORES] == [4] * 5
    await asked.ada.press(button(asked.ada.modal, 5))
    await asked.settled()
    assert asked.ada.modal.plain == shown
    assert len(await answered(asked, "UADA")) == 4


async def test_all_answers_can_be_withdrawn_and_given_again(asked):
    await answer(asked, asked.ada, 4, 4, 4, 4)
    await asked.ada.press("Withdraw my answers")
    await asked.settled()
    assert await answered(asked, "UADA") == {"withdrawn"}
    assert "Your answers are gone" in asked.ada.dm.last.plain
    await asked.ada.press("Answer after all")
    await asked.settled()
    assert "Question 1 of 4" in pulse(asked.ada).plain
    assert len(asked.ada.dm.messages) == 1


async def test_answers_can_be_withdrawn_on_the_page_too(asked):
    await answer(asked, asked.ada, 4, 4, 4, 4)
    await asked.ada.press("Change my answers")
    await asked.settled()
    await asked.ada.press("Withdraw my answers")
    await asked.settled()
    assert await answered(asked, "UADA") == {"withdrawn"}
    assert "Done." not in asked.ada.modal.plain


async def test_kudos_are_one_tap_from_the_end(asked):
    await answer(asked, asked.ada, 4, 4, 4, 4)
    await asked.ada.press("Give kudos")
    await asked.settled()
    assert asked.ada.modal.title == "Give kudos"


async def test_the_privacy_card_is_one_tap_from_every_question_and_says_todays_threshold(asked):
    for way in ("message", "page"):
        if way == "page":
            await asked.ada.command("/pulse")
        await asked.ada.press("Who sees this?")
        await asked.settled()
        assert asked.ada.modal.title == "Who sees this"
        assert "only when 5 or more people answered" in asked.ada.modal.plain
        await asked.ada.close()


@pytest.mark.parametrize(
    ("word", "title"), [("settings", "How I ask you"), ("privacy", "Who sees this"), ("Privacy", "Who sees this")]
)
async def test_a_word_after_the_command_opens_another_page(asked, word, title):
    await asked.ada.command("/pulse", word)
    assert asked.ada.modal.title == title


@pytest.mark.parametrize("word", ["help", "what is this"])
async def test_any_other_word_gets_help(asked, word):
    await asked.ada.command("/pulse", word)
    assert asked.ada.modal is None
    assert "/pulse settings" in asked.ada.dm.last.plain


async def test_without_an_open_pulse_the_command_says_when_the_next_one_comes(asked):
    await asked.at(FRIDAY_NOON)
    await asked.ada.command("/pulse")
    assert "No pulse is open right now. The next one comes on Monday, 2026-03-09" in asked.ada.modal.plain


async def test_before_the_first_team_nobody_can_say_when_the_next_one_comes(office):
    await office.ada.command("/pulse")
    assert "No pulse is open right now." in office.ada.modal.plain
    assert "The next one" not in office.ada.modal.plain


async def test_a_message_of_a_pulse_is_sent_to_those_who_have_answered_it_already_too(office):
    await office.set_up_teams()
    await office.at(SUNDAY_NOON)
    await office.ada.command("/pulse")
    for widget in [w for w in office.ada.modal.widgets if w.element.action_id == "pulse_answer:4"]:
        await office.ada.press(widget)
        await office.settled()
    assert not office.ada.dm.messages
    await office.at(MONDAY_MORNING)
    assert "Thank you. That is all for this time." in office.ada.dm.last.plain


async def test_no_log_line_tells_who_answered_or_what(asked, caplog):
    with caplog.at_level(logging.DEBUG):
        await asked.ada.command("/pulse")
        await asked.ada.close()
        await answer(asked, asked.ada, 5, 0, 3, 2)
        for label in ("Give kudos", "Change my answers"):
            await asked.ada.press(label)
            await asked.settled()
            await asked.ada.close()
        await asked.ada.press("Withdraw my answers")
        await asked.settled()
        await asked.ada.press("Answer after all")
        await asked.settled()
        await asked.ada.press("Tomorrow")
        await asked.settled()
    assert [record.getMessage() for record in caplog.records if record.name.startswith("heartline")] == []
