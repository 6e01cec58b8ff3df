"""A help desk that sends feedback over real HTTP."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass

import aiohttp
import pytest
from sqlalchemy import select

from bot.teams import Team
from handlers import ingest
from handlers.runtime import web
from handlers.runtime.ingest import Ingest
from handlers.world import World
from storage import teams
from storage.feedback_tables import FEEDBACK

PATH = "/ingest/feedback"
PIECE = {"customer": "Quillfeather Physio", "said": "It came when you said.", "scale": "csat", "rating": 4}
QUICK = aiohttp.ClientTimeout(total=10)


@dataclass
class HelpDesk:
    """A help desk with a key."""

    world: World
    http: aiohttp.ClientSession
    key: str
    secret: str
    piece = PIECE

    def headers(self, raw, call, *, late=0.0, **instead):
        given = {"key": self.key, "stamp": str(int(self.world.now().timestamp() + late)), "id": call} | instead
        signed = f"v1:{given['key']}:{given['stamp']}:{given['id']}:".encode() + given.get("signs", raw)
        digest = hmac.digest(given.get("secret", self.secret).encode(), signed, "sha256").hex()
        return {
            "Content-Type": "application/json",
            "X-Heartline-Key": given["key"],
            "X-Heartline-Timestamp": given["stamp"],
            "X-Heartline-Signature": given.get("signature", f"v1={digest}"),
            "Idempotency-Key": given["id"],
        }

    async def send(self, body=PIECE, call="1", **more):
        """The status and the JSON that come back."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.send_as_is(raw, self.headers(raw, call, **more))

    async def send_as_is(self, data, headers):
        async with self.http.post(PATH, data=data, headers=headers) as response:
            self.last = response
            return response.status, await response.json()

    async def kept(self):
        """What is kept of all that was sent."""
        return await self.world.act("T1", lambda db: db.run(select(FEEDBACK)).mappings().all())


@pytest.fixture
async def desk_address(world_alone):
    support = Team("5bd1", "Support", "C1", 0)
    await world_alone.act("T1", lambda db: teams.add(db, support, []))
    async with web.serving("127.0.0.1", 0, Ingest(world_alone, body_seconds=0.2).routes()) as address:
        yield address


@pytest.fixture
async def desk_http(desk_address):
    async with aiohttp.ClientSession(desk_address, timeout=QUICK) as session:
        yield session


@pytest.fixture
async def another_desk(world_alone, desk_http):
    async def made(name="Zendesk"):
        key, secret = await ingest.add_key(world_alone, name)
        return HelpDesk(world_alone, desk_http, key.id, secret)

    return made


@pytest.fixture
async def desk(another_desk):
    return await another_desk()
