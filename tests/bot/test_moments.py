from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import moments

ZONES = sorted(zoneinfo.available_timezones() - {"localtime"})
zones = st.sampled_from(ZONES)
days = st.dates(date(2020, 1, 1), date(2037, 12, 31))
clocks = st.times().map(lambda clock: clock.replace(microsecond=0))
BERLIN = "Europe/Berlin"
CLOCKS_GO_FORWARD, CLOCKS_GO_BACK = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("day", "clock", "zone", "instant"),
    [
        pytest.param(date(2026, 1, 5), time(10), BERLIN, datetime(2026, 1, 5, 9, tzinfo=UTC), id="winter"),
        pytest.param(date(2026, 7, 6), time(10), BERLIN, datetime(2026, 7, 6, 8, tzinfo=UTC), id="summer"),
        pytest.param(
            date(2026, 7, 6), time(10), "Asia/Kathmandu", datetime(2026, 7, 6, 4, 15, tzinfo=UTC), id="quarter"
        ),
        pytest.param(date(2026, 7, 6), time(10), "Mars/Olympus", datetime(2026, 7, 6, 10, tzinfo=UTC), id="unknown"),
        pytest.param(
            CLOCKS_GO_FORWARD,
            time(2, 30),
            BERLIN,
            datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
            id="a gap shifts by itself",
        ),
        pytest.param(
            CLOCKS_GO_BACK, time(2, 30), BERLIN, datetime(2026, 10, 25, 0, 30, tzinfo=UTC), id="the first of two"
        ),
    ],
)
def test_a_wall_clock_in_a_zone_is_an_instant(day, clock, zone, instant):
    assert moments.at_local(day, clock, zone) == instant


def test_a_time_that_a_gap_skips_shows_an_hour_later():
    shown = moments.at_local(CLOCKS_GO_FORWARD, time(2, 30), BERLIN).astimezone(ZoneInfo(BERLIN))
    assert shown.time() == time(3, 30)


@given(days, clocks, zones)
@example(CLOCKS_GO_FORWARD, time(2, 30), BERLIN)
@example(CLOCKS_GO_BACK, time(2, 30), BERLIN)
def test_the_wall_clock_shows_the_wanted_time_unless_a_gap_skips_it(day, clock, zone_name):
    instant, zone = moments.at_local(day, clock, zone_name), ZoneInfo(zone_name)
    before, after = (datetime.combine(day, clock, zone).replace(fold=fold).utcoffset() for fold in (0, 1))
    shift = max(after - before, timedelta(0))
    assert instant.tzinfo is UTC
    assert instant.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, clock) + shift


@pytest.mark.parametrize(
    "name", ["", " ", "Mars/Olympus", "America", "../etc/passwd", "/etc/localtime", "a" * 5000, "\x00", "zone.tab"]
)
def test_an_unknown_zone_counts_as_utc(name):
    assert moments.zone(name).key == "UTC"


@given(st.text())
def test_no_text_that_is_called_a_zone_does_harm(name):
    assert moments.zone(name).key in {name, "UTC"}


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (datetime(2026, 3, 1, 23, 30, tzinfo=UTC), "UTC", date(2026, 3, 1)),
        (datetime(2026, 3, 1, 23, 30, tzinfo=UTC), BERLIN, date(2026, 3, 2)),
        (datetime(2026, 3, 1, 3, 0, tzinfo=UTC), "America/New_York", date(2026, 2, 28)),
    ],
)
def test_the_day_is_the_one_on_the_wall_there(moment, zone, day):
    assert moments.local_day(moment, zone) == day


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2026, 3, 2), "2026-W10"),
        (date(2025, 12, 29), "2026-W01"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
    ],
)
def test_a_week_belongs_to_the_year_of_its_thursday(day, key):
    assert moments.week_key(day) == key


@pytest.mark.parametrize(("key", "number"), [("1970-W01", 0), ("1970-W02", 1), ("2026-W53", 2974), ("2027-W01", 2975)])
def test_weeks_are_counted_on_across_a_new_year(key, number):
    assert moments.week_number(key) == number


@given(days)
def test_a_week_key_leads_back_to_its_monday(day):
    assert moments.monday_of(moments.week_key(day)) == day - timedelta(days=day.weekday())


@given(days)
def test_the_next_week_has_the_next_number_and_sorts_after(day):
    this, following = moments.week_key(day), moments.week_key(day + timedelta(days=7))
    assert moments.week_number(following) == moments.week_number(this) + 1
    assert following > this


def test_a_day_starts_on_christmas_island_and_ends_where_nobody_lives():
    assert moments.starts_everywhere(date(2026, 3, 2)) == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert moments.ended_everywhere(date(2026, 3, 2)) == datetime(2026, 3, 3, 12, tzinfo=UTC)


@given(days, zones)
@example(date(2026, 3, 2), "Pacific/Kiritimati")
@example(date(2026, 3, 2), "Etc/GMT+12")
def test_no_zone_has_a_day_before_it_starts_or_after_it_ended_everywhere(day, zone):
    first, last = moments.at_local(day, time(0), zone), moments.at_local(day, time(23, 59, 59), zone)
    assert moments.starts_everywhere(day) <= first
    assert last < moments.ended_everywhere(day)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_newest_day_has_begun_and_the_one_after_it_has_not(moment):
    day = moments.newest_day(moment)
    assert moments.starts_everywhere(day) <= moment < moments.starts_everywhere(day + timedelta(days=1))


@pytest.mark.parametrize(
    ("since", "instant"),
    [
        pytest.param(datetime(2026, 1, 5, 7, 59, tzinfo=UTC), datetime(2026, 1, 5, 8, tzinfo=UTC), id="a minute later"),
        pytest.param(datetime(2026, 1, 5, 8, tzinfo=UTC), datetime(2026, 1, 5, 8, tzinfo=UTC), id="at that moment"),
        pytest.param(datetime(2026, 1, 5, 8, 1, tzinfo=UTC), datetime(2026, 1, 12, 8, tzinfo=UTC), id="a week later"),
        pytest.param(
            datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 30, 7, tzinfo=UTC), id="clocks have gone forward"
        ),
    ],
)
def test_the_next_monday_at_nine_in_berlin(since, instant):
    assert moments.next_at(0, time(9), BERLIN, since) == instant


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(0, 6),
    clocks,
    zones,
)
def test_the_next_such_hour_comes_within_a_week_and_a_little(since, weekday, clock, zone_name):
    found = moments.next_at(weekday, clock, zone_name, since)
    assert timedelta(0) <= found - since <= timedelta(days=7, hours=25)
    days = [moments.local_day(since, zone_name) + timedelta(days=n) for n in range(9)]
    assert found in [moments.at_local(day, clock, zone_name) for day in days if day.weekday() == weekday]


@pytest.mark.parametrize(
    ("name", "is_known"),
    [(BERLIN, True), ("UTC", True), ("", False), ("Europe", False), ("Mars/Olympus", False), ("../etc/passwd", False)],
)
def test_a_zone_is_known_by_its_name(name, is_known):
    assert moments.is_zone(name) is is_known
