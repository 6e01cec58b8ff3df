"""When someone is asked: on time, late, by hand, by their own clock and as they want it."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import asking, pulses
from bot.asking import Respondent
from bot.preferences import DaysOff, Preferences

MONDAY = date(2026, 3, 2)
OPEN = pulses.scheduled("R1", MONDAY)
DAY, HOUR, HALF_HOUR = timedelta(days=1), timedelta(hours=1), timedelta(minutes=30)
BERLIN, HONOLULU, AUCKLAND, TOKYO = "Europe/Berlin", "Pacific/Honolulu", "Pacific/Auckland", "Asia/Tokyo"
EVERY_DAY = frozenset(range(7))
mondays = st.integers(0, 900).map(lambda weeks: date(2020, 1, 6) + timedelta(weeks=weeks))
zones = st.sampled_from(sorted(zoneinfo.available_timezones() - {"localtime"}))
clocks = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
slots = st.integers(0, 29)
wishes = st.builds(
    Preferences,
    asked_at=clocks,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    quiet=st.none() | st.tuples(clocks, clocks).filter(lambda quiet: quiet[0] != quiet[1]),
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def shown(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


@given(mondays, zones, slots)
def test_everyone_is_asked_in_the_half_hour_from_ten_on_monday_by_their_own_clock(
    monday: date, zone: str, minutes: int
) -> None:
    opened, who = pulses.scheduled("R1", monday), Respondent(zone, minutes)
    asked_at = asking.asked_at(opened, who, opened.opens_at)
    assert (shown(asked_at, zone).date(), shown(asked_at, zone).time()) == (monday, time(10, minutes))
    assert asking.asked_at(opened, who, asked_at) == asked_at


@pytest.mark.parametrize(
    ("now", "zone", "asked_at"),
    [
        pytest.param(at(2, 8), BERLIN, at(2, 9), id="before ten on monday"),
        pytest.param(at(2, 9, 30), BERLIN, at(2, 9, 30), id="in the morning, at once"),
        pytest.param(at(2, 16, 59), BERLIN, at(2, 16, 59), id="just before six, at once"),
        pytest.param(at(2, 17), BERLIN, at(3, 9), id="at six, tomorrow"),
        pytest.param(at(3, 3), BERLIN, at(3, 9), id="in the night, this morning"),
        pytest.param(at(3, 9), BERLIN, at(3, 9), id="at ten, at once"),
        pytest.param(at(3, 3), HONOLULU, at(3, 3), id="at once where it is monday afternoon"),
        pytest.param(at(3, 4), HONOLULU, at(3, 20), id="tomorrow where it is monday evening"),
        pytest.param(at(5, 11, 59), AUCKLAND, at(5, 21), id="at the last moment a round opens"),
        pytest.param(at(6, 9), TOKYO, at(6, 9), id="at night when no morning is left"),
    ],
)
def test_who_is_late_is_asked_by_day_and_by_their_own_clock(now: datetime, zone: str, asked_at: datetime) -> None:
    assert asking.asked_at(OPEN, Respondent(zone), now) == asked_at


@given(mondays, zones, slots, st.timedeltas(timedelta(0), timedelta(hours=98) - timedelta(microseconds=1)))
def test_however_late_a_round_opens_everyone_is_asked_once_by_day_before_it_closes(
    monday: date, zone: str, minutes: int, late: timedelta
) -> None:
    opened, who = pulses.scheduled("R1", monday), Respondent(zone, minutes)
    now = opened.opens_at + late
    asked_at = asking.asked_at(opened, who, now)
    assert now <= asked_at < opened.closes_at
    assert time(10) <= shown(asked_at, zone).time() < time(18)
    assert shown(asked_at, zone).weekday() < 5
    assert asking.asked_at(opened, who, asked_at) == asked_at
    assert asking.takes_part(opened, zone, who.preferences, now)


@pytest.mark.parametrize(
    ("chosen", "now", "asked_at"),
    [
        pytest.param(Preferences(time(7, 45)), at(1, 12), at(2, 6, 45), id="at their own hour"),
        pytest.param(Preferences(time(7, 45)), at(2, 7), at(2, 7), id="past it by day, at once"),
        pytest.param(Preferences(time(16)), at(2, 12), at(2, 15), id="at their own hour in the afternoon"),
        pytest.param(Preferences(time(20)), at(2, 20, 30), at(2, 20, 30), id="at once, late, when their day is late"),
        pytest.param(Preferences(time(20)), at(2, 21), at(3, 19), id="tomorrow when it is late even so"),
        pytest.param(Preferences(weekdays=frozenset({2, 3})), at(1, 12), at(4, 9), id="on their first working day"),
        pytest.param(Preferences(weekdays=frozenset({2, 3})), at(2, 12), at(4, 9), id="not at once on a day off"),
        pytest.param(Preferences(days_off=(DaysOff(MONDAY, MONDAY + DAY),)), at(2, 12), at(4, 9), id="after a holiday"),
        pytest.param(Preferences(quiet=(time(9), time(13, 15))), at(1, 12), at(2, 12, 15), id="when the quiet ends"),
        pytest.param(Preferences(quiet=(time(12), time(14))), at(2, 12), at(3, 9), id="not at once in quiet hours"),
        pytest.param(Preferences(paused_until=date(2026, 3, 4)), at(1, 12), at(4, 9), id="after a pause"),
        pytest.param(
            Preferences(weekdays=frozenset({0})), at(3, 9), OPEN.closes_at, id="never, when their day is over"
        ),
        pytest.param(
            Preferences(time(9), quiet=(time(15), time(9))), at(6, 14), OPEN.closes_at, id="never, when it stays quiet"
        ),
    ],
)
def test_someone_is_asked_as_they_want_it(chosen: Preferences, now: datetime, asked_at: datetime) -> None:
    assert asking.asked_at(OPEN, Respondent(BERLIN, 0, chosen), now) == asked_at


@given(mondays, zones, slots, wishes, st.integers(0, 98 * 60 - 1))
def test_whoever_takes_part_is_asked_on_a_working_day_and_never_in_quiet_hours(
    monday: date, zone: str, minutes: int, chosen: Preferences, late: int
) -> None:
    opened, who = pulses.scheduled("R1", monday), Respondent(zone, minutes, chosen)
    now = opened.opens_at + timedelta(minutes=late)
    asked_at = asking.asked_at(opened, who, now)
    if asking.takes_part(opened, zone, chosen, now):
        assert now <= asked_at < opened.closes_at
        assert shown(asked_at, zone).date() >= monday
    if asked_at < opened.closes_at:
        assert not chosen.rests(shown(asked_at, zone).date())
        assert not chosen.is_quiet(shown(asked_at, zone).time())
        assert asking.asked_at(opened, who, asked_at) == asked_at


@pytest.mark.parametrize(
    ("chosen", "zone", "takes_part"),
    [
        pytest.param(Preferences(), BERLIN, True, id="as it ships"),
        pytest.param(Preferences(is_out=True), BERLIN, False, id="out for good"),
        pytest.param(Preferences(paused_until=date(2026, 3, 9)), BERLIN, False, id="paused over the round"),
        pytest.param(Preferences(paused_until=date(2026, 3, 2)), BERLIN, True, id="paused until its monday"),
        pytest.param(Preferences(weekdays=frozenset({5, 6})), BERLIN, False, id="works on the weekend"),
        pytest.param(Preferences(weekdays=frozenset({4})), BERLIN, True, id="works on friday, before it closes"),
        pytest.param(Preferences(weekdays=frozenset({4})), HONOLULU, False, id="works on friday, after it closes"),
        pytest.param(Preferences(time(13), frozenset({4})), BERLIN, False, id="works on friday when it closes"),
        pytest.param(Preferences(days_off=(DaysOff(MONDAY, date(2026, 3, 6)),)), BERLIN, False, id="off all week"),
        pytest.param(Preferences(days_off=(DaysOff(MONDAY, date(2026, 3, 5)),)), BERLIN, True, id="off but for friday"),
    ],
)
def test_who_is_away_all_round_takes_no_part(chosen: Preferences, zone: str, takes_part: bool) -> None:
    assert asking.takes_part(OPEN, zone, chosen, OPEN.opens_at) is takes_part


def test_who_could_only_have_been_asked_before_a_late_opening_takes_no_part() -> None:
    mondays_only = Preferences(weekdays=frozenset({0}))
    assert asking.takes_part(OPEN, BERLIN, mondays_only, at(2, 16))
    assert not asking.takes_part(OPEN, BERLIN, mondays_only, at(2, 17))


@pytest.mark.parametrize(
    ("opens_at", "zone", "chosen", "asked_at"),
    [
        pytest.param(at(3, 8), BERLIN, Preferences(), at(3, 8), id="by day"),
        pytest.param(at(3, 22), BERLIN, Preferences(), at(3, 22), id="at night"),
        pytest.param(at(8, 12), BERLIN, Preferences(), at(8, 12), id="on sunday"),
        pytest.param(at(3, 8), HONOLULU, Preferences(), at(3, 8), id="where it is another day"),
        pytest.param(at(3, 8), BERLIN, Preferences(quiet=(time(8), time(9, 15))), at(3, 9), id="not in quiet hours"),
        pytest.param(
            at(3, 8),
            BERLIN,
            Preferences(days_off=(DaysOff(date(2026, 3, 3), date(2026, 3, 3)),)),
            at(4, 9),
            id="not on a day off",
        ),
    ],
)
def test_a_round_opened_by_hand_asks_at_once_but_for_who_wants_it_quiet(
    opens_at: datetime, zone: str, chosen: Preferences, asked_at: datetime
) -> None:
    opened = pulses.by_hand("R1", opens_at)
    assert asking.asked_at(opened, Respondent(zone, 0, chosen), opens_at) == asked_at


def test_messages_are_named_by_week_person_and_number() -> None:
    names = [asking.key(OPEN, "U1", number) for number in asking.NUMBERS]
    assert names == ["pulse:2026-W10:U1", "reminder:2026-W10:U1:1", "reminder:2026-W10:U1:2"]
    assert asking.key(OPEN, "U1", asking.PUT_OFF) == "reminder:2026-W10:U1:later"
    assert names[0] == pulses.key(OPEN, "U1")
