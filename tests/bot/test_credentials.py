"""Whatever Slack's pages show can be pasted in the wrong place: each mistake has its own sentence."""

from __future__ import annotations

import pytest

from bot.credentials import APP, BOT, SIGNING, checked
from bot.errors import Refused
from bot.views import words

RIGHT = {BOT: "xoxb-1-2-abc", APP: "xapp-1-A-2-abc", SIGNING: "8f742231b10e8888abcd9900aa1185a5"}


@pytest.mark.parametrize("name", list(RIGHT))
def test_what_is_right_is_kept_without_the_blanks_around_it(name):
    assert checked(name, f"  {RIGHT[name]}\n") == RIGHT[name]


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        (BOT, "", "SLACK_BOT_TOKEN is missing. Copy the Bot User OAuth Token (xoxb-…)"),
        (BOT, "   ", "SLACK_BOT_TOKEN is missing"),
        (APP, "", "SLACK_APP_TOKEN is missing. Create an app-level token (xapp-…)"),
        (SIGNING, "", "SLACK_SIGNING_SECRET is missing. Copy the Signing Secret"),
        (BOT, "'xoxb-1-2-abc'", "Leave out the quotes"),
        (APP, "“xapp-1-A-2-abc”", "Leave out the quotes"),
        (BOT, 'xoxb-1-2-abc"', "Leave out the quotes"),
        (BOT, "SLACK_BOT_TOKEN=xoxb-1-2-abc", "Leave out SLACK_BOT_TOKEN= and type only what stands behind it"),
        (BOT, "xoxb-1-2 abc", "There is a blank in the middle"),
        (BOT, "xoxb-1-2\u200babc", "There is a blank in the middle"),
        (BOT, "xapp-1-A-2-abc", "This is the app-level token (xapp-…), which is asked for later. Copy the Bot User"),
        (BOT, "xoxp-1-2-abc", "This is a token of a person (xoxp-…), and Heartline acts as a bot. Copy the Bot User"),
        (BOT, "xoxe.xoxb-1-abc", "This is a token that expires by itself (xoxe…)"),
        (BOT, "xoxe-1-abc", "This is a token that expires by itself (xoxe…)"),
        (BOT, "abc", "SLACK_BOT_TOKEN is not right: it should start with xoxb-. Copy the Bot User"),
        (
            APP,
            "xoxb-1-2-abc",
            "This is the bot's token (xoxb-…), which was asked for before. Create an app-level token",
        ),
        (APP, "xoxp-1-2-abc", "This is a token of a person (xoxp-…), and Heartline acts as a bot. Create an app-level"),
        (APP, "abc", "SLACK_APP_TOKEN is not right: it should start with xapp-. Create an app-level token"),
        (SIGNING, "xoxb-1-2-abc", "This is a token, and what is needed here is the signing secret. Copy the Signing"),
        (SIGNING, "xapp-1-A-2-abc", "This is a token, and what is needed here is the signing secret. Copy the Signing"),
        (SIGNING, "8f742231", "SLACK_SIGNING_SECRET is not right: it should be 32 of 0-9 and a-f. Copy the Signing"),
        (SIGNING, "8F742231B10E8888ABCD99000111085A", "SLACK_SIGNING_SECRET is not right"),
    ],
)
def test_each_wrong_credential_gets_a_sentence_that_says_what_to_type(name, typed, says):
    with pytest.raises(Refused) as refused:
        checked(name, typed)
    assert words.refusal(refused.value).startswith(says)
    assert "abc" not in words.refusal(refused.value)
