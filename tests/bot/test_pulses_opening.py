"""When a round opens, on time or late, and how often."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import moments, pulses
from bot.errors import Refused
from bot.schedules import Occurrence, Schedule

MONDAY = date(2026, 3, 2)
TUESDAY_NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
DAY = timedelta(days=1)
OPEN = pulses.scheduled("R1", MONDAY)
mondays = st.integers(0, 900).map(lambda weeks: date(2020, 1, 6) + timedelta(weeks=weeks))
moments_of_years = st.datetimes(datetime(2020, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
WEEKLY = Schedule("pulse", MONDAY, 1)


def test_over_a_year_each_monday_opens_from_its_beginning_to_a_day_before_its_round_closes():
    start, step = datetime(2026, 1, 1, tzinfo=UTC), timedelta(minutes=15)
    weekly = Schedule("pulse", date(2025, 12, 29), 1)
    sampled = [(start + step * n, pulses.due(weekly, start + step * n, None)) for n in range(370 * 24 * 4)]
    days = [(moment, found.day if found else None) for moment, found in sampled]
    changes = [after for before, after in pairwise(days) if before[1] != after[1]]
    begun = [(moment, monday) for moment, monday in changes if monday is not None]
    ends = [moment for moment, monday in changes if monday is None][1:]  # the first one began in the year before
    assert [monday for _, monday in begun] == [date(2026, 1, 5) + timedelta(weeks=n) for n in range(53)]
    assert all(moment == moments.starts_everywhere(monday) for moment, monday in begun)
    rounds = [pulses.scheduled("R", monday) for _, monday in begun]
    assert ends == [opened.closes_at - DAY for opened in rounds[: len(ends)]]


@pytest.mark.parametrize(
    ("now", "last_week", "found"),
    [
        (datetime(2026, 3, 1, 9, 59, 59, tzinfo=UTC), "2026-W09", None),
        (datetime(2026, 3, 1, 10, tzinfo=UTC), "2026-W09", Occurrence(MONDAY, 0)),
        (datetime(2026, 3, 1, 10, tzinfo=UTC), None, Occurrence(MONDAY, 0)),
        (datetime(2026, 3, 1, 10, tzinfo=UTC), "2026-W10", None),
        (datetime(2026, 3, 5, 11, 59, 59, tzinfo=UTC), "2026-W09", Occurrence(MONDAY, 0)),
        (datetime(2026, 3, 5, 12, tzinfo=UTC), "2026-W09", None),
        (datetime(2026, 3, 24, tzinfo=UTC), "2026-W09", Occurrence(date(2026, 3, 23), 3)),
        (datetime(2026, 3, 8, 10, tzinfo=UTC), "2026-W11", None),
    ],
)
def test_a_round_is_due_from_its_monday_on_while_late_is_still_useful(now, last_week, found):
    assert pulses.due(WEEKLY, now, last_week) == found


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (datetime(2026, 3, 1, 9, 59, 59, tzinfo=UTC), MONDAY),
        (datetime(2026, 3, 1, 10, tzinfo=UTC), MONDAY),
        (datetime(2026, 3, 3, 11, 59, 59, tzinfo=UTC), MONDAY),
        (TUESDAY_NOON, date(2026, 3, 9)),
        (datetime(2026, 3, 5, 10, tzinfo=UTC), date(2026, 3, 9)),
    ],
)
def test_who_is_set_up_in_the_middle_of_a_week_begins_with_the_next(now, first):
    assert pulses.begins(now) == Schedule("pulse", first, 1)


@pytest.mark.parametrize(
    ("first", "last_week", "now", "begins"),
    [
        (date(2026, 2, 9), None, datetime(2026, 3, 4, 9, tzinfo=UTC), date(2026, 3, 9)),
        (date(2026, 2, 9), None, datetime(2026, 3, 2, 9, tzinfo=UTC), MONDAY),
        (date(2026, 2, 9), "2026-W08", datetime(2026, 3, 4, 9, tzinfo=UTC), date(2026, 3, 9)),
        (date(2026, 2, 9), "2026-W10", datetime(2026, 3, 4, 9, tzinfo=UTC), date(2026, 2, 9)),
        (date(2026, 3, 23), "2026-W09", datetime(2026, 3, 4, 9, tzinfo=UTC), date(2026, 3, 23)),
    ],
    ids=["chosen long before", "on the first day", "a round is due", "one was there this week", "later"],
)
def test_a_first_team_in_the_middle_of_a_week_begins_with_the_next(first, last_week, now, begins):
    chosen = Schedule("pulse", first, 4 if first > MONDAY else 1)
    assert pulses.at_first_team(chosen, last_week, now) == replace(chosen, first=begins)


@given(moments_of_years)
def test_the_first_monday_is_the_next_to_come_or_is_somewhere_on_earth(now):
    first = pulses.begins(now).first
    assert first.weekday() == 0
    assert now < moments.ended_everywhere(first)
    assert now >= moments.ended_everywhere(first - timedelta(weeks=1))


@pytest.mark.parametrize(
    ("before", "weeks", "last_week", "now", "first"),
    [
        pytest.param(1, 2, "2026-W10", TUESDAY_NOON, MONDAY + 14 * DAY, id="two weeks after the last"),
        pytest.param(1, 4, "2026-W10", TUESDAY_NOON, MONDAY + 28 * DAY, id="four weeks after the last"),
        pytest.param(4, 1, "2026-W10", TUESDAY_NOON, MONDAY + 7 * DAY, id="a week after the one of this week"),
        pytest.param(4, 1, "2026-W11", TUESDAY_NOON, MONDAY + 14 * DAY, id="a week after one that was opened early"),
        pytest.param(2, 1, "2026-W09", TUESDAY_NOON, MONDAY + 7 * DAY, id="not in the middle of an off-week"),
        pytest.param(2, 1, "2026-W09", TUESDAY_NOON + 4 * DAY, MONDAY + 7 * DAY, id="nor at its end"),
        pytest.param(4, 2, "2026-W08", TUESDAY_NOON, MONDAY + 7 * DAY, id="two weeks are over: the next"),
        pytest.param(4, 2, "2026-W09", TUESDAY_NOON, MONDAY + 7 * DAY, id="two weeks are over on the next"),
        pytest.param(2, 1, "2026-W09", moments.starts_everywhere(MONDAY), MONDAY + 7 * DAY, id="it has just begun"),
        pytest.param(2, 1, "2026-W09", moments.starts_everywhere(MONDAY) - DAY, MONDAY, id="it lies ahead"),
        pytest.param(1, 1, "2026-W09", TUESDAY_NOON, MONDAY, id="one that is due as it is stays due"),
        pytest.param(2, 1, "2026-W08", TUESDAY_NOON, MONDAY, id="and keeps its day"),
        pytest.param(1, 4, None, TUESDAY_NOON, MONDAY, id="the very first is due"),
        pytest.param(1, 4, None, TUESDAY_NOON + 3 * DAY, MONDAY + 7 * DAY, id="the very first has passed"),
        pytest.param(1, 4, None, TUESDAY_NOON - 7 * DAY, MONDAY, id="the very first lies ahead"),
    ],
)
def test_another_cadence_counts_from_the_newest_round_and_begins_on_a_monday_to_come(
    before, weeks, last_week, now, first
):
    start = moments.monday_of(last_week) if last_week else MONDAY
    assert pulses.changed(Schedule("pulse", start, before), weeks, last_week, now) == Schedule("pulse", first, weeks)


@given(mondays, st.sampled_from([1, 2, 4]), st.sampled_from([1, 2, 4]), st.integers(0, 5), st.integers(-60, 60 * 24))
def test_a_change_makes_nothing_due_that_was_not(first, before, weeks, rounds, hours):
    last = first + rounds * timedelta(weeks=before)
    schedule, last_week = Schedule("pulse", first, before), moments.week_key(last)
    now = moments.starts_everywhere(last) + timedelta(hours=hours)
    changed = pulses.changed(schedule, weeks, last_week, now)
    assert changed.first.weekday() == 0
    due, was_due = (pulses.due(known, now, last_week) for known in (changed, schedule))
    assert due is None or (was_due is not None and due.day == was_due.day)
    coming = pulses.coming(changed, now, last_week)
    assert coming - last >= timedelta(weeks=min(weeks, before))


@given(mondays, st.sampled_from([1, 2, 4]), st.sampled_from([1, 2, 4]), st.integers(0, 5), st.integers(0, 7 * 24 - 1))
def test_after_a_change_the_next_round_is_exactly_so_many_weeks_after_the_last(first, before, weeks, rounds, hours):
    last = first + rounds * timedelta(weeks=before)
    now = moments.starts_everywhere(last) + timedelta(hours=hours)
    changed = pulses.changed(Schedule("pulse", first, before), weeks, moments.week_key(last), now)
    following = last + timedelta(weeks=weeks)
    due = [
        found.day
        for day in range(7 * weeks + 4)
        if (found := pulses.due(changed, moments.starts_everywhere(last + timedelta(days=day)), moments.week_key(last)))
    ]
    assert due == [following] * 4
    assert (following - last).days == 7 * weeks


@pytest.mark.parametrize("weeks", [-1, 0, 3, 5, 52])
def test_no_other_cadence_is_taken(weeks):
    with pytest.raises(Refused) as caught:
        pulses.changed(WEEKLY, weeks, "2026-W10", TUESDAY_NOON)
    assert caught.value.code == "pulse_weeks"


def test_a_message_is_named_by_week_and_person():
    assert pulses.key(OPEN, "U1") == "pulse:2026-W10:U1"
    assert pulses.key(pulses.by_hand("R2", TUESDAY_NOON), "U1") == "pulse:2026-W10:U1"
