"""The weekly message of a team: how it feels, who was thanked, what customers said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import insight, privacy
from bot.feedback import Summary
from bot.items import NEEDS, Item
from bot.privacy import Shown, Tally
from bot.pulses import Round
from bot.teams import Team

STORIES = 3
RECEIVERS_FOR_A_TOTAL = 5
WEEK, LONGEST = timedelta(days=7), timedelta(days=14)


@dataclass(frozen=True)
class Story:
    """A kudos that its receiver shared with the team."""

    giver: str
    receiver: str
    did: str
    enabled: str


@dataclass(frozen=True)
class KudosWeek:
    """A team's kudos of a week: how many, to how many people, and those that were shared."""

    n: int
    receivers: int
    stories: tuple[Story, ...]


@dataclass(frozen=True)
class Digest:
    """What a team's digest says. `answered` is how many people, as a band; a need that may not be shown is None.

    `kudos_total` is None unless five or more people received one. A team that `is_small` can never show scores.
    """

    team: str
    week: str
    answered: str | None
    needs: dict[str, Shown | None]
    questions: dict[str, str]
    kudos_given: bool
    kudos_total: int | None
    stories: tuple[Story, ...]
    feedback: Summary
    is_small: bool


def window(closed: Round, previous: Round | None) -> tuple[datetime, datetime]:
    """The stretch of time a digest tells about: since the previous round closed, for two weeks at most, or a week."""
    if previous is None:
        return closed.closes_at - WEEK, closed.closes_at
    return max(previous.closes_at, closed.closes_at - LONGEST), closed.closes_at


def compose(
    team: Team,
    closed: Round,
    asked: Iterable[Item],
    tallies: Iterable[Tally],
    kudos: KudosWeek,
    feedback: Summary,
    members: int,
) -> Digest:
    """A team's digest from what was kept of a closed round. `members` counts the cohort without its managers."""
    is_small = members < privacy.SMALLEST_TEAM
    own = [tally for tally in tallies if tally.group == team.id and tally.n >= privacy.THRESHOLD]
    kept = {} if is_small else {tally.item: tally for tally in own}
    items = {item.need: item for item in asked}
    return Digest(
        team=team.name,
        week=closed.week,
        answered=privacy.band(max(tally.n for tally in kept.values()), members) if kept else None,
        needs={need: _shown(items.get(need), kept) for need in NEEDS},
        questions={need: items[need].text for need in NEEDS if need in items},
        kudos_given=kudos.n > 0,
        kudos_total=kudos.n if kudos.receivers >= RECEIVERS_FOR_A_TOTAL else None,
        stories=kudos.stories[:STORIES],
        feedback=feedback,
        is_small=is_small,
    )


def _shown(item: Item | None, kept: dict[str, Tally]) -> Shown | None:
    if item is None or item.id not in kept:
        return None
    tally = kept[item.id]
    return privacy.coarse(insight.score(tally.total, tally.n, reversed_item=item.reversed))
