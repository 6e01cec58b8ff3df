"""The digest as a team reads it in its channel, under one screen; `bot/views/digest_details.py` has all the rest."""

from __future__ import annotations

from bot.digests import Digest
from bot.views import charts, kit, practices
from bot.views import digest_lines as lines
from bot.views import link as link_views
from bot.views.digest_lines import Part
from bot.views.kit import Block, Message

DETAILS = "digest_details"
SHOWN = 140  # characters of what a person said; the details have all of it
WEEKS = "Week by week"
LEFT_OUT = f"The chart has the weeks of which all its lines can be told. {charts.ENDS}"


def message(digest: Digest, place: str, has_charts: bool = True) -> Message:
    """The digest of a group; `text` alone tells all of it, and `plainer` has the chart in words.

    `place` is `round:group`, which the button hands back.
    """
    said, plain = kit.escape(text(digest)), _blocks(digest, place, None)
    drawn = charts.block(digest.chart) if has_charts else None
    return Message(said, _blocks(digest, place, drawn), plain) if drawn else Message(said, plain)


def text(digest: Digest, limit: int = SHOWN) -> str:
    """The digest as plain text, a line a fact; of what a person said, so many characters at most."""
    offered = [practices.offer_text(digest.offered)] if digest.offered else []
    tried = [practices.tried_text(tried) for tried in digest.tried]
    told = [lines.title(digest), *map(lines.text, parts(digest, limit)), *tried, *offered, *lines.scale(digest)]
    return "\n\n".join(told)


def parts(digest: Digest, limit: int) -> list[Part]:
    """What a digest says, but for its practices; of what a person said, so many characters at most."""
    weeks, quotes = charts.words(digest.chart), [(lines.quoted(quote, limit), quote.link) for quote in digest.quotes]
    praises = [(lines.praised(praise, limit), "") for praise in digest.praises]
    stories = tuple((lines.told(story, limit), "") for story in digest.stories)
    return [
        Part(lines.GROUPS[digest.kind].capitalize(), lines.answered(digest), tuple(lines.needs(digest))),
        *([Part(WEEKS, weeks[0], tuple(weeks[1:]))] if weeks else []),
        Part("Customers", lines.customers(digest), tuple(lines.expected(digest)), (*quotes, *praises)),
        Part("Kudos", lines.kudos(digest), words=stories),
        *(Part("Comments", line) for line in lines.comments(digest)),
        *([Part("Both together", link_views.line(digest.link))] if digest.link else []),
    ]


def _blocks(digest: Digest, place: str, chart: Block | None) -> tuple[Block, ...]:
    """The message, with a chart or else its words."""
    drawn = [chart, kit.context(LEFT_OUT)] if chart else None
    return (
        kit.header(lines.title(digest)),
        *(
            block
            for part in parts(digest, SHOWN)
            for block in (drawn if drawn and part.heading == WEEKS else lines.blocks(part))
        ),
        *(block for tried in digest.tried for block in practices.tried_blocks(tried)),
        *(practices.offer_blocks(digest.offered) if digest.offered else []),
        kit.actions("digest", [kit.button("Details", DETAILS, place, spoken="Details of this digest")]),
        *map(kit.context, lines.scale(digest)),
    )
