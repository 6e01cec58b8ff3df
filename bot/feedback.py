"""What customers said: how an expectation of theirs was met, which one it was, and who may change what was logged."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot import marks
from bot.errors import Refused
from bot.items import NEEDS
from bot.people import Person

EXPECTATIONS = ("commitment", "cost", "culture", "care")
CUSTOMER_LIMIT, SAID_LIMIT, SOURCE_LIMIT, LINK_LIMIT = 120, 3000, 60, 500
FURTHEST_EAST = timedelta(hours=14)  # of UTC, where days begin first
LINK = re.compile(r"https?://[^\s<>|]+")


class Scale(StrEnum):
    """On what a rating was given: how an expectation was met, satisfaction, would recommend, or ease (effort)."""

    EXPECTATION = "expectation"
    CSAT = "csat"
    NPS = "nps"
    CES = "ces"


SCALES = {
    Scale.EXPECTATION: range(1, 6),
    Scale.CSAT: range(1, 6),
    Scale.NPS: range(11),
    Scale.CES: range(1, 8),
}


@dataclass(frozen=True)
class Feedback:
    """One thing a customer said, and how an expectation of theirs was met, on the scale on which that was told.

    `teams` are the ids of those that it concerns, `logged_by` a person's id or None for an import, `key` unique for
    one source entry. `happened_on` is the day as people give it, `counts_at` the moment by which a digest counts it
    (see `counts_at`). `competence`, `autonomy` and `recognition` are the customer's own needs: fed (1), hurt (-1) or
    not spoken of (0). An impression is the logger's; else the customer said so. `praised` is the person whose work it
    praises, and `is_praise_told` whether they are told of it, in these words; `praise_told_by` is who wanted that. They
    may have shared it with a team's digest. `version` counts its changes.
    """

    id: str
    customer: str
    said: str
    rating: int
    expectations: frozenset[str]
    teams: frozenset[str]
    happened_on: date
    counts_at: datetime
    logged_by: str | None
    source: str
    key: str
    scale: Scale = Scale.EXPECTATION
    competence: int = 0
    autonomy: int = 0
    recognition: int = 0
    is_impression: bool = False
    praised: str | None = None
    is_praise_told: bool = False
    praise_told_by: str | None = None
    praise_shared_at: datetime | None = None
    praise_shared_with: str | None = None
    link: str = ""
    version: int = 0

    @property
    def is_met(self) -> bool:
        """Whether the expectation was met: the lower two fifths of a scale's points are missed."""
        points = SCALES[self.scale]
        return 5 * (self.rating - points[0] + 1) > 2 * len(points)

    @property
    def score(self) -> float:
        """The rating on 0 to 100, whatever its scale."""
        points = SCALES[self.scale]
        return 100 * (self.rating - points[0]) / (len(points) - 1)

    @property
    def needs(self) -> dict[str, int]:
        """The needs of the customer that were spoken of: fed (1) or hurt (-1)."""
        told = {"autonomy": self.autonomy, "competence": self.competence, "recognition": self.recognition}
        return {need: sign for need, sign in told.items() if sign}

    @property
    def praise(self) -> tuple[str | None, bool, str, str]:
        """Who is praised, whether they are told, and what they read: the consents to praise are to no more."""
        return self.praised, self.is_praise_told, self.customer, self.said

    @property
    def praise_mark(self) -> str:
        """A short sign of the praise as it is now, by which a button tells what whoever presses it has read."""
        return marks.of(self.praise)


@dataclass(frozen=True)
class Listed:
    """A page (from 0) of the feedback that a reader may change, newest first; names by the ids of people and teams."""

    feedback: Sequence[Feedback]
    people: Mapping[str, str]
    teams: Mapping[str, str]
    page: int = 0
    has_more: bool = False
    reader: str = ""


@dataclass(frozen=True)
class Counted:
    """How many pieces of feedback, and how many of them met what was expected."""

    n: int
    met: int


@dataclass(frozen=True)
class Felt:
    """How often customers told that a need of theirs was fed, and how often that it was hurt."""

    fed: int
    hurt: int


@dataclass(frozen=True)
class Rated:
    """The ratings on one scale: how many, and their sum."""

    scale: Scale
    n: int
    total: int


@dataclass(frozen=True)
class Summary:
    """A team's feedback in a stretch of time, in all and by expectation (one piece may be about several, or none).

    `score` is the mean on 0 to 100 where several scales are mixed, else None. `impressions` are those that no customer
    said in so many words.
    """

    all: Counted
    by_expectation: dict[str, Counted]
    score: float | None = None
    impressions: int = 0
    needs: dict[str, Felt] = field(default_factory=dict)


