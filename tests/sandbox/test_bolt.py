"""Slack's own clients against the sandbox: Bolt over web sockets, async and sync, and over HTTP."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.http import Urls
from sandbox.server import Sandbox
from sandbox.workspace import User

FORM = {
    "type": "modal",
    "callback_id": "thanks",
    "title": {"type": "plain_text", "text": "Thanks"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "to",
            "label": {"type": "plain_text", "text": "To"},
            "element": {"type": "users_select", "action_id": "user"},
        }
    ],
}
GO = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}, "value": "1"}
BLOCKS = [{"type": "actions", "elements": [GO]}]


async def kudos(ack: Any, command: Any, client: Any) -> None:
    await client.chat_postMessage(channel=command["user_id"], text="Press", blocks=BLOCKS)
    await ack(f"You wrote {command['text']}")


async def go(ack: Any, body: Any, client: Any, respond: Any) -> None:
    await ack()
    await client.views_open(trigger_id=body["trigger_id"], view=FORM)
    await respond(text="Opened", replace_original=True)


async def thanks(ack: Any, view: Any, body: Any) -> None:
    chosen = view["state"]["values"]["to"]["user"]["selected_user"]
    if chosen == body["user"]["id"]:
        await ack(response_action="errors", errors={"to": "Choose someone else."})
    else:
        await ack()


def new_bolt(box: Sandbox, session: aiohttp.ClientSession, heard: asyncio.Queue[Any]) -> AsyncApp:
    client = AsyncWebClient(token=box.bot_token, base_url=box.api_url, session=session)
    bolt = AsyncApp(client=client, signing_secret=box.signing_secret, process_before_response=True)
    bolt.command("/kudos")(kudos)
    bolt.action("go")(go)
    bolt.view("thanks")(thanks)

    async def joined(event: Any) -> None:
        heard.put_nowait(event["user"]["name"])

    bolt.event("team_join")(joined)
    return bolt


@pytest.fixture
async def heard() -> asyncio.Queue[Any]:
    """The names of people of whom the app heard that they joined."""
    return asyncio.Queue()


@pytest.fixture
async def over_sockets(box: Sandbox, heard: Any) -> AsyncIterator[Sandbox]:
    async with aiohttp.ClientSession() as session:
        handler = AsyncSocketModeHandler(new_bolt(box, session, heard), box.app_token, ping_interval=0.1)
        await handler.connect_async()
        await box.delivery.connected()
        yield box
        await handler.close_async()


@pytest.fixture
async def over_http(team: Any, heard: Any) -> AsyncIterator[Sandbox]:
    async with aiohttp.ClientSession() as session, Sandbox(team, socket_mode=False) as box:
        runner = web.AppRunner(new_bolt(box, session, heard).web_app(path="/slack/events"), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        box.delivery.urls = Urls.one(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
        yield box
        await runner.cleanup()


async def a_whole_conversation(box: Sandbox) -> None:
    ada = box.person("ada")
    await ada.command("/kudos", "@ben for the summary")
    assert [message.plain for message in ada.dm.messages] == ["[Go]", "You wrote @ben for the summary"]
    assert ada.dm.last.text == "You wrote <@U2BEN|ben> for the summary"
    await ada.press("Go")
    assert ada.modal is not None
    assert ada.modal.title == "Thanks"
    assert [message.plain for message in ada.dm.messages] == ["Opened", "You wrote @ben for the summary"]
    ada.fill({"To": "ada"})
    await ada.submit()
    assert ada.modal.errors == {"To": "Choose someone else."}
    ada.fill({"To": "@ben"})
    await ada.submit()
    assert ada.modal is None
    assert ada.notes == []


async def test_bolt_and_a_person_talk_over_a_socket(over_sockets: Any) -> None:
    await a_whole_conversation(over_sockets)


async def test_bolt_and_a_person_talk_over_http(over_http: Any) -> None:
    assert await over_http.delivery.verify_url()
    await a_whole_conversation(over_http)


async def dan_joins(box: Sandbox, heard: asyncio.Queue[Any]) -> None:
    box.workspace.add_user(User("U4DAN", "dan", "Dan Day"))
    assert await asyncio.wait_for(heard.get(), 10) == "dan"
    await box.delivery.settled()
    assert box.delivery.log[-1].acked


async def test_bolt_hears_events_over_a_socket(over_sockets: Any, heard: Any) -> None:
    await dan_joins(over_sockets, heard)


async def test_bolt_hears_events_over_http(over_http: Any, heard: Any) -> None:
    await dan_joins(over_http, heard)


async def test_what_bolt_does_not_handle_is_not_acknowledged(over_sockets: Any) -> None:
    over_sockets.ack_timeout = 0.1
    ada = over_sockets.person("ada")
    await ada.command("/plain", "hello")
    assert ada.notes == ["heartline didn't respond in time"]


@pytest.mark.parametrize("how", ["warning", "refresh_requested", "drop"])
async def test_bolt_comes_back_after_a_disconnect_and_hears_what_it_missed(
    over_sockets: Any, heard: Any, how: str
) -> None:
    box = over_sockets
    box.delivery.retry_delays = (0.1,) * 100
    if how == "drop":
        box.delivery.drop_sockets()
    else:
        await box.delivery.refresh_sockets(how)
    await dan_joins(box, heard)


async def test_sync_bolt_and_a_person_talk_over_a_socket(box: Any) -> None:
    handler = await asyncio.to_thread(sync_bolt, box)
    await box.delivery.connected()
    ben = box.person("ben")
    await ben.command("/kudos", "@ada")
    assert ben.dm.last.text == "You wrote <@U1ADA|ada>"
    await ben.press("Go")
    assert ben.modal is not None
    ben.fill({"To": "ada"})
    await ben.submit()
    assert ben.modal is None
    await asyncio.to_thread(handler.close)


def sync_bolt(box: Sandbox) -> SocketModeHandler:
    bolt = App(client=WebClient(token=box.bot_token, base_url=box.api_url), logger=logging.getLogger("sync"))

    @bolt.command("/kudos")
    def on_kudos(ack: Any, command: Any, client: Any) -> None:
        client.chat_postMessage(channel=command["user_id"], text="Press", blocks=BLOCKS)
        ack(f"You wrote {command['text']}")

    @bolt.action("go")
    def on_go(ack: Any, body: Any, client: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=FORM)
        ack()

    @bolt.view("thanks")
    def on_thanks(ack: Any) -> None:
        ack()

    handler = SocketModeHandler(bolt, box.app_token)
    handler.connect()
    return handler
