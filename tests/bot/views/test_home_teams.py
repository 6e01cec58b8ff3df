"""What those who lead read on Home: their digest's words, and no more than those."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.digests import Chart, Digest, Offer, Trend
from bot.feedback import EXPECTATIONS, Counted, Summary
from bot.home import GROUPS, Led, Teams
from bot.practices import Practice, State
from bot.privacy import Shown
from bot.views import digests, home_teams, kit
from sandbox.blocks import check_view

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
OFFER = Offer("P1", "recognition-engage", "Thank one person for quiet work.", "offered")
WEEKS = ("2026-W08", "2026-W09", "2026-W10")
DIGEST = Digest(
    team="Support",
    week="2026-W10",
    answered="8-11",
    needs={"autonomy": Shown(70), "competence": Shown(85, "high"), "recognition": None},
    questions={"autonomy": ("autonomy-2",), "competence": ("competence-2",), "recognition": ("recognition-2",)},
    kudos_given=True,
    kudos_total=None,
    stories=(),
    feedback=Summary(Counted(0, 0), dict.fromkeys(EXPECTATIONS, Counted(0, 0))),
    is_small=False,
    trends={"autonomy": Trend(Shown(70), 58, 82, "up")},
    chart=Chart(WEEKS, {"autonomy": (60, None, 70)}, (None, None, None)),
    offered=OFFER,
)
TRIED = Practice("P0", "r8", "t1", "autonomy-enable", "Drop one approval.", "", "", NOON, State.TRYING, "Ben", NOON)


def told(*groups, **more):
    return home_teams.blocks(Teams(groups, **more))


def written(blocks):
    """All words on the page."""
    found = []

    def look(part):
        for value in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            if isinstance(value, str):
                found.append(value)
            look(value)

    look(blocks)
    return "\n".join(found)


def test_a_group_tells_in_the_digests_words_how_many_answered_how_it_feels_and_how_that_went():
    words = written(told(Led("Support", "t1", "r10", DIGEST)))
    felt, weeks = digests.parts(DIGEST, digests.BRIEF)[:2]
    for line in (felt.lead, *felt.lines, weeks.lead):
        assert line in words
    assert "8-11 people answered." in words
    assert "Autonomy: 70, likely between 58 and 82; up." in words
    assert "Autonomy: 60, none, 70; up." in words
    assert "r10:t1" in words  # what Open digest hands back


def test_between_two_comparisons_it_says_when_the_next_one_is():
    still = replace(DIGEST, trends={"autonomy": Trend(Shown(70), 58, 82)}, compared_next="2026-W14")
    words = written(told(Led("Support", "t1", "r10", still)))
    assert "Autonomy: 60, none, 70." in words
    assert "told once in four weeks, next in the week of 30 Mar." in words
    assert "told once in four" not in written(told(Led("S", "t1", "r10", replace(DIGEST, compared_next="2026-W14"))))
    assert "told once in four" not in written(told(Led("S", "t1", "r10", replace(still, chart=Chart()))))


def test_the_response_rate_is_the_band_beside_the_size_of_the_team():
    assert "Response rate: 8-11 people answered; 12 count in this team today." in written(
        told(Led("S", "t1", "r10", DIGEST, counting=12))
    )
    assert "Response rate" not in written(told(Led("S", "t1", "r10", DIGEST, counting=7)))


def test_it_tells_nothing_else_of_the_digest():
    stories = replace(DIGEST, kudos_total=12, kudos_given=True)
    assert "12 kudos" in digests.text(stories)
    assert "12 kudos" not in written(told(Led("Support", "t1", "r10", stories)))


def test_an_open_idea_can_be_decided_on_and_what_was_tried_is_told_once():
    both = Led("Support", "t1", "r10", DIGEST, tried=TRIED)
    words = written(told(both))
    assert "practice_try" in words
    assert "taken up by Ben: Drop one approval." in words
    taken_up = replace(DIGEST, offered=replace(OFFER, practice="P0", state="trying", by="Ben"))
    words = written(told(replace(both, digest=taken_up)))
    assert "Ben wants to try this." in words
    assert "taken up by Ben" not in words


def test_comments_are_counted_where_any_wait():
    for count, said in ((0, ""), (1, "1 comment waits"), (7, "7 comments wait")):
        words = written(told(Led("Support", "t1", "r10", DIGEST, comments=count)))
        assert said in words
        assert ("for an answer" in words) is bool(count)


def test_a_group_without_a_digest_says_when_one_comes():
    words = written(told(Led("Support <!channel>", "t1")))
    assert "There is no digest yet." in words
    assert "Open digest" not in words


def test_a_full_page_is_one_that_slack_takes():
    groups = [
        Led("Support", f"t{n}", "r10", replace(DIGEST, offered=replace(OFFER, practice=f"P{n}")), TRIED, 7)
        for n in range(1, GROUPS + 1)
    ]
    page = told(*groups, number=1, has_more=True)
    assert len(page) < 90
    assert check_view(kit.home(page)) == []
