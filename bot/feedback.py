"""What customers said: how an expectation of theirs was met, and which one it was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from bot.errors import Refused

EXPECTATIONS = ("commitment", "cost", "culture", "care")
RATINGS = range(1, 6)
MET_FROM = 3
CUSTOMER_LIMIT, SAID_LIMIT = 120, 3000


@dataclass(frozen=True)
class Feedback:
    """One thing a customer said. `rating`: 1 far below what they expected, 3 as expected (met), 5 far above.

    `team` is a team's id or None, `logged_by` a person's id or None for an import, `key` unique for one source entry.
    `happened_on` is the day as people give it, `counts_at` the moment by which a digest counts it (see `counts_at`).
    """

    id: str
    customer: str
    said: str
    rating: int
    expectations: frozenset[str]
    team: str | None
    happened_on: date
    counts_at: datetime
    logged_by: str | None
    source: str
    key: str

    @property
    def is_met(self) -> bool:
        """Whether the expectation was met."""
        return self.rating >= MET_FROM


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
    if feedback.rating not in RATINGS:
        raise Refused("feedback_rating", field="rating", given=feedback.rating)
    if unknown := sorted(feedback.expectations - set(EXPECTATIONS)):
        raise Refused("feedback_expectation", field="expectations", given=unknown[0])
    if feedback.happened_on > today:
        raise Refused("feedback_in_future", field="date", given=feedback.happened_on.isoformat())
    return replace(feedback, customer=customer, said=said)
