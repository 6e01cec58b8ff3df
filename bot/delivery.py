"""What became of a message that the bot wants Slack to have, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto

from bot import pacing
from bot.slack_codes import Meaning, meaning


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


class AtGate(Enum):
    """What a call has shown of its gate: Slack takes such calls, takes none for now, or nothing."""

    OPEN = auto()
    CLOSED = auto()
    UNTRIED = auto()


POST, HISTORY, UPDATE = "chat.postMessage", "conversations.history", "chat.update"
REMINDER, REPLY, OVER = "reminder", "reply", "pulse_over"
PRAISE = "praise"
KUDOS, KUDOS_SHARED, KUDOS_CHANGED, KUDOS_GONE = "kudos", "kudos_shared", "kudos_changed", "kudos_gone"
DIGEST, DIGEST_CHANGED = "digest", "digest_changed"
VANISHES = frozenset({REMINDER, REPLY, OVER})
CHANGES = frozenset({OVER, KUDOS_CHANGED, KUDOS_GONE, DIGEST_CHANGED})  # they post nothing, but change what was posted
WAITING = (State.DUE, State.RETRY, State.UNKNOWN)
LEASE = timedelta(seconds=60)
HISTORY_AFTER = timedelta(seconds=15)  # a message may take a moment to show in the channel's history
RESENT_AFTER = timedelta(minutes=2)
MENDED_AFTER = timedelta(minutes=15)
MOST_UNKNOWN = 2
LIMITED = frozenset({"message_limit_exceeded", "rate_limited", "ratelimited"})
WORTH_SENDING, KEPT = timedelta(days=7), timedelta(days=30)
LOOKED_FOR = WORTH_SENDING  # after it has expired: what stands in Slack is to be known, however late
PASSING = {Meaning.LATER: HISTORY_AFTER, Meaning.MAYBE: HISTORY_AFTER, Meaning.INSTALLATION: MENDED_AFTER}
MAY_STAND = "may_stand"
NOT_ALLOWED = frozenset({"access_denied", "missing_scope", "no_permission", "not_allowed_token_type"})


@dataclass(frozen=True)
class Delivery:
    """A message the bot wants Slack to have. What it says is made when it is sent, from `kind` and `subject` (ids).

    `key` names it for good (`pulse:2026-W10:U1`); `recipient` is a person's or a channel's id; `nonce` is an opaque
    id in the message's metadata by which it can be found again. `unknowns` counts answers that told nothing; attempts
    that crashes cut off count as one together. `attempted_at` is the moment of the last attempt, `error` what was wrong
    with it; `channel` is where Slack has put it, once that is known.
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
    attempted_at: datetime | None = None
    channel: str | None = None
    error: str = ""

    @property
    def vanishes(self) -> bool:
        """Whether nothing is left of it once it is settled: what became of it would tell who answered or wrote."""
        return self.kind in VANISHES


@dataclass(frozen=True)
class Claim:
    """A delivery that a sender has taken up: when its turn is, at which method's gate, and whether it tries that."""

    delivery: Delivery
    at: datetime
    method: str
    is_probe: bool = False


@dataclass(frozen=True)
class Stuck:
    """A delivery that an admin should look at: it has failed for good, came too late, or fails again and again."""

    key: str
    kind: str
    recipient: str
    state: State
    error: str
    due_at: datetime
    attempts: int


@dataclass(frozen=True)
class Sent:
    """Slack has it: where, and under which timestamp."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Failed:
    """Slack said no: its error code, how long to wait where it said so (429), and what is wrong with the blocks."""

    error: str
    retry_after: float | None = None
    said: tuple[str, ...] = ()

    @property
    def is_limited(self) -> bool:
        """Whether Slack has had enough of this method for now."""
        return self.error in LIMITED

    @property
    def is_everyones(self) -> bool:
        """Whether Slack would say the same to every other message of the workspace."""
        return self.is_limited or meaning(self.error) is Meaning.INSTALLATION

    @property
    def is_about_recipient(self) -> bool:
        """Whether Slack takes nothing for this person or channel."""
        return meaning(self.error) in (Meaning.RECIPIENT, Meaning.INVITE)

    @property
    def lasts(self) -> float | None:
        """For how many seconds it will say so, where that is known."""
        return self.retry_after if self.is_limited else MENDED_AFTER.total_seconds()


@dataclass(frozen=True)
class Ambiguous:
    """Nobody knows whether Slack has it: a timeout, a dropped connection, a fault on Slack's side."""

    error: str


