from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot import feedback as rules
from bot.feedback import SCALES, Feedback, Scale
from bot.feedback_form import blank
from bot.items import NEEDS
from bot.teams import Team
from bot.views import feedback
from bot.views.feedback import Doubt

TEAMS = [Team("T1", "Support", "C1", 0), Team("T2", "Field", "C2", 1)]
TODAY, NOW = date(2026, 3, 3), datetime(2026, 3, 3, 15, tzinfo=UTC)
BLANK = blank("F1", "U1", TODAY, NOW)
FULL = Feedback(
    id="F1",
    customer="Acme",
    said="It broke.",
    rating=2,
    expectations=frozenset({"care"}),
    teams=frozenset({"T2"}),
    happened_on=date(2026, 2, 27),
    counts_at=NOW,
    logged_by="U1",
    source="A call",
    key="slack:F1",
    autonomy=-1,
    is_impression=True,
    praised="U2",
    is_praise_told=True,
    link="https://example.com",
)


def fields(given=BLANK, teams=TEAMS, **more):
    return {b["block_id"]: b for b in feedback.form(given, teams, **more)["blocks"] if b["type"] == "input"}


def initial(field):
    element = field["element"]
    if "initial_options" in element:
        return [option["value"] for option in element["initial_options"]]
    option = element.get("initial_option")
    return option["value"] if option else next((element[key] for key in element if key.startswith("initial_")), None)


def test_the_form_asks_first_for_what_is_needed():
    assert list(fields())[:3] == ["customer", "said", "rating"]
    needed = [name for name, field in fields().items() if not field["optional"]]
    assert needed == ["customer", "said", "rating", "voice", "date"]


def test_all_that_is_needed_beside_the_first_three_is_answered_already():
    assert {name: initial(fields()[name]) for name in ("voice", "date")} == {"voice": "customer", "date": "2026-03-03"}


def test_every_rating_expectation_and_need_can_be_chosen_in_words():
    assert set(feedback.RATINGS) == set(SCALES[Scale.EXPECTATION])
    assert set(feedback.EXPECTATIONS) == set(rules.EXPECTATIONS)
    assert set(feedback.NEEDS) == {f"{need}:{sign}" for need in NEEDS for sign in (1, -1)}
    assert set(feedback.SCALE_NAMES) == set(Scale) - {Scale.EXPECTATION}


def test_a_piece_that_is_changed_is_there_already():
    assert {name: initial(field) for name, field in fields(FULL).items()} == {
        "customer": "Acme",
        "said": "It broke.",
        "rating": "2",
        "expectations": ["care"],
        "voice": "impression",
        "date": "2026-02-27",
        "teams": ["T2"],
        "needs": ["autonomy:-1"],
        "praised": "U2",
        "told": ["yes"],
        "source": "A call",
        "link": "https://example.com",
    }


@pytest.mark.parametrize("scale", [Scale.CSAT, Scale.NPS, Scale.CES])
def test_a_rating_on_another_scale_is_changed_on_that_scale(scale):
    rating = fields(replace(FULL, scale=scale))["rating"]
    assert [option["value"] for option in rating["element"]["options"]] == [str(point) for point in SCALES[scale]]


def test_a_suggestion_says_that_it_is_one():
    guessed = fields(FULL, is_guessed=True)["expectations"]
    assert "only a suggestion" in guessed["hint"]["text"]
    assert "hint" not in fields(FULL)["expectations"]


def test_without_teams_nobody_is_asked_for_one():
    assert "teams" not in fields(teams=[])


def test_there_are_never_more_teams_than_slack_takes_and_those_chosen_are_among_them():
    many = [Team(f"T{n}", f"Team {n}", "C1", n) for n in range(150)]
    teams = fields(replace(FULL, teams=frozenset({"T149"})), many)["teams"]["element"]
    assert len(teams["options"]) == 100
    assert [option["value"] for option in teams["initial_options"]] == ["T149"]


def test_the_form_takes_as_much_as_the_rules_do():
    assert fields()["customer"]["element"]["max_length"] == rules.CUSTOMER_LIMIT
    assert fields()["said"]["element"]["max_length"] == rules.SAID_LIMIT
    assert fields()["source"]["element"]["max_length"] == rules.SOURCE_LIMIT


def test_whoever_does_not_decide_about_praise_is_told_what_becomes_of_it():
    shown = feedback.form(FULL, TEAMS, callback=feedback.EDIT_FORM, may_praise=False)
    assert not {"praised", "told"} & {block.get("block_id") for block in shown["blocks"]}
    assert shown["blocks"][-1]["elements"][0]["text"] == feedback.PRAISE_ENDS
    quiet = feedback.form(replace(FULL, is_praise_told=False), TEAMS, may_praise=False)
    assert quiet["blocks"] == shown["blocks"][:-1]


def test_a_doubt_is_asked_above_everything_else():
    shown = feedback.form(FULL, TEAMS, doubt=Doubt(("Acme Ltd",), "Acme Ltd", FULL, "Ben"))["blocks"]
    assert [block.get("block_id") for block in shown][:5] == ["customer_known", None, None, "again", None]
    assert initial(shown[0]) == "Acme Ltd"
    assert shown[1]["text"]["text"] == "This looks like what Ben logged for Friday 27 February 2026:"


def test_the_logger_is_told_that_it_is_kept_and_where_it_counts():
    quiet = replace(FULL, is_praise_told=False)
    assert feedback.logged(quiet, TEAMS) == "Logged what Acme said. It counts in the next digest of Field."
    both = replace(quiet, teams=frozenset({"T1", "T2"}))
    assert feedback.logged(both, TEAMS).endswith("It counts in the next digest of Support and Field.")
    assert "No team was chosen" in feedback.logged(replace(quiet, teams=frozenset()), TEAMS)
    assert "none counts it" in feedback.logged(quiet, TEAMS, is_late=True)
    assert feedback.logged(FULL, TEAMS).endswith("They will be told what was praised.")
    assert feedback.logged(FULL, TEAMS, "Rosa").endswith("They will be told what was praised.")
    told = "Rosa is not told of the praise. To tell them, edit it: /feedback mine"
    assert feedback.logged(quiet, TEAMS, "Rosa").endswith(told)


@pytest.mark.parametrize(
    ("scale", "rating", "words"),
    [
        (Scale.EXPECTATION, 2, "Below what they expected"),
        (Scale.CSAT, 4, "4 (satisfaction, 1 to 5), 75 of 100"),
        (Scale.NPS, 0, "0 (would recommend, 0 to 10), 0 of 100"),
        (Scale.CES, 7, "7 (how easy it was, 1 to 7), 100 of 100"),
    ],
)
def test_a_rating_is_told_in_words_and_from_0_to_100(scale, rating, words):
    assert feedback.rated(replace(FULL, scale=scale, rating=rating)) == words


def test_the_help_says_that_ratings_may_follow_the_mood_of_whoever_logs():
    assert "ratings may follow the mood of whoever logs" in feedback.HELP
