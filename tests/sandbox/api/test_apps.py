"""The app itself: tokens, OAuth, links, and what is known about it."""

import asyncio

import aiohttp
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError


async def test_a_token_says_whose_it_is(call, workspace, sandbox):
    answer = await call("auth.test")
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0BOT", "B0SANDBOX", "T0SANDBOX")
    assert (answer["user"], answer["url"]) == ("heartline", f"{sandbox.url}/")


async def test_api_test_can_be_asked_to_fail(call):
    assert (await call("api.test", error="my_error"))["error"] == "my_error"


async def test_a_revoked_token_is_good_for_nothing(call, workspace):
    told = []
    workspace.watchers.append(lambda change: told.append(change.kind))
    assert (await call("auth.revoke", test=True)) == {"ok": True, "revoked": False}
    assert (await call("auth.revoke"))["revoked"]
    assert (await call("auth.test"))["error"] == "token_revoked"
    assert told == ["tokens_revoked", "app_uninstalled"]


async def test_the_socket_address_opens_a_connection(sandbox, http):
    headers = {"Authorization": f"Bearer {sandbox.app_token}"}
    async with http.post(sandbox.api_url + "apps.connections.open", headers=headers) as response:
        url = (await response.json())["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as link:
        assert (await link.receive_json())["type"] == "hello"


async def test_an_installation_exchanges_its_code_once(sandbox, workspace):
    client, tokens = WebClient(base_url=sandbox.api_url), sandbox.tokens
    names = {"client_id": tokens.client_id, "client_secret": tokens.client_secret}
    code = tokens.new_code("http://127.0.0.1:1/callback")
    answer = await asyncio.to_thread(client.oauth_v2_access, **names, code=code)
    assert (answer["access_token"], answer["token_type"]) == (sandbox.bot_token, "bot")
    assert answer["authed_user"]["id"] == "U2BEN"
    assert set(answer["scope"].split(",")) == workspace.manifest.scopes
    with pytest.raises(SlackApiError, match="invalid_code"):
        await asyncio.to_thread(client.oauth_v2_access, **names, code=code)


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"client_id": "0"}, "invalid_client_id"),
        ({"client_secret": "0"}, "bad_client_secret"),
        ({"code": "0"}, "invalid_code"),
        ({"redirect_uri": "http://elsewhere"}, "bad_redirect_uri"),
        ({"grant_type": "magic"}, "invalid_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "0"}, "invalid_refresh_token"),
    ],
)
async def test_an_exchange_that_is_not_right_is_refused(call, sandbox, args, error):
    right = {
        "client_id": sandbox.tokens.client_id,
        "client_secret": sandbox.tokens.client_secret,
        "code": sandbox.tokens.new_code("http://127.0.0.1:1/callback"),
    }
    assert (await call("oauth.v2.access", **{**right, **args}))["error"] == error


async def test_the_workspace_and_the_bot_are_described(call):
    assert (await call("team.info"))["team"]["name"] == "Sandbox"
    assert (await call("bots.info", bot="B0SANDBOX"))["bot"]["user_id"] == "U0BOT"
    assert (await call("bots.info", bot="B0OTHER"))["error"] == "bot_not_found"


@pytest.mark.parametrize(
    ("method", "args", "outcome"),
    [
        ("functions.completeSuccess", {"outputs": {"answer": 1}}, {"answer": 1}),
        ("functions.completeError", {"error": "No answer"}, "No answer"),
    ],
)
async def test_a_workflow_step_reports_how_it_went(call, workspace, method, args, outcome):
    told = []
    workspace.watchers.append(told.append)
    assert (await call(method, function_execution_id="Fx1", **args))["ok"]
    assert told[0].data == {"execution": "Fx1", "outcome": outcome}


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"blocks": [{"type": "divider"}]}, None),
        ({"blocks": [{"type": "shout"}]}, "invalid_blocks"),
        ({"view": {"type": "home", "blocks": [{"type": "divider"}]}}, None),
        ({"view": {"type": "home"}}, "invalid_arguments"),
        ({}, "invalid_arguments"),
    ],
)
async def test_blocks_are_validated_without_being_sent(call, args, error):
    assert (await call("blocks.validate", **args)).get("error") == error
