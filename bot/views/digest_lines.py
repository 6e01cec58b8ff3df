"""What a digest says, line by line in plain text; the message, its details and the printed page are made of these."""

from __future__ import annotations

from dataclasses import dataclass

from bot import moments
from bot.digests import STORIES, Digest, Kind, Story, Trend
from bot.feedback import Felt
from bot.items import bank
from bot.privacy import Shown, smallest_team
from bot.scores import BLOCK, DOWN, UNCLEAR, UP
from bot.views import kit, language
from bot.views.kit import Block

READ = "Read it there"
ENDS = {"low": "{value} or less", "high": "{value} or more", "": "{value}"}
NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}
CHANGES = {UP: "; up", DOWN: "; down", UNCLEAR: "; no clear change"}
NO_SCORES = {
    Kind.DEPARTMENT: "Too few people answered to tell of them together, so there are no scores {when}.",
    Kind.COMPANY: "Too few people answered to tell of them together, so there are no scores {when}.",
}
FELT = {
    "competence": ("more able", "less able"),
    "autonomy": ("in charge", "without a say"),
    "recognition": ("valued", "overlooked"),
}
SCALE = "Scores of needs run from 0 (not at all true) to 100 (completely true), to the nearest 5."
STANDING = "Each {week} in them stands for {threshold} or more people."
MIXED = "Questions change from week to week, so compare weeks with care."
GROUPS = {Kind.TEAM: "the team", Kind.DEPARTMENT: "the department", Kind.COMPANY: "the company"}
COMMENTS = "Comments that came with the pulses were passed on, shuffled and without names, to whoever leads {whom}."


@dataclass(frozen=True)
class Part:
    """A part of what a digest says: its heading, a sentence, lines below it, and what people said.

    The first are plain text of ours. `words` are shown exactly as people wrote them, each with the address where it can
    be read on, empty for none.
    """

    heading: str
    lead: str = ""
    lines: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()


def text(part: Part) -> str:
    """A part as plain text, a line a fact."""
    said = [f"{words} {link}".rstrip() for words, link in part.words]
    return "\n".join([f"{part.heading}. {part.lead}".rstrip(), *(f"  {line}" for line in (*part.lines, *said))])


def blocks(part: Part) -> list[Block]:
    """A part in a message or on a page."""
    ours = [f"*{part.heading}.* {part.lead}".rstrip(), *(f"• {line}" for line in part.lines)]
    return [kit.section(kit.escape("\n".join(ours))), *([kit.quotes(part.words, READ)] if part.words else [])]


def title(digest: Digest) -> str:
    """The digest's heading, such as "Support: week of 2 March"."""
    monday = moments.monday_of(digest.week)
    week, teams = f"week of {monday.day} {monday:%B}", f" ({digest.teams} teams)" if digest.teams > 1 else ""
    if digest.weeks > 1:
        return f"{digest.team}{teams}: {_number(digest.weeks)} weeks, up to the {week}"
    return f"{digest.team}{teams}: {week}"


def span(digest: Digest) -> str:
    """The time it tells of, in a sentence."""
    return f"in these {_number(digest.weeks)} weeks" if digest.weeks > 1 else "this week"


def lately(digest: Digest) -> str:
    """When its last pulse was, in a sentence."""
    return "this time" if digest.weeks > 1 else "this week"


def occasions(digest: Digest) -> str:
    """What lies between two numbers of its trends: weeks where there is a pulse in each."""
    return "weeks" if digest.every == 1 else "pulses"


def answered(digest: Digest) -> str:
    """How many people answered, as a band, or why there are no scores."""
    if digest.answered and digest.kind is not Kind.TEAM:
        return f"Each need's score {lately(digest)} stands for {digest.answered} people."
    if digest.answered:
        return f"{digest.answered} people answered."
    if digest.is_small and digest.kind is Kind.TEAM:
        smallest = smallest_team(digest.threshold)
        needed = f"Scores need a team of {smallest} or more besides its manager, so that nobody can be told apart."
        return f"{needed} What you answer counts in the larger groups, where enough others answer."
    few = f"Fewer than {digest.threshold} people answered, so there are no scores {{when}}."
    return NO_SCORES.get(digest.kind, few).format(when=lately(digest))


def over(digest: Digest) -> str:
    """What the lines of needs are about, where any tells of several weeks."""
    weeks, trends = occasions(digest), digest.trends.values()
    if not any(trend.index for trend in trends):
        return ""
    return f"Over four {weeks}, beside the four before:" if any(t.change for t in trends) else f"Over four {weeks}:"


