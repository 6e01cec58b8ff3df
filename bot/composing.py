"""A digest from what is known of its group: what a closed round left behind, the pulses before it, thanks, customers.

Numbers of earlier pulses are counted from their kept tallies as they were counted then, with the norms of that time:
told in another way once more, they would say more about their answers than was shown (P5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from statistics import fmean

from bot import moments, privacy, scores
from bot.digests import STORIES, Chart, Digest, Kind, KudosWeek, Praise, Quote, Trend
from bot.feedback import Summary
from bot.items import NEEDS, Item
from bot.link import Line
from bot.privacy import Shown, Tally
from bot.pulses import Paper, Round
from bot.scores import Noise, Week

RECEIVERS_FOR_A_TOTAL = 5
WEEK, LONGEST = timedelta(days=7), timedelta(days=35)
OCCASIONS = 12  # pulses that a digest looks back on
FEWEST_FOR_OWN_MEAN = 8
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
    """What may be told of a pulse: how many answered, as a band, and each need's score, not rounded yet."""

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
        needs={need: _shown(of_need[-1]) for need, of_need in weeks.items()},
        questions={need: asked for need in NEEDS if (asked := _asked(now, need))},
        kudos_given=kudos.n > 0,
        kudos_total=kudos.n if kudos.receivers >= RECEIVERS_FOR_A_TOTAL else None,
        stories=kudos.stories[:STORIES],
        feedback=facts.feedback,
        is_small=now.members < privacy.smallest_team(facts.threshold),
        threshold=facts.threshold,
        praises=facts.praises[:STORIES],
        kind=group.kind,
        teams=len(now.papers),
        weeks=max(1, round((until - since) / WEEK)),
        every=facts.every,
        trends={need: _trend(of_need, facts) for need, of_need in weeks.items()},
        beside=_beside(facts, now, told[-1]),
        chart=_chart(facts.pulses, weeks),
        is_mixed=any(pulse.papers and pulse.norms is None for pulse in facts.pulses[-scores.BLOCK :]),
        is_centred=now.norms is not None,
        quotes=facts.quotes[:QUOTES],
        has_comments=facts.has_comments,
        link=facts.link,
        link_before=facts.link_before,
        reliability=dict(facts.reliability),
    )


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
    many = _people(facts.group, pulse, kept, core)
    # Nobody knows whether the answers of those who lead are among the company's: no band may tell all of either (P7).
    of = pulse.members if many <= pulse.members else pulse.people
    answered = privacy.band(many, of, facts.threshold)
    by_need = {need: [item for item in core.values() if item.need == need] for need in NEEDS}
    return _Told(answered, {need: _week(facts.group, pulse, kept, own, answered) for need, own in by_need.items()})


def _people(group: Group, pulse: Pulse, kept: Iterable[Tally], core: Mapping[str, Item]) -> int:
    """How many people answered, at least: the best answered item's in a team, which is asked them all.

    The teams of a larger group are asked different items, and everybody so many of each need.
    """
    kept = list(kept)
    if group.kind is Kind.TEAM:
        return max(tally.n for tally in kept)
    answers = dict.fromkeys(NEEDS, 0)
    for tally in kept:
        answers[core[tally.item].need] += tally.n
    return max(n // pulse.each(need) for need, n in answers.items() if n)


def _week(group: Group, pulse: Pulse, kept: Sequence[Tally], items: Sequence[Item], answered: str) -> Week | None:
    if group.kind is Kind.TEAM:
        return scores.week(kept, items, answered, pulse.members, pulse.norms)
    each = pulse.each(items[0].need) if items else 1
    return scores.larger_week(kept, items, answered, pulse.people, each, pulse.norms)


def _asked(pulse: Pulse, need: str) -> tuple[str, ...]:
    return tuple(item.id for item in pulse.items if item.need == need)


def _shown(week: Week | None) -> Shown | None:
    return privacy.coarse(week.score) if week else None


def _beside(facts: Facts, pulse: Pulse, told: _Told) -> dict[str, Shown | None]:
    """The items that belong to no need, each alone, and none where it is not told how many answered.

    One of the workspace's own goes by its text.
    """
    kept = {tally.item: tally for tally in _kept(facts, pulse) if told.answered}
    alone = {item.text or item.id: kept.get(item.id) for item in pulse.items if not item.need}
    return {name: privacy.coarse(scores.score(t.total, t.n)) if t else None for name, t in alone.items()}


def _trend(weeks: Sequence[Week | None], facts: Facts) -> Trend:
    """A need over weeks. All groups' changes are looked at on the same occasions, every fourth."""
    value, between = scores.index(weeks), scores.interval(weeks, facts.noise)
    if value is None or between is None:
        return Trend()
    is_time = facts.number % scores.BLOCK == 0
    change = scores.change(weeks[-2 * scores.BLOCK :], facts.noise) if is_time else None
    shown = [week.score for week in weeks if week]
    is_low = len(shown) >= FEWEST_FOR_OWN_MEAN and between[1] < fmean(shown)
    return Trend(privacy.coarse(value), *between, change, is_low)


def _chart(pulses: Sequence[Pulse], weeks: Mapping[str, Sequence[Week | None]]) -> Chart:
    """The occasions from the first on of which something may be told."""
    lines = {need: [shown.value if (shown := _shown(week)) else None for week in own] for need, own in weeks.items()}
    means = [None if pulse.customers is None else round(pulse.customers) for pulse in pulses]
    filled = [at for line in (*lines.values(), means) for at, value in enumerate(line) if value is not None]
    if not filled:
        return Chart()
    begin = min(filled)
    needs = {need: tuple(line[begin:]) for need, line in lines.items()}
    return Chart(tuple(pulse.week for pulse in pulses[begin:]), needs, tuple(means[begin:]))
