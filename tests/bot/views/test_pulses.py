from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime

import pytest

from bot import pulses as rules
from bot.pulses import SCORES, SKIP, Questions
from bot.teams import CohortMember
from bot.views import pulses

ROUND = rules.by_hand("R1", datetime(2026, 3, 3, 12, tzinfo=UTC))
ADA = CohortMember("U1", "T1")
ITEMS = rules.questions(ROUND, ADA, 0).items
SUBSETS = [set(chosen) for size in range(4) for chosen in itertools.combinations([item.id for item in ITEMS], size)]


def asked(answered: set[str] | None = None) -> Questions:
    return rules.questions(ROUND, ADA, 0, frozenset(answered or ()))


def sections(answered: set[str]) -> list[str]:
    return [block["text"]["text"] for block in pulses.ask(asked(answered)).blocks if block["type"] == "section"]


def test_every_score_has_a_label_and_so_has_skipping():
    assert set(pulses.LABELS) == {*SCORES, SKIP}
    assert all(1 <= len(label) <= 75 for label in pulses.LABELS.values())
    assert len(set(pulses.LABELS.values())) == len(pulses.LABELS)


def test_each_question_has_a_button_for_every_answer():
    rows = [block for block in pulses.ask(asked()).blocks if block["type"] == "actions"]
    assert [row["block_id"] for row in rows] == [f"R1:{item.id}" for item in ITEMS]
    for row in rows:
        assert [button["value"] for button in row["elements"]] == ["1", "2", "3", "4", "5", "0"]
        assert {button["action_id"].partition(":")[0] for button in row["elements"]} == {pulses.ANSWER}
        assert len({button["action_id"] for button in row["elements"]}) == 6


def test_a_screen_reader_tells_which_question_a_button_answers():
    rows = [block for block in pulses.ask(asked()).blocks if block["type"] == "actions"]
    spoken = [row["elements"][0]["accessibility_label"] for row in rows]
    assert spoken == [f"Question {number}: Not at all true" for number in (1, 2, 3)]


@pytest.mark.parametrize("answered", SUBSETS, ids=lambda chosen: ",".join(sorted(chosen)) or "none")
def test_what_was_answered_is_marked_in_words(answered):
    questions = [text for text in sections(answered) if text.startswith(("*1.*", "*2.*", "*3.*"))]
    assert ["Answered" in text for text in questions] == [item.id in answered for item in ITEMS]
    assert (pulses.DONE in sections(answered)) == (len(answered) == 3)


@pytest.mark.parametrize("answered", SUBSETS, ids=lambda chosen: ",".join(sorted(chosen)) or "none")
def test_which_answer_was_given_is_never_shown(answered):
    buttons = [block for block in pulses.ask(asked(answered)).blocks if block["type"] == "actions"]
    assert buttons == [block for block in pulses.ask(asked()).blocks if block["type"] == "actions"]
    assert "style" not in json.dumps(buttons)
    assert not [text for text in sections(answered) if any(label in text for label in list(pulses.LABELS.values())[:5])]


def test_the_text_asks_all_questions_and_says_how_to_answer():
    text = pulses.ask(asked()).text
    assert all(f"{number}. {item.text}" in text for number, item in enumerate(ITEMS, start=1))
    assert "/pulse" in text


def test_the_page_is_the_message_without_its_heading():
    assert tuple(pulses.page(asked())["blocks"]) == pulses.ask(asked()).blocks[1:]


def test_everyone_reads_in_their_own_time_when_it_closes():
    assert pulses.closes(ROUND) == "<!date^1772798400^{date_long} {time}|Friday 12:00 UTC>"


def test_the_promise_is_kept_with_the_questions():
    last = pulses.ask(asked()).blocks[-1]["elements"][0]["text"]
    assert "Confidential while the week is open, unlinkable after it closes." in last
    assert "anonym" not in last


def test_an_admin_is_told_when_a_round_opens_and_closes():
    closes = datetime(2026, 3, 6, 12, tzinfo=UTC)
    assert pulses.opened("2026-W10", 8, closes) == (
        "The pulse of week 2026-W10 is open for 8 people. It closes Friday 06 March, 12:00 UTC."
    )
    assert pulses.closed("2026-W10", 1).startswith("The pulse of week 2026-W10 is closed. One digest is on the way")
    assert pulses.closed("2026-W10", 2).startswith("The pulse of week 2026-W10 is closed. 2 digests are on the way")
    assert "Monday" in pulses.nothing_open()
