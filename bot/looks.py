"""The looks of a round: who is due, who has weeks enough, and what the test has to say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from bot import insight, link, moments
from bot.insight import Series, Surprises
from bot.items import NEEDS
from bot.link import IN_A_ROW, NEEDED, TEAMS, YEAR, Course, Kind, Line
from bot.privacy import COMPANY
from bot.series import Point


def taken(week: str, courses: Mapping[str, Course], points: Mapping[str, Sequence[Point]]) -> dict[str, Line]:
    """What the digests of a round say of the link: by team, of those with a course, and for `COMPANY`.

    `points` are those of the last 52 weeks, of the teams that are to be counted (`link.counted`): the others have as
    many usable weeks as their last line counted.
    """
    usable = {
        team: sum(point.is_usable for point in points[team]) if team in points else courses[team].usable
        for team in sorted(courses)
        if team != COMPANY
    }
    lines = {team: link.waiting(courses[team], n) for team, n in usable.items()}
    if COMPANY in courses:
        lines[COMPANY] = link.waiting(courses[COMPANY], _common(usable.values()))
    due = [group for group in lines if courses[group].is_due]
    ready = [team for team, n in usable.items() if n >= NEEDED and _in_a_row(points[team]) >= IN_A_ROW] if due else []
    if ready:
        known = insight.surprises([on_calendar(points[team], week) for team in ready])
        able = {*ready, COMPANY} if len(ready) >= TEAMS else {*ready}
        lines |= {group: _looked(lines[group], group, ready, known, week) for group in due if group in able}
    return lines


def on_calendar(points: Sequence[Point], week: str) -> Series:
    """A team's points on the calendar: 52 weeks up to this one, with gaps where it has none."""
    start = moments.week_number(link.year_before(week))
    needs, feedback = np.full((YEAR, len(NEEDS)), np.nan), np.full(YEAR, np.nan)
    for point in points:
        at = moments.week_number(point.week) - start
        needs[at] = [point.needs.get(need, np.nan) for need in NEEDS]
        feedback[at] = np.nan if point.feedback is None else point.feedback
    return Series(needs, feedback)


def _in_a_row(points: Sequence[Point]) -> int:
    """How many usable weeks are followed by another."""
    weeks = {moments.week_number(point.week) for point in points if point.is_usable}
    return sum(week + 1 in weeks for week in weeks)


def _common(usable: Iterable[int]) -> int:
    """How many usable weeks the company has: as many as five of its teams have each."""
    return sorted(usable, reverse=True)[TEAMS - 1]


def _looked(line: Line, group: str, ready: Sequence[str], known: Surprises, week: str) -> Line:
    random, usable = insight.generator(group, week), line.usable
    if group == COMPANY:
        return link.told(Kind.COMPANY, usable, insight.pooled(known, random), len(ready))
    at = ready.index(group)
    found = insight.of_team(known, at, random)
    if len(ready) < TEAMS:
        return link.told(Kind.TOGETHER, usable, found)
    told = link.told(Kind.BESIDE_OTHERS, usable, found)
    return told if told.kind is Kind.NONE_SEEN else link.beside(told, insight.against_others(known, at, random))
