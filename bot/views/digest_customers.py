"""What a digest says of customers: how many spoke, how it was for them, and what they said."""

from __future__ import annotations

from bot.digests import Digest, Praise, Quote
from bot.feedback import EXPECTATIONS, Counted
from bot.views import digest_lines as lines
from bot.views import kit


def customers(digest: Digest) -> str:
    """How many customers spoke, and how many of them had what they expected."""
    counted = digest.feedback.all
    if not counted.n:
        return f"Nothing was logged {lines.span(digest)}. Type /feedback when a customer says something, good or bad."
    return " ".join([_spoke(digest, counted), *_impressions(digest)])


def expected(digest: Digest) -> list[str]:
    """The same by what it was about."""
    by_name = digest.feedback.by_expectation
    about = [f"{name.capitalize()} {met(by_name[name])}" for name in EXPECTATIONS if by_name[name].n]
    return [f"Met, by what it was about: {', '.join(about)}."] if about else []


def _spoke(digest: Digest, counted: Counted) -> str:
    if counted.n == 1:
        how = "as they expected or better" if counted.met else "below what they expected"
        return f"A customer spoke once, and it was {how}."
    mean = rated(digest)
    beside = "" if mean is None else f", rated {mean} of 100 on average"
    return f"Customers spoke {counted.n} times{beside}; in {met(counted)} it was as they expected or better."


def rated(digest: Digest) -> int | None:
    """The mean of what customers rated, 0 to 100; the first versions kept it only for mixed scales."""
    newest, mixed = digest.chart.customers[-1:], digest.feedback.score
    if newest and newest[0] is not None:
        return newest[0]
    return None if mixed is None else round(mixed)


def _impressions(digest: Digest) -> list[str]:
    n, of = digest.feedback.impressions, digest.feedback.all.n
    if not n:
        return []
    which = "This is" if of == 1 else f"{n} of these {'is' if n == 1 else 'are'}"
    return [f"{which} our own impression, not a customer's words."]


def met(counted: Counted) -> str:
    """How many of how many."""
    return f"{counted.met} of {counted.n}"


def quoted(quote: Quote, limit: int) -> str:
    """What a customer said, and how it was for them."""
    how = "as expected" if quote.is_met else "not as expected"
    return f"{quote.customer} ({how}): “{kit.cut(quote.said, limit)}”"


def praised(praise: Praise, limit: int) -> str:
    """What a customer said about somebody's work."""
    return f"{praise.customer} about {praise.person}: {kit.cut(praise.said, limit)}"
