"""The weeks that lie behind a team: what closed rounds left of it, and how its customers rated meanwhile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, false, func, select, true

from bot import composing, link, series
from bot.feedback import Rated, Scale
from bot.link import Course
from bot.privacy import COMPANY
from bot.pulses import Round
from bot.series import Kept
from storage import closing, looks, policies, pulses
from storage.asking_tables import PAPER
from storage.feedback_tables import CONCERN, FEEDBACK
from storage.tables import ROUND

if TYPE_CHECKING:
    from storage.database import Db


def year(db: Db, closed: Round) -> list[Round]:
    """The closed rounds of the 52 weeks up to this one's, oldest first."""
    since = link.year_before(closed.week)
    return [of for of in pulses.closed_until(db, closed.week) if of.week >= since]


def kept(db: Db, of: Round, groups: Collection[str]) -> Kept:
    """What a closed round left behind, of some groups."""
    return Kept(of.week, pulses.papers(db, of.id, groups), closing.tallies(db, of.id, groups), _rated(db, of, groups))


def courses(db: Db, closed: Round) -> dict[str, Course]:
    """Where each team that took part in a closed round stands in its years, and the company for `COMPANY`."""
    here = and_(ROUND.c.workspace == PAPER.c.workspace, ROUND.c.id == PAPER.c.round)
    past = (ROUND.c.workspace == db.workspace, ROUND.c.is_closed == true(), ROUND.c.week <= closed.week)
    first, members = func.min(ROUND.c.week), func.max(case((ROUND.c.id == closed.id, PAPER.c.members)))
    teams = select(PAPER.c.team, first, members).select_from(ROUND.join(PAPER, here)).where(*past)
    rows = [(*row,) for row in db.run(teams.group_by(PAPER.c.team)) if row[2] is not None]
    rows.append((COMPANY, db.run(select(first).where(*past)).scalar_one(), 0))
    last: Mapping[str, tuple[str | None, int]] = looks.last(db, closed.week)
    return {group: Course(begun, closed.week, *last.get(group, (None, 0)), many) for group, begun, many in rows}


def needs(db: Db, teams: Collection[str], since: str, until: str) -> dict[str, dict[str, dict[str, float]]]:
    """By team, week (2026-W10, both included) and need: the score of each that was shown, 0..100 and not rounded."""
    past = [of for of in pulses.closed_until(db, until) if of.week >= since]
    rounds = [Kept(of.week, pulses.papers(db, of.id), closing.tallies(db, of.id), {}) for of in past]
    policy = policies.one(db)
    points = series.points(rounds, policy.threshold, policy.off)
    return {team: {point.week: dict(point.needs) for point in points.get(team, []) if point.needs} for team in teams}


def _rated(db: Db, of: Round, teams: Collection[str]) -> dict[str, list[Rated]]:
    """The feedback that the digests of a round tell of, by team and scale."""
    since, until = composing.window(of, pulses.before(db, of))
    here = (FEEDBACK.c.workspace == db.workspace, FEEDBACK.c.is_removed == false())
    in_time = (FEEDBACK.c.counts_at >= since, FEEDBACK.c.counts_at < until)
    placed = and_(CONCERN.c.workspace == FEEDBACK.c.workspace, CONCERN.c.feedback == FEEDBACK.c.id)
    are_theirs = func.coalesce(CONCERN.c.team, "").in_(teams)  # a bare column SQLite would begin with, for all time
    counted = (CONCERN.c.team, FEEDBACK.c.scale, func.count(), func.sum(FEEDBACK.c.rating))
    rows = select(*counted).select_from(FEEDBACK.join(CONCERN, placed)).where(*here, *in_time, are_theirs)
    found = defaultdict[str, list[Rated]](list)
    for team, scale, n, total in db.run(rows.group_by(CONCERN.c.team, FEEDBACK.c.scale)):
        found[team].append(Rated(Scale(scale), n, total))
    return found
