from __future__ import annotations

import html
import os
from dataclasses import replace
from pathlib import Path

import pytest

from bot import link, nudges
from bot.digests import Chart, Digest, Kind, Offer, Praise, Quote, Story, Trend, Tried
from bot.feedback import EXPECTATIONS, Counted, Felt, Summary
from bot.link import Line
from bot.privacy import Shown
from bot.views import charts, digest_customers, digest_details, digests, kit, practices
from bot.views import digest_lines as lines
from sandbox.blocks import check_message, check_view

GOLDEN = Path(__file__).parent / "golden"
IS_WRITING = os.environ.get("GOLDEN") == "write"  # after a change of words, to read the difference in git
PLACE = "R1:T1"

NOTHING = dict.fromkeys(EXPECTATIONS, Counted(0, 0))
SILENT = Summary(Counted(0, 0), NOTHING)
WEEKS = ("2025-W51", "2025-W52", *(f"2026-W{week:02}" for week in range(1, 11)))
CHART = Chart(
    WEEKS,
    {
        "autonomy": (55, 60, None, 60, 65, 60, 65, 70, 65, 70, 70, 70),
        "competence": (75, 75, None, 80, 75, 80, 85, 80, 80, 85, 80, 85),
        "recognition": (60, 55, None, 55, 50, 50, 45, 40, 45, 35, 35, 30),
    },
    (62, 58, None, 75, 50, 62, 70, 55, 60, 48, 52, 56),
)
FULL = Digest(
    team="Support",
    week="2026-W10",
    answered="8-11",
    needs={"autonomy": Shown(70), "competence": Shown(85, "high"), "recognition": Shown(30)},
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
    feedback=Summary(
        Counted(4, 3),
        NOTHING | {"commitment": Counted(3, 2), "care": Counted(1, 1)},
        impressions=1,
        needs={"autonomy": Felt(0, 0), "competence": Felt(2, 1), "recognition": Felt(0, 1)},
    ),
    is_small=False,
    praises=(Praise("Acme", "Ada", "She stayed until it worked."),),
    trends={
        "autonomy": Trend(Shown(70), 58, 82, "no clear change"),
        "competence": Trend(Shown(80), 68, 92, "up"),
        "recognition": Trend(Shown(35), 23, 47, "down", is_low=True),
    },
    beside={"rights": Shown(75), "rewards": None, "Our tools let me do my work.": Shown(15, "low")},
    chart=CHART,
    is_mixed=False,
    quotes=(
        Quote("f1", "Acme", "They missed the deadline twice.", is_met=False, link="https://desk.example/42"),
        Quote("f2", "Borealis", "Fast and kind, as always.", is_met=True),
    ),
    has_comments=True,
    link=Line(link.Kind.WAITING, usable=20, next_week=39),
    link_before=("2026-W02", Line(link.Kind.NONE_SEEN, usable=31)),
    offered=Offer("P1", "recognition-engage", "Thank one person for quiet work.", "offered", reason=nudges.WENT_DOWN),
    tried=(
        Tried(
            "P0",
            "autonomy-enable",
            "Ask which approval could go.",
            "trying",
            "Ben",
            "2026-W06",
            "autonomy-2",
            Shown(65),
            Shown(70),
        ),
    ),
)
NO_SCORES = dict.fromkeys(FULL.needs)
PLAIN = replace(FULL, praises=(), quotes=(), has_comments=False, link_before=None, offered=None, tried=(), beside={})
NEW = replace(
    PLAIN,
    trends={},
    chart=Chart(WEEKS[-1:], dict.fromkeys(FULL.needs, (60,)), (None,)),
    is_mixed=True,
    feedback=SILENT,
    kudos_given=False,
    kudos_total=None,
    stories=(),
    link=Line(link.Kind.TOO_FEW, usable=0),
)
SMALL = replace(NEW, answered=None, needs=NO_SCORES, questions={}, is_small=True, chart=Chart(), link=None)
CHANGED = {need: replace(trend, change="no clear change", is_low=False) for need, trend in FULL.trends.items()}
TOGETHER = Line(link.Kind.TOGETHER, usable=30, need="competence", lag=1)
ALL_TEAMS = {"autonomy": 0.81, "competence": None, "recognition": 0.78}

