"""When someone is asked: by their own clock, by day, while the round is open."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot import moments
from bot.pulses import Round

ASKED_AT, ASKED_UNTIL = time(10, 0), time(18, 0)


def asked_at(opened: Round, zone_name: str, now: datetime) -> datetime:
    """When to ask someone in that zone, as seen now: at ten on the round's Monday by their clock.

    Where that has passed (the bot was down, or they travel) it is now, from ten to six by their clock, and else the
    next ten o'clock before the round closes. A round that was opened by hand asks at once, also before its Monday.
    """
    monday = moments.monday_of(opened.week)
    if opened.opens_at != moments.starts_everywhere(monday):
        return opened.opens_at
    ten = moments.at_local(monday, ASKED_AT, zone_name)
    if now <= ten:
        return ten
    today = moments.local_day(now, zone_name)
    days = (today, today + timedelta(days=1))
    if moments.at_local(today, ASKED_AT, zone_name) <= now < moments.at_local(today, ASKED_UNTIL, zone_name):
        return now
    later = [at for day in days if now < (at := moments.at_local(day, ASKED_AT, zone_name)) < opened.closes_at]
    return min(later, default=now)
