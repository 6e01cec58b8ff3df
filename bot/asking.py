"""When someone is asked in a round, and when they are reminded: by day, by their own clock, and as they want it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from bot import moments, pulses
from bot.delivery import REMINDER
from bot.errors import Refused
from bot.preferences import AS_IT_SHIPS, Preferences
from bot.pulses import Round

ASKED_UNTIL = time(18)
LAST_MORNING = time(10)
LATE_HOURS = timedelta(hours=2)  # for whom the day begins in the evening
LATER = timedelta(hours=4)
LAST_HOUR = timedelta(hours=1)
HALF_DAY = timedelta(hours=12)
SPREAD_MINUTES = 30
NUMBERS = ASK, FIRST, LAST = range(3)
PUT_OFF = 3  # the reminder that someone has asked for


@dataclass(frozen=True)
class Respondent:
    """Someone whom we ask: by which clock, how many minutes after their hour, and as they want it."""

    zone: str
    minutes: int = 0
    preferences: Preferences = AS_IT_SHIPS


@dataclass(frozen=True)
class Window:
    """When a message is due, and when it is too late for it."""

    due_at: datetime
    expires_at: datetime


Plan = Mapping[int, Window]  # of the ask and of the reminders: of those there are


def respondent(opened: Round, person: str, zone: str, preferences: Preferences) -> Respondent:
    """Someone of a round. Their minutes (0 … 29) are another each week, the same however often it is planned."""
    digest = hashlib.sha256(f"{opened.week}:{person}".encode()).digest()
    return Respondent(zone, int.from_bytes(digest[:4]) % SPREAD_MINUTES, preferences)


def key(opened: Round, person: str, number: int) -> str:
    """What names the ask or one of the reminders for good: by the week and never by a moment."""
    if number == ASK:
        return pulses.key(opened, person)
    return f"{REMINDER}:{opened.week}:{person}:{'later' if number == PUT_OFF else number}"


@lru_cache(maxsize=4096)
def takes_part(opened: Round, zone: str, preferences: Preferences, now: datetime) -> bool:
    """Whether someone can be asked in a round that opens now, however their minutes fall.

    Whoever has paused, is out, or is off on all of its days does not, and so is counted nowhere.
    """
    latest = Respondent(zone, SPREAD_MINUTES - 1, preferences)
    return bool(_is_day(opened, latest, now) or _from(_mornings(opened, latest), now))


def asked_at(opened: Round, who: Respondent, now: datetime) -> datetime:
    """When to ask someone, as seen now: at their hour on the first of their working days in the round.

    Where that has passed (the bot was down, or they travel) it is now, from their hour to six by their clock, and else
    their next hour before the round closes. A round that was opened by hand asks at once, whatever the hour, but for
    who has taken the day off or wants it quiet. Where no such time is left it is now or, on a day off and in quiet
    hours, the round's end, and so never.
    """
    ahead = _from(_mornings(opened, who), now)
    is_still_to_come = bool(ahead) and moments.local_day(ahead[0], who.zone) == moments.local_day(now, who.zone)
    if _is_day(opened, who, now) and (_is_by_hand(opened) or not is_still_to_come):
        return now
    return min(ahead, default=now if suits(opened, who, now) else opened.closes_at)


@lru_cache(maxsize=4096)
def planned(opened: Round, who: Respondent, now: datetime) -> Plan:
    """When to ask someone and to remind them, as seen now."""
    asked = asked_at(opened, who, now)
    return {ASK: Window(asked, opened.closes_at), **reminders(opened, who, asked, now)}


def reminders(opened: Round, who: Respondent, asked: datetime, now: datetime) -> Plan:
    """The reminders still to come of someone asked at that moment: on their next working day, and on the last morning.

    On each day there is one message at most, and none in the round's last hour.
    """
    asked_on = moments.local_day(asked, who.zone)
    after = {day: at for day, at in _mornings(opened, who, _last_clock(who)).items() if day > asked_on and at > now}
    last = max(after, default=None)
    found = {LAST: Window(after[last], opened.closes_at - LAST_HOUR)} if last else {}
    for day, at in _mornings(opened, who).items():
        if last and asked_on < day < last and at > now:
            return {FIRST: Window(at, after[last])} | found
    return found


def moved(
    opened: Round, who: Respondent, waiting: Mapping[int, datetime], asked: datetime | None, now: datetime
) -> Plan:
    """New times for the messages to someone that wait, when their clock or wishes have changed or the bot was down.

    `waiting` says when they are due; `asked` is when the person was asked, or None while that waits itself. What is
    overdue by day is left to be sent; what has no time any more gets the round's end, and so is never sent.
    """
    if who.preferences.is_away(moments.local_day(now, who.zone)):
        return {}
    never = Window(opened.closes_at, opened.closes_at)
    times = planned(opened, who, now) if asked is None else reminders(opened, who, asked, now)
    planned_for = {number: at for number, at in waiting.items() if number != PUT_OFF}
    left = _left(opened, who, times, [number for number, at in planned_for.items() if at <= now], now)
    found = {number: times.get(number, never) for number in planned_for if number != left}
    if PUT_OFF in waiting:
        others = [now if number == left else found[number].due_at for number in planned_for]
        at = _put_off(opened, who, waiting[PUT_OFF], [at for at in others if at < opened.closes_at], now)
        found[PUT_OFF] = Window(at, opened.closes_at - LAST_HOUR) if at else never
    return found


def _put_off(opened: Round, who: Respondent, said: datetime, others: list[datetime], now: datetime) -> datetime | None:
    """When to come back to someone: when they said, by day, or at their next hour; None: never, or others do it."""
    moment = max(said, now)
    today = moments.local_day(moment, who.zone)
    begins = moments.at_local(today, _last_clock(who), who.zone)
    is_by_day = begins <= moment <= _evening(today, who) and moment < opened.closes_at - LAST_HOUR
    at = said if is_by_day and suits(opened, who, moment) else next_hour(opened, who, moment)
    return None if at and is_covered(at, others) else at


def _left(opened: Round, who: Respondent, times: Plan, overdue: list[int], now: datetime) -> int | None:
    """Which of someone's overdue messages is to be sent now, if any: one alone, and none just before the last one."""
    if ASK in times:
        return ASK if ASK in overdue and times[ASK].due_at == now else None
    is_last_day = LAST in times and moments.local_day(times[LAST].due_at, who.zone) == moments.local_day(now, who.zone)
    return max(overdue) if overdue and _is_day(opened, who, now) and not is_last_day else None


