"""When someone is asked and reminded where a round has other days than those it ships with."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import asking, pulses
from bot.asking import FIRST, LAST, Respondent
from bot.policies import Policy
from bot.preferences import Preferences

MONDAY = date(2026, 3, 2)
BERLIN = "Europe/Berlin"
WINDOWS = [Policy(opens_on=first, days_open=days) for first in range(3) for days in range(2, 6 - first)]
FROM_TUESDAY, FROM_WEDNESDAY = Policy(opens_on=1), Policy(opens_on=2, days_open=3)
TWO_DAYS = Policy(opens_on=1, days_open=2)
zones = st.sampled_from(sorted(zoneinfo.available_timezones() - {"localtime"}))
mondays = st.integers(0, 900).map(lambda weeks: date(2020, 1, 6) + timedelta(weeks=weeks))


def shown(moment: datetime, zone: str = BERLIN) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%A %H:%M}"


def opened(policy: Policy) -> pulses.Round:
    return pulses.scheduled("R1", MONDAY, policy)


@given(mondays, st.sampled_from(WINDOWS), zones, st.integers(0, 29))
def test_everyone_is_asked_at_ten_on_the_first_day_and_has_time_to_answer(monday, policy, zone, minutes):
    week, who = pulses.scheduled("R1", monday, policy), Respondent(zone, minutes)
    asked = asking.asked_at(week, who, week.opens_at)
    local = asked.astimezone(ZoneInfo(zone))
    assert local.date() == monday + timedelta(days=policy.opens_on)
    assert (local.hour, local.minute) == (10, minutes)
    assert week.closes_at - asked > timedelta(days=1)
    assert asking.takes_part(week, zone, Preferences(), week.opens_at)


@given(mondays, st.sampled_from(WINDOWS), zones, st.integers(0, 29))
def test_all_messages_come_within_the_round_on_days_of_their_own(monday, policy, zone, minutes):
    week, who = pulses.scheduled("R1", monday, policy), Respondent(zone, minutes)
    plan = asking.planned(week, who, week.opens_at)
    assert all(week.opens_at <= window.due_at < window.expires_at <= week.closes_at for window in plan.values())
    days = [window.due_at.astimezone(ZoneInfo(zone)).date() for window in plan.values()]
    assert len(set(days)) == len(days)
    assert LAST in plan


@pytest.mark.parametrize(
    ("policy", "asked", "reminded"),
    [
        pytest.param(FROM_TUESDAY, "Tuesday 10:00", {FIRST: "Wednesday 10:00", LAST: "Friday 10:00"}, id="to friday"),
        pytest.param(FROM_WEDNESDAY, "Wednesday 10:00", {FIRST: "Thursday 10:00", LAST: "Friday 10:00"}, id="late"),
        pytest.param(TWO_DAYS, "Tuesday 10:00", {FIRST: "Wednesday 10:00", LAST: "Thursday 10:00"}, id="two days"),
    ],
)
def test_reminders_follow_the_days_of_the_round(policy, asked, reminded):
    plan = asking.planned(opened(policy), Respondent(BERLIN), opened(policy).opens_at)
    told = {number: shown(window.due_at) for number, window in plan.items()}
    assert told == {asking.ASK: asked} | reminded


@pytest.mark.parametrize(
    ("policy", "now", "asked"),
    [
        pytest.param(FROM_TUESDAY, datetime(2026, 3, 2, 12, tzinfo=UTC), "Tuesday 10:00", id="not before its day"),
        pytest.param(FROM_TUESDAY, datetime(2026, 3, 3, 12, tzinfo=UTC), "Tuesday 13:00", id="late that day, at once"),
        pytest.param(FROM_TUESDAY, datetime(2026, 3, 5, 20, tzinfo=UTC), "Friday 10:00", id="late, the next morning"),
    ],
)
def test_someone_is_asked_late_by_day(policy, now, asked):
    assert shown(asking.asked_at(opened(policy), Respondent(BERLIN), now)) == asked


@pytest.mark.parametrize(
    ("policy", "weekdays", "asked"),
    [
        pytest.param(FROM_TUESDAY, {0, 3}, "Thursday 10:00", id="on their first day in it"),
        pytest.param(FROM_TUESDAY, {4}, "Friday 10:00", id="on the last"),
        pytest.param(FROM_TUESDAY, {0}, None, id="who works on mondays only is not asked"),
        pytest.param(TWO_DAYS, {0, 4}, None, id="nor is who works before and after it"),
    ],
)
def test_someone_who_works_on_some_days_is_asked_on_those_of_the_round(policy, weekdays, asked):
    wishes = Preferences(weekdays=frozenset(weekdays))
    week = opened(policy)
    assert asking.takes_part(week, BERLIN, wishes, week.opens_at) is bool(asked)
    if asked:
        assert shown(asking.asked_at(week, Respondent(BERLIN, 0, wishes), week.opens_at)) == asked


@pytest.mark.parametrize("hour", [9, 10, 11])
@pytest.mark.parametrize("day", [1, 2, 3])
@pytest.mark.parametrize("policy", [Policy(), FROM_TUESDAY, FROM_WEDNESDAY, TWO_DAYS], ids=str)
def test_one_opened_by_hand_asks_at_once_whatever_the_window(policy, day, hour):
    now = datetime(2026, 3, day, hour, tzinfo=UTC)
    wishes = Preferences(time(17), frozenset(range(7)))
    assert asking.asked_at(pulses.by_hand("R1", now, policy), Respondent(BERLIN, 0, wishes), now) == now
