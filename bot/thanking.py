"""The rhythm of thanking: whom to invite, when, and what a manager may know of who was thanked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot import moments
from bot.asking import Window
from bot.preferences import Preferences
from bot.teams import CohortMember, Team

KIND = "thanks_prompt"
QUIET_FOR = timedelta(weeks=4)  # how long someone has thanked nobody before they are invited, and is left alone after
HOUR = time(15)  # by day, and not when a pulse comes
WORTH = timedelta(hours=3)
DAYS_AHEAD = 2
FEWEST = 5
LEFT_OPEN = 2  # of how many, at either end, it is never said whether they were thanked


def invited_at(zone: str, wishes: Preferences, now: datetime) -> Window | None:
    """When to invite someone: at three by their clock, today or tomorrow, or else at their own hour.

    None on their days off, while they have paused, and where three o'clock and their own hour have passed or are quiet.
    """
    today = moments.local_day(now, zone)
    for day in (today + timedelta(days=n) for n in range(DAYS_AHEAD)):
        at = moments.at_local(day, wishes.hour if wishes.is_quiet(HOUR) else HOUR, zone)
        if at > now and suits(zone, wishes, at):
            return Window(at, at + WORTH)
    return None


def suits(zone: str, wishes: Preferences, moment: datetime) -> bool:
    """Whether a moment is on one of someone's working days and not in their quiet hours."""
    shown = moment.astimezone(moments.zone(zone))
    day = shown.date()
    return not (wishes.rests(day) or wishes.is_away(day) or wishes.is_quiet(shown.time()))


@dataclass(frozen=True)
class Coverage:
    """How many of a team's people were thanked in four weeks, at least and at most; None where they are too few."""

    team: Team
    people: int
    thanked: tuple[int, int] | None


def covered_until(now: datetime) -> datetime:
    """Until when thanks are counted: the last Monday, so that nobody can watch the figure while they thank someone."""
    monday = moments.monday_of(moments.week_key(now.date()))
    return moments.at_local(monday, time(0), "UTC")


def coverage(team: Team, cohort: Iterable[CohortMember], thanked: Collection[str]) -> Coverage:
    """What those who lead a team may know of its thanks: a figure, and never one that singles somebody out.

    Whoever leads a team knows its people and many of the thanks. "8 of 9" would make them look for the one, and "1 of
    9" would tell them of all the others, so it is "at least 7 of 9" and "fewer than 3 of 9". Of fewer than five people
    nothing is said. Each person counts in one team alone, as in a round: else two figures could be subtracted from each
    other.
    """
    people = {member.person for member in cohort if member.team == team.id and not member.is_manager}
    if len(people) < FEWEST:
        return Coverage(team, len(people), None)
    counted, high = len(people.intersection(thanked)), len(people) - LEFT_OPEN
    if counted <= LEFT_OPEN:
        return Coverage(team, len(people), (0, LEFT_OPEN))
    return Coverage(team, len(people), (high, len(people)) if counted >= high else (counted, counted))
