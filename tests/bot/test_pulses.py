from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import items, moments, pulses
from bot.errors import Refused
from bot.people import Person
from bot.pulses import SCORES, SKIP, Answer, Questions, Round
from bot.schedules import Schedule
from bot.teams import CohortMember

MONDAY = date(2026, 3, 2)
TUESDAY_NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
FRIDAY_MORNING, SUNDAY = datetime(2026, 3, 6, 9, tzinfo=UTC), datetime(2026, 3, 8, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ADA = CohortMember("U1", "T1")
OPEN = pulses.scheduled("R1", MONDAY)
ASKED = Questions(OPEN, ADA, items.asked(0, 0))
ITEM = ASKED.items[0].id
IDS = [item.id for item in ASKED.items]
mondays = st.integers(0, 900).map(lambda weeks: date(2020, 1, 6) + timedelta(weeks=weeks))
moments_of_years = st.datetimes(datetime(2020, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


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


ADA_HERSELF = Person("U1", "Ada")


@pytest.mark.parametrize(
    ("person", "questions", "now", "code"),
    [
        pytest.param(None, ASKED, TUESDAY_NOON, "pulse_not_for_you", id="nobody we know"),
        pytest.param(replace(ADA_HERSELF, is_deleted=True), ASKED, TUESDAY_NOON, "pulse_not_for_you", id="who left"),
        pytest.param(ADA_HERSELF, None, TUESDAY_NOON, "pulse_not_for_you", id="who is not in the cohort"),
        pytest.param(ADA_HERSELF, ASKED, OPEN.closes_at, "pulse_closed", id="who comes late"),
    ],
)
def test_nobody_else_and_at_no_other_time_gets_to_the_questions(person, questions, now, code):
    with pytest.raises(Refused) as caught:
        pulses.admitted(person, questions, now)
    assert caught.value.code == code


def test_who_was_asked_gets_to_the_questions_while_they_are_open():
    assert pulses.admitted(ADA_HERSELF, ASKED, TUESDAY_NOON) == ASKED


@given(st.sets(st.sampled_from(IDS)), st.sampled_from(["", "of-another-team", *IDS]))
def test_the_next_question_is_open_and_those_after_come_before_those_at_the_beginning(answered, after):
    following = replace(ASKED, answered=frozenset(answered)).left(after)
    left = [number for number, item in enumerate(IDS) if item not in answered]
    place = IDS.index(after) if after in IDS else -1
    wanted = next((n for n in left if n > place), left[0] if left else None)
    assert following == (None if wanted is None else ASKED.items[wanted])


def test_only_a_whole_bank_is_whole():
    assert not ASKED.is_whole
    assert replace(ASKED, items=items.asked(0, 0, is_whole=True)).is_whole


WEEKLY, MONTHLY = (Schedule(pulses.KIND, MONDAY, weeks) for weeks in (1, 4))


@pytest.mark.parametrize(
    ("schedule", "now", "last_week", "coming"),
    [
        pytest.param(WEEKLY, datetime(2026, 2, 20, tzinfo=UTC), None, MONDAY, id="the first one"),
        pytest.param(WEEKLY, datetime(2026, 3, 2, 9, tzinfo=UTC), None, MONDAY, id="one that opens any moment"),
        pytest.param(WEEKLY, FRIDAY_MORNING, "2026-W10", date(2026, 3, 9), id="next week"),
        pytest.param(MONTHLY, FRIDAY_MORNING, "2026-W10", date(2026, 3, 30), id="in four weeks"),
        pytest.param(WEEKLY, FRIDAY_MORNING, None, date(2026, 3, 9), id="too late for this week's"),
        pytest.param(WEEKLY, FRIDAY_MORNING, "2026-W11", date(2026, 3, 16), id="next week's was opened early"),
    ],
)
def test_the_day_of_the_next_round_follows_from_the_schedule(schedule, now, last_week, coming):
    assert pulses.coming(schedule, now, last_week) == coming


@pytest.mark.parametrize("score", SCORES)
def test_an_answer_is_taken(score):
    assert pulses.answer(ASKED, ITEM, score, TUESDAY_NOON) == Answer("R1", "U1", ITEM, score)


def test_an_answer_may_be_changed():
    again = replace(ASKED, answered=frozenset({ITEM}))
    assert pulses.answer(again, ITEM, 2, TUESDAY_NOON).score == 2


def test_skipping_is_an_answer_of_its_own():
    assert pulses.answer(ASKED, ITEM, SKIP, TUESDAY_NOON) == Answer("R1", "U1", ITEM, SKIP)


def test_someone_who_leads_the_team_may_answer_too():
    lead = replace(ASKED, member=CohortMember("U2", "T1", is_manager=True))
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
    assert kept.score in (SKIP, *SCORES)
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


@pytest.mark.parametrize("score", [SKIP, 3])
def test_after_an_answer_or_a_skip_its_question_is_answered(score):
    assert ASKED.after(pulses.answer(ASKED, ITEM, score, TUESDAY_NOON)).answered == {ITEM}
