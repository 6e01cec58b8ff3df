from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot import items
from bot import pulses as rules
from bot.pulses import SCORES, SKIP, Questions
from bot.teams import CohortMember
from bot.views import kit, pulses
from bot.views.language import LANGUAGES, texts
from bot.views.pulses import Offers

ROUND = rules.by_hand("R1", datetime(2026, 3, 3, 12, tzinfo=UTC))
ADA = CohortMember("U1", "T1")
ITEMS = items.asked(0, 0)
IDS = [item.id for item in ITEMS]
SUBSETS = [set(chosen) for size in range(5) for chosen in itertools.combinations(IDS, size)]
EACH_SUBSET = pytest.mark.parametrize("answered", SUBSETS, ids=lambda chosen: ",".join(sorted(chosen)) or "none")
EACH_LANGUAGE = pytest.mark.parametrize("t", [texts(language) for language in LANGUAGES], ids=LANGUAGES)
EN = texts("en")


def asked(answered=()) -> Questions:
    return Questions(ROUND, ADA, ITEMS, frozenset(answered))


def buttons(blocks, action=""):
    rows = [block for block in blocks if block["type"] == "actions"]
    return [button for row in rows for button in row["elements"] if button["action_id"].startswith(action)]


def sections(blocks) -> list[str]:
    return [block["text"]["text"] for block in blocks if block["type"] == "section"]


def shown(message) -> list[str]:
    return [row["block_id"].split(":")[1] for row in message.blocks if row.get("block_id", "").startswith("R1:")]


@EACH_LANGUAGE
def test_every_score_has_a_label_and_so_has_skipping(t):
    labels = [pulses.label(score, t) for score in (*SCORES, SKIP)]
    assert all(1 <= len(label) <= 75 for label in labels)
    assert len(set(labels)) == 6


@EACH_LANGUAGE
def test_one_question_is_asked_at_a_time_with_a_button_for_every_answer(t):
    message = pulses.ask(asked(), t)
    answers = buttons(message.blocks, pulses.ANSWER)
    assert [button["value"] for button in answers] == ["1", "2", "3", "4", "5", "0"]
    assert [button["text"]["text"] for button in answers] == [pulses.label(score, t) for score in (*SCORES, SKIP)]
    assert len({button["action_id"] for button in answers}) == 6
    assert shown(message) == [IDS[0], "ways"]
    assert any(t.item(ITEMS[0]) in text for text in sections(message.blocks))


@pytest.mark.parametrize(
    ("answered", "after", "following"),
    [
        pytest.param([], "", 0, id="the first at first"),
        pytest.param([0], 0, 1, id="then the next"),
        pytest.param([0, 1], 0, 2, id="one that was answered elsewhere is passed over"),
        pytest.param([1], 1, 2, id="those after come first"),
        pytest.param([1, 2, 3], 3, 0, id="and then those before"),
        pytest.param([0, 2, 3], 2, 1, id="also from the middle"),
        pytest.param([0], "another-team", 1, id="an item of somebody else is the beginning"),
    ],
)
def test_the_next_question_takes_the_place_of_the_one_that_was_answered(answered, after, following):
    questions = asked(IDS[number] for number in answered)
    message = pulses.ask(questions, EN, after=IDS[after] if isinstance(after, int) else after)
    assert shown(message)[0] == IDS[following]
    assert f"*Question {following + 1} of 4*" in "".join(sections(message.blocks))


def test_a_screen_reader_tells_which_question_a_button_answers():
    spoken = [b["accessibility_label"] for b in buttons(pulses.ask(asked(IDS[:1]), EN).blocks, pulses.ANSWER)]
    assert spoken[0] == "Question 2 of 4: Not at all true"
    assert spoken[-1] == "Question 2 of 4: Skip"
    assert len(set(spoken)) == 6


@EACH_LANGUAGE
@EACH_SUBSET
def test_neither_how_nor_whether_a_question_was_answered_is_shown_in_the_message(answered, t):
    """Beside the next question itself, the message is the same whatever came before."""
    message = pulses.ask(asked(answered), t)
    told = json.dumps(message.payload())
    scores = [pulses.label(score, t) for score in SCORES]
    open_items = [item for item in ITEMS if item.id not in answered]
    assert "primary" not in told
    if open_items:
        assert message == pulses.ask(asked(set(IDS) - {open_items[0].id}), t)
        assert [told.count(json.dumps(t.item(item))[1:-1]) > 0 for item in ITEMS].count(True) == 1
    else:
        assert [label for label in scores if label in told] == []


@EACH_LANGUAGE
@EACH_SUBSET
def test_the_page_shows_all_questions_and_marks_in_words_what_is_done(answered, t):
    blocks = pulses.page(asked(answered), t)["blocks"]
    questions = [text for text in sections(blocks) if any(t.item(item) in text for item in ITEMS)]
    assert [t("pulses.given") in text for text in questions] == [item.id in answered for item in ITEMS]
    assert len(buttons(blocks, pulses.ANSWER)) == 24
    assert buttons(blocks, pulses.ANSWER) == buttons(pulses.page(asked(), t)["blocks"], pulses.ANSWER)
    assert "primary" not in json.dumps(blocks)
    assert (t("pulses.done") in "".join(sections(blocks))) == (len(answered) == 4)


def test_the_text_asks_the_question_and_says_how_to_answer():
    text = pulses.ask(asked(IDS[:1]), EN).text
    assert text.startswith(f"Your pulse. Question 2 of 4: {EN.item(ITEMS[1])}")
    assert "/pulse" in text
    assert "Open until <!date^" in text


