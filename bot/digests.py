"""The weekly message of a team: how it feels, who was thanked, what customers said."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import insight, privacy
from bot.feedback import Summary
from bot.items import NEEDS, Item
from bot.kudos import Kudos
from bot.privacy import Shown, Tally
from bot.pulses import Round
from bot.teams import Team

STORIES = 3
RECEIVERS_FOR_A_TOTAL = 5
WEEK, LONGEST = timedelta(days=7), timedelta(days=35)


@dataclass(frozen=True)
class Story:
    """A kudos that its receiver shared with the team.

    `kudos` and `person` are its id and the receiver's; what an earlier version kept does not say them.
    """

    giver: str
    receiver: str
    did: str
    enabled: str
    kudos: str = ""
    person: str = ""


@dataclass(frozen=True)
class Praise:
    """What a customer said about somebody's work, who let the team read it."""

    customer: str
    person: str
    said: str


@dataclass(frozen=True)
class KudosWeek:
    """A team's kudos of a week: how many, to how many people, and those that were shared."""

    n: int
    receivers: int
    stories: tuple[Story, ...]


@dataclass(frozen=True)
class Digest:
    """What a team's digest says. `answered` is how many people, as a band; a need that may not be shown is None.

    `questions` are the ids of the items asked of each need. `kudos_total` is None unless five or more people received
    one. A team that `is_small` can never show scores. `threshold` is how many had to answer a question.
    """

    team: str
    week: str
    answered: str | None
    needs: dict[str, Shown | None]
    questions: dict[str, tuple[str, ...]]
    kudos_given: bool
    kudos_total: int | None
    stories: tuple[Story, ...]
    feedback: Summary
    is_small: bool
    threshold: int = privacy.THRESHOLD
    praises: tuple[Praise, ...] = ()


def window(closed: Round, previous: Round | None) -> tuple[datetime, datetime]:
    """The stretch of time a digest tells about: since the previous round closed, for five weeks at most, or a week."""
    if previous is None:
        return closed.closes_at - WEEK, closed.closes_at
    return max(previous.closes_at, closed.closes_at - LONGEST), closed.closes_at


def compose(
    team: Team,
    closed: Round,
    asked: Collection[Item],
    tallies: Iterable[Tally],
    kudos: KudosWeek,
    feedback: Summary,
    members: int,
    threshold: int = privacy.THRESHOLD,
    praises: tuple[Praise, ...] = (),
) -> Digest:
    """A team's digest from what was kept of a closed round. `members` counts the cohort without its managers.

    An item that was asked beside the needs is no part of them, nor of how many answered.
    """
    core = [item for item in asked if item.need]
    items = {need: tuple(item for item in core if item.need == need) for need in NEEDS}
    is_small = members < privacy.smallest_team(threshold)
    own = [tally for tally in tallies if tally.group == team.id and tally.n >= threshold]
    kept = [] if is_small else [tally for tally in own if tally.item in {item.id for item in core}]
    answered = privacy.band(max(tally.n for tally in kept), members, threshold) if kept else None
    return Digest(
        team=team.name,
        week=closed.week,
        answered=answered,
        needs={need: _shown(kept, of_need, answered, members) for need, of_need in items.items()},
        questions={need: tuple(item.id for item in of_need) for need, of_need in items.items() if of_need},
        kudos_given=kudos.n > 0,
        kudos_total=kudos.n if kudos.receivers >= RECEIVERS_FOR_A_TOTAL else None,
        stories=kudos.stories[:STORIES],
        feedback=feedback,
        is_small=is_small,
        threshold=threshold,
        praises=praises[:STORIES],
    )


def retold(stories: Iterable[Story], kudos: Kudos, sharing: Collection[str]) -> tuple[Story, ...]:
    """The stories once a kudos has changed: in its words, and of those alone who are still sharing it.

    One that does not say which kudos it is about is known by the words, and goes when nobody shares them any more.
    """
    told = []
    for story in stories:
        if story.kudos == kudos.id and story.person in sharing:
            told.append(replace(story, did=kudos.did, enabled=kudos.enabled))
        elif story.kudos != kudos.id and (story.kudos or sharing or not _is_alike(story, kudos)):
            told.append(story)
    return tuple(told)


def _is_alike(story: Story, kudos: Kudos) -> bool:
    return (story.did, story.enabled) == (kudos.did, kudos.enabled)


def _shown(kept: list[Tally], items: tuple[Item, ...], answered: str | None, members: int) -> Shown | None:
    week = insight.week(kept, items, answered, members) if answered else None
    return privacy.coarse(week.score) if week else None
