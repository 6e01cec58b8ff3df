from __future__ import annotations

from dataclasses import replace

import pytest

from bot.digests import Digest, Praise, Story
from bot.feedback import EXPECTATIONS, Counted, Summary
from bot.privacy import Shown
from bot.views import digests, kit

NOTHING = dict.fromkeys(EXPECTATIONS, Counted(0, 0))
FULL = Digest(
    team="Support",
    week="2026-W10",
    answered="8-11",
    needs={"autonomy": Shown(70), "competence": Shown(85, "high"), "recognition": Shown(15, "low")},
    questions={
        "autonomy": ("autonomy-2",),
        "competence": ("competence-2",),
        "recognition": ("recognition-2",),
    },
    kudos_given=True,
    kudos_total=7,
    stories=(
        Story("Ada", "Ben", "Explained the release.", "Cleo could decide."),
        Story("Cleo", "Ada", "Called the customer back.", ""),
    ),
    feedback=Summary(Counted(4, 3), NOTHING | {"commitment": Counted(3, 2), "care": Counted(1, 1)}),
    is_small=False,
)
NO_SCORES = dict.fromkeys(FULL.needs)
SILENT = Summary(Counted(0, 0), NOTHING)

ALL_SHOWN = """\
Support: week of 2 March

8-11 people answered.
  Autonomy: 70. Asked: “This week I could decide what to do first.”
  Competence: 85 or more. Asked: “This week I got better at something my work needs.”
  Recognition: 15 or less. Asked: “This week someone told me what I did well.”

7 kudos this week. What was shared with the team:
  Ada thanked Ben: Explained the release. It made possible: Cleo could decide.
  Cleo thanked Ada: Called the customer back.

Customers spoke 4 times; in 3 of 4 it was as they expected or better.
  Commitment: 2 of 3 met.
  Care: 1 of 1 met."""

TOO_SMALL = """\
Support: week of 2 March

Scores need a team of 6 or more besides its manager, so that nobody can be told apart.

Kudos were given this week. None were shared with the team.

A customer spoke once, and it was below what they expected."""

TOO_FEW_ANSWERED = """\
Support: week of 2 March

Fewer than 5 people answered, so there are no scores this week.

Nobody was thanked here this week. Who made your work easier? Type /kudos to tell them.

Nothing was logged this week. Type /feedback when a customer says something, good or bad."""

ONE_NEED_HIDDEN = """\
Support: week of 2 March

5 or more people answered.
  Autonomy: 70. Asked: “This week I could decide what to do first.”
  Competence: fewer than 5 answers, not shown.
  Recognition: 15 or less. Asked: “This week someone told me what I did well.”

Kudos were given this week. What was shared with the team:
  Cleo thanked Ada: Called the customer back.

Nothing was logged this week. Type /feedback when a customer says something, good or bad."""

TWO_QUESTIONS = """\
Support: week of 2 March

7-11 people answered.
  Autonomy: 70. Asked: “This week I could decide what to do first.”, “When I saw a better way this week, I was free to \
try it.”
  Competence: one of its questions had fewer than 7 answers, not shown.
  Recognition: fewer than 7 answers, not shown.

Kudos were given this week. None were shared with the team.

Nothing was logged this week. Type /feedback when a customer says something, good or bad."""

SHARED_LATER = TOO_FEW_ANSWERED.replace(
    "Nobody was thanked here this week. Who made your work easier? Type /kudos to tell them.",
    "Shared with the team this week:\n  Cleo thanked Ada: Called the customer back.",
)

SITUATIONS = {
    "a kudos of the week before was shared": (
        replace(
            FULL,
            answered=None,
            needs=NO_SCORES,
            kudos_given=False,
            kudos_total=None,
            stories=FULL.stories[1:],
            feedback=SILENT,
        ),
        SHARED_LATER,
    ),
    "all is shown": (FULL, ALL_SHOWN),
    "a small team, kudos that nobody shared, one customer": (
        replace(
            FULL,
            answered=None,
            needs=NO_SCORES,
            kudos_total=None,
            stories=(),
            feedback=Summary(Counted(1, 0), NOTHING),
            is_small=True,
        ),
        TOO_SMALL,
    ),
    "too few answered, no kudos, no feedback": (
        replace(FULL, answered=None, needs=NO_SCORES, kudos_given=False, kudos_total=None, stories=(), feedback=SILENT),
        TOO_FEW_ANSWERED,
    ),
    "two questions a need, a threshold of seven": (
        replace(
            FULL,
            answered="7-11",
            threshold=7,
            needs=NO_SCORES | {"autonomy": Shown(70)},
            questions={
                "autonomy": ("autonomy-2", "autonomy-4"),
                "competence": ("competence-2", "competence-4"),
                "recognition": ("recognition-2",),
            },
            kudos_total=None,
            stories=(),
            feedback=SILENT,
        ),
        TWO_QUESTIONS,
    ),
    "one need is hidden, one story": (
        replace(
            FULL,
            answered="5 or more",
            needs=FULL.needs | {"competence": None},
            kudos_total=None,
            stories=FULL.stories[1:],
            feedback=SILENT,
        ),
        ONE_NEED_HIDDEN,
    ),
}


