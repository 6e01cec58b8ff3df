"""A help desk that sends feedback over real HTTP, and someone who is guided through setting Heartline up."""

from __future__ import annotations

import asyncio
import hmac
import json
import os
from contextlib import ExitStack, chdir
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from dotenv import dotenv_values
from sqlalchemy import select
from typer.testing import CliRunner

from bot.teams import Team
from handlers import keys
from handlers.runtime import manifest, web
from handlers.runtime.ingest import Ingest
from handlers.world import World
from sandbox import Manifest, Sandbox, User, Workspace
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
        key, secret = await keys.add_key(world_alone, name)
        return HelpDesk(world_alone, desk_http, key.id, secret)

    return made


@pytest.fixture
async def desk(another_desk):
    return await another_desk()


@dataclass
class Guided:
    """Someone at a terminal in a folder of their own, whom a step of `heartline setup` asks."""

    folder: Path
    environ: dict[str, str]
    said: str = ""

    async def through(self, step, *typed):
        """Take them through a step with what they type line by line; `said` is what they read. Gives what it gives."""
        return await asyncio.to_thread(self._through, step, typed)

    def _through(self, step, typed):
        with ExitStack() as surroundings:
            surroundings.enter_context(chdir(self.folder))
            given = dict.fromkeys(os.environ) | {"PATH": os.environ["PATH"]} | self.environ
            answers = "".join(f"{line}\n" for line in typed)
            out, _, _ = surroundings.enter_context(CliRunner().isolation(input=answers, env=given))
            try:
                return step()
            finally:
                self.said = out.getvalue().decode()

    @property
    def kept(self):
        """What is in `.env`."""
        return dotenv_values(self.folder / ".env")


@pytest.fixture
async def slack():
    """A Slack in which the app was made and nothing else was done yet."""
    workspace = Workspace(Manifest.read(manifest.path()))
    workspace.clock.offset = timedelta(0)
    for name in ("ada", "ben", "cleo", "dina", "eli", "fay", "gus", "hana"):
        workspace.add_user(User(f"U{name.upper()}", name, f"{name.capitalize()} Test"))
    workspace.add_channel(
        "support", [f"U{name.upper()}" for name in ("ada", "ben", "dina", "eli", "fay", "gus", "hana")]
    )
    async with Sandbox(workspace) as sandbox:
        yield sandbox


@pytest.fixture
def guided(tmp_path, slack):
    folder = tmp_path / "new"
    folder.mkdir()
    return Guided(folder, {"SLACK_API_URL": slack.api_url})
