from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import moments, schedules
from bot.schedules import Occurrence, Schedule

MONDAY = date(2026, 3, 2)
WEEK = timedelta(weeks=1)
USEFUL = timedelta(days=4)
WEEKLY, FORTNIGHTLY = Schedule("pulse", MONDAY, 1), Schedule("pulse", MONDAY, 2)
schedules_of_years = st.builds(
    Schedule, st.just("pulse"), st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(1, 6)
)
moments_of_years = st.datetimes(datetime(2023, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def begun(day: date, late: timedelta = timedelta(0)) -> datetime:
    return moments.starts_everywhere(day) + late


@pytest.mark.parametrize(
    ("schedule", "now", "day"),
    [
        pytest.param(WEEKLY, begun(MONDAY, -timedelta(seconds=1)), None, id="before the first"),
        pytest.param(WEEKLY, begun(MONDAY), MONDAY, id="as it begins"),
        pytest.param(WEEKLY, begun(MONDAY + WEEK, -timedelta(seconds=1)), MONDAY, id="until the next"),
        pytest.param(WEEKLY, begun(MONDAY + WEEK), MONDAY + WEEK, id="the next"),
        pytest.param(FORTNIGHTLY, begun(MONDAY + WEEK), MONDAY, id="not in between"),
        pytest.param(FORTNIGHTLY, begun(MONDAY + 2 * WEEK), MONDAY + 2 * WEEK, id="every other week"),
    ],
)
def test_the_newest_day_is_the_last_that_has_begun_anywhere(schedule, now, day):
    assert schedules.newest(schedule, now) == day


@pytest.mark.parametrize(
    ("schedule", "now", "last", "found"),
    [
        pytest.param(WEEKLY, begun(MONDAY), None, Occurrence(MONDAY, 0), id="the first"),
        pytest.param(WEEKLY, begun(MONDAY), MONDAY - WEEK, Occurrence(MONDAY, 0), id="after a round before the first"),
        pytest.param(WEEKLY, begun(MONDAY), MONDAY, None, id="done"),
        pytest.param(WEEKLY, begun(MONDAY), MONDAY + WEEK, None, id="done ahead"),
        pytest.param(WEEKLY, begun(MONDAY, USEFUL), None, None, id="too late"),
        pytest.param(WEEKLY, begun(MONDAY, USEFUL - timedelta.resolution), None, Occurrence(MONDAY, 0), id="late"),
        pytest.param(WEEKLY, begun(MONDAY + 3 * WEEK), MONDAY, Occurrence(MONDAY + 3 * WEEK, 2), id="only the newest"),
        pytest.param(WEEKLY, begun(MONDAY + 3 * WEEK), None, Occurrence(MONDAY + 3 * WEEK, 3), id="never done before"),
        pytest.param(FORTNIGHTLY, begun(MONDAY + 4 * WEEK), MONDAY, Occurrence(MONDAY + 4 * WEEK, 1), id="fortnightly"),
        pytest.param(
            FORTNIGHTLY, begun(MONDAY + 4 * WEEK), MONDAY + WEEK, Occurrence(MONDAY + 4 * WEEK, 1), id="done in between"
        ),
        pytest.param(
            FORTNIGHTLY, begun(MONDAY + 4 * WEEK), MONDAY + 3 * WEEK, Occurrence(MONDAY + 4 * WEEK, 0), id="just before"
        ),
    ],
)
def test_of_several_days_the_newest_is_due_while_it_is_useful(schedule, now, last, found):
    assert schedules.due(schedule, now, last, USEFUL) == found


@given(schedules_of_years, moments_of_years)
def test_what_is_due_has_begun_and_is_not_due_again_once_it_is_done(schedule, now):
    found = schedules.due(schedule, now, None, USEFUL)
    if found is None:
        return
    assert (found.day - schedule.first) % timedelta(weeks=schedule.weeks) == timedelta(0)
    assert begun(found.day) <= now < begun(found.day, USEFUL)
    assert schedules.due(schedule, now, found.day, USEFUL) is None


@given(schedules_of_years, st.lists(st.integers(0, 40 * 24), min_size=1, max_size=40))
def test_whatever_the_downtimes_each_day_is_done_once_or_counted_as_missed(schedule, waits):
    """A bot that is awake for a moment now and then: done and missed days together are all days up to the last done."""
    now, last, done, missed = begun(schedule.first), None, [], 0
    for hours in waits:
        now += timedelta(hours=hours)
        found = schedules.due(schedule, now, last, USEFUL)
        if found:
            last, missed = found.day, missed + found.missed
            done.append(found.day)
    assert done == sorted(set(done))
    if done:
        assert len(done) + missed == (done[-1] - schedule.first) // timedelta(weeks=schedule.weeks) + 1
