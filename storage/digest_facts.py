"""What digests are composed of, loaded for many groups at once: each statement is for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot import composing, items, reliability, scores
from bot.composing import Facts, Group, Pulse
from bot.digests import Kind
from bot.privacy import COMPANY, Tally
from bot.pulses import KIND, Paper, Round
from bot.reliability import Product
from bot.scores import Noise
from storage import closing, digest_feedback, digest_kudos, looks, policies, pulses, releases, schedules
from storage.asking_tables import PAPER
from storage.digest_groups import GROUPED_BY, Among
from storage.tables import TALLY

if TYPE_CHECKING:
    from storage.database import Db

Norms = Mapping[str, float] | None


@dataclass(frozen=True)
class Course:
    """What all groups of a workspace have in common: the rounds that closed until one did, and the whole company's.

    `posted_at` is the hour of all of their digests.
    """

    closed: Round
    posted_at: datetime
    rounds: Sequence[Round]
    every: int
    threshold: int
    off: Collection[str]
    company: Mapping[str, Sequence[Tally]]
    products: Sequence[Product]

    @cached_property
    def occasions(self) -> list[tuple[str, Round | None]]:
        """The last occasions for a pulse, with their rounds."""
        return composing.occasions(self.rounds, self.closed, self.every)

    @cached_property
    def looked_back_on(self) -> list[Round]:
        """The rounds that fell on them."""
        return [found for _, found in self.occasions if found]

    @cached_property
    def noise(self) -> Noise:
        """How answers differ, as far as the weeks of the whole bank tell."""
        return reliability.noise(self.products)

    @cached_property
    def norms(self) -> dict[str, Norms]:
        """By each round's id, the norms that were known at its end."""
        return {one.id: self._norms(one) for one in self.looked_back_on}

    def _norms(self, until: Round) -> Norms:
        weeks = [self.company.get(one.id, ()) for one in self.rounds if one.week <= until.week]
        return scores.norms(weeks, items.bank().values(), self.off)

    def previous(self, closed: Round) -> Round | None:
        """The round before one."""
        return next((one for one in reversed(self.rounds) if one.week < closed.week), None)

    def window(self, closed: Round) -> digest_feedback.Window:
        """The stretch of time that the digest of a round tells about."""
        return composing.window(closed, self.previous(closed))


def course(db: Db, closed: Round) -> Course:
    """What all groups have in common for the digests of a round that closed: none of it changes any more."""
    schedule, policy, rounds = schedules.one(db, KIND), policies.one(db), pulses.closed_until(db, closed.week)
    return Course(
        closed,
        policy.digest_due(closed.closes_at),
        rounds,
        every=schedule.weeks if schedule else 1,
        threshold=policy.threshold,
        off=policy.off,
        company=_by_round(_tallies(db, [one.id for one in rounds], [COMPANY]))[COMPANY],
        products=closing.products(db),
    )


def load(db: Db, course: Course, groups: Sequence[Group]) -> dict[str, Facts]:
    """What the digests of these groups, for the round that closed, are composed of, by the group's id."""
    found = dict[str, Facts]()
    for kind in Kind:
        if own := [group for group in groups if group.kind is kind]:
            found |= _of_kind(db, course, kind, own)
    return found


def _of_kind(db: Db, course: Course, kind: Kind, groups: Sequence[Group]) -> dict[str, Facts]:
    among, closed = Among(course.closed.id, kind, [group.id for group in groups]), course.closed
    window = course.window(closed)
    past = _pulses(db, course, among)
    summaries, quotes = digest_feedback.summaries(db, among, window), digest_feedback.quotes(db, among, window)
    kudos = digest_kudos.weeks(db, among, *window)
    praises = digest_feedback.praises(db, among.ids, window) if kind is Kind.TEAM else {}
    lines, read_out = looks.lines(db, closed, among.ids), releases.at_closing(db, closed, among.ids)
    return {
        group.id: Facts(
            group,
            closed,
            course.previous(closed),
            past[group.id],
            kudos[group.id],
            summaries[group.id],
            number=composing.number(course.rounds[0].week, closed, course.every),
            every=course.every,
            threshold=course.threshold,
            noise=course.noise,
            praises=praises.get(group.id, ()),
            quotes=quotes.get(group.id, ()),
            has_comments=group.id in read_out,
            link=lines[group.id][0] if group.id in lines else None,
            link_before=lines[group.id][1] if group.id in lines else None,
            reliability=_alphas(course) if kind is Kind.COMPANY else {},
        )
        for group in groups
    }


def _alphas(course: Course) -> dict[str, float | None]:
    known = reliability.reliability(course.products, items.bank().values())
    return {need: of_need.alpha for need, of_need in (known or {}).items()}


def _pulses(db: Db, course: Course, among: Among) -> dict[str, list[Pulse]]:
    """The pulses of each group on the last occasions, oldest first."""
    rounds = [one.id for one in course.looked_back_on]
    kept, papers = _by_round(_tallies(db, rounds, among.ids)), _papers(db, rounds, among)
    means = digest_feedback.means(db, among, {one.id: course.window(one) for one in course.looked_back_on})

    def pulse(group: str, week: str, at: Round | None) -> Pulse:
        if at is None:
            return Pulse(week)
        asked, tallies = papers[group].get(at.id, ()), kept[group].get(at.id, ())
        return Pulse(week, tuple(asked), tuple(tallies), course.norms[at.id], means.get(group, {}).get(at.id))

    return {group: [pulse(group, *occasion) for occasion in course.occasions] for group in among.ids}


def _tallies(db: Db, rounds: Sequence[str], groups: Sequence[str]) -> Iterable[tuple[str, Tally]]:
    """What was kept of some groups in some rounds, each with its round's id."""
    columns = (TALLY.c.round, TALLY.c.team, TALLY.c.item, TALLY.c.n, TALLY.c.total)
    here = (TALLY.c.workspace == db.workspace, TALLY.c.round.in_(rounds), TALLY.c.team.in_(groups))
    return ((row[0], Tally(*row[1:])) for row in db.run(select(*columns).where(*here).order_by(*columns[:3])))


def _by_round(tallies: Iterable[tuple[str, Tally]]) -> Mapping[str, Mapping[str, Sequence[Tally]]]:
    """Tallies by their group, then by their round."""
    found = defaultdict[str, dict[str, list[Tally]]](dict)
    for round_id, tally in tallies:
        found[tally.group].setdefault(round_id, []).append(tally)
    return found


def _papers(db: Db, rounds: Sequence[str], among: Among) -> Mapping[str, Mapping[str, Sequence[Paper]]]:
    """What the teams of each group were asked in some rounds, by group and round: as they were in it then."""
    group = GROUPED_BY[among.kind].label("group")
    columns = [PAPER.c[name] for name in ("team", "items", "members", "managers", "department")]
    here = (PAPER.c.workspace == db.workspace, PAPER.c.round.in_(rounds), group.in_(among.ids))
    found = defaultdict[str, dict[str, list[Paper]]](dict)
    for row in db.run(select(group, PAPER.c.round, *columns).where(*here).order_by(PAPER.c.round, PAPER.c.team)):
        asked = tuple(pulses.item(written) for written in row[3])
        found[row[0]].setdefault(row[1], []).append(Paper(row[2], asked, *row[4:]))
    return found
