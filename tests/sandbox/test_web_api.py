"""The door of the Web API: who may call what, and what it says about it."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.api import METHODS
from sandbox.scopes import SCOPES


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


async def test_an_unknown_method_is_refused(call):
    assert await call("chat.shout") == {"ok": False, "error": "unknown_method", "req_method": "chat.shout"}


async def test_a_call_without_a_token_is_refused(sandbox, http):
    async with http.get(sandbox.api_url + "auth.test") as response:
        assert (await response.json())["error"] == "not_authed"
        assert "x-oauth-scopes" not in response.headers


async def test_a_call_with_an_unknown_token_is_refused(sandbox, http):
    async with http.get(sandbox.api_url + "auth.test", headers=bearer("xoxb-wrong")) as response:
        assert (await response.json())["error"] == "invalid_auth"


@pytest.mark.parametrize(("method", "token"), [("auth.test", "app_token"), ("apps.connections.open", "bot_token")])
async def test_the_wrong_kind_of_token_is_refused(sandbox, http, method, token):
    async with http.post(sandbox.api_url + method, headers=bearer(getattr(sandbox, token))) as response:
        assert (await response.json())["error"] == "not_allowed_token_type"


async def test_a_missing_scope_is_named(sandbox, call, without):
    without("team:read")
    answer = await call("team.info")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "team:read")
    assert "team:read" not in answer["provided"].split(",")


async def test_the_headers_tell_granted_and_accepted_scopes(sandbox, http, workspace):
    async with http.get(sandbox.api_url + "users.list", headers=bearer(sandbox.bot_token)) as response:
        assert set(response.headers["x-oauth-scopes"].split(",")) == workspace.manifest.scopes
        assert response.headers["x-accepted-oauth-scopes"] == "users:read"


async def test_the_sdk_raises_what_the_sandbox_refuses(sandbox):
    client = AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.chat_postMessage(channel="C0NOWHERE", text="Hi")


async def test_every_call_is_in_the_traffic_log(sandbox, call):
    await call("auth.test")
    await call("chat.shout")
    first, second = list(sandbox.traffic.passages)[-2:]
    assert (first.kind, first.name, first.status) == ("api", "auth.test", "ok")
    assert (second.name, second.status) == ("chat.shout", "unknown_method")
    assert first.duration_ms > 0


def test_every_method_has_its_scopes():
    assert METHODS.keys() == SCOPES.keys()
