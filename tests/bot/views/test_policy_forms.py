"""The form about the pulse: what is chosen is in it and read from it, and what it comes to is told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot import pulses
from bot.payloads import Form
from bot.policies import DAYS_OPEN, OPENING_DAYS, Policy, Wish
from bot.previews import Preview
from bot.pulses import CADENCES
from bot.views import policy_forms as views
from sandbox.blocks import check_view

MONDAY = date(2026, 3, 9)
ASKED = Preview(1, datetime(2026, 3, 9, 10, tzinfo=UTC), False, 0)


def filled(view):
    """The form as it comes back when nothing is touched."""
    fields = {}
    for block in view["blocks"]:
        element = block["element"]
        several = [option["value"] for option in element.get("initial_options", ())]
        one = element.get("initial_option", {}).get("value", "")
        fields[block["block_id"]] = tuple(several) if element["type"] == "checkboxes" else one
    return Form("T1", "U1", views.FORM, fields, "", "V1")


@pytest.mark.parametrize(
    ("policy", "weeks"),
    [
        (Policy(), 1),
        (Policy(2, False, False, True, opens_on=2, days_open=3), 4),
        (Policy(1, False, True, False, opens_on=1, days_open=2), 2),
    ],
    ids=["as it ships", "all else", "some else"],
)
def test_what_is_chosen_is_what_comes_back_untouched(policy, weeks):
    view = views.form(policy, weeks)
    assert check_view(view) == []
    wish, read_weeks = views.read(filled(view))
    assert read_weeks == weeks
    told = {name: value for name, value in vars(wish).items() if value is not None}
    assert told == {name: getattr(policy, name) for name in told}
    assert set(told) == {"items_per_need", "has_fourth", "has_whole_bank", "has_guests", "opens_on", "days_open"}


@pytest.mark.parametrize("given", ["", "-1", "1.5", "12345", "²", "one", " "])
def test_what_is_no_number_is_one_that_nobody_can_choose(given):
    form = Form("T1", "U1", views.FORM, {"weeks": given}, "", "V1")
    assert views.number(form, "weeks") == views.NO_NUMBER
    assert views.NO_NUMBER not in (*CADENCES, *OPENING_DAYS, *DAYS_OPEN, None)


def test_a_field_that_is_not_there_is_not_left_as_it_is():
    assert views.read(Form("T1", "U1", views.FORM, {}, "", "V1"))[0] != Wish()


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        (Policy(), "opens on Monday 9 March 2026 and can be answered until Thursday 12 March 2026"),
        (Policy(opens_on=2, days_open=3), "opens on Wednesday 11 March 2026 and can be answered until Friday 13 March"),
    ],
    ids=["as it ships", "late"],
)
def test_the_days_of_the_next_pulse_are_told(policy, sentence):
    coming = pulses.scheduled("", MONDAY, policy)
    view = views.preview(policy, 2, coming, ASKED, is_open=True, private="{}")
    assert check_view(view) == []
    assert sentence in str(view)
    assert "every two weeks" in str(view)
    assert views.OPEN_NOW in str(view)
    kept = views.kept(policy, 2, coming, ASKED)
    assert check_view(kept) == []
    assert sentence in str(kept)


def test_where_nobody_is_asked_it_says_so():
    assert views.NOBODY in views.told(Policy(), 1, pulses.scheduled("", MONDAY), None)


@pytest.mark.parametrize("days", DAYS_OPEN)
def test_two_days_are_warned_of(days):
    policy = Policy(days_open=days)
    view = views.preview(policy, 1, pulses.scheduled("", MONDAY, policy), ASKED, is_open=False, private="")
    assert (views.SHORT in str(view)) == (days == 2)
