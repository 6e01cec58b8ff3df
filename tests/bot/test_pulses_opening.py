"""When a round opens, on time or late, and when each person is asked."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import moments, pulses
from bot.schedules import Occurrence, Schedule

MONDAY = date(2026, 3, 2)
TUESDAY_NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
DAY = timedelta(days=1)
OPEN = pulses.scheduled("R1", MONDAY)
mondays = st.integers(0, 900).map(lambda weeks: date(2020, 1, 6) + timedelta(weeks=weeks))
moments_of_years = st.datetimes(datetime(2020, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
zones = st.sampled_from(sorted(zoneinfo.available_timezones() - {"localtime"}))
WEEKLY = Schedule("pulse", MONDAY, 1)
BERLIN, HONOLULU, AUCKLAND = "Europe/Berlin", "Pacific/Honolulu", "Pacific/Auckland"


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


@given(moments_of_years)
def test_the_first_monday_is_the_next_to_come_or_is_somewhere_on_earth(now):
    first = pulses.begins(now).first
    assert first.weekday() == 0
    assert now < moments.ended_everywhere(first)
    assert now >= moments.ended_everywhere(first - timedelta(weeks=1))


@given(mondays, zones)
def test_everyone_is_asked_at_ten_on_monday_by_their_own_clock(monday, zone):
    opened = pulses.scheduled("R1", monday)
    asked_at = pulses.asked_at(opened, zone, opened.opens_at)
    shown = asked_at.astimezone(ZoneInfo(zone))
    assert (shown.date(), shown.time()) == (monday, time(10))
    assert opened.accepts(asked_at)
    assert pulses.asked_at(opened, zone, asked_at) == asked_at


@pytest.mark.parametrize(
    ("now", "zone", "asked_at"),
    [
        pytest.param((2, 8, 0), BERLIN, (2, 9, 0), id="before ten on monday"),
        pytest.param((2, 9, 30), BERLIN, (2, 9, 30), id="in the morning, at once"),
        pytest.param((2, 16, 59), BERLIN, (2, 16, 59), id="just before six, at once"),
        pytest.param((2, 17, 0), BERLIN, (3, 9, 0), id="at six, tomorrow"),
        pytest.param((3, 3, 0), BERLIN, (3, 9, 0), id="in the night, this morning"),
        pytest.param((3, 9, 0), BERLIN, (3, 9, 0), id="at ten, at once"),
        pytest.param((3, 3, 0), HONOLULU, (3, 3, 0), id="at once where it is monday afternoon"),
        pytest.param((3, 4, 0), HONOLULU, (3, 20, 0), id="tomorrow where it is monday evening"),
        pytest.param((5, 11, 59), AUCKLAND, (5, 21, 0), id="at the last moment a round opens"),
        pytest.param((6, 9, 0), "Asia/Tokyo", (6, 9, 0), id="at night when no morning is left"),
    ],
)
def test_who_is_late_is_asked_by_day_and_by_their_own_clock(now, zone, asked_at):
    day, hour, minute = now
    then_day, then_hour, then_minute = asked_at
    moment = datetime(2026, 3, day, hour, minute, tzinfo=UTC)
    assert pulses.asked_at(OPEN, zone, moment) == datetime(2026, 3, then_day, then_hour, then_minute, tzinfo=UTC)


@given(mondays, zones, st.timedeltas(timedelta(0), timedelta(hours=98) - timedelta(microseconds=1)))
def test_however_late_a_round_opens_everyone_is_asked_once_by_day_before_it_closes(monday, zone, late):
    opened = pulses.scheduled("R1", monday)
    now = opened.opens_at + late
    asked_at = pulses.asked_at(opened, zone, now)
    assert now <= asked_at < opened.closes_at
    assert time(10) <= asked_at.astimezone(ZoneInfo(zone)).time() < time(18)
    assert pulses.asked_at(opened, zone, asked_at) == asked_at


def test_a_message_is_named_by_week_and_person():
    assert pulses.key(OPEN, "U1") == "pulse:2026-W10:U1"
    assert pulses.key(pulses.by_hand("R2", TUESDAY_NOON), "U1") == "pulse:2026-W10:U1"