def needs(digest: Digest) -> list[str]:
    """A line for each need: the team's index or its week, and beside it what customers told of the same need."""
    told = [need for need in digest.needs if has_scores(digest) or felt(digest, need)]
    return [" ".join([f"{need.capitalize()}:", *_need(digest, need)]) for need in told]


def _need(digest: Digest, need: str) -> list[str]:
    trend, shown, told = digest.trends.get(need, Trend()), digest.needs[need], felt(digest, need)
    beside = [f"Customers felt {told}."] if told else []
    if trend.index:
        return [*_index(digest, trend, trend.index), *beside]
    return [f"{value(shown)} {lately(digest)}." if shown else unshown(digest, need), *beside]


def _index(digest: Digest, trend: Trend, index: Shown) -> list[str]:
    weeks = occasions(digest)
    change = CHANGES[trend.change] if trend.change else ""
    low = [f"Lower than usual here: all of the range is below the mean of twelve {weeks}."] if trend.is_low else []
    few = "" if trend.weeks == BLOCK else f" (of {NUMBERS[trend.weeks]} {weeks})"
    return [f"{value(index)}{few}, likely between {trend.low} and {trend.high}{change}.", *low]


def unshown(digest: Digest, need: str) -> str:
    """Why a need has no score."""
    if digest.answered is None or digest.kind is not Kind.TEAM:
        return "no score."
    why = "one of its questions had fewer than" if len(digest.questions.get(need, ())) > 1 else "fewer than"
    return f"{why} {digest.threshold} answers, not shown."


def felt(digest: Digest, need: str) -> str:
    """How customers felt about the same need of theirs, where any spoke of it: "more able twice, less able once"."""
    of = digest.feedback.needs.get(need, Felt(0, 0))
    counted = zip(FELT[need], (of.fed, of.hurt), strict=True)
    return ", ".join(f"{feeling} {times(n)}" for feeling, n in counted if n)


def value(shown: Shown) -> str:
    """A score as people read it."""
    return ENDS[shown.end].format(value=shown.value)


def times(n: int) -> str:
    """How often."""
    return {1: "once", 2: "twice"}.get(n, f"{n} times")


def question(asked: str) -> str:
    """The text of an item, or the text itself, which digests of the first version and own items hold."""
    item = bank().get(asked)
    return language.texts("en").item(item) if item else asked


def kudos(digest: Digest) -> str:
    """Whether people were thanked, before the stories."""
    if not digest.kudos_given and digest.stories:
        return f"Shared with the team {span(digest)}:"
    if not digest.kudos_given:
        return f"Nobody was thanked here {span(digest)}. Who made your work easier? Type /kudos to tell them."
    total = f"{digest.kudos_total} kudos" if digest.kudos_total else "Kudos were given"
    if digest.kind is not Kind.TEAM:
        return f"{total} {span(digest)}."
    if not digest.stories:
        return f"{total} {span(digest)}. None were shared with the team."
    what = "Some of what was" if len(digest.stories) == STORIES else "What was"
    return f"{total} {span(digest)}. {what} shared with the team:"


def told(story: Story, limit: int) -> str:
    """A kudos that was shared; each half of it has `limit` characters at most."""
    made = f" It made possible: {kit.cut(story.enabled, limit)}" if story.enabled else ""
    return f"{thanked(story, limit)}{made}"


def thanked(story: Story, limit: int) -> str:
    """The first half of a kudos that was shared: what was done."""
    return f"{story.giver} thanked {story.receiver}: {kit.cut(story.did, limit)}"


def comments(digest: Digest) -> list[str]:
    """That comments were passed on, where they were."""
    return [COMMENTS.format(whom=GROUPS[digest.kind])] if digest.has_comments else []


def scale(digest: Digest) -> list[str]:
    """How to read the scores, where there are any."""
    if not has_scores(digest):
        return []
    stands = STANDING.format(week=occasions(digest).removesuffix("s"), threshold=digest.threshold)
    return [" ".join([SCALE, stands, *([MIXED] if digest.is_mixed else [])])]


def has_scores(digest: Digest) -> bool:
    """Whether it tells any score, of this pulse or over several."""
    return digest.answered is not None or any(trend.index for trend in digest.trends.values())


def _number(n: int) -> str:
    return NUMBERS.get(n, str(n))
