"""The steps about Slack: what is typed is looked at in Slack at once, and told in words when it is not right."""

from __future__ import annotations

from dataclasses import replace

import pytest
import typer

from bot.errors import Refused
from bot.views import words
from handlers.runtime import setup_slack
from handlers.runtime.setup_answers import Answers

TAKEN = "Slack accepts the bot token (workspace Sandbox)."
SIGNING = "8f742231b10e8888abcd9900aa1185a5"


def app(*, change=False):
    return lambda: setup_slack.make_app(Answers(change))


def way(*, change=False):
    return lambda: setup_slack.open_way(Answers(change))


async def test_the_bot_token_is_asked_for_until_slack_takes_it(guided, slack):
    await guided.through(app(), "n", "", "xoxb-made-up", slack.app_token, f" {slack.bot_token} ")
    assert "SLACK_BOT_TOKEN is missing. Copy the Bot User OAuth Token" in guided.said
    assert "Slack does not accept SLACK_BOT_TOKEN (invalid_auth). Copy the Bot User OAuth Token" in guided.said
    assert "This is the app-level token" in guided.said
    assert TAKEN in guided.said
    assert guided.kept == {"SLACK_BOT_TOKEN": slack.bot_token}


async def test_the_manifest_is_shown_on_request_alone(guided, slack):
    await guided.through(app(), "y", slack.bot_token)
    assert "display_information:" in guided.said
    (guided.folder / ".env").unlink()
    await guided.through(app(), "n", slack.bot_token)
    assert "manifest.yml" in guided.said
    assert "display_information:" not in guided.said


async def test_what_is_right_already_is_looked_at_and_not_asked(guided, slack):
    await guided.through(app(), "n", slack.bot_token)
    await guided.through(app())
    assert TAKEN in guided.said
    assert "From a manifest" not in guided.said


async def test_enter_never_stands_for_a_wrong_token(guided, slack):
    with pytest.raises(typer.Abort):
        await guided.through(app(), "n", "xoxb-made-up", "")
    assert guided.said.count("Slack does not accept SLACK_BOT_TOKEN") == 1
    assert "SLACK_BOT_TOKEN is missing." in guided.said


async def test_enter_after_a_wrong_token_keeps_the_one_that_was_set(guided, slack):
    await guided.through(way(), "socket", slack.app_token)
    await guided.through(way(change=True), "", "xapp-made-up", "")
    assert "Slack does not accept SLACK_APP_TOKEN" in guided.said
    assert "Slack opens a socket for the app token." in guided.said
    assert guided.kept == {"SLACK_APP_TOKEN": slack.app_token}


async def test_a_question_for_yes_or_no_says_what_to_type(guided, slack):
    await guided.through(app(), "perhaps", "NO", slack.bot_token)
    assert guided.said.count("Show the whole manifest here? [y/N]: ") == 2
    assert "Please type one of these: y or n." in guided.said
    assert "display_information:" not in guided.said


async def test_a_missing_permission_is_named_until_it_is_there(guided, slack):
    whole = slack.workspace.manifest
    slack.workspace.manifest = replace(whole, scopes=whole.scopes - {"users:read", "commands"})
    with pytest.raises(typer.Abort):
        await guided.through(app(), "n", slack.bot_token, slack.bot_token)
    assert guided.said.count("The token lacks a permission (commands, users:read).") == 2
    assert guided.kept == {}
    slack.workspace.manifest = whole
    await guided.through(app(), "n", slack.bot_token)
    assert guided.kept == {"SLACK_BOT_TOKEN": slack.bot_token}


async def test_a_token_that_slack_has_ended_is_told_with_how_to_get_another(guided, slack):
    await guided.through(app(), "n", slack.bot_token)
    slack.tokens.revoke(slack.bot_token)
    with pytest.raises(typer.Abort):
        await guided.through(app())
    assert "Slack has ended SLACK_BOT_TOKEN (token_revoked). Install the app to the workspace once more" in guided.said