SITUATIONS = {
    "all there is": FULL,
    "a new team": NEW,
    "too small": replace(SMALL, feedback=Summary(Counted(1, 0), NOTHING, impressions=1), kudos_given=True),
    "too few answered": replace(
        NEW, answered=None, needs=NO_SCORES, chart=CHART, trends=CHANGED, link=None, stories=FULL.stories[1:]
    ),
    "a change up": replace(PLAIN, trends=CHANGED | {"competence": replace(CHANGED["competence"], change="up")}),
    "a change down": replace(PLAIN, trends=CHANGED | {"recognition": FULL.trends["recognition"]}),
    "no change": replace(PLAIN, trends=CHANGED),
    "a link": replace(PLAIN, link=TOGETHER),
    "a link that held": replace(PLAIN, link=replace(TOGETHER, kind=link.Kind.BESIDE_OTHERS, held=True)),
    "no link": replace(PLAIN, link=Line(link.Kind.NONE_SEEN, usable=31)),
    "no feedback": replace(PLAIN, feedback=SILENT, chart=replace(CHART, customers=(None,) * 12)),
    "holidays": replace(
        NEW, weeks=3, chart=replace(CHART, needs={n: (*v[:8], None, None, *v[10:]) for n, v in CHART.needs.items()})
    ),
    "a department": replace(PLAIN, team="Service", kind=Kind.DEPARTMENT, teams=3, link=None, answered="20+"),
    "a department that shows nothing": replace(
        SMALL, team="Service", kind=Kind.DEPARTMENT, teams=2, feedback=PLAIN.feedback, stories=FULL.stories
    ),
    "the company": replace(
        PLAIN,
        team="The whole company",
        kind=Kind.COMPANY,
        teams=8,
        answered="20+",
        link=Line(link.Kind.COMPANY, need="autonomy", lag=-2, is_better=False, teams=8),
        reliability=ALL_TEAMS,
    ),
    "every four weeks": replace(PLAIN, weeks=4, every=4, trends=CHANGED),
    "two questions a need, a threshold of seven": replace(
        NEW,
        answered="7-11",
        threshold=7,
        needs=NO_SCORES | {"autonomy": Shown(70)},
        questions={
            "autonomy": ("autonomy-2", "autonomy-4"),
            "competence": ("competence-2", "competence-4"),
            "recognition": ("recognition-2",),
        },
    ),
}
EACH = pytest.mark.parametrize("digest", SITUATIONS.values(), ids=SITUATIONS)


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_digest_reads_like_this(name):
    path, told = GOLDEN / f"{name.replace(' ', '_').replace(',', '')}.txt", digest_details.text([SITUATIONS[name]])
    if IS_WRITING:
        path.write_text(told, "utf-8")
    assert told == path.read_text("utf-8")


def test_each_golden_text_is_of_a_situation():
    assert len(list(GOLDEN.glob("*.txt"))) == len(SITUATIONS)


@EACH
def test_slack_takes_it_with_a_chart_and_without_one_and_its_details(digest):
    message = digests.message(digest, PLACE)
    assert check_message(message.payload()) == []
    assert check_message(message.payload() | {"blocks": list(message.plainer)}) == []
    assert check_view(digest_details.page(digest)) == []


@EACH
def test_the_text_alone_tells_all_that_the_message_tells(digest):
    said = html.unescape(digests.message(digest, PLACE).payload()["text"])
    for part in digests.parts(digest, digests.BRIEF, lines.thanked):
        told = (part.lead, *part.lines, *(words for words, _ in part.words))
        assert [line for line in told if line not in said] == []
    assert not said.endswith("…")


@EACH
def test_what_is_sent_where_charts_are_refused_has_all_but_the_drawing(digest):
    message = digests.message(digest, PLACE)
    drawn = [block for block in message.blocks if block["type"] == "data_visualization"]
    rest = [b for b in message.blocks if b not in drawn and b != kit.context(digests.LEFT_OUT)]
    assert bool(drawn) == bool(message.plainer)
    if drawn:
        (week_by_week,) = [block for block in message.plainer if block not in rest]
        assert charts.words(digest.chart)[1] in week_by_week["text"]["text"]
        assert rest == [block for block in message.plainer if block != week_by_week]


