from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import items, privacy
from bot.errors import Refused
from bot.items import Kind
from bot.policies import (
    AT_CLOSING,
    THRESHOLDS,
    Policy,
    Wish,
    changed,
    minutes,
    weekday,
    with_item,
    with_own_item,
)
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
        (Wish(opens_on=1), "opens_on", 1),
        (Wish(days_open=5), "days_open", 5),
        (Wish(digest_on=6), "digest_on", 6),
        (Wish(digest_at=0), "digest_at", 0),
        (Wish(digest_zone="Asia/Kolkata"), "digest_zone", "Asia/Kolkata"),
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
        (Wish(opens_on=3), "policy_opens_on"),
        (Wish(opens_on=-1), "policy_opens_on"),
        (Wish(days_open=1), "policy_days_open"),
        (Wish(days_open=6), "policy_days_open"),
        (Wish(opens_on=1, days_open=5), "policy_window"),
        (Wish(opens_on=2), "policy_window"),
        (Wish(digest_on=7), "policy_digest_on"),
        (Wish(digest_on=-2), "policy_digest_on"),
        (Wish(digest_at=24 * 60), "policy_digest_at"),
        (Wish(digest_at=-1), "policy_digest_at"),
        (Wish(digest_zone="Mars/Olympus"), "policy_digest_zone"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(wish, code):
    with pytest.raises(Refused) as refused:
        changed(AS_IT_SHIPS, wish, is_open=False)
    assert refused.value.code == code
    assert refused.value.field in (None, *vars(wish))


def test_digests_come_when_the_pulse_has_closed_again():
    assert changed(Policy(digest_on=0), Wish(digest_on=AT_CLOSING), is_open=False).digest_on is None


@given(st.integers(-1, 4), st.integers(0, 7))
def test_a_pulse_opens_by_wednesday_and_is_over_by_friday(opens_on, days_open):
    possible = {(0, 2), (0, 3), (0, 4), (0, 5), (1, 2), (1, 3), (1, 4), (2, 2), (2, 3)}
    try:
        chosen = changed(AS_IT_SHIPS, Wish(opens_on=opens_on, days_open=days_open), is_open=True)
    except Refused:
        assert (opens_on, days_open) not in possible
    else:
        assert (chosen.opens_on, chosen.days_open) == (opens_on, days_open)
        assert (opens_on, days_open) in possible


@pytest.mark.parametrize(
    ("written", "day"),
    [("monday", 0), (" Friday ", 4), ("SUNDAY", 6), ("closing", AT_CLOSING), ("someday", 7), ("", 7)],
)
def test_a_weekday_is_known_by_its_name(written, day):
    assert weekday(written) == day


@pytest.mark.parametrize(("written", "known"), [("09:00", 540), ("00:00", 0), (" 23:59 ", 1439), ("16:30", 990)])
def test_a_time_of_day_is_known_as_it_is_written(written, known):
    assert minutes(written) == known


@pytest.mark.parametrize("written", ["", "nine", "24:00", "9", "09:60", "09:00:30", "09:00+01:00"])
def test_what_is_no_time_of_day_is_refused(written):
    with pytest.raises(Refused, match="policy_digest_at"):
        minutes(written)


BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
CLOSED_AT = datetime(2026, 3, 6, 12, tzinfo=UTC)  # a Friday; that Sunday the clocks go forward in New York


@pytest.mark.parametrize(
    ("day", "at", "zone", "due"),
    [
        pytest.param(None, "09:00", BERLIN, "2026-03-06T12:00", id="when it has closed"),
        pytest.param(4, "13:00", BERLIN, "2026-03-06T12:00", id="at that very moment"),
        pytest.param(4, "12:59", BERLIN, "2026-03-13T11:59", id="a minute too late for this week"),
        pytest.param(4, "16:30", BERLIN, "2026-03-06T15:30", id="later that day"),
        pytest.param(0, "09:00", NEW_YORK, "2026-03-09T13:00", id="on monday, in summer time by then"),
        pytest.param(6, "02:30", NEW_YORK, "2026-03-08T07:30", id="in the hour that is skipped: an hour later"),
        pytest.param(5, "09:00", "Pacific/Auckland", "2026-03-06T20:00", id="saturday has begun there"),
        pytest.param(0, "09:00", "", "2026-03-09T09:00", id="by utc where no zone is chosen"),
    ],
)
def test_digests_are_due_at_the_next_such_hour_after_closing(day, at, zone, due):
    policy = Policy(digest_on=day, digest_at=minutes(at), digest_zone=zone)
    assert policy.digest_due(CLOSED_AT) == datetime.fromisoformat(due).replace(tzinfo=UTC)


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


@pytest.mark.parametrize(
    ("wish", "is_of_digests"),
    [
        (Wish(digest_on=0, digest_zone="Asia/Kolkata"), True),
        (Wish(digest_at=0), True),
        (Wish(digest_at=0, has_charts=True), False),
        (Wish(opens_on=0), False),
    ],
    ids=str,
)
def test_what_is_wished_for_the_digests_hour_alone_is_of_digests(wish, is_of_digests):
    assert wish.is_of_digests is is_of_digests


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
