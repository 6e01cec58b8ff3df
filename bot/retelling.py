"""What a digest says of a customer's words once these were edited, taken away or hidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.digests import Praise, Quote
from bot.feedback import Feedback


def quotes(told: Iterable[Quote], feedback: str, now: Feedback | None) -> tuple[Quote, ...]:
    """The quotes when the piece of this id has changed: in its words, or without it where it has gone (None).

    So too where it turned out to be somebody's impression, which no customer said, or praise of somebody, who decides
    themselves whether it is told.
    """
    if now is None or now.is_impression or now.praised is not None:
        return tuple(quote for quote in told if quote.feedback != feedback)
    said = Quote(feedback, now.customer, now.said, now.is_met, now.link)
    return tuple(said if quote.feedback == feedback else quote for quote in told)


def praises(told: Iterable[Praise], before: Feedback, now: Feedback | None, team: str) -> tuple[Praise, ...]:
    """The praises in a team's digest when a piece has changed: in its words, as long as that team may read them.

    Whoever is praised allowed it; where that is somebody else now, they did not allow it for that digest.
    """
    is_shared = now is not None and now.praise_shared_at is not None and now.praise_shared_with == team
    if now is None or not is_shared or now.praised != before.praised:
        return tuple(praise for praise in told if praise.feedback != before.id)
    said = {"customer": now.customer, "said": now.said}
    return tuple(replace(praise, **said) if praise.feedback == before.id else praise for praise in told)