@EACH
def test_a_workspace_without_charts_gets_the_plainer_one_from_the_start(digest):
    message, without = digests.message(digest, PLACE), digests.message(digest, PLACE, has_charts=False)
    assert (without.blocks, without.plainer) == (message.plainer or message.blocks, ())


@EACH
def test_a_digest_has_one_button_to_its_details_which_hands_back_its_place(digest):
    buttons = [b for block in digests.message(digest, PLACE).blocks for b in block.get("elements", ())]
    assert [b["value"] for b in buttons if b.get("action_id") == digests.DETAILS] == [PLACE]


@EACH
def test_a_digest_stays_under_one_screen(digest):
    """About 25 lines of 105 characters beside a chart and two rows of buttons."""
    drawn = [part for part in digests.parts(digest, digests.BRIEF, lines.thanked) if part.heading != digests.WEEKS]
    told = "\n".join(digests.paragraphs(digest, drawn))
    assert len(digests.message(digest, PLACE).blocks) <= 14
    assert sum(-(-len(line) // 105) for line in told.splitlines() if line) <= 25


def test_a_word_about_weeks_that_are_not_drawn_stands_only_where_there_are_some():
    whole = replace(CHART, needs={"autonomy": (60,) * 12}, customers=(50,) * 12)
    note = kit.context(digests.LEFT_OUT)
    assert note in digests.message(FULL, PLACE).blocks
    assert note not in digests.message(replace(FULL, chart=whole), PLACE).blocks


def test_the_details_are_in_the_row_of_the_ideas_buttons():
    rows = [[b["text"]["text"] for b in block["elements"]] for block in actions(FULL)]
    assert rows == [["We did it", "Partly", "We dropped it"], ["We'll try this", "Another idea", "Not now", "Details"]]
    assert [len(block["elements"]) for block in actions(PLAIN)] == [1]


def actions(digest):
    return [block for block in digests.message(digest, PLACE).blocks if block["type"] == "actions"]


def test_the_details_tell_when_it_is_looked_at_and_compared_again_and_what_the_customers_number_is():
    at = replace(FULL, link=replace(FULL.link, next_at="2026-W39"), compared_next="2026-W13")
    told = digest_details.text([at])
    assert "each year anew: week 39 is the week of 21 Sep." in told
    assert "Four weeks are next compared with the four before in the week of 23 Mar." in told
    assert digest_details.CUSTOMERS in told
    assert digest_details.CUSTOMERS not in digest_details.text([SITUATIONS["no feedback"]])


@EACH
def test_a_digest_claims_no_cause(digest):
    words = digest_details.text([digest]).casefold()
    claims = ("because", "drives", "impact", "predict", "significant", "steady", "prove ", "proves", "roi ", "!")
    assert [claim for claim in claims if claim in words] == []


def test_a_digest_of_the_first_version_still_shows_the_question_it_held():
    old = {"autonomy": ("This week I could decide what to do first.",)}
    then = replace(FULL, questions=FULL.questions | old)
    assert digest_details.text([then]) == digest_details.text([FULL])


@pytest.mark.parametrize(("threshold", "smallest"), [(5, 6), (9, 10)])
def test_a_small_team_reads_how_large_one_must_be(threshold, smallest):
    assert f"Scores need a team of {smallest} or more" in digests.text(replace(SMALL, threshold=threshold))


def test_what_people_said_is_shortened_in_the_message_and_whole_in_the_details():
    said = "long " * 150
    long = replace(
        FULL,
        stories=(Story("Ada", "Ben", said, said),) * 3,
        quotes=(Quote("f1", "Acme", said, is_met=True),) * 2,
        praises=(Praise("Acme", "Ada", said),) * 3,
    )
    message = digests.message(long, PLACE).payload()
    assert said not in str(message)
    assert not message["text"].endswith("…")
    assert str(digest_details.page(long)).count(said) == 2 * 3 + 2 + 3


WHOLE_BANK = {need: tuple(f"{need}-{n}" for n in range(1, 6)) for need in FULL.needs}


def longest(letter, tried):
    """A digest in which people wrote as much as they may, all in one letter, and so many practices are told of."""
    name, said, idea = (
        "Lina of R&D, Sales ".ljust(80, "x"),
        letter * 3000,
        "Ask R&D to say more of it. ".ljust(200, "x"),
    )
    address = f"https://desk.example/{letter * 200}"
    asked = replace(FULL.tried[0], text=idea, by=name, item=" ".join(WHOLE_BANK["autonomy"]))
    return replace(
        FULL,
        team=name,
        questions=WHOLE_BANK,
        stories=(Story(name, name, said, said),) * 3,
        quotes=tuple(Quote(f"f{n}", name, said, is_met=False, link=address) for n in range(2)),
        praises=(Praise(name, name, said),) * 3,
        feedback=replace(FULL.feedback, by_expectation=dict.fromkeys(EXPECTATIONS, Counted(12, 10)), score=61.6),
        is_mixed=True,
        offered=replace(FULL.offered, text=idea, state="trying", by=name),
        tried=(asked, *(replace(asked, state="done", is_told=True) for _ in range(tried - 1))),
    )


@pytest.mark.parametrize("tried", [1, 3])
@pytest.mark.parametrize("letter", ["x", "é", "<", "&"])
def test_the_longest_digest_reads_to_its_end_as_text_alone(letter, tried):
    digest = longest(letter, tried)
    message = digests.message(digest, PLACE)
    assert check_message(message.payload()) == []
    told = message.payload()["text"]
    assert told == message.text
    for fact in (*ours(digest), practices.offer_text(digest.offered), *map(practices.tried_text, digest.tried)):
        assert kit.escape(fact) in told
    assert told.endswith(lines.MIXED)


def ours(digest):
    """All that a digest says in our own words."""
    return [line for part in digests.parts(digest, 1) for line in (part.lead, *part.lines)]


def test_where_the_text_would_be_too_long_what_people_said_is_shorter_there_and_stays_in_the_message():
    said, whole_bank = "word & " * 100, " ".join(WHOLE_BANK["autonomy"])
    long = replace(
        FULL,
        stories=(Story("Ada", "Ben", said, said),) * 3,
        quotes=(Quote("f1", "Acme", said, is_met=True, link="https://desk.example/42"),) * 2,
        praises=(Praise("Acme", "Ada", said),) * 3,
        tried=(replace(FULL.tried[0], item=whole_bank),) * 3,
    )
    message = digests.message(long, PLACE)
    assert len(message.text) <= kit.TEXT_LIMIT
    assert message.text.count("Ada thanked Ben: word &amp; word") == 3
    assert "https://desk.example/42" in message.text
    assert lines.thanked(long.stories[0], digests.BRIEF) in str(message.blocks)
    assert lines.told(long.stories[0], digests.SHOWN) not in html.unescape(message.text)


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
    line = digest_customers.customers(replace(FULL, feedback=Summary(counted, NOTHING, impressions=impressions)))
    assert line.endswith(f"as they expected or better.{told}")


def test_how_customers_rated_is_told_as_in_the_chart_or_as_versions_before_it_kept_it():
    mixed = replace(FULL, feedback=Summary(Counted(4, 3), NOTHING, score=61.6))
    assert "Customers spoke 4 times, rated 56 of 100 on average; in 3 of 4 it was" in digests.text(mixed)
    before = replace(mixed, chart=Chart())
    assert "Customers spoke 4 times, rated 62 of 100 on average; in 3 of 4 it was" in digests.text(before)


def test_a_quote_leads_to_where_it_was_said():
    (quotes,) = [b for b in digests.message(FULL, PLACE).blocks if b["type"] == "rich_text" and "Borealis" in str(b)]
    links = [part["url"] for quote in quotes["elements"] for part in quote["elements"] if part["type"] == "link"]
    assert links == ["https://desk.example/42"]


def test_the_details_of_random_order_come_with_the_rest():
    assert "Team A begins on Monday." in str(digest_details.page(FULL, ["Team A begins on Monday."]))


def test_a_question_of_ones_own_pings_nobody():
    told = str(digest_details.page(replace(FULL, beside={"<!channel> Are you well?": Shown(75)})))
    assert "<!channel>" not in told
    assert "&lt;!channel&gt; Are you well?" in told