async def test_without_a_network_it_says_so_and_enter_tries_what_is_set_again(guided, slack):
    await guided.through(app(), "n", slack.bot_token)
    guided.environ["SLACK_API_URL"] = "http://127.0.0.1:9/api"
    with pytest.raises(typer.Abort):
        await guided.through(app(), "")
    assert guided.said.count("Slack cannot be reached at http://127.0.0.1:9/api/. Check the network") == 2


async def test_a_wrong_token_in_the_environment_cannot_be_mended_here(guided, slack):
    guided.environ["SLACK_BOT_TOKEN"] = "xoxb-made-up"
    with pytest.raises(Refused) as refused:
        await guided.through(app(), slack.bot_token)
    assert "Bot token" not in guided.said
    assert words.refusal(refused.value).startswith("SLACK_BOT_TOKEN comes from the environment, which wins over .env.")
    assert guided.kept == {}


async def test_a_right_token_in_the_environment_is_left_there(guided, slack):
    guided.environ["SLACK_BOT_TOKEN"] = slack.bot_token
    await guided.through(app(change=True))
    assert TAKEN in guided.said
    assert "Bot token, xoxb" not in guided.said
    assert guided.kept == {}


async def test_what_was_taken_out_is_not_told_to_be_there(guided, slack):
    await guided.through(way(), "socket", slack.app_token)
    answers = Answers(is_changing=True)
    await guided.through(lambda: setup_slack.open_way(answers), "http", SIGNING)
    assert answers.kept == ["SLACK_SIGNING_SECRET"]


async def test_a_right_token_from_a_file_is_left_there(guided, slack, tmp_path):
    (tmp_path / "token").write_text(f"{slack.bot_token}\n")
    guided.environ["SLACK_BOT_TOKEN_FILE"] = str(tmp_path / "token")
    await guided.through(app())
    assert TAKEN in guided.said
    assert guided.kept == {}


async def test_a_socket_needs_the_app_token(guided, slack):
    await guided.through(way(), "", slack.bot_token, "xapp-made-up", slack.app_token)
    assert "This is the bot's token (xoxb-…), which was asked for before." in guided.said
    assert "Slack does not accept SLACK_APP_TOKEN (invalid_auth). Create an app-level token" in guided.said
    assert "Slack opens a socket for the app token." in guided.said
    assert guided.kept == {"SLACK_APP_TOKEN": slack.app_token}


async def test_http_needs_the_signing_secret_and_an_address(guided, slack):
    await guided.through(way(), "htp", "http", slack.app_token, "8f742231", SIGNING)
    assert "Please type one of these: socket or http." in guided.said
    assert "This is a token, and what is needed here is the signing secret." in guided.said
    assert "it should be 32 of 0-9 and a-f" in guided.said
    assert "https://YOUR-ADDRESS/slack/events" in guided.said
    assert guided.kept == {"SLACK_SIGNING_SECRET": SIGNING}
    await guided.through(way())
    assert "socket or http" not in guided.said


async def test_who_changes_from_socket_to_http_has_no_app_token_left(guided, slack):
    await guided.through(way(), "socket", slack.app_token)
    await guided.through(way(change=True), "http", SIGNING)
    assert "Taken out of .env: SLACK_APP_TOKEN. Going back needs it again." in guided.said
    assert "Written to .env: SLACK_APP_TOKEN" not in guided.said
    assert guided.kept == {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": SIGNING}
    await guided.through(way(change=True), "", "")
    assert guided.kept == {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": SIGNING}


async def test_who_changes_something_keeps_the_rest_with_enter(guided, slack):
    await guided.through(app(), "n", slack.bot_token)
    before = (guided.folder / ".env").stat().st_mtime_ns
    await guided.through(app(change=True), "")
    assert TAKEN in guided.said
    assert "Written" not in guided.said
    assert (guided.folder / ".env").stat().st_mtime_ns == before
