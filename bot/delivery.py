"""What became of a message that the bot wants Slack to have, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where a delivery is on its way; see docs/architecture.md."""

    DUE = "due"
    CLAIMED = "claimed"
    SENDING = "sending"
    RETRY = "retry"
    UNKNOWN = "unknown"
    SENT = "sent"
    SKIPPED = "skipped"
    EXPIRED = "expired"
    DEAD = "dead"


WAITING = (State.DUE, State.RETRY, State.UNKNOWN)
LEASE = timedelta(seconds=60)
RECONSIDER_AFTER = timedelta(minutes=2)
MENDED_AFTER = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(minutes=5)
MOST_UNKNOWN = 2


@dataclass(frozen=True)
class Delivery:
    """A message the bot wants Slack to have. What it says is made when it is sent, from `kind` and `subject` (ids).

    `key` names it for good (`pulse:2026-W10:U1`); `recipient` is a person's or a channel's id; `nonce` is an opaque
    id in the message's metadata by which it can be found again; `unknowns` counts attempts of unknown outcome.
    """

    id: str
    key: str
    kind: str
    recipient: str
    subject: str
    due_at: datetime
    expires_at: datetime
    nonce: str
    state: State = State.DUE
    attempts: int = 0
    unknowns: int = 0


@dataclass(frozen=True)
class Sent:
    """Slack has it: where, and under which timestamp."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Failed:
    """Slack said no: its error code, and how long to wait where it said so (429)."""

    error: str
    retry_after: float | None = None


@dataclass(frozen=True)
class Ambiguous:
    """Nobody knows whether Slack has it: a timeout, a dropped connection, a fault on Slack's side."""

    error: str


Result = Sent | Failed | Ambiguous


@dataclass(frozen=True)
class Next:
    """What to write down after an attempt."""

    state: State
    due_at: datetime
    error: str = ""
    unknowns: int = 0


LATER = frozenset({"ratelimited", "rate_limited", "connection_refused", "team_added_to_org"})
MAYBE = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
MENDABLE = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "is_archived",
        "missing_scope",
        "not_authed",
        "not_in_channel",
        "org_login_required",
        "token_expired",
        "token_revoked",
    }
)


def after(delivery: Delivery, result: Result, now: datetime) -> Next:
    """Decide what follows an attempt; `delivery.attempts` counts it already.

    What Slack surely does not have is tried again until it expires: soon when time mends it, rarely when an admin must.
    An unknown outcome is tried again once, after a pause: a message twice is better than never, a third time is not.
    """
    match result:
        case Sent():
            return Next(State.SENT, now)
        case Failed(error, retry_after) if error in LATER:
            wait = timedelta(seconds=retry_after) if retry_after else _pause(delivery)
            return Next(State.RETRY, now + wait, error, delivery.unknowns)
        case Failed(error) if error in MENDABLE:
            return Next(State.RETRY, now + MENDED_AFTER, error, delivery.unknowns)
        case Failed(error) if error not in MAYBE:
            return Next(State.DEAD, now, error, delivery.unknowns)
        case Failed(error) | Ambiguous(error):
            return _unknown(delivery, error, now)


def _unknown(delivery: Delivery, error: str, now: datetime) -> Next:
    unknowns = delivery.unknowns + 1
    if unknowns >= MOST_UNKNOWN:
        return Next(State.DEAD, now, error, unknowns)
    return Next(State.UNKNOWN, now + RECONSIDER_AFTER, error, unknowns)


def _pause(delivery: Delivery) -> timedelta:
    """Two seconds, doubled with each attempt, up to five minutes."""
    return min(LONGEST_PAUSE, timedelta(seconds=2.0 ** min(delivery.attempts, 9)))  # 2**9 s is longer than any pause
