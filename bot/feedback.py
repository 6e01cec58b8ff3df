"""What customers said: how an expectation of theirs was met, and which one it was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum

from bot.errors import Refused

EXPECTATIONS = ("commitment", "cost", "culture", "care")
CUSTOMER_LIMIT, SAID_LIMIT = 120, 3000


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
    praises, and `is_praise_told` whether the logger wants them told.
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
    link: str = ""

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


@dataclass(frozen=True)
class Counted:
    """How many pieces of feedback, and how many of them met what was expected."""

    n: int
    met: int


@dataclass(frozen=True)
class Summary:
    """A team's feedback in a stretch of time, in all and by expectation (one piece may be about several, or none)."""

    all: Counted
    by_expectation: dict[str, Counted]


def counts_at(happened_on: date, now: datetime) -> datetime:
    """The moment by which a digest counts what happened on a day: now, or noon UTC of an earlier day."""
    return now if happened_on >= now.date() else datetime.combine(happened_on, time(12), UTC)


def checked(feedback: Feedback, today: date) -> Feedback:
    """The feedback with its texts trimmed. Raises Refused, with the field, for what is missing or out of range."""
    customer, said = " ".join(feedback.customer.split()), feedback.said.strip()
    if not customer:
        raise Refused("feedback_without_customer", field="customer")
    if not said:
        raise Refused("feedback_without_words", field="said")
    for field, words, limit in (("customer", customer, CUSTOMER_LIMIT), ("said", said, SAID_LIMIT)):
        if len(words) > limit:
            raise Refused("text_long", field=field, limit=limit)
    if feedback.rating not in SCALES[feedback.scale]:
        raise Refused("feedback_rating", field="rating", given=feedback.rating)
    if unknown := sorted(feedback.expectations - set(EXPECTATIONS)):
        raise Refused("feedback_expectation", field="expectations", given=unknown[0])
    if feedback.happened_on > today:
        raise Refused("feedback_in_future", field="date", given=feedback.happened_on.isoformat())
    return replace(feedback, customer=customer, said=said)
