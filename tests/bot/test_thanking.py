from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import moments, thanking
from bot.preferences import AS_IT_SHIPS, DaysOff, Preferences
from bot.teams import CohortMember, Team
from bot.thanking import Coverage

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 16, tzinfo=UTC)
TEAM = Team("t1", "Support", "C1", 0)
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "Nowhere"])


def clock(window, zone):
    return window.due_at.astimezone(moments.zone(zone)).time()


@pytest.mark.parametrize(
    ("zone", "wishes", "now", "due"),
    [
        ("UTC", AS_IT_SHIPS, MONDAY, datetime(2026, 3, 2, 15, tzinfo=UTC)),
        ("Asia/Kolkata", AS_IT_SHIPS, MONDAY, datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        ("UTC", AS_IT_SHIPS, MONDAY.replace(hour=15), datetime(2026, 3, 3, 15, tzinfo=UTC)),
        ("UTC", Preferences(quiet=(time(14), time(8))), MONDAY, datetime(2026, 3, 2, 10, tzinfo=UTC)),
        ("UTC", Preferences(quiet=(time(14), time(8))), MONDAY.replace(hour=11), datetime(2026, 3, 3, 10, tzinfo=UTC)),
        ("UTC", Preferences(weekdays=frozenset({1})), MONDAY, datetime(2026, 3, 3, 15, tzinfo=UTC)),
        ("UTC", Preferences(paused_until=date(2026, 3, 3)), MONDAY, datetime(2026, 3, 3, 15, tzinfo=UTC)),
        ("UTC", AS_IT_SHIPS, FRIDAY, None),
        ("UTC", Preferences(is_out=True), MONDAY, None),
        ("UTC", Preferences(paused_until=date(2026, 4, 1)), MONDAY, None),
        ("UTC", Preferences(days_off=(DaysOff(date(2026, 3, 1), date(2026, 3, 3)),)), MONDAY, None),
    ],
    ids=[
        "three",
        "zone",
        "tomorrow",
        "quiet",
        "quiet-tomorrow",
        "weekday",
        "pause-ends",
        "weekend",
        "out",
        "paused",
        "days-off",
    ],
)
def test_someone_is_invited_by_day_and_as_they_want_it(zone, wishes, now, due):
    window = thanking.invited_at(zone, wishes, now)
    assert (window.due_at if window else None) == due


@given(
    ZONES,
    st.timedeltas(timedelta(0), timedelta(days=365)),
    st.tuples(st.times(), st.times()).filter(lambda ends: ends[0] != ends[1]),
    st.frozensets(st.integers(0, 6), min_size=1),
)
def test_an_invitation_never_comes_in_quiet_hours_or_on_a_day_off(zone, later, quiet, weekdays):
    now, wishes = MONDAY + later, Preferences(quiet=quiet, weekdays=weekdays)
    window = thanking.invited_at(zone, wishes, now)
    if window:
        assert now < window.due_at < now + timedelta(days=3)
        assert thanking.suits(zone, wishes, window.due_at)
        assert not wishes.is_quiet(clock(window, zone))


def cohort(n, team="t1"):
    return [CohortMember(f"{team}-{i}", team) for i in range(n)]


@pytest.mark.parametrize(
    ("people", "thanked", "shown"),
    [
        (4, 4, None),
        (5, 0, (0, 2)),
        (5, 2, (0, 2)),
        (5, 3, (3, 5)),
        (5, 5, (3, 5)),
        (6, 3, (3, 3)),
        (9, 0, (0, 2)),
        (9, 1, (0, 2)),
        (9, 2, (0, 2)),
        (9, 3, (3, 3)),
        (9, 6, (6, 6)),
        (9, 7, (7, 9)),
        (9, 8, (7, 9)),
        (9, 9, (7, 9)),
    ],
)
def test_one_or_two_who_were_thanked_or_are_left_over_cannot_be_looked_for(people, thanked, shown):
    covered = thanking.coverage(TEAM, cohort(people), [f"t1-{i}" for i in range(thanked)])
    assert covered == Coverage(TEAM, people, shown)


@given(st.integers(0, 30), st.data())
def test_a_figure_is_true_and_of_three_people_or_more_at_either_end(people, data):
    thanked = data.draw(st.integers(0, people))
    covered = thanking.coverage(TEAM, cohort(people), [f"t1-{i}" for i in range(thanked)])
    if covered.thanked is None:
        assert people < 5
        return
    least, most = covered.thanked
    assert least <= thanked <= most
    assert most - least == (0 if 3 <= thanked <= people - 3 else 2)


def test_neither_who_leads_nor_other_teams_count():
    everyone = [*cohort(6), CohortMember("lead", "t1", is_manager=True), *cohort(6, "t2")]
    covered = thanking.coverage(TEAM, everyone, ["lead", "t1-0", "t2-0", "t2-1"])
    assert (covered.people, covered.thanked) == (6, (0, 2))
    covered = thanking.coverage(TEAM, everyone, ["lead", *(f"t1-{i}" for i in range(3)), "t2-0", "t2-1"])
    assert covered.thanked == (3, 3)


@pytest.mark.parametrize("day", range(2, 9))
def test_thanks_are_counted_until_the_last_monday(day):
    assert thanking.covered_until(datetime(2026, 3, day, 23, 59, tzinfo=UTC)) == datetime(2026, 3, 2, tzinfo=UTC)
