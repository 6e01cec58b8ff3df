from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
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


def test_over_a_year_each_monday_has_one_stretch_of_fifty_hours_in_which_its_round_opens():
    start, step = datetime(2026, 1, 1, tzinfo=UTC), timedelta(minutes=15)
    sampled = [(start + step * n, pulses.weekly(start + step * n)) for n in range(370 * 24 * 4)]
    changes = [after for before, after in pairwise(sampled) if before[1] != after[1]]
    begins = [(moment, monday) for moment, monday in changes if monday is not None]
    ends = [moment for moment, monday in changes if monday is None]
    assert [monday for _, monday in begins] == [date(2026, 1, 5) + timedelta(weeks=n) for n in range(53)]
    assert all(begin == moments.starts_everywhere(monday) for begin, monday in begins)
    assert [end - begin for (begin, _), end in zip(begins, ends, strict=True)] == [timedelta(hours=50)] * 53


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        (datetime(2026, 3, 1, 9, 59, 59, tzinfo=UTC), None),
        (datetime(2026, 3, 1, 10, tzinfo=UTC), MONDAY),
        (datetime(2026, 3, 2, 23, tzinfo=UTC), MONDAY),
        (datetime(2026, 3, 3, 11, 59, 59, tzinfo=UTC), MONDAY),
        (TUESDAY_NOON, None),
        (datetime(2026, 3, 5, 10, tzinfo=UTC), None),
    ],
)
def test_a_round_opens_while_its_monday_is_somewhere_on_earth(now, monday):
    assert pulses.weekly(now) == monday


def test_a_weekly_round_ends_when_its_thursday_has_ended_everywhere():
    friday_noon = datetime(2026, 3, 6, 12, tzinfo=UTC)
    assert Round("R1", "2026-W10", datetime(2026, 3, 1, 10, tzinfo=UTC), friday_noon) == OPEN


@given(mondays)
def test_rounds_of_following_weeks_do_not_overlap(monday):
    assert pulses.scheduled("R1", monday).closes_at < pulses.scheduled("R2", monday + timedelta(days=7)).opens_at


@given(mondays, zones)
def test_everyone_is_asked_at_ten_on_monday_by_their_own_clock(monday, zone):
    opened = pulses.scheduled("R1", monday)
    asked_at = pulses.asked_at(opened, zone)
    shown = asked_at.astimezone(ZoneInfo(zone))
    assert (shown.date(), shown.time()) == (monday, time(10))
    assert opened.accepts(asked_at)


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
    assert pulses.asked_at(opened, zone) == now or now == moments.starts_everywhere(moments.monday_of(opened.week))


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
        pytest.param(None, ITEM, 3, TUESDAY_NOON, "pulse_not_for_you", id="someone outside the cohort"),
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
