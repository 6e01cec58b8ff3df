"""The two Socket Mode clients that are compared. Each says that it is ready and then answers until it is killed."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.speed.rig import SERVER_CORE, use_core
from benchmarks.speed.servers import our_bolt, say, with_ten_others
from handlers.runtime.socket import Socket


async def by_the_book(api: str) -> None:
    """Bolt's handler with its defaults."""
    bolt = with_ten_others(AsyncApp(client=AsyncWebClient("xoxb-speed", base_url=api)))

    async def on_click(ack: Callable[[], Awaitable[None]]) -> None:
        await ack()

    bolt.action("pulse_answer")(on_click)
    handler = AsyncSocketModeHandler(bolt, "xapp-speed", web_client=bolt.client)
    await handler.connect_async()
    say(ready=True)
    await asyncio.Event().wait()


async def ours(api: str) -> None:
    """Our socket and our Bolt."""
    with tempfile.TemporaryDirectory() as folder:
        async with our_bolt(api, f"sqlite:///{Path(folder) / 'speed.db'}") as (world, bolt):

            async def address() -> str:
                return str((await world.slack.apps_connections_open(app_token="xapp-speed"))["url"])

            await Socket(bolt, address).open()
            say(ready=True)
            await asyncio.Event().wait()


CLIENTS = {"book": (by_the_book, asyncio.run), "ours": (ours, uvloop.run)}

if __name__ == "__main__":
    use_core(SERVER_CORE)
    client, run = CLIENTS[sys.argv[1]]
    run(client(sys.argv[2]))
