"""When someone is asked within their half hour, and where clocks change."""

from __future__ import annotations

import zoneinfo
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import asking, moments, pulses
from bot.asking import Respondent
from bot.preferences import Preferences
from bot.pulses import Round

MONDAY = date(2026, 3, 2)
OPEN = pulses.scheduled("R1", MONDAY)
BERLIN = "Europe/Berlin"
EVERY_DAY = frozenset(range(7))
mondays = st.integers(0, 900).map(lambda weeks: date(2020, 1, 6) + timedelta(weeks=weeks))
zones = st.sampled_from(sorted(zoneinfo.available_timezones() - {"localtime"}))


def shown(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=20, unique=True), zones)
def test_someones_minutes_depend_on_the_week_and_their_id_alone(ids: list[str], zone: str) -> None:
    by_hand = pulses.by_hand("R9", datetime(2026, 3, 3, 9, tzinfo=UTC))
    for person in ids:
        minutes = asking.respondent(OPEN, person, zone, Preferences()).minutes
        assert 0 <= minutes < 30
        assert asking.respondent(by_hand, person, "UTC", Preferences(time(9), is_out=True)).minutes == minutes


def test_people_are_spread_evenly_over_half_an_hour_and_anew_each_week() -> None:
    ids = [f"U{number:05d}" for number in range(30_000)]
    weeks = [pulses.scheduled("R", MONDAY), pulses.scheduled("R", MONDAY + timedelta(days=7))]
    first, second = (
        [asking.respondent(opened, person, "UTC", Preferences()).minutes for person in ids] for opened in weeks
    )
    assert sorted(Counter(first)) == list(range(30))
    assert all(850 < count < 1150 for count in Counter(first).values())  # within five standard deviations of 1,000
    assert 850 < sum(a == b for a, b in zip(first, second, strict=True)) < 1150
    assert asking.respondent(OPEN, "UADA", "UTC", Preferences()).minutes == 9  # on every machine, in every process


@pytest.mark.parametrize(
    ("chosen", "minutes", "expected"),
    [
        pytest.param(Preferences(time(9, 45), quiet=(time(10), time(12))), 29, time(9, 45), id="not into quiet hours"),
        pytest.param(Preferences(time(9, 45), quiet=(time(10), time(12))), 14, time(9, 59), id="up to quiet hours"),
        pytest.param(Preferences(time(23, 45)), 29, time(23, 45), id="not past midnight"),
    ],
)
def test_someones_minutes_do_not_lead_to_where_they_are_left_alone(
    chosen: Preferences, minutes: int, expected: time
) -> None:
    asked_at = asking.asked_at(OPEN, Respondent(BERLIN, minutes, chosen), OPEN.opens_at)
    assert (shown(asked_at, BERLIN).date(), shown(asked_at, BERLIN).time()) == (MONDAY, expected)


@pytest.mark.parametrize(
    ("zone", "monday", "clock", "asked_at"),
    [
        pytest.param("Africa/Cairo", date(2026, 4, 20), time(0), "2026-04-24 01:00+03:00", id="midnight is skipped"),
        pytest.param("Pacific/Apia", date(2026, 4, 20), time(10), "2026-04-24 10:00+13:00", id="far east"),
        pytest.param("Etc/GMT-14", date(2026, 4, 20), time(0), "2026-04-24 00:00+14:00", id="the first of all"),
        pytest.param("Etc/GMT+12", date(2026, 4, 20), time(22), "2026-04-23 22:00-12:00", id="the last of all"),
    ],
)
def test_the_clocks_of_all_zones_are_theirs(zone: str, monday: date, clock: time, asked_at: str) -> None:
    expected = datetime.fromisoformat(asked_at)
    chosen = Preferences(clock, frozenset({expected.weekday()}))
    found = asking.asked_at(
        pulses.scheduled("R1", monday), Respondent(zone, 0, chosen), moments.starts_everywhere(monday)
    )
    assert found == expected


def test_an_hour_that_the_clocks_skip_into_quiet_hours_is_left_out() -> None:
    opened = Round("R1", "2026-W13", datetime(2026, 3, 27, 13, tzinfo=UTC), datetime(2026, 4, 3, 12, tzinfo=UTC))
    chosen = Preferences(time(2, 30), EVERY_DAY, quiet=(time(3), time(2)))
    first = asking.asked_at(opened, Respondent(BERLIN, 0, chosen), opened.opens_at)
    assert first == datetime(2026, 3, 28, 1, 30, tzinfo=UTC)
    after = datetime(
        2026, 3, 28, 12, tzinfo=UTC
    )  # on the 29th there is no half past two, and at half past three it is quiet
    assert asking.asked_at(opened, Respondent(BERLIN, 0, chosen), after) == datetime(2026, 3, 30, 0, 30, tzinfo=UTC)


def test_an_hour_that_comes_twice_asks_once() -> None:
    opened = Round("R1", "2026-W43", datetime(2026, 10, 24, 6, tzinfo=UTC), datetime(2026, 10, 30, 12, tzinfo=UTC))
    who = Respondent(BERLIN, 0, Preferences(time(2, 30), EVERY_DAY, quiet=(time(20), time(2))))
    asked_at = asking.asked_at(opened, who, datetime(2026, 10, 24, 20, tzinfo=UTC))
    assert asked_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert asking.planned(opened, who, asked_at)[asking.FIRST].due_at == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


@given(mondays, st.sampled_from([2, 4]), zones, st.integers(0, 29))
def test_rounds_of_every_second_or_fourth_week_ask_exactly_that_many_days_apart(
    monday: date, weeks: int, zone: str, minutes: int
) -> None:
    days = [monday, monday + timedelta(weeks=weeks)]
    rounds = [pulses.scheduled("R", day) for day in days]
    asked = [asking.asked_at(opened, Respondent(zone, minutes), opened.opens_at) for opened in rounds]
    assert [shown(moment, zone).date() for moment in asked] == days
    assert shown(asked[1], zone).date() - shown(asked[0], zone).date() == timedelta(days=7 * weeks)
