"""The HTTP servers that are compared. Each says its port and then serves on the servers' core until it is killed."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import uvloop
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from benchmarks.speed import clicks
from benchmarks.speed.rig import SERVER_CORE, use_core
from benchmarks.speed.slack import Slack
from bot.config import Settings
from bot.payloads import Click
from handlers.runtime import app
from handlers.runtime.door import Door
from handlers.runtime.web import Mailbox, serving
from handlers.world import World
from storage import events

NOTHING, ROW = "nothing", "row"
PATH = "/slack/events"


def say(**said: object) -> None:
    """Tell whoever started us."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


async def serve(made: web.Application) -> None:
    """Serve as aiohttp does by default."""
    runner = web.AppRunner(made)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    say(port=runner.addresses[0][1])
    await asyncio.Event().wait()


async def reference(*_: str) -> None:
    """Checks the signature and does nothing else: what the machine and aiohttp allow at most."""
    secret = clicks.SECRET.encode()

    async def check(request: web.Request) -> web.Response:
        body, stamp = await request.read(), request.headers["X-Slack-Request-Timestamp"].encode()
        right = "v0=" + hmac.digest(secret, b"v0:" + stamp + b":" + body, hashlib.sha256).hex()
        is_right = hmac.compare_digest(right, request.headers["X-Slack-Signature"])
        return web.Response(status=200 if is_right else 401)

    made = web.Application()
    made.add_routes([web.post(PATH, check)])
    await serve(made)


async def yes(*_: str) -> None:
    """A Slack that reads a message and says yes: what the machine and aiohttp allow a sandbox at most."""
    made = web.Application()
    made.add_routes([web.route("*", "/api/{method}", Slack().answer)])
    await serve(made)


def with_ten_others(bolt: AsyncApp) -> AsyncApp:
    """Give Bolt the listeners of a bot of our size, before the one that is measured; each is tried in turn."""

    async def other(ack: Callable[[], Awaitable[None]]) -> None:
        await ack()

    for name in ("/kudos", "/feedback", "/pulse"):
        bolt.command(name)(other)
    for name in ("kudos_global", "kudos_message", "feedback_global"):
        bolt.shortcut(name)(other)
    for name in ("kudos_form", "feedback_form"):
        bolt.view(name)(other)
    bolt.event("team_join")(other)
    bolt.action("share")(other)
    return bolt


async def textbook(slack: str, url: str = "") -> None:
    """What Bolt's and SQLModel's documents show: defaults throughout, and a row kept in a session in a thread."""
    client = AsyncWebClient("xoxb-speed", base_url=slack)
    bolt = with_ten_others(AsyncApp(client=client, signing_secret=clicks.SECRET))
    if url:
        from benchmarks.speed.textbook import keeper

        keep = keeper(url)

    async def on_click(ack: Callable[[], Awaitable[None]], body: dict[str, str]) -> None:
        if url:
            await asyncio.to_thread(keep, body["trigger_id"])
        await ack()

    bolt.action("pulse_answer")(on_click)
    await serve(bolt.web_app(PATH))


def settings(slack: str, url: str) -> Settings:
    """Ours, for HTTP."""
    return Settings("xoxb-speed", "", "a secret of the benchmarks, long enough", url, slack, "WARNING", clicks.SECRET)


def now() -> datetime:
    """The real time."""
    return datetime.now(UTC)  # noqa: TID251  # a process of its own, whose clock this is


async def on_nothing(_world: World, _click: Click) -> None:
    """Acknowledge, and nothing else."""


async def on_row(world: World, click: Click) -> None:
    """Acknowledge after one row is kept, as an event's id is."""
    await world.act(click.workspace, lambda db: events.remember(db, click.trigger_id, world.now()))


@asynccontextmanager
async def our_bolt(slack: str, url: str) -> AsyncIterator[tuple[World, AsyncApp]]:
    """Our Bolt with all its routes, and two more to measure."""
    handlers.CLICKS = {**handlers.CLICKS, NOTHING: on_nothing, ROW: on_row}
    granted = AuthorizeResult(
        enterprise_id=None, team_id=clicks.WORKSPACE, bot_id="B0BOT", bot_user_id="U0BOT", bot_token="xoxb-speed"
    )
    configured = settings(slack, url)
    async with app.opened(configured, now) as world:
        world.workspace = clicks.WORKSPACE
        yield world, app.bolt_of(world, configured, granted)


async def ours(slack: str, url: str) -> None:
    """Our door, our Bolt, our store."""
    async with our_bolt(slack, url) as (world, bolt):
        mailbox = Mailbox(Door(bolt, clicks.SECRET, world.now))
        async with serving("127.0.0.1", 0, mailbox.routes()) as address:
            say(port=int(address.rpartition(":")[2]))
            await asyncio.Event().wait()


SERVERS = {
    "reference": (reference, asyncio.run),
    "yes": (yes, asyncio.run),
    "textbook": (textbook, asyncio.run),
    "ours": (ours, uvloop.run),
}

if __name__ == "__main__":
    use_core(SERVER_CORE)
    server, run = SERVERS[sys.argv[1]]
    run(server(*sys.argv[2:]))