def later_today(opened: Round, who: Respondent, now: datetime) -> datetime:
    """When to come back to someone later: in four hours, if that is by day, and else tomorrow. Raises Refused."""
    at = now + LATER
    shown = at.astimezone(moments.zone(who.zone))
    is_by_day = shown.date() == moments.local_day(now, who.zone) and shown.time() <= ASKED_UNTIL
    if is_by_day and suits(opened, who, at) and at < opened.closes_at - LAST_HOUR:
        return at
    return tomorrow(opened, who, now)


def tomorrow(opened: Round, who: Respondent, now: datetime) -> datetime:
    """When to come back to someone on their next working day: at their hour or, on the last, early enough.

    Raises Refused when none is left in the round.
    """
    midnight = moments.at_local(moments.local_day(now, who.zone) + timedelta(days=1), time(0), who.zone)
    if at := next_hour(opened, who, midnight):
        return at
    raise Refused("pulse_too_late")


def next_hour(opened: Round, who: Respondent, moment: datetime) -> datetime | None:
    """Someone's next hour in the round from a moment on, on the last day early enough; None where none is left."""
    return min(_from(_mornings(opened, who, _last_clock(who)) | _mornings(opened, who), moment), default=None)


def is_covered(at: datetime, waiting: Iterable[datetime]) -> bool:
    """Whether one of the reminders that wait comes to them on about that moment's day anyway."""
    return any(abs(due_at - at) < HALF_DAY for due_at in waiting)


def _mornings(opened: Round, who: Respondent, clock: time | None = None) -> dict[date, datetime]:
    """When someone can be asked on each of their days in a round: at their hour, or at that time of day.

    A time that the clocks skip or that falls into quiet hours because of that is left out, and so is the last hour.
    """
    mornings = {}
    for day, at in _days(opened, who.zone, who.preferences, clock or who.preferences.hour):
        spread = at + timedelta(minutes=who.minutes)
        if not _is_on(day, spread, who):  # its minutes would lead into quiet hours, or past midnight
            spread = at
        if opened.opens_at <= spread < opened.closes_at - LAST_HOUR and _is_on(day, spread, who):
            mornings[day] = spread
    return mornings


@lru_cache(maxsize=4096)  # alike for all in a zone who have chosen nothing
def _days(opened: Round, zone: str, wishes: Preferences, clock: time) -> tuple[tuple[date, datetime], ...]:
    """The days of a round on which someone works, and the moments at which their clock shows that time."""
    first = _first_day(opened, zone)
    every = [first + timedelta(days=n) for n in range((moments.local_day(opened.closes_at, zone) - first).days + 1)]
    return tuple((day, moments.at_local(day, clock, zone)) for day in every if _works(day, wishes))


def _from(mornings: Mapping[date, datetime], now: datetime) -> list[datetime]:
    return [at for at in mornings.values() if at >= now]


def _is_day(opened: Round, who: Respondent, now: datetime) -> bool:
    """Whether someone who should have been asked by now may be asked at once."""
    today = moments.local_day(now, who.zone)
    begins = moments.at_local(today, who.preferences.hour, who.zone)
    is_by_day = begins <= now < _evening(today, who) and today >= _first_day(opened, who.zone)
    return suits(opened, who, now) and (is_by_day or _is_by_hand(opened))


def _evening(day: date, who: Respondent) -> datetime:
    """Until when someone is asked on a day."""
    begins = moments.at_local(day, who.preferences.hour, who.zone)
    return max(moments.at_local(day, ASKED_UNTIL, who.zone), begins + LATE_HOURS)


def suits(opened: Round, who: Respondent, moment: datetime) -> bool:
    """Whether a moment is neither quiet for someone nor on a day off, which in a round by hand a weekday never is."""
    day, wishes = moments.local_day(moment, who.zone), who.preferences
    is_free = wishes.is_off(day) if _is_by_hand(opened) else wishes.rests(day)
    return not is_free and not wishes.is_away(day) and _is_on(day, moment, who)


def _works(day: date, wishes: Preferences) -> bool:
    return not wishes.rests(day) and not wishes.is_away(day)


def _is_on(day: date, moment: datetime, who: Respondent) -> bool:
    """Whether a moment is on that day by their clock, and not quiet."""
    shown = moment.astimezone(moments.zone(who.zone))
    return shown.date() == day and not who.preferences.is_quiet(shown.time())


def _last_clock(who: Respondent) -> time:
    """The time of the last morning: early enough to answer, for whom their own hour would come late."""
    wishes = who.preferences
    return wishes.hour if wishes.is_quiet(LAST_MORNING) else min(wishes.hour, LAST_MORNING)


def _first_day(opened: Round, zone: str) -> date:
    """The first day of a round by a zone's clocks."""
    return opened.first_day or moments.local_day(opened.opens_at, zone)


def _is_by_hand(opened: Round) -> bool:
    return opened.first_day is None
