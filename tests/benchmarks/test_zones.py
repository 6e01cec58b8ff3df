"""The benchmark of the zones finds nothing wrong with us, and would find what is wrong with others."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from benchmarks import zones

CHANGE = date(2026, 10, 25)


def test_each_local_day_fires_once_across_the_changes_of_a_few_zones():
    found, slots, wrong = zones.check(list(zones.QUICK_ZONES))
    assert found > 100
    assert slots > 20_000
    assert wrong == []


def test_the_changes_of_a_zone_are_found():
    berlin = [moment for moment in zones.transitions(ZoneInfo("Europe/Berlin")) if moment.year == 2026]
    assert berlin == [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]


def test_all_zones_and_years_make_a_million_slots():
    assert len(zones.CLOCKS) * len(zones.DAYS) * 5_000 > 1_000_000


def backwards(day, clock, zone_name):
    return datetime.combine(CHANGE + (CHANGE - day), clock, UTC)


def by_threes(day, clock, zone_name):
    return datetime.combine(day.replace(day=day.day // 3 * 3), clock, UTC)


def by_the_last_clock_on_earth(day, clock, zone_name):
    return datetime.combine(day, clock, ZoneInfo("Etc/GMT+12")).astimezone(UTC)


@pytest.mark.parametrize(
    ("planned_at", "complaint"),
    [(backwards, "not each day once"), (by_threes, "too close"), (by_the_last_clock_on_earth, "falls on")],
)
def test_a_plan_that_is_wrong_is_found(monkeypatch, planned_at, complaint):
    monkeypatch.setattr(zones.moments, "at_local", planned_at)
    assert any(complaint in line for line in zones.violations("Pacific/Kiritimati", CHANGE, time(23, 59)))
