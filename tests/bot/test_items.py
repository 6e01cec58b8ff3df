from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import moments
from bot.items import NEEDS, ROTATION, Item, asked, bank, parse

WHOLE = [{"id": f"{need}-{turn}", "text": "Ada?"} for need in NEEDS for turn in range(1, ROTATION + 1)]
weeks = st.integers(0, 10_000)
offsets = st.integers(0, 50)


def test_the_bank_has_four_items_and_a_reversed_one_for_each_need():
    assert sorted(bank()) == sorted(f"{need}-{turn}" for need in NEEDS for turn in range(1, ROTATION + 2))
    assert {item.id for item in bank().values() if item.reversed} == {f"{need}-5" for need in NEEDS}
    assert all(item.id == f"{item.need}-{item.turn}" for item in bank().values())


def test_every_question_is_about_this_week_and_no_two_are_the_same():
    texts = [item.text for item in bank().values()]
    assert all("this week" in text.casefold() and text.endswith(".") for text in texts)
    assert len(set(texts)) == len(texts)


@given(weeks, offsets)
def test_a_team_is_asked_one_item_for_each_need_and_never_a_reversed_one(week, offset):
    assert [item.need for item in asked(week, offset)] == list(NEEDS)
    assert not any(item.reversed for item in asked(week, offset))


@given(weeks, offsets)
def test_every_item_comes_back_after_four_weeks_and_not_before(week, offset):
    turns = [asked(week + later, offset) for later in range(ROTATION)]
    assert len(set(turns)) == ROTATION
    assert asked(week + ROTATION, offset) == turns[0]


@given(weeks)
def test_four_teams_set_up_after_each_other_are_asked_different_items(week):
    assert len({asked(week, offset) for offset in range(ROTATION)}) == ROTATION


def test_the_rotation_goes_on_across_a_new_year_of_53_weeks():
    keys = ["2026-W51", "2026-W52", "2026-W53", "2027-W01", "2027-W02"]
    turns = [asked(moments.week_number(key), 0)[0].turn for key in keys]
    assert [(later - turn) % ROTATION for turn, later in pairwise(turns)] == [1, 1, 1, 1]


def test_a_bank_is_read_by_id():
    reversed_one = {"id": "competence-5", "text": "Too hard?", "reversed": True}
    assert parse({"item": [*WHOLE, reversed_one]})["competence-5"] == Item(
        "competence-5", "competence", 5, "Too hard?", reversed=True
    )


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        pytest.param({"id": "luck-1", "text": "Lucky?"}, "luck-1", id="an unknown need"),
        pytest.param({"id": "autonomy", "text": "Free?"}, "autonomy", id="no turn"),
        pytest.param({"id": "autonomy-x", "text": "Free?"}, "autonomy-x", id="a turn that is no number"),
        pytest.param({"id": "autonomy-²", "text": "Free?"}, "autonomy-²", id="a turn that only looks like a number"),
        pytest.param({"id": "autonomy-1", "text": "Free?"}, "autonomy-1", id="an id twice"),
        pytest.param({"id": "autonomy-6", "text": ""}, "autonomy-6", id="no text"),
        pytest.param({"id": "autonomy-6"}, "autonomy-6", id="text left out"),
        pytest.param({"text": "Free?"}, "Free?", id="id left out"),
        pytest.param({"id": 7, "text": "Free?"}, "7", id="an id that is a number"),
        pytest.param({"id": "autonomy-6", "text": 7}, "autonomy-6", id="a text that is a number"),
    ],
)
def test_a_malformed_entry_is_named(entry, named):
    with pytest.raises(ValueError, match=r"items\.toml") as caught:
        parse({"item": [*WHOLE, entry]})
    assert named in str(caught.value)


@pytest.mark.parametrize("left_out", [entry["id"] for entry in WHOLE])
def test_a_missing_item_is_named(left_out):
    with pytest.raises(ValueError, match=rf"items\.toml: {left_out} is missing"):
        parse({"item": [entry for entry in WHOLE if entry["id"] != left_out]})
