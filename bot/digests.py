"""The weekly message of a team: how it feels, who was thanked, what customers said."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot import privacy
from bot.delivery import DIGEST
from bot.feedback import Summary
from bot.kudos import Kudos
from bot.link import Line
from bot.privacy import Shown

STORIES = 3
COMPANY_NAME = "The whole company"


class Kind(StrEnum):
    """Whose digest it is."""

    TEAM = "team"
    DEPARTMENT = "department"
    COMPANY = "company"


def key(week: str, group: str) -> str:
    """The key of the message that posts a group's digest of a week."""
    return f"{DIGEST}:{week}:{group}"


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
    feedback: str = ""


@dataclass(frozen=True)
class Quote:
    """What a customer said, by the id of its feedback, and where it can be read."""

    feedback: str
    customer: str
    said: str
    is_met: bool
    link: str = ""


@dataclass(frozen=True)
class Trend:
    """A need over weeks: the index of the last four as it is shown, its range (0..100), and its change.

    `change` is "up", "down", "no clear change", or None where it is not looked at. `is_low` where the whole range lies
    below the team's own mean of twelve weeks. `weeks` is of how many shown weeks the index is.
    """

    index: Shown | None = None
    low: int = 0
    high: int = 100
    change: str | None = None
    is_low: bool = False
    weeks: int = 4


@dataclass(frozen=True)
class Chart:
    """Up to twelve weeks (2026-W10), oldest first: each need's score as it is shown and the customers' mean (0..100).

    None where a week has none that may be shown.
    """

    weeks: tuple[str, ...] = ()
    needs: dict[str, tuple[int | None, ...]] = field(default_factory=dict)
    customers: tuple[int | None, ...] = ()


@dataclass(frozen=True)
class Offer:
    """An idea for the team to try, as it stands: open, taken up by somebody, or put off.

    `reason` is one of `bot.nudges`.
    """

    practice: str
    idea: str
    text: str
    state: str
    by: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Tried:
    """A practice of some weeks ago, what has become of it, and its question's score then and since, as shown.

    `week` is when it was taken up, `item` its questions' ids with spaces between. A digest first asks what became of
    it; one after that `is_told`.
    """

    practice: str
    idea: str
    text: str
    state: str
    by: str
    week: str
    item: str = ""
    then: Shown | None = None
    since: Shown | None = None
    reason: str = ""
    is_told: bool = False


@dataclass(frozen=True)
class KudosWeek:
    """A team's kudos of a week: how many, to how many people, and those that were shared."""

    n: int
    receivers: int
    stories: tuple[Story, ...]


@dataclass(frozen=True)
class Digest:
    """What a team's digest says. `answered` is how many people, as a band; a need that may not be shown is None.

    Of a larger group `answered` is how many stand behind the week's score of each need, such as "12 or more".
    `questions` are the ids of the items asked of each need. `kudos_total` is None unless it is a team's of whom five or
    more people received one. A team that `is_small` can never show scores. `threshold` is how many had to answer a
    question. `kind` is whose digest it is: a team's, a department's or the company's, which tells of so many `teams`.
    It tells of `weeks` weeks, and `every` so many weeks there is a pulse. `beside` are the items that belong to no
    need, each alone, by id, or an own one by its text. Where `is_mixed` the questions' own levels are not known yet, so
    that their mix moves the line; they are taken off this pulse where it `is_centred`. `link_before` is the week of the
    last look and what it found, `compared_next` the week in which each need is next held against the four before. What
    is `offered` and what was `tried` are as they stand now; all else is as it was when the digest was made.
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
    kind: Kind = Kind.TEAM
    teams: int = 1
    weeks: int = 1
    every: int = 1
    trends: dict[str, Trend] = field(default_factory=dict)
    beside: dict[str, Shown | None] = field(default_factory=dict)
    chart: Chart = field(default_factory=Chart)
    is_mixed: bool = True
    is_centred: bool = False
    compared_next: str = ""
    quotes: tuple[Quote, ...] = ()
    has_comments: bool = False
    link: Line | None = None
    link_before: tuple[str, Line] | None = None
    reliability: dict[str, float | None] = field(default_factory=dict)
    offered: Offer | None = None
    tried: tuple[Tried, ...] = ()


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
