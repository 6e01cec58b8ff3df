from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.config import LOG_LEVELS, SLACK_API, Settings, read
from bot.errors import Refused
from bot.views import words

SECRET = "s" * 32
GIVEN = {"SLACK_BOT_TOKEN": "xoxb-1-abc", "SLACK_APP_TOKEN": "xapp-1-abc", "HEARTLINE_SECRET": SECRET}


def no_file(path: str) -> str:
    raise FileNotFoundError(path)


def settings(read_file: Callable[[str], str] = no_file, **changes: str) -> Settings:
    return read(GIVEN | changes, read_file)


def refusal(read_file: Callable[[str], str] = no_file, **changes: str) -> Refused:
    with pytest.raises(Refused) as caught:
        settings(read_file, **changes)
    return caught.value


def test_two_tokens_and_a_secret_are_enough():
    assert settings() == Settings("xoxb-1-abc", "xapp-1-abc", SECRET, "sqlite:///heartline.db", SLACK_API, "INFO")


def test_with_an_app_token_slack_comes_by_socket_and_nothing_listens():
    assert (settings().app_token, settings().port) == ("xapp-1-abc", None)


def test_without_an_app_token_slack_comes_by_http_to_this_machine_alone():
    found = settings(SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET="8f7a")
    assert (found.app_token, found.signing_secret, found.host, found.port) == ("", "8f7a", "127.0.0.1", 8788)


def test_without_either_way_in_both_are_named():
    sentence = words.refusal(refusal(SLACK_APP_TOKEN=" ", SLACK_SIGNING_SECRET=""))
    assert "SLACK_APP_TOKEN" in sentence
    assert "SLACK_SIGNING_SECRET" in sentence


def test_where_to_listen_can_be_chosen():
    found = settings(HEARTLINE_HOST="0.0.0.0", HEARTLINE_PORT="9000")
    assert (found.host, found.port) == ("0.0.0.0", 9000)


def test_slacks_budget_is_240_messages_a_minute_unless_said_otherwise():
    assert settings().messages_per_minute == 240
    assert settings(HEARTLINE_MESSAGES_PER_MINUTE="6000").messages_per_minute == 6000


def test_spaces_around_a_value_do_not_count():
    assert settings(SLACK_BOT_TOKEN=" xoxb-2 \n").bot_token == "xoxb-2"


@pytest.mark.parametrize("name", ["HEARTLINE_SECRET", "SLACK_BOT_TOKEN"])
@pytest.mark.parametrize("blank", ["", "   "])
def test_a_setting_that_is_missing_or_blank_is_named_and_comes_with_how_to_get_it(name, blank):
    refused = refusal(**{name: blank})
    assert (refused.code, refused.values["name"]) == ("setting_missing", name)
    assert refused.values["mend"]


@pytest.mark.parametrize(
    ("name", "given", "why"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-abc", "xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1-abc", "xapp-"),
        ("SLACK_API_URL", "slack.com/api/", "http"),
        ("HEARTLINE_SECRET", "s" * 31, "31 characters"),
        ("LOG_LEVEL", "CHATTY", "CHATTY"),
        ("HEARTLINE_PORT", "0", "from 1 to 65535"),
        ("HEARTLINE_PORT", "65536", "from 1 to 65535"),
        ("HEARTLINE_PORT", "http", "from 1 to 65535"),
        ("HEARTLINE_PORT", "8" * 5000, "from 1 to 65535"),
        ("HEARTLINE_MESSAGES_PER_MINUTE", "-1", "from 1 to 6000"),
        ("HEARTLINE_MESSAGES_PER_MINUTE", "1.5", "from 1 to 6000"),
        ("HEARTLINE_MESSAGES_PER_MINUTE", "6001", "from 1 to 6000"),
        ("HEARTLINE_MESSAGES_PER_MINUTE", "²", "from 1 to 6000"),
    ],
)
def test_a_setting_that_is_wrong_is_named_with_what_is_wrong_and_how_to_mend_it(name, given, why):
    refused = refusal(**{name: given})
    assert (refused.code, refused.values["name"]) == ("setting_wrong", name)
    assert why in str(refused.values["why"])
    assert refused.values["mend"]


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "HEARTLINE_SECRET"])
def test_a_refusal_never_repeats_a_secret(name):
    refused = refusal(**{name: "hunter2"})
    assert "hunter2" not in f"{refused}{refused.values}"


@pytest.mark.parametrize("level", LOG_LEVELS)
def test_a_log_level_may_be_written_in_small_letters(level):
    assert settings(LOG_LEVEL=level.lower()).log_level == level


@pytest.mark.parametrize(
    "given", ["http://127.0.0.1:8080/api", "http://127.0.0.1:8080/api/", "http://127.0.0.1:8080/api//"]
)
def test_the_api_address_ends_in_one_slash(given):
    assert settings(SLACK_API_URL=given).slack_api_url == "http://127.0.0.1:8080/api/"


def test_a_value_may_come_from_a_file():
    files = {"/run/secrets/token": "xoxb-from-file\n"}
    changed = {"SLACK_BOT_TOKEN": "", "SLACK_BOT_TOKEN_FILE": "/run/secrets/token"}
    assert settings(files.__getitem__, **changed).bot_token == "xoxb-from-file"


def test_a_value_given_directly_wins_over_a_file_that_is_then_not_read():
    assert settings(no_file, SLACK_BOT_TOKEN_FILE="/run/secrets/token").bot_token == "xoxb-1-abc"


def test_a_file_with_nothing_in_it_counts_as_missing():
    refused = refusal(lambda _path: "\n", HEARTLINE_SECRET="", HEARTLINE_SECRET_FILE="/run/secrets/empty")
    assert (refused.code, refused.values["name"]) == ("setting_missing", "HEARTLINE_SECRET")


@pytest.mark.parametrize(
    "error", [FileNotFoundError("gone"), PermissionError("no"), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad")]
)
def test_a_file_that_cannot_be_read_is_named(error):
    def fail(_path: str) -> str:
        raise error

    refused = refusal(fail, HEARTLINE_SECRET="", HEARTLINE_SECRET_FILE="/run/secrets/x")
    assert refused.code == "setting_file"
    assert refused.values == {"name": "HEARTLINE_SECRET", "path": "/run/secrets/x"}


def test_no_secret_is_in_what_a_log_would_show():
    shown = repr(settings(DATABASE_URL="postgresql://ada:hunter2@db/heartline", SLACK_SIGNING_SECRET="8f7a"))
    assert not [secret for secret in (*GIVEN.values(), "hunter2", "8f7a") if secret in shown]
