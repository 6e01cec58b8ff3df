"""Weeks, zones and local time. The only place that knows zones; everything else counts in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@lru_cache(maxsize=1024)  # Python keeps eight by itself, and reads the others from their files each time
def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name, or UTC where the name is unknown (Slack may know zones before we do)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def is_zone(name: str) -> bool:
    """Whether a zone of that IANA name is known, such as `Europe/Berlin`."""
    return zone(name).key == name


def at_local(day: date, clock: time, zone_name: str) -> datetime:
    """The instant, in UTC, at which a wall clock in that zone shows this day and time.

    A time that a daylight-saving gap skips is shifted by the gap; of a time that happens twice the first is meant.
    """
    return datetime.combine(day, clock, zone(zone_name)).astimezone(UTC)


def next_at(weekday: int, clock: time, zone_name: str, since: datetime) -> datetime:
    """The first instant from one on at which a wall clock in that zone shows this weekday (0 is Monday) and time.

    Where the clocks skip that time or show it twice it is as in `at_local`.
    """
    today = local_day(since, zone_name)
    day = today + timedelta(days=(weekday - today.weekday()) % 7)
    at = at_local(day, clock, zone_name)
    return at if at >= since else at_local(day + timedelta(weeks=1), clock, zone_name)


def local_day(moment: datetime, zone_name: str) -> date:
    """The calendar day on a wall clock in that zone."""
    return moment.astimezone(zone(zone_name)).date()


def week_key(day: date) -> str:
    """The ISO week of a day, such as `2026-W10`; sorts by time."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def week_number(key: str) -> int:
    """Weeks since the ISO week 1970-W01, so that rotation goes on across a new year."""
    year, week = key.split("-W")
    return (date.fromisocalendar(int(year), int(week), 1) - date(1969, 12, 29)).days // 7


def monday_of(key: str) -> date:
    """The Monday of a week such as `2026-W10`."""
    year, week = key.split("-W")
    return date.fromisocalendar(int(year), int(week), 1)


def starts_everywhere(day: date) -> datetime:
    """The instant, in UTC, at which a day begins in the first zone on earth (UTC+14)."""
    return datetime.combine(day, time(0), UTC) - timedelta(hours=14)


def ended_everywhere(day: date) -> datetime:
    """The instant, in UTC, at which a day has ended in the last zone on earth (UTC-12)."""
    return datetime.combine(day, time(0), UTC) + timedelta(hours=36)


def newest_day(moment: datetime) -> date:
    """The latest calendar day that has begun anywhere on earth."""
    return (moment.astimezone(UTC) + timedelta(hours=14)).date()
