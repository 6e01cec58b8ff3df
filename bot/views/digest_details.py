"""What stands behind a digest: its questions, both sides of each need, how to read it; a page in Slack, and text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.digests import Digest, Kind
from bot.feedback import SAID_LIMIT
from bot.views import charts, kit
from bot.views import digest_lines as lines
from bot.views import digests as views
from bot.views import link as link_views
from bot.views.digest_lines import Part
from bot.views.kit import Block

VIEW = "digest_details_page"
ALSO_WHOLE = (views.WEEKS, "Customers")
WHOLE = SAID_LIMIT  # characters of the longest that a person may have said
HOW_TO_READ = (
    "The number of a need is the mean of its last four {weeks} that may be shown, at least three of them. "
    "What all people here truly feel lies, on average, in the range beside it in 95 of 100 cases or more, unless those "
    "who are silent feel differently.",
    "“Up” and “down” are told once in four {weeks}, where luck alone would hardly do it. A team of seven misses half "
    "of even large changes, so “no clear change” does not mean that nothing changed.",
)
NEXT_LOOK = "Weeks are counted from the first pulse here, each year anew: week {number} is the week of {week}."
COMPARED_NEXT = "Four {weeks} are next compared with the four before in the week of {week}."
CUSTOMERS = (
    "The customers' number is the mean of what they rated, from 0 (far below what they expected) to 100 (far above), "
    "where there were two ratings or more."
)
FOR_ALL = (
    "People here choose what customer feedback they log, so it may follow how they feel themselves.",
    "There is no list of who answered, and single answers are destroyed when a pulse closes.",
)
ALPHA = "{need}: {value:.2f} (Cronbach's alpha, 30 or more people of all teams together)."
UNKNOWN = "{need}: not known yet."


def page(digest: Digest, begun: Sequence[str] = ()) -> Block:
    """The details as a page; `begun` are lines on practices that teams begin one after another."""
    behind = parts(digest, begun)
    whole = [part for part in views.parts(digest, WHOLE) if part.words or part.heading in ALSO_WHOLE]
    told = (block for part in (*behind[:-1], *whole, behind[-1]) for block in (kit.divider(), *lines.blocks(part)))
    return kit.modal("Digest", VIEW, [kit.words(lines.title(digest)), *told])


def text(digests: Iterable[Digest]) -> str:
    """Digests with all their details, as plain text."""
    return "\n\n\n".join(_text(digest) for digest in digests) + "\n"


def _text(digest: Digest) -> str:
    return "\n\n".join([*views.paragraphs(digest, views.parts(digest, WHOLE)), *map(lines.text, parts(digest))])


def parts(digest: Digest, begun: Sequence[str] = ()) -> list[Part]:
    """What stands behind a digest, without what it has nothing of; how to read it comes last."""
    every = [
        Part("Scores and questions of the week", lines=tuple(_week(digest))),
        Part("The same needs, on both sides", lines=tuple(_both(digest))),
        Part("Looks at both together", lines=tuple(_looks(digest))),
        Part("Begun in an order drawn at random", lines=tuple(begun)),
        Part("How well the questions hang together", lines=tuple(_reliability(digest))),
        Part("How to read this", lines=tuple(_how_to_read(digest))),
    ]
    return [part for part in every if part.lines]


def _week(digest: Digest) -> list[str]:
    """The scores of the week beside the questions that were asked, also of those that belong to no need."""
    if digest.answered is None:
        return []
    of_needs = [
        f"{need.capitalize()}: {f'{lines.value(shown)}.' if shown else lines.unshown(digest, need)} {_asked(asked)}"
        for need, shown in digest.needs.items()
        if (asked := digest.questions.get(need, ()))
    ]
    return of_needs + [f"{_asked([item])} {lines.value(shown)}." for item, shown in digest.beside.items() if shown]


def _asked(items: Iterable[str]) -> str:
    return ", ".join(f"“{lines.question(item)}”" for item in items)


def _both(digest: Digest) -> list[str]:
    """Each need on both sides, where customers spoke of any."""
    told = {need: lines.felt(digest, need) for need in digest.needs}
    return [
        f"{need.capitalize()}: here {_own(digest, need)}; customers {f'felt {felt}' if felt else 'said nothing of it'}."
        for need, felt in told.items()
        if any(told.values())
    ]


def _own(digest: Digest, need: str) -> str:
    trend, shown = digest.trends.get(need), digest.needs[need]
    known = trend.index if trend and trend.index else shown
    return lines.value(known) if known else "no score"


def _looks(digest: Digest) -> list[str]:
    """When the next look is, which the digest has by a number, and what the last one found."""
    told = []
    if digest.link and digest.link.next_at:
        told.append(NEXT_LOOK.format(number=digest.link.next_week, week=charts.day(digest.link.next_at)))
    if digest.link_before:
        week, found = digest.link_before
        told.append(f"In the week of {charts.day(week)}: {link_views.line(found, digest.threshold)}")
    return told


def _reliability(digest: Digest) -> list[str]:
    if digest.kind is not Kind.COMPANY:
        return []
    return [
        UNKNOWN.format(need=need.capitalize()) if value is None else ALPHA.format(need=need.capitalize(), value=value)
        for need, value in digest.reliability.items()
    ]


def _how_to_read(digest: Digest) -> list[str]:
    scores = HOW_TO_READ if lines.has_scores(digest) else ()
    told = [line.format(weeks=lines.occasions(digest)) for line in scores]
    if scores and digest.compared_next:
        told.append(COMPARED_NEXT.format(weeks=lines.occasions(digest), week=charts.day(digest.compared_next)))
    rated = [CUSTOMERS] if any(value is not None for value in digest.chart.customers) else []
    return [*lines.scale(digest), *told, *rated, *FOR_ALL]
