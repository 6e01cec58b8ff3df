"""The digest as a team reads it in its channel, under one screen; `bot/views/digest_details.py` has all the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.digests import Digest, Story
from bot.views import charts, digest_customers, kit, practices
from bot.views import digest_lines as lines
from bot.views import link as link_views
from bot.views.digest_lines import Part
from bot.views.kit import Block, Message

DETAILS = "digest_details"
BRIEF = 60  # characters of what a person said, so that a line holds it; the details have all of it
SHOWN = 140  # the same in the text, which nobody has to scroll through
SHORTER = (60, 25)  # the same in the text alone, where it would be too long
UNSAID = "What people said stands in the message itself."
WEEKS = "Week by week"
LEFT_OUT = "The chart has the weeks of which all its lines can be told. Details have the others."


def message(digest: Digest, place: str, has_charts: bool = True) -> Message:
    """The digest of a group; `text` alone tells all of it and more, and `plainer` has the chart in words.

    `place` is `round:group`, which the button hands back.
    """
    said, plain = _spoken(digest), _blocks(digest, place, None)
    drawn = charts.block(digest.chart) if has_charts else None
    return Message(said, _blocks(digest, place, drawn), plain) if drawn else Message(said, plain)


def _spoken(digest: Digest) -> str:
    """The text of the message: all facts, and so much of what people said as it can hold beside them."""
    *longer, shortest = (parts(digest, limit) for limit in (SHOWN, *SHORTER))
    unlinked = [replace(part, words=tuple((words, "") for words, _ in part.words)) for part in shortest]
    silent = [replace(part, words=((UNSAID, ""),) if part.words else ()) for part in shortest]
    every = [kit.escape(_text(digest, some)) for some in (*longer, unlinked, silent)]
    return next((said for said in every if len(said) <= kit.TEXT_LIMIT), every[-1])


def text(digest: Digest) -> str:
    """The digest as plain text, a line a fact, with as much of what people said as is shown of it."""
    return _text(digest, parts(digest, SHOWN))


def _text(digest: Digest, told: Iterable[Part]) -> str:
    return "\n\n".join([*paragraphs(digest, told), *lines.scale(digest)])


def paragraphs(digest: Digest, told: Iterable[Part]) -> list[str]:
    """The digest with these parts as plain text, but for how to read its scores."""
    offered = [practices.offer_text(digest.offered)] if digest.offered else []
    tried = [practices.tried_text(tried) for tried in digest.tried]
    return [lines.title(digest), *map(lines.text, told), *tried, *offered]


def parts(digest: Digest, limit: int, tell: Callable[[Story, int], str] = lines.told) -> list[Part]:
    """What a digest says, but for its practices; of what a person said, so many characters at most.

    `tell` words a kudos.
    """
    weeks, quotes = (
        charts.words(digest.chart),
        [(digest_customers.quoted(quote, limit), quote.link) for quote in digest.quotes],
    )
    praises = [(digest_customers.praised(praise, limit), "") for praise in digest.praises]
    stories = tuple((tell(story, limit), "") for story in digest.stories)
    answered = " ".join(filter(None, (lines.answered(digest), lines.over(digest))))
    return [
        Part(lines.GROUPS[digest.kind].capitalize(), answered, tuple(lines.needs(digest))),
        *([Part(WEEKS, weeks[0], tuple(weeks[1:]))] if weeks else []),
        Part(
            "Customers",
            digest_customers.customers(digest),
            tuple(digest_customers.expected(digest)),
            (*quotes, *praises),
        ),
        Part("Kudos", lines.kudos(digest), words=stories),
        *(Part("Comments", line) for line in lines.comments(digest)),
        *([Part("Both together", link_views.line(digest.link, digest.threshold))] if digest.link else []),
    ]


def _blocks(digest: Digest, place: str, chart: Block | None) -> tuple[Block, ...]:
    """The message, with a chart or else its words; it is to be read without scrolling."""
    drawn = [chart, *([kit.context(LEFT_OUT)] if charts.leaves_out(digest.chart) else [])] if chart else None
    details = kit.button("Details", DETAILS, place, spoken="Details of this digest")
    return (
        kit.header(lines.title(digest)),
        *(
            block
            for part in parts(digest, BRIEF, lines.thanked)
            for block in (drawn if drawn and part.heading == WEEKS else lines.blocks(part))
        ),
        *(block for tried in digest.tried for block in practices.tried_blocks(tried)),
        *(practices.offer_blocks(digest.offered, [details]) if digest.offered else [kit.actions("digest", [details])]),
    )
