"""The digest as a team reads it, in Slack and as plain text. Every number says how many stand behind it."""

from __future__ import annotations

from bot import moments
from bot.digests import STORIES, Digest, Praise, Story
from bot.feedback import EXPECTATIONS, Counted
from bot.items import bank
from bot.privacy import smallest_team
from bot.views import kit, language
from bot.views.kit import Block, Message

ENDS = {"low": "{value} or less", "high": "{value} or more", "": "{value}"}
SCALE = (
    "Scores run from 0 (not at all true) to 100 (completely true), to the nearest 5. "
    "A different question is asked each week, so compare weeks with care."
)


def message(digest: Digest) -> Message:
    """The digest of a team; `text` alone tells all of it."""
    return Message(text=kit.escape(text(digest)), blocks=tuple(_blocks(digest)))


def text(digest: Digest) -> str:
    """The digest as plain text, a line a fact."""
    told = [f"  {_told(story)}" for story in digest.stories]
    parts = [title(digest), "", _answered(digest), *_needs(digest), "", _kudos(digest), *told, "", _customers(digest)]
    praised = [f"  {_praised(praise)}" for praise in digest.praises]
    return "\n".join([*parts, *_expectations(digest), *praised])


def title(digest: Digest) -> str:
    """The digest's heading, such as "Support: week of 16 November"."""
    monday = moments.monday_of(digest.week)
    return f"{digest.team}: week of {monday.day} {monday:%B}"


def _blocks(digest: Digest) -> list[Block]:
    pulse = "\n".join(f"• {line.strip()}" for line in _needs(digest))
    about = [f"• {line.strip()}" for line in _expectations(digest)]
    return [
        kit.header(title(digest)),
        kit.section(f"*The week.* {_answered(digest)}\n{pulse}".strip()),
        kit.section(f"*Kudos.* {_kudos(digest)}"),
        *(kit.words(_told(story)) for story in digest.stories),
        kit.section("\n".join([f"*Customers.* {_customers(digest)}", *about])),
        *(kit.words(_praised(praise)) for praise in digest.praises),
        *([kit.context(SCALE)] if digest.answered else []),
    ]


def _answered(digest: Digest) -> str:
    if digest.is_small:
        smallest = smallest_team(digest.threshold)
        return f"Scores need a team of {smallest} or more besides its manager, so that nobody can be told apart."
    if digest.answered is None:
        return f"Fewer than {digest.threshold} people answered, so there are no scores this week."
    return f"{digest.answered} people answered."


def _needs(digest: Digest) -> list[str]:
    if digest.answered is None:
        return []
    return [_need(digest, need) for need in digest.needs]


def _need(digest: Digest, need: str) -> str:
    shown, asked = digest.needs[need], digest.questions.get(need, ())
    if shown is None:
        why = "one of its questions had fewer than" if len(asked) > 1 else "fewer than"
        return f"  {need.capitalize()}: {why} {digest.threshold} answers, not shown."
    value = ENDS[shown.end].format(value=shown.value)
    return f"  {need.capitalize()}: {value}. Asked: {', '.join(f'“{_question(item)}”' for item in asked)}"


def _question(asked: str) -> str:
    """The text of an item, or the text itself, which digests of the first version hold."""
    item = bank().get(asked)
    return language.texts("en").item(item) if item else asked


def _kudos(digest: Digest) -> str:
    if not digest.kudos_given and digest.stories:
        return "Shared with the team this week:"
    if not digest.kudos_given:
        return "Nobody was thanked here this week. Who made your work easier? Type /kudos to tell them."
    total = f"{digest.kudos_total} kudos this week." if digest.kudos_total else "Kudos were given this week."
    if not digest.stories:
        return f"{total} None were shared with the team."
    return f"{total} {'Some of what was' if len(digest.stories) == STORIES else 'What was'} shared with the team:"


def _told(story: Story) -> str:
    made = f" It made possible: {story.enabled}" if story.enabled else ""
    return f"{story.giver} thanked {story.receiver}: {story.did}{made}"


def _praised(praise: Praise) -> str:
    return f"{praise.customer} about {praise.person}: {praise.said}"


def _customers(digest: Digest) -> str:
    counted = digest.feedback.all
    if not counted.n:
        return "Nothing was logged this week. Type /feedback when a customer says something, good or bad."
    if counted.n == 1:
        how = "as they expected or better" if counted.met else "below what they expected"
        return " ".join([f"A customer spoke once, and it was {how}.", *_impressions(digest)])
    told = f"Customers spoke {counted.n} times; in {_met(counted)} it was as they expected or better."
    return " ".join([told, *_score(digest), *_impressions(digest)])


def _score(digest: Digest) -> list[str]:
    """Ratings on several scales have one measure in common."""
    score = digest.feedback.score
    return [] if score is None else [f"All ratings together: {score:.0f} of 100."]


def _impressions(digest: Digest) -> list[str]:
    n, of = digest.feedback.impressions, digest.feedback.all.n
    if not n:
        return []
    which = "This is" if of == 1 else f"{n} of these {'is' if n == 1 else 'are'}"
    return [f"{which} our own impression, not a customer's words."]


def _expectations(digest: Digest) -> list[str]:
    by_name = digest.feedback.by_expectation
    return [f"  {name.capitalize()}: {_met(by_name[name])} met." for name in EXPECTATIONS if by_name[name].n]


def _met(counted: Counted) -> str:
    return f"{counted.met} of {counted.n}"
