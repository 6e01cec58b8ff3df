from __future__ import annotations

import re
from itertools import product

import pytest

from bot.link import Kind, Line
from bot.views import link as views

FOUND = {"usable": 40, "need": "competence", "lag": 1}
BODY = (
    "weeks with higher competence tended to come with better feedback one week later. If there were no link, a check"
    " like this would say so in fewer than 2 of 100 cases."
)
SEASON = " This is not proof of cause: a busy season, a launch or a price change can move both."
WORDS = [
    (
        Line(Kind.TOO_FEW, 7),
        "Link to customer feedback: not enough weeks yet (7 of 26 usable). A week counts when 5 or more people answered"
        " and 2 or more pieces of feedback were logged.",
    ),
    (
        Line(Kind.WAITING, 30, next_week=39),
        "Next check in week 39. We look only three times a year, so that luck does not fool us.",
    ),
    (
        Line(Kind.NONE_SEEN, 31),
        "No link seen in 31 weeks. That does not mean there is none: with this much data only a very strong link would"
        " show.",
    ),
    (Line(Kind.TOGETHER, **FOUND), f"They moved together: {BODY}{SEASON}"),
    (
        Line(Kind.BESIDE_OTHERS, **FOUND, held=True),
        f"They moved together: {BODY}{SEASON} It also held against your other teams in the same weeks.",
    ),
    (
        Line(Kind.BESIDE_OTHERS, **FOUND),
        f"They moved together: {BODY}{SEASON} Against your other teams it was not clear, so a shared season may be the"
        " reason.",
    ),
    (Line(Kind.COMPANY, **FOUND, teams=8), f"Across 8 teams, team {BODY} Not proof of cause."),
]


@pytest.mark.parametrize(("line", "words"), WORDS, ids=[f"{line.kind}{line.held:d}" for line, _ in WORDS])
def test_each_line_is_told_in_exactly_these_words(line, words):
    assert views.line(line, 5) == words


def test_where_more_must_answer_the_line_says_how_many():
    assert " A week counts when 7 or more people answered and 2 or more " in views.line(Line(Kind.TOO_FEW, 7), 7)


@pytest.mark.parametrize(
    ("lag", "when"),
    [
        (-2, "two weeks earlier."),
        (-1, "one week earlier."),
        (0, "in the same week."),
        (1, "one week later."),
        (2, "two weeks later."),
    ],
)
def test_the_line_says_which_came_first(lag, when):
    assert f"feedback {when}" in views.line(Line(Kind.TOGETHER, need="autonomy", lag=lag), 5)


def test_where_feedback_was_worse_the_words_are_the_same_but_for_that():
    better, worse = (Line(Kind.TOGETHER, need="autonomy", lag=0, is_better=is_better) for is_better in (True, False))
    assert views.line(worse, 5) == views.line(better, 5).replace("better feedback", "worse feedback")


def test_no_line_claims_a_cause_or_tells_a_figure_of_the_test():
    forbidden = re.compile(
        r"\b(drives?|impact|predicts?|because|ROI|significant|p|r|prove[sn]?)\b|[0-9]\.[0-9]", re.IGNORECASE
    )
    for kind, lag, is_better, held in product(Kind, range(-2, 3), (True, False), (True, False)):
        line = Line(kind, 31, 39, "recognition", lag, is_better, held, 8)
        assert not forbidden.search(views.line(line, 5))
        assert "*" not in views.line(line, 5)
