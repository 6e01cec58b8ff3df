"""What is told before it is decided, and that it comes like that."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import asking, moments, previews, pulses
from bot.asking import Respondent
from bot.people import Person
from bot.policies import Policy
from bot.previews import Preview
from bot.schedules import Schedule

WEEKLY = Schedule(pulses.KIND, date(2026, 3, 2), 1)
FRIDAY = datetime(2026, 3, 6, 15, tzinfo=UTC)
ZONES = ("Europe/Berlin", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "Etc/GMT+12")


def people(**zones):
    """So many people by zone; the zones' names with _ for /."""
    names = (zone.replace("_", "/", 1) for zone, count in zones.items() for _ in range(count))
    return [Person(f"U{number}", "Somebody", tz=zone) for number, zone in enumerate(names)]


def test_most_people_are_asked_first_on_the_rounds_first_day_at_ten_by_their_clocks():
    coming = previews.next_round(WEEKLY, "2026-W10", Policy(), FRIDAY)
    found = previews.team(people(Europe_Berlin=4, Europe_Paris=2, America_New_York=2), coming, FRIDAY)
    assert found == Preview(8, datetime(2026, 3, 9, 9, tzinfo=UTC), is_at_once=False, elsewhere=2)
    assert f"{found.at:%A %H:%M}" == "Monday 10:00"


def test_where_rounds_open_later_in_the_week_so_is_the_first_pulse():
    coming = previews.next_round(WEEKLY, "2026-W10", Policy(opens_on=1), FRIDAY)
    assert coming.first_day == date(2026, 3, 10)
    found = previews.team(people(Europe_Berlin=1), coming, FRIDAY)
    assert f"{found.at:%A %d %B %H:%M}" == "Tuesday 10 March 10:00"


def test_a_team_that_is_made_while_a_round_is_open_is_in_the_next_one():
    tuesday = datetime(2026, 3, 3, 12, tzinfo=UTC)
    assert previews.next_round(WEEKLY, "2026-W10", Policy(), tuesday).week == "2026-W11"


def test_the_first_team_of_a_workspace_is_asked_at_once_where_its_monday_is_on():
    monday = datetime(2026, 3, 2, 12, tzinfo=UTC)  # one in the afternoon in Berlin, seven in New York
    coming = previews.next_round(None, None, Policy(), monday)
    assert previews.team(people(Europe_Berlin=3), coming, monday).is_at_once
    later = previews.team(people(America_New_York=3), coming, monday)
    assert (later.is_at_once, f"{later.at:%A %H:%M}") == (False, "Monday 10:00")


def test_those_are_counted_who_are_asked_at_once_where_most_are_asked_later():
    monday = datetime(2026, 3, 2, 12, tzinfo=UTC)
    coming = previews.next_round(None, None, Policy(), monday)
    found = previews.team(people(Europe_Berlin=1, Europe_Paris=1, America_New_York=3, Africa_Lagos=1), coming, monday)
    assert (found.people, found.is_at_once, found.at_once, found.elsewhere) == (6, True, 0, 3)
    found = previews.team(people(Europe_Berlin=1, America_New_York=3, America_Denver=2), coming, monday)
    assert (found.people, found.is_at_once, found.at_once, found.elsewhere) == (6, False, 1, 2)


def test_the_first_team_of_a_workspace_waits_for_the_next_monday_in_the_middle_of_a_week():
    wednesday = datetime(2026, 3, 4, 12, tzinfo=UTC)
    coming = previews.next_round(None, None, Policy(), wednesday)
    assert coming.week == "2026-W11"
    assert not previews.team(people(Europe_Berlin=3), coming, wednesday).is_at_once


def test_for_nobody_there_is_nothing_to_tell():
    assert previews.team([], previews.next_round(None, None, Policy(), FRIDAY), FRIDAY) is None


@given(
    zones=st.lists(st.sampled_from(ZONES), min_size=1, max_size=9),
    hours=st.integers(0, 24 * 14),
    opens_on=st.integers(0, 2),
    is_new=st.booleans(),
)
def test_what_is_told_is_when_they_are_asked(zones, hours, opens_on, is_new):
    now, policy = FRIDAY + timedelta(hours=hours), Policy(opens_on=opens_on, days_open=3)
    coming = previews.next_round(None if is_new else WEEKLY, None if is_new else "2026-W10", policy, now)
    found = previews.team([Person(f"U{n}", "Somebody", tz=zone) for n, zone in enumerate(zones)], coming, now)
    asked = [asking.asked_at(coming, Respondent(zone), now) for zone in zones]
    alike = [moment for moment in asked if moment == found.at]
    at_once = 0 if found.is_at_once else asked.count(now)
    assert (found.people, found.at_once) == (len(zones), at_once)
    assert found.elsewhere == len(zones) - len(alike) - at_once
    assert len(alike) == max(asked.count(moment) for moment in asked)
    assert found.is_at_once == (found.at == now)
    if not found.is_at_once:
        assert (found.at.hour, found.at.minute) == (10, 0)
        assert found.at.date() >= coming.first_day
    assert coming.closes_at > now
    assert moments.monday_of(coming.week) >= moments.monday_of("2026-W10")


@pytest.mark.parametrize("weeks", [1, 2, 4])
def test_the_next_round_is_as_many_weeks_after_the_newest_as_is_chosen(weeks):
    coming = previews.next_round(Schedule(pulses.KIND, date(2026, 3, 2), weeks), "2026-W10", Policy(), FRIDAY)
    assert moments.monday_of(coming.week) == date(2026, 3, 2) + timedelta(weeks=weeks)
