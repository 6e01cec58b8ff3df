"""Messages that are changed or taken away after they were sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.delivery import OVER, PASSING, Delivery, Failed, Next, Result, Sent, State, after
from bot.slack_codes import meaning
from bot.views.kit import Message

MOST_TRIES = 5


@dataclass(frozen=True)
class Change:
    """What is put in a message's place, where there is one to change, and which others are taken away."""

    message: Message | None
    at: Sent | None
    gone: tuple[Sent, ...] = ()


def is_moot(failed: Failed) -> bool:
    """Whether Slack would say the same for ever: the message or its channel is gone, or is not ours to change."""
    return meaning(failed.error) not in PASSING


def after_change(delivery: Delivery, result: Result, now: datetime) -> Next:
    """Decide what follows an attempt to change a message; `delivery.attempts` counts it already.

    A change made twice does no harm: where nobody knows what came of it, it is simply made again, until it expires. To
    say that a pulse is over is worth a few times.
    """
    decided = after(delivery, result, now)
    is_over = isinstance(result, Failed) and is_moot(result)
    is_enough = delivery.kind == OVER and decided.unknowns > MOST_TRIES
    return replace(decided, state=State.DEAD) if is_over or is_enough else decided
