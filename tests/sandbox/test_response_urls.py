"""Answers by response URL: to whom, how often, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sandbox.errors import SlackError
from sandbox.response_urls import ResponseUrls, reply


@pytest.fixture
def support(team: Any) -> Any:
    return team.channel_named("support")


@pytest.fixture
def original(team: Any, support: Any) -> Any:
    """A message of the bot on which Ada pressed something."""
    return team.post(support, "U0BOT", "Press here")


@pytest.fixture
def urls(team: Any) -> ResponseUrls:
    return ResponseUrls(team)


def key(path: str) -> str:
    return path.removeprefix("/response/")


def test_an_answer_is_for_the_person_alone_by_default(team: Any, support: Any) -> None:
    reply(team, support, "U1ADA", {"text": "Just you"})
    [message] = support.messages.values()
    assert (message.text, message.ephemeral_to, message.user) == ("Just you", "U1ADA", "U0BOT")


def test_an_answer_may_be_for_the_channel_and_in_a_thread(team: Any, support: Any) -> None:
    reply(team, support, "U1ADA", {"text": "All", "response_type": "in_channel", "thread_ts": "1.0"})
    [message] = support.messages.values()
    assert (message.ephemeral_to, message.thread_ts) == (None, "1.0")


def test_an_answer_may_replace_the_original(team: Any, support: Any, original: Any) -> None:
    blocks = [{"type": "divider"}]
    reply(team, support, "U1ADA", {"replace_original": True, "text": "Done", "blocks": blocks}, original)
    [message] = support.messages.values()
    assert (message.ts, message.text, message.blocks) == (original.ts, "Done", blocks)
    assert message.blocks[0]["block_id"]


def test_an_answer_may_delete_the_original(team: Any, support: Any, original: Any) -> None:
    reply(team, support, "U1ADA", {"delete_original": True}, original)
    reply(team, support, "U1ADA", {"delete_original": True}, original)
    assert support.messages == {}


def test_an_answer_with_a_kind_of_block_that_the_workspace_refuses_is_refused(team: Any, support: Any) -> None:
    team.refused_blocks = frozenset({"divider"})
    with pytest.raises(SlackError, match="invalid_blocks"):
        reply(team, support, "U1ADA", {"text": "All", "blocks": [{"type": "divider"}]})
    assert support.messages == {}


def test_replacing_what_is_gone_posts_anew(team: Any, support: Any, original: Any) -> None:
    team.delete(support, original.ts)
    reply(team, support, "U1ADA", {"replace_original": True, "text": "Done"}, original)
    assert [message.text for message in support.messages.values()] == ["Done"]


@pytest.mark.parametrize(
    ("payload", "code"),
    [({}, "no_text"), ({"text": ""}, "no_text"), ({"blocks": [{"type": "nonsense"}]}, "invalid_blocks")],
)
def test_what_slack_refuses_in_messages_it_refuses_here(team: Any, support: Any, payload: Any, code: str) -> None:
    with pytest.raises(SlackError, match=code):
        reply(team, support, "U1ADA", payload)
    assert support.messages == {}


def test_a_response_url_is_good_for_five_answers(urls: ResponseUrls, support: Any) -> None:
    mine = key(urls.issue(support, "U1ADA"))
    for _ in range(5):
        urls.answer(mine, {"text": "Hello"})
    with pytest.raises(SlackError, match="used_url"):
        urls.answer(mine, {"text": "Hello"})
    assert len(support.messages) == 5


def test_a_refused_answer_does_not_count(urls: ResponseUrls, support: Any) -> None:
    mine = key(urls.issue(support, "U1ADA"))
    for _ in range(6):
        with pytest.raises(SlackError, match="no_text"):
            urls.answer(mine, {})
    urls.answer(mine, {"text": "Hello"})


def test_a_response_url_lasts_half_an_hour(urls: ResponseUrls, team: Any, support: Any) -> None:
    mine = key(urls.issue(support, "U1ADA"))
    team.clock.move(timedelta(minutes=29))
    urls.answer(mine, {"text": "Hello"})
    team.clock.move(timedelta(minutes=2))
    with pytest.raises(SlackError, match="expired_url"):
        urls.answer(mine, {"text": "Hello"})


def test_an_unknown_response_url_is_refused(urls: ResponseUrls) -> None:
    with pytest.raises(SlackError, match="expired_url"):
        urls.answer("nothing", {"text": "Hello"})


async def test_an_app_answers_with_json(box: Any, http: Any) -> None:
    url = box.person("ada").response_url(box.workspace.channel_named("support"))
    async with http.post(url, json={"text": "Hello"}) as response:
        assert (response.status, await response.json()) == (200, {"ok": True})
    assert box.person("ada").channel("support").last.text == "Hello"


async def test_an_app_may_answer_with_a_form(box: Any, http: Any) -> None:
    url = box.person("ada").response_url(box.workspace.channel_named("support"))
    async with http.post(url, data={"payload": '{"text": "Hello"}'}) as response:
        assert response.status == 200
    assert box.person("ada").channel("support").last.text == "Hello"


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ("not json", 400, "invalid_payload"),
        ("[]", 400, "invalid_payload"),
        ("{}", 400, "no_text"),
        ('{"blocks": [{"type": "nonsense"}]}', 400, "invalid_blocks"),
    ],
)
async def test_a_bad_answer_is_told_so(box: Any, http: Any, body: str, status: int, error: str) -> None:
    url = box.person("ada").response_url(box.workspace.channel_named("support"))
    async with http.post(url, data=body, headers={"Content-Type": "application/json"}) as response:
        assert (response.status, (await response.json())["error"]) == (status, error)


async def test_a_used_address_is_not_found(box: Any, http: Any) -> None:
    async with http.post(f"{box.url}/response/nothing", json={"text": "Hello"}) as response:
        assert (response.status, (await response.json())["error"]) == (404, "expired_url")
