"""Random team order in words: exactly these, and nothing is told before its time."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.stepped import Result, Start, Step
from bot.views import stepped

TURNS = (Step("t2", "2026-W11"), Step("t1", "2026-W11"), Step("t3", "2026-W13"), Step("t4", "2026-W15"))
START = Start("4f1c", None, "recognition", "Say <!channel> thanks.", TURNS)
NAMES = {"t1": "Support", "t2": "Field", "t3": "Product"}
SEEN = (
    "Weeks after the start were higher than weeks before it, compared with the teams that had not begun. The order was "
    "drawn at random; with no effect at all, an order would look like this in fewer than 5 of 100 cases. So here, "
    "starting is the likely reason."
)
NOT_SEEN = (
    "No difference was seen between teams that had begun and those that had not. A small one may be there all the same."
)
TOO_FEW = "Nothing can be told: too few teams had weeks that may be shown, before the first start and after the last."


@pytest.mark.parametrize(
    ("more", "told"),
    [
        pytest.param({}, "Results can be told from week 2026-W23 on.", id="before"),
        pytest.param({"result": Result.HIGHER}, SEEN, id="higher"),
        pytest.param({"result": Result.LOWER}, SEEN.replace("were higher", "were lower"), id="lower"),
        pytest.param({"result": Result.NO_DIFFERENCE}, NOT_SEEN, id="no difference"),
        pytest.param({"result": Result.TOO_FEW}, TOO_FEW, id="too few"),
        pytest.param({"is_stopped": True}, "It was stopped, so nothing is told of it.", id="stopped"),
    ],
)
def test_what_was_seen_is_told_in_exactly_these_words(more, told):
    assert stepped.result(replace(START, **more)) == told


def test_every_result_has_words_without_a_number_of_what_was_seen_or_a_word_that_says_too_much():
    assert set(stepped.RESULTS) == set(Result)
    for words in stepped.RESULTS.values():
        assert not re.search(r"because|impact|drive|significant|prove|predict|ROI", words)
        assert set(re.findall(r"\d+", words)) <= {"5", "100"}


def test_who_leads_reads_a_line_for_each_and_not_who_begins_when():
    assert stepped.lines([START]) == [
        "“Say <!channel> thanks.” (begun in random team order, for recognition): "
        "Results can be told from week 2026-W23 on."
    ]
    assert stepped.lines([]) == []


def test_an_admin_reads_who_begins_when():
    assert stepped.whole(START, "", NAMES).splitlines() == [
        "4f1c: “Say <!channel> thanks.” (begun in random team order, for recognition): all teams",
        "  2026-W11, from 9 March 2026: Field and Support",
        "  2026-W13, from 23 March 2026: Product",
        "  2026-W15, from 6 April 2026: a team that was removed",
        "Results can be told from week 2026-W23 on.",
    ]


@pytest.mark.parametrize(
    ("department", "name", "told"),
    [(None, "", ": all teams"), ("d1", "Service", ": Service"), ("d1", "", ": a department that was removed")],
)
def test_whose_teams_it_is_for_is_told(department, name, told):
    assert stepped.whole(replace(START, department=department), name, NAMES).splitlines()[0].endswith(told)