def test_every_way_out_is_one_tap_from_a_question():
    ways = buttons(pulses.ask(asked(), EN).blocks)[6:]
    assert [button["text"]["text"] for button in ways] == [
        "Who sees this?",
        "Later today",
        "Tomorrow",
        "Pause 2 weeks",
        "Pause 4 weeks",
        "Stop asking me",
        "Settings",
    ]
    assert [button["value"] for button in ways] == ["privacy", "R1", "R1", "2", "4", "R1", "settings"]


@pytest.mark.parametrize(
    ("offers", "labels"),
    [
        (Offers(), ["Change my answers", "Withdraw my answers", "Give kudos", "Do not ask this again"]),
        (Offers(has_thanks=False), ["Change my answers", "Withdraw my answers"]),
        (
            Offers(has_comment=True, has_thanks=False),
            ["Change my answers", "Write a comment", "Withdraw my answers"],
        ),
    ],
    ids=["as it ships", "without thanks", "with a comment"],
)
def test_after_the_last_question_there_is_what_can_still_be_done(offers, labels):
    message = pulses.ask(asked(IDS), EN, offers)
    assert [b["text"]["text"] for b in buttons(message.blocks)] == [*labels, "Who sees this?", "Settings"]
    assert "Thank you." in message.text
    on_page = buttons(pulses.page(asked(IDS), EN, offers)["blocks"])[24:]
    assert [b["text"]["text"] for b in on_page] == [*labels[1:], "Who sees this?", "Settings"]


@EACH_LANGUAGE
@pytest.mark.parametrize("number", range(3))
def test_a_reminder_says_until_when_and_leads_to_the_page_or_away(t, number):
    message = pulses.reminder(asked(IDS[:2]), t, number)
    assert message == pulses.reminder(asked(), t, number)
    assert kit.moment(ROUND.closes_at) in message.text
    routes = [button["action_id"].partition(":")[0] for button in buttons(message.blocks)]
    assert routes == [pulses.OPEN, pulses.PAUSE, pulses.PAUSE, pulses.STOP, "preferences_open"]


@EACH_LANGUAGE
def test_whoever_leaves_can_come_back_with_one_tap(t):
    moment, monday = datetime(2026, 3, 3, 16, tzinfo=UTC), date(2026, 3, 16)
    ways_back = [
        (pulses.snoozed("R1", moment, t), pulses.AGAIN),
        (pulses.paused(monday, t), pulses.START),
        (pulses.stopped(t), pulses.START),
        (pulses.withdrawn("R1", t), pulses.AGAIN),
    ]
    for message, action in ways_back:
        assert [button["action_id"] for button in buttons(message.blocks)] == [action]


def test_a_pause_names_its_day_in_words_of_the_language():
    assert "Monday, 2026-03-16" in pulses.paused(date(2026, 3, 16), EN).text
    assert "Montag, 16.03.2026" in pulses.paused(date(2026, 3, 16), texts("de")).text


def test_the_whole_bank_says_that_it_takes_longer():
    whole = replace(asked(), items=items.asked(0, 0, is_whole=True))
    assert "all 15 questions, about two minutes" in sections(pulses.ask(whole, EN).blocks)[0]
    assert "all 15" not in sections(pulses.ask(asked(), EN).blocks)[0]


def test_everyone_reads_in_their_own_time_when_it_closes():
    last = pulses.ask(asked(), EN).blocks[-2]["elements"][0]["text"]
    assert last.startswith("Open until <!date^1772798400^{date_long} {time}|2026-03-06 12:00 UTC>.")


def test_the_promise_is_kept_with_the_questions():
    for blocks in (pulses.ask(asked(), EN).blocks, pulses.page(asked(), EN)["blocks"]):
        (promise,) = [block["elements"][0]["text"] for block in blocks if block["type"] == "context"]
        assert "Confidential while the week is open, unlinkable after it closes." in promise


@EACH_LANGUAGE
def test_nothing_promises_anonymity_or_makes_anyone_feel_guilty(t):
    guilty = re.compile(
        r"anonym|!|please|bitte|still waiting|you have not|noch nicht|missed|leider|sorry", re.IGNORECASE
    )
    told = {key: text for key, text in t.sentences.items() if key.split(".")[0] in ("pulses", "privacy", "preferences")}
    assert [key for key, text in told.items() if guilty.search(text)] == []


def test_what_takes_the_place_of_a_closed_pulse_is_the_same_for_all():
    assert [button["action_id"] for button in buttons(pulses.over(EN).blocks)] == ["privacy_open", "preferences_open"]
    assert sections(pulses.over_page(EN)["blocks"])[0] == pulses.over(EN).text


def test_without_an_open_pulse_the_next_ones_day_is_told_where_it_is_known():
    assert "Monday, 2026-03-16" in sections(pulses.nothing_open(date(2026, 3, 16), EN)["blocks"])[0]
    assert sections(pulses.nothing_open(None, EN)["blocks"]) == ["No pulse is open right now."]


def test_an_admin_is_told_when_a_round_opens_and_closes():
    closes = datetime(2026, 3, 6, 12, tzinfo=UTC)
    assert pulses.opened("2026-W10", 8, closes) == (
        "The pulse of week 2026-W10 is open for 8 people. It closes Friday 06 March, 12:00 UTC."
    )
    assert pulses.closed("2026-W10", 1).startswith("The pulse of week 2026-W10 is closed. One digest is on the way")
    assert pulses.closed("2026-W10", 2).startswith("The pulse of week 2026-W10 is closed. 2 digests are on the way")
    waits = pulses.closed("2026-W10", 2, datetime(2026, 3, 9, 13, tzinfo=UTC))
    assert waits.endswith("posted on Monday 09 March, 13:00 UTC. To post them now: heartline digest post")
