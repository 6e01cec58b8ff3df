from __future__ import annotations

from bot import feedback as rules
from bot.teams import Team
from bot.views import feedback

TEAMS = [Team("T1", "Support", "C1", 0), Team("T2", "Field", "C2", 1)]


def fields(*args: object) -> dict[str, dict]:
    return {block["block_id"]: block for block in feedback.form(*args)["blocks"]}


def test_the_form_asks_for_what_the_rules_check():
    assert list(fields(TEAMS)) == ["customer", "said", "rating", "expectations", "team"]
    assert [name for name, field in fields(TEAMS).items() if field["optional"]] == ["expectations", "team"]


def test_every_rating_and_expectation_can_be_chosen_in_words():
    assert set(feedback.RATINGS) == set(rules.RATINGS)
    assert set(feedback.EXPECTATIONS) == set(rules.EXPECTATIONS)
    rated = [option["value"] for option in fields(TEAMS)["rating"]["element"]["options"]]
    about = [option["value"] for option in fields(TEAMS)["expectations"]["element"]["options"]]
    assert (rated, about) == (["1", "2", "3", "4", "5"], list(rules.EXPECTATIONS))


def test_a_team_is_chosen_by_name_and_known_by_id():
    options = fields(TEAMS)["team"]["element"]["options"]
    assert [(option["text"]["text"], option["value"]) for option in options] == [("Support", "T1"), ("Field", "T2")]


def test_without_teams_nobody_is_asked_for_one():
    assert "team" not in fields([])


def test_there_are_never_more_teams_than_slack_takes():
    many = [Team(f"T{n}", f"Team {n}", "C1", n) for n in range(150)]
    assert len(fields(many)["team"]["element"]["options"]) == 100


def test_what_a_message_said_is_there_already():
    assert fields(TEAMS, "It broke.")["said"]["element"]["initial_value"] == "It broke."


def test_the_form_takes_as_much_as_the_rules_do():
    assert fields(TEAMS)["customer"]["element"]["max_length"] == rules.CUSTOMER_LIMIT
    assert fields(TEAMS)["said"]["element"]["max_length"] == rules.SAID_LIMIT


def test_the_logger_is_told_that_it_is_kept_and_where_it_counts():
    assert feedback.logged("Acme", "Support") == "Logged what Acme said. It counts in the next digest of Support."
    assert feedback.logged("Acme", None) == "Logged what Acme said. No team was chosen, so no team's digest counts it."
