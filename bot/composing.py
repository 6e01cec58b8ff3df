"""A digest from what is known of its group: what a closed round left behind, the pulses before it, thanks, customers.

Numbers of earlier pulses are counted from their kept tallies as they were counted then, with the norms of that time:
told in another way once more, they would say more about their answers than was shown (P5).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from bot import moments, privacy, scores, trends
from bot.digests import STORIES, Digest, Kind, KudosWeek, Praise, Quote
from bot.feedback import Summary
from bot.items import NEEDS, Item
from bot.link import Line
from bot.privacy import Shown, Tally
from bot.pulses import Paper, Round
from bot.scores import Noise, Week

RECEIVERS_FOR_A_TOTAL = 5
WEEK, LONGEST = timedelta(days=7), timedelta(days=35)
OCCASIONS = 12  # pulses that a digest looks back on
RATINGS_FOR_A_MEAN, QUOTES = 2, 2


@dataclass(frozen=True)
class Group:
    """Whose digest it is: a team, a department or the company, by its id and name; and to which channel or person."""

    id: str
    name: str
    kind: Kind
    goes_to: str


@dataclass(frozen=True)
class Pulse:
    """A pulse as a group took part in it: what its teams were asked, what was kept of it, the norms known at its end.

    `customers` is the mean of what customers of the group rated meanwhile (0..100). Nobody took part where there are no
    papers.
    """

    week: str
    papers: tuple[Paper, ...] = ()
    tallies: tuple[Tally, ...] = ()
    norms: Mapping[str, float] | None = None
    customers: float | None = None

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """What was asked in it, each item once."""
        return tuple({item.id: item for paper in self.papers for item in paper.items}.values())

    @cached_property
    def members(self) -> int:
        """How many could answer, without those who lead a team."""
        return sum(paper.members for paper in self.papers)

    @cached_property
    def people(self) -> int:
        """How many could answer with those who lead a team: they count in the company alone."""
        return self.members + sum(paper.managers for paper in self.papers)

    def each(self, need: str) -> int:
        """How many items of a need everybody was asked: teams are offset, so a larger group has more in all."""
        return max(sum(item.need == need for item in paper.items) for paper in self.papers)


@dataclass(frozen=True)
class Facts:
    """What a group's digest of a closed round is composed of.

    `pulses` are those of the last occasions, oldest first and the closed one last; there are so many weeks between two,
    `every`, and since the workspace's first there were `number`. `reliability` is alpha by need.
    """

    group: Group
    closed: Round
    previous: Round | None
    pulses: Sequence[Pulse]
    kudos: KudosWeek
    feedback: Summary
    number: int = 1
    every: int = 1
    threshold: int = privacy.THRESHOLD
    noise: Noise = field(default_factory=Noise)
    praises: tuple[Praise, ...] = ()
    quotes: tuple[Quote, ...] = ()
    has_comments: bool = False
    link: Line | None = None
    link_before: tuple[str, Line] | None = None
    reliability: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True)
class _Told:
    """What may be told of a pulse: how many stand behind it, as a band, and each need's score, not rounded yet."""

    answered: str | None
    needs: Mapping[str, Week | None]


def window(closed: Round, previous: Round | None) -> tuple[datetime, datetime]:
    """The stretch of time a digest tells about: since the previous round closed, for five weeks at most, or a week."""
    if previous is None:
        return closed.closes_at - WEEK, closed.closes_at
    return max(previous.closes_at, closed.closes_at - LONGEST), closed.closes_at


