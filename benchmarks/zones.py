"""Does every planned local day fire exactly once, in every zone, across every change of its clocks from 2024 to 2037?

    python benchmarks/zones.py [--quick]

For each transition of each IANA zone, and local times through the day, the days around it are planned as the planner
does: by date as the key, at the instant that `bot.moments.at_local` says. A clock then ticks across these instants,
each tick twice, and fires what is due and not there yet. Exits with 1 when a day is fired never or twice, when two
following days are not 20 to 28 hours apart, or when a wall clock then shows neither the planned day nor the next.
"""

from __future__ import annotations

import argparse
import sys
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot import moments

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
DAYS = range(-4, 4)
CLOCKS = [time(minute // 60, minute % 60) for minute in range(0, 24 * 60, 60)] + [
    time(0, 30),
    time(2, 30),
    time(23, 59),
]
CLOSEST, FARTHEST = timedelta(hours=20), timedelta(hours=28)
QUICK_ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Antarctica/Troll", "Africa/Casablanca")
SECOND = timedelta(seconds=1)


def transitions(zone: ZoneInfo) -> Iterator[datetime]:
    """The moments, to the hour, at which the zone's distance from UTC changes."""
    moment = FIRST
    while moment < LAST:
        following = moment + timedelta(days=1)
        if moment.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            hours = [moment + timedelta(hours=n) for n in range(25)]
            yield from (
                b for a, b in pairwise(hours) if a.astimezone(zone).utcoffset() != b.astimezone(zone).utcoffset()
            )
        moment = following


def fired(planned: dict[date, datetime]) -> list[tuple[date, datetime]]:
    """What a planner does that ticks just before and at each instant, and comes back to it once more."""
    known: set[date] = set()
    done = []
    for tick in sorted(moment for at in planned.values() for moment in (at - SECOND, at, at)):
        for day, at in planned.items():
            if at <= tick and day not in known:
                known.add(day)
                done.append((day, tick))
    return done


def violations(zone_name: str, around: date, clock: time) -> list[str]:
    """What is wrong with the days around one transition, planned for one local time."""
    planned = {day: moments.at_local(day, clock, zone_name) for day in (around + timedelta(days=n) for n in DAYS)}
    where, wrong = f"{zone_name} {around} {clock}", []
    if fired(planned) != list(planned.items()):
        wrong.append(f"{where}: not each day once, in order, at its instant")
    if not all(CLOSEST <= later - earlier <= FARTHEST for earlier, later in pairwise(planned.values())):
        wrong.append(f"{where}: two days too close, or too far apart")
    for day, at in planned.items():
        if moments.local_day(at, zone_name) - day not in (timedelta(0), timedelta(days=1)):
            wrong.append(f"{where}: {day} falls on {moments.local_day(at, zone_name)}")
    return wrong


def check(zone_names: list[str]) -> tuple[int, int, list[str]]:
    """How many transitions and planned days there are in these zones, and what is wrong with any of them."""
    found, wrong = 0, []
    for name in zone_names:
        for moment in transitions(ZoneInfo(name)):
            found += 1
            for clock in CLOCKS:
                wrong += violations(name, moments.local_day(moment, name), clock)
    return found, found * len(CLOCKS) * len(DAYS), wrong


def main() -> None:
    """Check, print, and leave with 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description="Check that each local day fires once in all zones.")
    parser.add_argument("--quick", action="store_true", help="a few zones only")
    names = QUICK_ZONES if parser.parse_args().quick else zoneinfo.available_timezones() - {"localtime"}
    found, slots, wrong = check(sorted(names))
    print(f"{len(names)} zones, {found:,} transitions, {slots:,} slots, {len(wrong)} violations")
    for line in wrong[:20]:
        print(line)
    sys.exit(bool(wrong) or not slots)


if __name__ == "__main__":
    main()