@pytest.mark.parametrize(("digest", "text"), SITUATIONS.values(), ids=SITUATIONS)
def test_a_digest_reads_like_this(digest, text):
    assert digests.text(digest) == text


def test_a_digest_of_the_first_version_still_shows_the_question_it_held():
    old = {"autonomy": ("This week I could decide what to do first.",)}
    assert digests.text(replace(FULL, questions=FULL.questions | old)) == ALL_SHOWN


@pytest.mark.parametrize(("threshold", "smallest"), [(5, 6), (9, 10)])
def test_a_small_team_reads_how_large_one_must_be(threshold, smallest):
    digest = replace(FULL, answered=None, needs=NO_SCORES, is_small=True, threshold=threshold)
    assert f"Scores need a team of {smallest} or more" in digests.text(digest)


def test_in_slack_a_digest_has_a_heading_and_a_paragraph_for_each_side():
    shown = [block.get("text", {}).get("text") for block in digests.message(FULL).blocks[:-1]]
    assert shown == [
        "Support: week of 2 March",
        "*The week.* 8-11 people answered.\n"
        "• Autonomy: 70. Asked: “This week I could decide what to do first.”\n"
        "• Competence: 85 or more. Asked: “This week I got better at something my work needs.”\n"
        "• Recognition: 15 or less. Asked: “This week someone told me what I did well.”",
        "*Kudos.* 7 kudos this week. What was shared with the team:",
        "Ada thanked Ben: Explained the release. It made possible: Cleo could decide.",
        "Cleo thanked Ada: Called the customer back.",
        "*Customers.* Customers spoke 4 times; in 3 of 4 it was as they expected or better.\n"
        "• Commitment: 2 of 3 met.\n"
        "• Care: 1 of 1 met.",
    ]


@pytest.mark.parametrize("digest", [digest for digest, _ in SITUATIONS.values()], ids=SITUATIONS)
def test_the_scale_is_explained_below_and_the_text_alone_tells_all_of_it(digest):
    message = digests.message(digest)
    assert (kit.context(digests.SCALE) in message.blocks) == (digest.answered is not None)
    assert message.text == digests.text(digest)


@pytest.mark.parametrize("digest", [digest for digest, _ in SITUATIONS.values()], ids=SITUATIONS)
def test_a_digest_claims_no_cause(digest):
    words = digests.text(digest).casefold()
    assert not [claim for claim in ("because", "drives", "impact", "significant", "steady") if claim in words]


def test_praise_that_was_shared_is_told_after_what_customers_said():
    praised = replace(FULL, praises=(Praise("Acme", "Ada", "She stayed until it worked."),))
    assert digests.text(praised) == f"{ALL_SHOWN}\n  Acme about Ada: She stayed until it worked."
    assert "Acme about Ada: She stayed until it worked." in str(digests.message(praised).blocks)


@pytest.mark.parametrize(
    ("counted", "impressions", "told"),
    [
        (Counted(4, 3), 0, ""),
        (Counted(4, 3), 1, " 1 of these is our own impression, not a customer's words."),
        (Counted(4, 3), 2, " 2 of these are our own impression, not a customer's words."),
        (Counted(1, 1), 1, " This is our own impression, not a customer's words."),
    ],
)
def test_a_digest_says_how_much_of_it_no_customer_said(counted, impressions, told):
    text = digests.text(replace(FULL, feedback=Summary(counted, NOTHING, impressions=impressions)))
    assert f"as they expected or better.{told}" in text.splitlines()[-1]
    assert ("impression" in text) is bool(told)


def test_ratings_on_several_scales_are_told_from_0_to_100():
    mixed = replace(FULL, feedback=Summary(Counted(4, 3), NOTHING, score=61.6))
    assert "as they expected or better. All ratings together: 62 of 100." in digests.text(mixed)
