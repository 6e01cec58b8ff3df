"""The ways to send that are compared. Each sends as many messages as a line tells it to, and says what it took."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import uvloop
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from benchmarks.speed.clicks import WORKSPACE
from benchmarks.speed.rig import SERVER_CORE, use_core
from benchmarks.speed.servers import now, say, settings
from bot import items
from bot.delivery import Delivery
from bot.pacing import Pace
from bot.pulses import Questions, Round
from bot.teams import CohortMember
from bot.views import pulses as views
from bot.views.kit import Message
from bot.views.language import texts
from handlers.runtime import app, sender
from handlers.runtime.calls import tell
from handlers.world import World
from storage import delivery as outbox
from storage.database import Db

KIND = "speed"
MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
AT_ONCE = 16


def message() -> Message:
    """What a pulse says."""
    opened = Round("R1", "2026-W10", MOMENT, MOMENT + timedelta(days=4))
    asked = Questions(opened, CohortMember("U1", "T1", is_manager=False), items.asked(0, 0))
    return views.ask(asked, texts("en"))


async def told(send: Callable[[int, float], Awaitable[None]]) -> None:
    """Send as often as a line on standard input says: how many messages, and how many a second at most."""
    say(ready=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        count, rate = line.split()
        used, began = time.process_time(), time.perf_counter()
        await send(int(count), float(rate))
        say(cpu=time.process_time() - used, seconds=time.perf_counter() - began)


async def by_the_book(api: str, _url: str) -> None:
    """A client with its defaults, which opens a session for each call."""
    await told(calling(AsyncWebClient("xoxb-speed", base_url=api)))


async def our_client(api: str, url: str) -> None:
    """The bot's client."""
    async with app.opened(settings(api, url), now) as world:
        payload = cast("dict[str, Any]", message().payload())
        await told(several(lambda number: tell(world, "chat.postMessage", payload | {"channel": f"U{number}"})))


def calling(client: AsyncWebClient) -> Callable[[int, float], Awaitable[None]]:
    """A function that posts messages with a client, a few at once."""
    payload = cast("dict[str, Any]", message().payload())
    return several(lambda number: client.chat_postMessage(channel=f"U{number}", **payload))


def several(post: Callable[[int], Awaitable[object]]) -> Callable[[int, float], Awaitable[None]]:
    """A function that makes so many calls, a few at once."""

    async def send(count: int, _rate: float) -> None:
        left = iter(range(count))

        async def some() -> None:
            for number in left:
                await post(number)

        await asyncio.gather(*(some() for _ in range(AT_ONCE)))

    return send


async def ours(api: str, url: str) -> None:
    """The outbox and its sender."""
    made = message()
    cast("dict[str, Any]", handlers.MESSAGES)[KIND] = lambda *_: made
    async with app.opened(settings(api, url), now) as world:
        world.workspace = WORKSPACE

        async def send(count: int, rate: float) -> None:
            world.pace = Pace(round(rate * 60))
            await world.act(WORKSPACE, lambda db: fill(db, world, count))
            await sender.send_due(world, world.new_id())

        await told(send)


def fill(db: Db, world: World, count: int) -> None:
    """Put messages to as many people into the outbox, due now."""
    moment = world.now()
    ids = [world.new_id() for _ in range(count)]
    due = [Delivery(i, i, KIND, f"U{i}", "R1", moment, moment + timedelta(days=1), i) for i in ids]
    outbox.enqueue(db, due)


SENDERS = {"book": (by_the_book, asyncio.run), "client": (our_client, uvloop.run), "ours": (ours, uvloop.run)}

if __name__ == "__main__":
    use_core(SERVER_CORE)
    send_by, run = SENDERS[sys.argv[1]]
    run(send_by(*sys.argv[2:]))
