"""On which days of a week a round is open, and what follows once an admin has chosen others."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import moments, pulses
from bot.policies import AS_IT_SHIPS, Policy
from bot.pulses import Round
from bot.schedules import Occurrence, Schedule

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
WEEKLY = Schedule("pulse", MONDAY, 1)
WINDOWS = [Policy(opens_on=first, days_open=days) for first in range(3) for days in range(2, 6 - first)]
FROM_TUESDAY, FROM_WEDNESDAY = Policy(opens_on=1), Policy(opens_on=2, days_open=3)
MONDAY_AND_TUESDAY, WHOLE_WEEK = Policy(days_open=2), Policy(days_open=5)
mondays = st.integers(0, 900).map(lambda weeks: date(2020, 1, 6) + timedelta(weeks=weeks))
moments_of_years = st.datetimes(datetime(2020, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
windows = st.sampled_from(WINDOWS)
within_a_week = st.integers(0, 7 * 24 * 60 - 1).map(lambda minutes: timedelta(minutes=minutes))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}+00:00")


def test_there_are_nine_windows_and_the_one_that_ships_is_among_them():
    assert len(WINDOWS) == 9
    assert AS_IT_SHIPS in WINDOWS


@pytest.mark.parametrize(
    ("policy", "opens_at", "closes_at"),
    [
        pytest.param(AS_IT_SHIPS, at("01T10:00"), at("06T12:00"), id="monday to thursday"),
        pytest.param(FROM_TUESDAY, at("02T10:00"), at("07T12:00"), id="tuesday to friday"),
        pytest.param(FROM_WEDNESDAY, at("03T10:00"), at("07T12:00"), id="wednesday to friday"),
        pytest.param(MONDAY_AND_TUESDAY, at("01T10:00"), at("04T12:00"), id="monday and tuesday"),
        pytest.param(WHOLE_WEEK, at("01T10:00"), at("07T12:00"), id="monday to friday"),
    ],
)
def test_a_round_is_open_from_where_its_first_day_begins_to_where_its_last_has_ended(policy, opens_at, closes_at):
    assert pulses.scheduled("R1", MONDAY, policy) == Round("R1", "2026-W10", opens_at, closes_at)


@given(mondays, windows, windows)
def test_whatever_is_chosen_a_week_s_round_is_over_before_the_next_one_s_opens(monday, before, after):
    following = monday + timedelta(weeks=1)
    first, second = pulses.scheduled("R1", monday, before), pulses.scheduled("R2", following, after)
    assert first.closes_at < second.opens_at
    assert (first.week, second.week) == (moments.week_key(monday), moments.week_key(following))


@given(mondays, windows)
def test_a_scheduled_round_knows_its_first_day(monday, policy):
    opened = pulses.scheduled("R1", monday, policy)
    assert opened.first_day == monday + policy.opens_on * DAY


@given(moments_of_years, windows)
@example(at("01T10:00"), AS_IT_SHIPS)
@example(at("02T10:00"), AS_IT_SHIPS)
@example(at("03T10:00"), FROM_WEDNESDAY)
@example(at("06T11:59"), WHOLE_WEEK)
def test_one_opened_by_hand_has_none_lasts_a_day_and_is_over_before_any_other_week_opens(now, policy):
    opened = pulses.by_hand("R1", now, policy)
    following = moments.monday_of(opened.week) + timedelta(weeks=1)
    assert opened.first_day is None
    assert timedelta(0) <= now - opened.opens_at <= timedelta(microseconds=1)
    assert now + DAY <= opened.closes_at
    assert all(opened.closes_at < pulses.scheduled("R2", following, other).opens_at for other in WINDOWS)


@pytest.mark.parametrize(
    ("policy", "now", "week", "closes_at"),
    [
        pytest.param(FROM_TUESDAY, at("02T09:00"), "2026-W10", at("07T12:00"), id="before its day, to its end"),
        pytest.param(FROM_TUESDAY, at("06T11:00"), "2026-W10", at("07T12:00"), id="on friday morning, to its end"),
        pytest.param(FROM_TUESDAY, at("06T12:00"), "2026-W11", at("14T12:00"), id="from friday noon, the next week's"),
        pytest.param(MONDAY_AND_TUESDAY, at("04T13:00"), "2026-W10", at("05T13:00"), id="after its end, for a day"),
    ],
)
def test_one_opened_by_hand_lasts_to_the_end_of_its_week_s_window(policy, now, week, closes_at):
    opened = pulses.by_hand("R1", now, policy)
    assert (opened.week, opened.closes_at) == (week, closes_at)


@pytest.mark.parametrize("policy", WINDOWS, ids=lambda policy: f"{policy.opens_on}+{policy.days_open}")
def test_over_half_a_year_each_round_is_due_from_its_first_day_to_a_day_before_it_closes(policy):
    weekly, start, step = Schedule("pulse", date(2025, 12, 29), 1), datetime(2026, 1, 3, tzinfo=UTC), timedelta(hours=1)
    sampled = [(start + step * n, pulses.due(weekly, start + step * n, None, policy)) for n in range(182 * 24)]
    days = [(moment, found.day if found else None) for moment, found in sampled]
    changes = [after for before, after in pairwise(days) if before[1] != after[1]]
    rounds = [pulses.scheduled("R", date(2026, 1, 5) + timedelta(weeks=n), policy) for n in range(26)]
    begun = [(opened.opens_at, moments.monday_of(opened.week)) for opened in rounds]
    over = [(opened.closes_at - DAY, None) for opened in rounds]
    assert changes == sorted([*begun, *over], key=lambda change: change[0])


@pytest.mark.parametrize(
    ("policy", "now", "last_week", "due", "coming"),
    [
        pytest.param(FROM_TUESDAY, at("02T09:59"), "2026-W09", None, date(2026, 3, 3), id="it comes tomorrow"),
        pytest.param(FROM_TUESDAY, at("02T10:00"), "2026-W09", MONDAY, date(2026, 3, 3), id="it opens"),
        pytest.param(FROM_TUESDAY, at("06T11:59"), "2026-W09", MONDAY, date(2026, 3, 3), id="late is useful"),
        pytest.param(FROM_TUESDAY, at("06T12:00"), "2026-W09", None, date(2026, 3, 10), id="too late is not"),
        pytest.param(FROM_TUESDAY, at("04T12:00"), "2026-W10", None, date(2026, 3, 10), id="it was there"),
        pytest.param(FROM_WEDNESDAY, at("02T12:00"), "2026-W09", None, date(2026, 3, 4), id="it comes on wednesday"),
        pytest.param(MONDAY_AND_TUESDAY, at("03T11:59"), "2026-W09", MONDAY, MONDAY, id="a short one late"),
        pytest.param(MONDAY_AND_TUESDAY, at("03T12:00"), "2026-W09", None, date(2026, 3, 9), id="and too late"),
    ],
)
def test_a_round_is_due_and_coming_by_the_window(policy, now, last_week, due, coming):
    assert pulses.due(WEEKLY, now, last_week, policy) == (due and Occurrence(due, 0))
    assert pulses.coming(WEEKLY, now, last_week, policy) == coming


@pytest.mark.parametrize(
    ("policy", "now", "first"),
    [
        (FROM_WEDNESDAY, at("02T12:00"), MONDAY),
        (FROM_WEDNESDAY, at("05T11:59"), MONDAY),
        (FROM_WEDNESDAY, at("05T12:00"), date(2026, 3, 9)),
        (FROM_WEDNESDAY, at("08T12:00"), date(2026, 3, 9)),
    ],
)
def test_who_is_set_up_before_the_day_is_over_begins_that_week(policy, now, first):
    assert pulses.begins(now, policy) == Schedule("pulse", first, 1)


@given(moments_of_years, windows)
def test_the_first_round_s_day_is_the_next_to_come_or_is_somewhere_on_earth(now, policy):
    first = pulses.begins(now, policy).first
    day = first + policy.opens_on * DAY
    assert first.weekday() == 0
    assert moments.ended_everywhere(day - timedelta(weeks=1)) <= now < moments.ended_everywhere(day)


@given(mondays, within_a_week, windows, st.sampled_from([1, 2, 4]), st.sampled_from([1, 2, 4]), st.booleans())
def test_another_cadence_makes_nothing_due_that_was_not(monday, since, policy, before, weeks, is_done):
    now, last = moments.starts_everywhere(monday) + since, moments.week_key(monday) if is_done else None
    schedule = Schedule("pulse", monday, before)
    changed = pulses.changed(schedule, weeks, last, now, policy)
    assert changed.first.weekday() == 0
    if found := pulses.due(changed, now, last, policy):
        was = pulses.due(schedule, now, last, policy)
        assert was
        assert was.day == found.day


@pytest.mark.parametrize(
    ("before", "after", "now", "last_week", "first"),
    [
        pytest.param(FROM_WEDNESDAY, AS_IT_SHIPS, at("02T12:00"), "2026-W09", date(2026, 3, 9), id="its day has begun"),
        pytest.param(AS_IT_SHIPS, FROM_TUESDAY, at("05T13:00"), "2026-W09", date(2026, 3, 9), id="it was too late"),
        pytest.param(FROM_WEDNESDAY, AS_IT_SHIPS, at("01T09:59"), "2026-W09", MONDAY, id="its day lies ahead"),
        pytest.param(FROM_WEDNESDAY, AS_IT_SHIPS, at("02T12:00"), "2026-W10", MONDAY, id="it was there already"),
        pytest.param(AS_IT_SHIPS, FROM_TUESDAY, at("02T12:00"), "2026-W09", MONDAY, id="it is due as it is"),
        pytest.param(AS_IT_SHIPS, FROM_WEDNESDAY, at("02T12:00"), "2026-W09", MONDAY, id="it comes later"),
    ],
)
def test_another_window_leaves_a_week_out_rather_than_ask_at_once(before, after, now, last_week, first):
    assert pulses.moved(WEEKLY, last_week, now, before, after) == Schedule("pulse", first, 1)


@given(mondays, within_a_week, windows, windows, st.sampled_from([1, 2, 4]), st.booleans())
def test_another_window_makes_nothing_due_that_was_not(monday, since, before, after, weeks, is_done):
    now, last = moments.starts_everywhere(monday) + since, moments.week_key(monday) if is_done else None
    schedule = Schedule("pulse", monday, weeks)
    moved = pulses.moved(schedule, last, now, before, after)
    assert moved.first.weekday() == 0
    if found := pulses.due(moved, now, last, after):
        was = pulses.due(schedule, now, last, before)
        assert was
        assert was.day == found.day


@given(mondays, st.integers(0, 4 * 7 * 12 - 1), windows, windows)
def test_each_week_has_one_round_but_that_of_a_change_which_may_have_none(monday, changed_after, before, after):
    """The clock looks every two hours for six weeks; the window changes in one of the first four."""
    begin, policy, rounds = moments.starts_everywhere(monday), before, list[Round]()
    schedule = Schedule("pulse", monday, 1)
    for step in range(6 * 7 * 12):
        now, last = begin + step * timedelta(hours=2), rounds[-1].week if rounds else None
        if step == changed_after:
            schedule, policy = pulses.moved(schedule, last, now, before, after), after
        if found := pulses.due(schedule, now, last, policy):
            rounds.append(pulses.scheduled("R", found.day, policy))
    assert all(one.closes_at < other.opens_at for one, other in pairwise(rounds))
    weeks = {moments.week_number(opened.week) - moments.week_number(moments.week_key(monday)) for opened in rounds}
    assert len(weeks) == len(rounds)
    assert set(range(6)) - weeks in (set(), {changed_after // (7 * 12)})


@pytest.mark.parametrize(
    ("now", "first"),
    [
        pytest.param(at("02T09:59"), MONDAY, id="its day lies ahead"),
        pytest.param(at("02T10:00"), date(2026, 3, 9), id="its day has begun"),
    ],
)
def test_another_cadence_begins_with_a_week_whose_first_day_lies_ahead(now, first):
    every_two = Schedule("pulse", date(2026, 2, 23), 2)
    assert pulses.changed(every_two, 1, "2026-W09", now, FROM_TUESDAY) == Schedule("pulse", first, 1)