def counts_at(happened_on: date, now: datetime) -> datetime:
    """The moment by which a digest counts what happened on a day: now, or noon UTC of an earlier day."""
    return now if happened_on >= now.date() else datetime.combine(happened_on, time(12), UTC)


def mixed_score(rated: Iterable[Rated]) -> float | None:
    """The mean of all ratings on 0 to 100, where they are on several scales; on one scale it has words of its own."""
    used = [one for one in rated if one.n]
    return mean_score(used) if len(used) >= 2 else None


def mean_score(rated: Collection[Rated]) -> float:
    """The mean of some ratings on 0 to 100, whatever their scales."""
    points = {one.scale: SCALES[one.scale] for one in rated}
    sums = [100 * (one.total - one.n * points[one.scale][0]) / (len(points[one.scale]) - 1) for one in rated]
    return sum(sums) / sum(one.n for one in rated)


def signs(chosen: Iterable[str]) -> dict[str, int]:
    """The needs of a customer from what was ticked, such as `autonomy:-1`. Raises Refused for a need that is both."""
    found: dict[str, int] = dict.fromkeys(NEEDS, 0)
    for need, _, sign in (one.partition(":") for one in chosen):
        if need not in found or sign not in ("1", "-1"):
            raise Refused("feedback_need", field="needs", given=need)
        if found[need] not in (0, int(sign)):
            raise Refused("feedback_need_both", field="needs")
        found[need] = int(sign)
    return found


def checked(feedback: Feedback, today: date) -> Feedback:
    """The feedback with its texts trimmed. Raises Refused, with the field, for what is missing or out of range."""
    customer, said = " ".join(feedback.customer.split()), feedback.said.strip()
    if not customer:
        raise Refused("feedback_without_customer", field="customer")
    if not said:
        raise Refused("feedback_without_words", field="said")
    source, link = " ".join(feedback.source.split()), feedback.link.strip()
    _check_lengths(customer=(customer, CUSTOMER_LIMIT), said=(said, SAID_LIMIT), source=(source, SOURCE_LIMIT))
    if feedback.rating not in SCALES[feedback.scale]:
        raise Refused("feedback_rating", field="rating", given=feedback.rating)
    if unknown := sorted(feedback.expectations - set(EXPECTATIONS)):
        raise Refused("feedback_expectation", field="expectations", given=unknown[0])
    if feedback.happened_on > today:
        raise Refused("feedback_in_future", field="date", given=feedback.happened_on.isoformat())
    if link and (len(link) > LINK_LIMIT or not LINK.fullmatch(link)):
        raise Refused("feedback_link", field="link", limit=LINK_LIMIT)
    if (feedback.customer, feedback.said, feedback.source, feedback.link) == (customer, said, source, link):
        return feedback
    return replace(feedback, customer=customer, said=said, source=source, link=link)


def _check_lengths(**given: tuple[str, int]) -> None:
    for name, (words, limit) in given.items():
        if len(words) > limit:
            raise Refused("text_long", field=name, limit=limit)


def may_log(person: Person | None) -> Person:
    """Whoever logs feedback. Raises Refused for those who are no people of this workspace."""
    if person is None or not person.is_colleague:
        raise Refused("feedback_from_outside")
    return person


def may_change(feedback: Feedback | None, person: Person, led: Collection[str]) -> Feedback:
    """The feedback, for whoever logged it and for those who lead a team that it concerns (`led`: their teams' ids).

    Raises Refused, the same for what is not theirs as for what is not there.
    """
    if feedback is None or (feedback.logged_by != person.id and not feedback.teams.intersection(led)):
        raise Refused("feedback_not_yours")
    return feedback


def may_praise(feedback: Feedback, person_id: str) -> bool:
    """Whether someone may have the person praised told: whoever logged it; of what nobody logged, all who change it."""
    return feedback.logged_by in (None, person_id)


def may_share_praise(feedback: Feedback | None, person_id: str) -> Feedback:
    """The feedback, for the person whose work it praises. Raises Refused for anyone else."""
    if feedback is None or feedback.praised != person_id or not feedback.is_praise_told:
        raise Refused("praise_not_yours")
    return feedback


def may_be_praised(person: Person | None) -> None:
    """Raises Refused, at the field, for those whom a message with a customer's praise would not reach."""
    if person is None or not person.is_colleague:
        raise Refused("feedback_praise_nobody", field="praised")