def occasions(rounds: Iterable[Round], closed: Round, every: int) -> list[tuple[str, Round | None]]:
    """The last twelve occasions for a pulse, oldest first: the week of each, and its round if there was one.

    They lie `every` so many weeks back from the closed one. Where several rounds fell on one, the last counts.
    """
    newest, at = moments.week_number(closed.week), dict[int, Round]()
    for earlier in sorted(rounds, key=lambda one: one.week):
        at[(newest - moments.week_number(earlier.week)) // every] = earlier
    monday = moments.monday_of(closed.week)
    weeks = {place: moments.week_key(monday - WEEK * every * place) for place in range(OCCASIONS)}
    return [(at[place].week if place in at else weeks[place], at.get(place)) for place in reversed(weeks)]


def number(first_week: str, closed: Round, every: int) -> int:
    """How many occasions for a pulse there have been since the workspace's first, that and the closed one included."""
    return (moments.week_number(closed.week) - moments.week_number(first_week)) // every + 1


def compose(facts: Facts) -> Digest:
    """The digest of a group. What the group may try is not in it yet."""
    told = [_told(facts, pulse) for pulse in facts.pulses]
    now, group, kudos = facts.pulses[-1], facts.group, facts.kudos
    weeks = {need: [one.needs[need] for one in told] for need in NEEDS}
    since, until = window(facts.closed, facts.previous)
    return Digest(
        team=group.name,
        week=facts.closed.week,
        answered=told[-1].answered,
        needs={need: trends.shown(of_need[-1]) for need, of_need in weeks.items()},
        questions={need: asked for need in NEEDS if (asked := _asked(now, need))},
        kudos_given=kudos.n > 0,
        kudos_total=_total(kudos, group.kind),
        stories=kudos.stories[:STORIES],
        feedback=facts.feedback,
        is_small=now.members < privacy.smallest_team(facts.threshold),
        threshold=facts.threshold,
        praises=facts.praises[:STORIES],
        kind=group.kind,
        teams=len(now.papers),
        weeks=max(1, round((until - since) / WEEK)),
        every=facts.every,
        trends={need: trends.trend(of_need, facts.number, facts.noise) for need, of_need in weeks.items()},
        beside=_beside(facts, now, told[-1]),
        chart=trends.chart([p.week for p in facts.pulses], weeks, [p.customers for p in facts.pulses]),
        is_mixed=any(pulse.papers and pulse.norms is None for pulse in facts.pulses[-scores.BLOCK :]),
        is_centred=now.norms is not None,
        compared_next=_compared_next(facts),
        quotes=facts.quotes[:QUOTES],
        has_comments=facts.has_comments,
        link=facts.link,
        link_before=facts.link_before,
        reliability=dict(facts.reliability),
    )


def _total(kudos: KudosWeek, kind: Kind) -> int | None:
    """How many kudos a team received, if five or more people did.

    A larger group has no total: less those of its teams, it could be that of a team which has none.
    """
    return kudos.n if kind is Kind.TEAM and kudos.receivers >= RECEIVERS_FOR_A_TOTAL else None


def _kept(facts: Facts, pulse: Pulse) -> list[Tally]:
    """What may be told of a group's own items in a pulse (P2)."""
    if pulse.members < privacy.smallest_team(facts.threshold):
        return []
    return [tally for tally in pulse.tallies if tally.group == facts.group.id and tally.n >= facts.threshold]


def _told(facts: Facts, pulse: Pulse) -> _Told:
    core = {item.id: item for item in pulse.items if item.need}
    kept = [tally for tally in _kept(facts, pulse) if tally.item in core]
    if not kept:
        return _Told(None, dict.fromkeys(NEEDS))
    by_need = {need: [item for item in core.values() if item.need == need] for need in NEEDS}
    if facts.group.kind is Kind.TEAM:
        told = privacy.band(max(tally.n for tally in kept), pulse.members, facts.threshold)
        weeks = {n: scores.week(kept, own, facts.threshold, pulse.members, pulse.norms) for n, own in by_need.items()}
        return _Told(told, weeks)
    at_least = _at_least(facts, pulse, kept, core)
    return _Told(
        f"{at_least} or more",
        {need: _larger_week(facts.group.kind, pulse, kept, own, at_least) for need, own in by_need.items()},
    )


def _at_least(facts: Facts, pulse: Pulse, kept: Iterable[Tally], core: Mapping[str, Item]) -> int:
    """How many people stand behind each score of a larger group, at least: the lower end of the fewest ones' band.

    Its teams are asked different items, and everybody so many of each need.
    """
    answers = Counter[str]()
    for tally in kept:
        answers[core[tally.item].need] += tally.n
    many = min(n // pulse.each(need) for need, n in answers.items())
    # Nobody knows whether the answers of those who lead are among the company's: no band may tell all of either (P7).
    of = pulse.members if many <= pulse.members else pulse.people
    return privacy.lower_end(privacy.band(many, of, facts.threshold))


def _larger_week(kind: Kind, pulse: Pulse, kept: Sequence[Tally], items: Sequence[Item], at_least: int) -> Week | None:
    people = pulse.people if kind is Kind.COMPANY else pulse.members
    each = pulse.each(items[0].need) if items else 1
    return scores.larger_week(kept, items, at_least, people, each, pulse.norms)


def _asked(pulse: Pulse, need: str) -> tuple[str, ...]:
    return tuple(item.id for item in pulse.items if item.need == need)


def _beside(facts: Facts, pulse: Pulse, told: _Told) -> dict[str, Shown | None]:
    """The items that belong to no need, each alone, and none where it is not told how many answered.

    One of the workspace's own goes by its text.
    """
    kept = {tally.item: tally for tally in _kept(facts, pulse) if told.answered}
    alone = {item.text or item.id: kept.get(item.id) for item in pulse.items if not item.need}
    return {name: privacy.coarse(scores.score(t.total, t.n)) if t else None for name, t in alone.items()}


def _compared_next(facts: Facts) -> str:
    """The next occasion on which all groups' changes are looked at."""
    ahead = scores.BLOCK - facts.number % scores.BLOCK
    return moments.week_key(moments.monday_of(facts.closed.week) + WEEK * facts.every * ahead)
