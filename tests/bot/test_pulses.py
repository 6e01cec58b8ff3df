from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot import items, moments, pulses
from bot.errors import Refused
from bot.pulses import SCORES, SKIP, Answer, Questions, Round
from bot.teams import CohortMember

MONDAY = date(2026, 3, 2)
TUESDAY_NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
FRIDAY_MORNING, SUNDAY = datetime(2026, 3, 6, 9, tzinfo=UTC), datetime(2026, 3, 8, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ADA = CohortMember("U1", "T1")
OPEN = pulses.scheduled("R1", MONDAY)
ASKED = pulses.questions(OPEN, ADA, offset=0)
ITEM = ASKED.items[0].id
mondays = st.integers(0, 900).map(lambda weeks: date(2020, 1, 6) + timedelta(weeks=weeks))
moments_of_years = st.datetimes(datetime(2020, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
zones = st.sampled_from(sorted(zoneinfo.available_timezones() - {"localtime"}))


def test_a_weekly_round_ends_when_its_thursday_has_ended_everywhere():
    friday_noon = datetime(2026, 3, 6, 12, tzinfo=UTC)
    assert Round("R1", "2026-W10", datetime(2026, 3, 1, 10, tzinfo=UTC), friday_noon) == OPEN


@given(mondays)
def test_rounds_of_following_weeks_do_not_overlap(monday):
    assert pulses.scheduled("R1", monday).closes_at < pulses.scheduled("R2", monday + timedelta(days=7)).opens_at


@pytest.mark.parametrize(
    ("now", "week", "closes_at"),
    [
        pytest.param(datetime(2026, 3, 2, tzinfo=UTC), "2026-W10", OPEN.closes_at, id="on monday, to the usual end"),
        pytest.param(TUESDAY_NOON, "2026-W10", OPEN.closes_at, id="on tuesday, to the usual end"),
        pytest.param(FRIDAY_MORNING, "2026-W10", FRIDAY_MORNING + DAY, id="just before the usual end, for a day"),
        pytest.param(OPEN.closes_at, "2026-W11", OPEN.closes_at + 7 * DAY, id="at the usual end, for the next week"),
        pytest.param(SUNDAY, "2026-W11", OPEN.closes_at + 7 * DAY, id="on sunday, for the next week"),
    ],
)
def test_a_round_opened_by_hand_is_this_weeks_while_that_could_be_open_and_then_the_next_weeks(now, week, closes_at):
    assert pulses.by_hand("R1", now) == Round("R1", week, now, closes_at)


@given(moments_of_years)
def test_a_round_opened_by_hand_is_open_for_a_day_and_over_before_another_week_opens(now):
    opened = pulses.by_hand("R1", now)
    following = pulses.scheduled("R2", moments.monday_of(opened.week) + timedelta(days=7))
    assert now + DAY <= opened.closes_at < following.opens_at


@given(moments_of_years, zones)
def test_a_round_opened_by_hand_asks_everyone_at_once(now, zone):
    opened = pulses.by_hand("R1", now)
    assert opened.opens_at == now
    assume(now != moments.starts_everywhere(moments.monday_of(opened.week)))
    assert pulses.asked_at(opened, zone, now + timedelta(minutes=1)) == now


@pytest.mark.parametrize(
    ("now", "is_closed", "accepts"),
    [
        (OPEN.opens_at, False, True),
        (OPEN.closes_at - timedelta(microseconds=1), False, True),
        (OPEN.closes_at, False, False),
        (OPEN.opens_at, True, False),
    ],
)
def test_a_round_is_answered_until_it_closes(now, is_closed, accepts):
    assert Round("R1", "2026-W10", OPEN.opens_at, OPEN.closes_at, is_closed).accepts(now) is accepts


def test_all_members_of_a_team_are_asked_the_same_items():
    assert pulses.questions(OPEN, CohortMember("U3", "T1"), offset=2).items == pulses.questions(OPEN, ADA, 2).items
    assert pulses.questions(OPEN, ADA, 2).items == items.asked(moments.week_number("2026-W10"), 2)


@pytest.mark.parametrize("score", SCORES)
def test_an_answer_is_taken(score):
    assert pulses.answer(ASKED, ITEM, score, TUESDAY_NOON) == Answer("R1", "U1", ITEM, score)


def test_an_answer_may_be_changed():
    again = pulses.questions(OPEN, ADA, 0, answered=frozenset({ITEM}))
    assert pulses.answer(again, ITEM, 2, TUESDAY_NOON).score == 2


def test_skipping_takes_an_answer_back():
    assert pulses.answer(ASKED, ITEM, SKIP, TUESDAY_NOON) == Answer("R1", "U1", ITEM, None)


def test_someone_who_leads_the_team_may_answer_too():
    lead = pulses.questions(OPEN, CohortMember("U2", "T1", is_manager=True), 0)
    assert pulses.answer(lead, ITEM, 4, TUESDAY_NOON).person == "U2"


@pytest.mark.parametrize(
    ("asked", "item", "score", "now", "code"),
    [
        pytest.param(ASKED, ITEM, 3, OPEN.closes_at, "pulse_closed", id="after closing"),
        pytest.param(ASKED, "autonomy-5", 3, TUESDAY_NOON, "pulse_not_asked", id="an item of another week"),
        pytest.param(ASKED, "", 3, TUESDAY_NOON, "pulse_not_asked", id="no item"),
        pytest.param(ASKED, ITEM, 6, TUESDAY_NOON, "pulse_not_asked", id="a score too high"),
        pytest.param(ASKED, ITEM, -1, TUESDAY_NOON, "pulse_not_asked", id="a score too low"),
        pytest.param(
            Questions(Round("R1", "2026-W10", OPEN.opens_at, OPEN.closes_at, is_closed=True), ADA, ASKED.items),
            ITEM,
            3,
            TUESDAY_NOON,
            "pulse_closed",
            id="closed early",
        ),
    ],
)
def test_an_answer_that_has_no_place_is_refused(asked, item, score, now, code):
    with pytest.raises(Refused) as caught:
        pulses.answer(asked, item, score, now)
    assert caught.value.code == code


@given(st.text(max_size=20), st.integers(), moments_of_years)
def test_nothing_but_the_five_scores_of_an_asked_item_in_time_is_ever_kept(item, score, now):
    try:
        kept = pulses.answer(ASKED, item, score, now)
    except Refused:
        return
    assert kept.item in {known.id for known in ASKED.items}
    assert kept.score is None or kept.score in SCORES
    assert now < OPEN.closes_at


@pytest.mark.parametrize(
    ("code", "days", "lost"),
    [("secret_changed", 8, True), ("secret_changed", 6, False), ("database_locked", 30, False)],
)
def test_a_round_is_given_up_only_when_its_key_has_not_opened_for_a_week(code, days, lost):
    overdue = pulses.scheduled("R1", date(2026, 3, 2))
    assert pulses.is_lost(overdue, Refused(code), overdue.closes_at + timedelta(days=days)) == lost


def test_a_lost_secret_is_not_explained_to_those_who_answer():
    assert pulses.told(Refused("secret_changed")).code == "pulse_out_of_order"
    assert pulses.told(Refused("pulse_closed")).code == "pulse_closed"


def test_after_an_answer_its_question_is_answered_and_after_skipping_it_is_not():
    given = pulses.answer(ASKED, ITEM, 3, TUESDAY_NOON)
    assert ASKED.after(given).answered == {ITEM}
    assert ASKED.after(given).after(pulses.answer(ASKED, ITEM, pulses.SKIP, TUESDAY_NOON)).answered == frozenset()
    assert ASKED.after(pulses.answer(ASKED, ITEM, pulses.SKIP, TUESDAY_NOON)) == ASKED
