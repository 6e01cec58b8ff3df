"""When someone is reminded."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import asking, pulses
from bot.asking import ASK, FIRST, LAST, Respondent
from bot.preferences import DaysOff, Preferences

MONDAY = date(2026, 3, 2)
OPEN = pulses.scheduled("R1", MONDAY)
HOUR = timedelta(hours=1)
BERLIN, NEW_YORK, TOKYO = "Europe/Berlin", "America/New_York", "Asia/Tokyo"
zones = st.sampled_from(sorted(zoneinfo.available_timezones() - {"localtime"}))
clocks = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
wishes = st.builds(
    Preferences,
    asked_at=clocks,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    quiet=st.none() | st.tuples(clocks, clocks).filter(lambda quiet: quiet[0] != quiet[1]),
)
respondents = st.builds(Respondent, zone=zones, minutes=st.integers(0, 29), preferences=wishes)
openings = st.integers(0, 900).map(lambda weeks: pulses.scheduled("R", date(2020, 1, 6) + timedelta(weeks=weeks)))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def times(plan: asking.Plan) -> list[datetime | None]:
    return [plan[number].due_at if number in plan else None for number in asking.NUMBERS]


@pytest.mark.parametrize(
    ("chosen", "zone", "now", "planned"),
    [
        pytest.param(Preferences(), BERLIN, at(1, 12), [at(2, 9), at(3, 9), at(6, 9)], id="the next day, and friday"),
        pytest.param(
            Preferences(), NEW_YORK, at(1, 12), [at(2, 15), at(3, 15), at(5, 15)], id="it closes on friday night"
        ),
        pytest.param(Preferences(), TOKYO, at(1, 12), [at(2, 1), at(3, 1), at(6, 1)], id="in the far east"),
        pytest.param(Preferences(time(16)), BERLIN, at(1, 12), [at(2, 15), at(3, 15), at(6, 9)], id="the last at ten"),
        pytest.param(Preferences(time(7)), BERLIN, at(1, 12), [at(2, 6), at(3, 6), at(6, 6)], id="the last at seven"),
        pytest.param(
            Preferences(time(11), quiet=(time(20), time(10, 30))),
            BERLIN,
            at(1, 12),
            [at(2, 10), at(3, 10), at(6, 10)],
            id="the last at their hour, as ten is quiet",
        ),
        pytest.param(
            Preferences(weekdays=frozenset({0, 2, 3})), BERLIN, at(1, 12), [at(2, 9), at(4, 9), at(5, 9)], id="days off"
        ),
        pytest.param(
            Preferences(weekdays=frozenset({0, 3})), BERLIN, at(1, 12), [at(2, 9), None, at(5, 9)], id="two days, one"
        ),
        pytest.param(
            Preferences(weekdays=frozenset({0})), BERLIN, at(1, 12), [at(2, 9), None, None], id="one day, none"
        ),
        pytest.param(Preferences(), BERLIN, at(3, 12), [at(3, 12), at(4, 9), at(6, 9)], id="late on tuesday"),
        pytest.param(Preferences(), BERLIN, at(5, 8), [at(5, 9), None, at(6, 9)], id="late on thursday, one"),
        pytest.param(Preferences(), NEW_YORK, at(5, 8), [at(5, 15), None, None], id="late on the last day, none"),
        pytest.param(
            Preferences(days_off=(DaysOff(date(2026, 3, 3), date(2026, 3, 4)),)),
            BERLIN,
            at(1, 12),
            [at(2, 9), at(5, 9), at(6, 9)],
            id="after days off",
        ),
    ],
)
def test_someone_is_reminded_after_a_day_and_on_the_last_morning(
    chosen: Preferences, zone: str, now: datetime, planned: list[datetime | None]
) -> None:
    assert times(asking.planned(OPEN, Respondent(zone, 0, chosen), now)) == planned


def test_the_first_reminder_is_too_late_when_the_last_is_due_and_that_an_hour_before_the_end() -> None:
    plan = asking.planned(OPEN, Respondent(BERLIN), OPEN.opens_at)
    assert [plan[number].expires_at for number in asking.NUMBERS] == [OPEN.closes_at, at(6, 9), OPEN.closes_at - HOUR]


@pytest.mark.parametrize(("minutes", "last"), [(14, at(6, 10, 59)), (15, at(5, 11))])
def test_no_reminder_comes_in_the_last_hour(minutes: int, last: datetime) -> None:
    who = Respondent("Atlantic/Cape_Verde", minutes, Preferences(time(9, 45)))
    assert asking.planned(OPEN, who, OPEN.opens_at)[LAST].due_at == last


@given(openings, respondents, st.integers(0, 122 * 60))
def test_messages_are_on_different_working_days_in_order_and_end_an_hour_before_the_round(
    opened: pulses.Round, who: Respondent, late: int
) -> None:
    now = opened.opens_at + timedelta(minutes=late)
    plan = asking.planned(opened, who, now)
    due = [plan[number].due_at for number in asking.NUMBERS if number in plan]
    days = [moment.astimezone(ZoneInfo(who.zone)).date() for moment in due]
    assert all(earlier < later for earlier, later in pairwise(days))
    for moment in due[1:]:
        clock = moment.astimezone(ZoneInfo(who.zone))
        assert now < moment <= opened.closes_at - HOUR
        assert not who.preferences.rests(clock.date())
        assert not who.preferences.is_quiet(clock.time())
    assert all(plan[number].due_at < plan[number].expires_at <= opened.closes_at for number in plan if number != ASK)


@given(openings, zones, st.integers(0, 29))
def test_whoever_is_asked_in_time_and_works_all_week_has_both_reminders(
    opened: pulses.Round, zone: str, minutes: int
) -> None:
    assert set(asking.planned(opened, Respondent(zone, minutes), opened.opens_at)) == {ASK, FIRST, LAST}
