from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import items, privacy
from bot.errors import Refused
from bot.items import Kind
from bot.policies import THRESHOLDS, Policy, Wish, changed, with_item, with_own_item
from bot.teams import Team

AS_IT_SHIPS = Policy()


def test_a_wish_for_nothing_changes_nothing():
    policy = Policy(2, False, False, True, 7, "U1", frozenset({"x"}))
    assert changed(policy, Wish(), is_open=True) == policy


@pytest.mark.parametrize(
    ("wish", "name", "value"),
    [
        (Wish(items_per_need=2), "items_per_need", 2),
        (Wish(has_fourth=False), "has_fourth", False),
        (Wish(has_whole_bank=False), "has_whole_bank", False),
        (Wish(has_guests=True), "has_guests", True),
        (Wish(threshold=8), "threshold", 8),
        (Wish(lead="U1"), "lead", "U1"),
        (Wish(kudos_emoji=":tada:"), "kudos_emoji", "tada"),
        (Wish(kudos_emoji=""), "kudos_emoji", ""),
        (Wish(feedback_emoji="ear::skin-tone-2"), "feedback_emoji", "ear"),
    ],
    ids=str,
)
def test_what_is_wished_for_is_chosen_and_nothing_else(wish, name, value):
    policy = changed(AS_IT_SHIPS, wish, is_open=False)
    assert {field: at for field, at in vars(policy).items() if at != getattr(AS_IT_SHIPS, field)} == {name: value}


def test_a_lead_can_be_taken_away():
    assert changed(Policy(lead="U1"), Wish(lead=""), is_open=False).lead is None


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Wish(items_per_need=0), "policy_items_per_need"),
        (Wish(items_per_need=3), "policy_items_per_need"),
        (Wish(threshold=4), "policy_threshold"),
        (Wish(threshold=0), "policy_threshold"),
        (Wish(threshold=-5), "policy_threshold"),
        (Wish(threshold=101), "policy_threshold"),
        (Wish(kudos_emoji="two words"), "policy_emoji"),
        (Wish(feedback_emoji="🙌"), "policy_emoji"),
        (Wish(feedback_emoji="raised_hands"), "policy_emoji_twice"),
        (Wish(kudos_emoji="ear", feedback_emoji=":ear:"), "policy_emoji_twice"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(wish, code):
    with pytest.raises(Refused) as refused:
        changed(AS_IT_SHIPS, wish, is_open=False)
    assert refused.value.code == code


@given(st.sampled_from(THRESHOLDS), st.integers(-200, 200), st.booleans())
def test_a_threshold_is_never_below_five_and_while_a_round_is_open_only_raised(before, wished, is_open):
    try:
        after = changed(Policy(threshold=before), Wish(threshold=wished), is_open=is_open).threshold
    except Refused:
        assert wished not in THRESHOLDS or (is_open and wished < before)
    else:
        assert after == wished >= privacy.THRESHOLD
        assert not is_open or after >= before


def test_both_reactions_can_be_switched_off():
    off = changed(Policy(feedback_emoji="ear"), Wish(kudos_emoji="", feedback_emoji=""), is_open=False)
    assert (off.kudos_emoji, off.feedback_emoji) == ("", "")


@pytest.mark.parametrize(
    ("wish", "holds_at_once"),
    [
        (Wish(kudos_emoji="tada"), True),
        (Wish(kudos_emoji="", feedback_emoji="ear"), True),
        (Wish(kudos_emoji="tada", has_guests=False), False),
        (Wish(has_charts=False), True),
        (Wish(threshold=7, has_charts=True), False),
    ],
    ids=str,
)
def test_what_is_wished_for_reactions_and_charts_alone_holds_at_once(wish, holds_at_once):
    assert wish.holds_at_once is holds_at_once


def test_an_item_is_switched_off_and_on():
    some = next(iter(items.bank()))
    off = with_item(AS_IT_SHIPS, some, on=False)
    assert off.off == {some}
    assert with_item(off, some, on=True) == AS_IT_SHIPS


def test_own_items_are_numbered_and_never_core():
    policy = with_own_item(with_own_item(AS_IT_SHIPS, "Is the coffee good?"), "Is the tea good?")
    assert [(item.id, item.text) for item in policy.own] == [
        ("own-01", "Is the coffee good?"),
        ("own-02", "Is the tea good?"),
    ]
    assert {item.kind for item in policy.own} == {Kind.OWN}
    assert with_item(policy, "own-01", on=False).off == {"own-01"}


def test_the_same_words_twice_are_refused():
    policy = with_own_item(AS_IT_SHIPS, "Is the coffee good?")
    with pytest.raises(Refused, match="item_taken"):
        with_own_item(policy, " is the  coffee good?")


def test_a_team_that_meets_customers_is_asked_about_that():
    assert AS_IT_SHIPS.choice(Team("T1", "Support", "C1", 0, meets_customers=True)).meets_customers
    assert not AS_IT_SHIPS.choice(Team("T1", "Support", "C1", 0)).meets_customers