@dataclass(frozen=True)
class NotThere:
    """The channel's history does not have it."""


Result = Sent | Failed | Ambiguous
Look = Sent | NotThere | Failed | Ambiguous


@dataclass(frozen=True)
class Next:
    """What to write down after an attempt."""

    state: State
    due_at: datetime
    error: str = ""
    unknowns: int = 0

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is to be done."""
        return self.state not in WAITING


def after(delivery: Delivery, result: Result, now: datetime) -> Next:
    """Decide what follows an attempt; `delivery.attempts` counts it already.

    What Slack surely does not have is tried again until it expires: soon when time mends it, rarely when an admin must.
    Where the outcome is unknown, the next thing is to look (`reconsider`).
    """
    if isinstance(result, Sent):
        return Next(State.SENT, now)
    error = result.error
    match meaning(error) if isinstance(result, Failed) else Meaning.MAYBE:
        case Meaning.LATER:
            asked = result.retry_after if isinstance(result, Failed) else None
            pause = timedelta(seconds=asked) if asked else pacing.growing_pause(delivery.attempts - 1)
            return Next(State.RETRY, now + pause, error, delivery.unknowns)
        case Meaning.INVITE | Meaning.INSTALLATION:
            return Next(State.RETRY, now + MENDED_AFTER, error, delivery.unknowns)
        case Meaning.MAYBE:
            pause = min(pacing.LONGEST_PAUSE, HISTORY_AFTER * 2 ** min(delivery.unknowns, 9))
            return Next(State.UNKNOWN, now + pause, error, delivery.unknowns + 1)
        case _:
            return Next(State.DEAD, now, error, delivery.unknowns)


def reconsider(delivery: Delivery, look: Look, now: datetime) -> Next:
    """Decide what follows from a look for a delivery whose last attempt had an unknown end.

    Where history may not be read it is sent once more, after two minutes, and then given up: a message twice is better
    than never, a third time is not. After a crash it is sent again each time: that is our own doing.
    """
    match look:
        case Sent():
            return Next(State.SENT, now)
        case NotThere():
            return Next(State.RETRY, now, "", delivery.unknowns)
        case Failed(error) if error in NOT_ALLOWED or meaning(error) not in PASSING:
            return _blindly(delivery, now)
        case Failed(error, wait):
            pause = timedelta(seconds=wait) if wait else PASSING[meaning(error)]
            return Next(State.UNKNOWN, now + pause, error, delivery.unknowns)
        case Ambiguous(error):
            return Next(State.UNKNOWN, now + HISTORY_AFTER, error, delivery.unknowns)


def unneeded(delivery: Delivery, now: datetime) -> Next:
    """What to write down of a delivery that nobody wants any more.

    Thanks that may stand in Slack all the same, where nobody knows, are for an admin to look for. After a look that did
    not find them there is no error.
    """
    if delivery.kind in (KUDOS, KUDOS_SHARED) and delivery.unknowns and delivery.error:
        return Next(State.DEAD, now, MAY_STAND, delivery.unknowns)
    return Next(State.SKIPPED, now)


def at_gate(claim: Claim, outcome: Result | Look) -> AtGate:
    """What the outcome of a claim's call says of the gate that it passed.

    What an installation may not do with history says nothing of what it may post.
    """
    if isinstance(outcome, Failed) and (outcome.is_limited or (claim.method != HISTORY and outcome.is_everyones)):
        return AtGate.CLOSED
    is_unclear = isinstance(outcome, Ambiguous) or (
        isinstance(outcome, Failed) and meaning(outcome.error) in (Meaning.LATER, Meaning.MAYBE)
    )
    return AtGate.UNTRIED if is_unclear else AtGate.OPEN


def _blindly(delivery: Delivery, now: datetime) -> Next:
    if delivery.unknowns >= MOST_UNKNOWN or delivery.kind == REMINDER:  # of a reminder one is enough
        return Next(State.DEAD, now, "outcome_unknown", delivery.unknowns)
    again_at = (delivery.attempted_at or now) + RESENT_AFTER
    state = State.UNKNOWN if now < again_at else State.RETRY
    return Next(state, max(now, again_at), "outcome_unknown", delivery.unknowns)
