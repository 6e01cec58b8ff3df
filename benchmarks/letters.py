"""What the benchmarks of the sender alone share: a world in this process, and letters to everyone in its outbox."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, cast

import aiohttp
from crowds import asked
from rig import SECRET
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import Delivery
from bot.pacing import Pace
from bot.views.kit import Message
from handlers import MESSAGES
from handlers.world import World
from sandbox import Sandbox
from storage import delivery as outbox
from storage.database import Database, Db, upgrade

KIND = "letter"
USEFUL_FOR = timedelta(days=30)


def letter(_db: Db, delivery: Delivery, _now: datetime) -> Message:
    """What a letter says, which is nothing that anyone would read."""
    return Message(f"A letter to {delivery.recipient}")


cast("dict[str, Any]", MESSAGES)[KIND] = letter


@asynccontextmanager
async def at_work(database_url: str, sandbox: Sandbox, pace: Pace, patience: float) -> AsyncIterator[World]:
    """A world on a new database; a call to Slack waits for its answer for so many seconds."""
    upgrade(database_url)
    timeout = aiohttp.ClientTimeout(total=patience)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as http:
        db = Database(database_url, SECRET)
        try:
            yield world_of(db, http, sandbox, pace)
        finally:
            await db.close()


def world_of(db: Database, http: aiohttp.ClientSession, sandbox: Sandbox, pace: Pace) -> World:
    """The world of one workspace; several may share the database."""
    slack = AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url, session=http, retry_handlers=[])
    return World(db, slack, http, sandbox.workspace.clock.now, sandbox.workspace.team_id, pace)


async def write(world: World, people: Iterable[str]) -> None:
    """Put a letter to each of these people into the outbox, due now."""
    now = world.now()
    letters = [
        Delivery(
            id=world.new_id(),
            key=f"{KIND}:{person}",
            kind=KIND,
            recipient=person,
            subject=person,
            due_at=now,
            expires_at=now + USEFUL_FOR,
            nonce=world.new_id(),
        )
        for person in people
    ]
    await world.act(world.workspace, lambda db: outbox.enqueue(db, letters))


async def write_to_all(world: World, sandbox: Sandbox) -> list[str]:
    """Put a letter to everyone into the outbox. Returns who that is."""
    people = asked(sandbox.workspace)
    await write(world, people)
    return people
