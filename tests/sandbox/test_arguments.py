"""Where clients put their arguments, and that all of them are understood."""

import asyncio

import aiohttp
import pytest
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient

BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "How was your week?"}}]
METADATA = {"event_type": "delivery", "event_payload": {"k": "1"}}


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


async def test_the_async_client_reads_and_writes(sandbox):
    client = AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url)
    posted = await client.chat_postMessage(channel="U1ADA", text="Hi", blocks=BLOCKS, metadata=METADATA)
    history = await client.conversations_history(channel=posted["channel"], include_all_metadata=True)
    assert history["messages"][0]["metadata"] == METADATA
    assert history["messages"][0]["blocks"][0]["text"]["text"] == "How was your week?"


async def test_the_sync_client_reads_and_writes(sandbox):
    client = WebClient(sandbox.bot_token, base_url=sandbox.api_url)
    posted = await asyncio.to_thread(client.chat_postMessage, channel="U1ADA", text="Hi", metadata=METADATA)
    history = await asyncio.to_thread(
        client.conversations_history, channel=posted["channel"], include_all_metadata=True, limit=1
    )
    assert history["messages"][0]["metadata"] == METADATA


@pytest.mark.parametrize("written", ["1", "true"])
async def test_a_yes_may_be_written_in_several_ways(sandbox, http, workspace, written):
    url = sandbox.api_url + "conversations.info"
    form = {"channel": workspace.channel_named("support").id, "include_num_members": written}
    async with http.post(url, data=form, headers=bearer(sandbox.bot_token)) as response:
        assert (await response.json())["channel"]["num_members"] == 3


async def test_a_form_carries_nested_arguments_as_json_text(sandbox, http):
    form = {"channel": "U1ADA", "text": "Hi", "blocks": '[{"type": "divider"}]', "token": sandbox.bot_token}
    async with http.post(sandbox.api_url + "chat.postMessage", data=form) as response:
        assert (await response.json())["message"]["blocks"][0]["type"] == "divider"


async def test_query_and_body_are_merged_and_the_body_wins(sandbox, http):
    url = sandbox.api_url + "api.test?a=query&b=query"
    async with http.post(url, json={"b": "body"}) as response:
        assert (await response.json())["args"] == {"a": "query", "b": "body"}


async def test_a_multipart_form_is_read(sandbox, http):
    with aiohttp.MultipartWriter("form-data") as form:
        form.append("hello").set_content_disposition("form-data", name="greeting")
        async with http.post(sandbox.api_url + "api.test", data=form) as response:
            assert (await response.json())["args"] == {"greeting": "hello"}


@pytest.mark.parametrize(("body", "error"), [("{", "invalid_json"), ("[1]", "json_not_object")])
async def test_json_that_is_none_is_refused(sandbox, http, body, error):
    headers = {"Content-Type": "application/json"}
    async with http.post(sandbox.api_url + "api.test", data=body, headers=headers) as response:
        assert await response.json() == {"ok": False, "error": error}
