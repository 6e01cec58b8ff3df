"""A workspace with Ada, Ben and Cleo, in a sandbox that runs, and a plain way to call its Web API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import aiohttp
import orjson
import pytest
import yaml

from sandbox.manifest import Manifest
from sandbox.scopes import SCOPES
from sandbox.server import Sandbox
from sandbox.workspace import User, Workspace

Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def manifest() -> Manifest:
    """An app that may do everything."""
    said = Manifest.from_dict({"display_information": {"name": "Heartline"}})
    scopes = frozenset().union(*SCOPES.values()) - {"connections:write"} | {"chat:write.public", "users:read.email"}
    return replace(said, bot_name="heartline", scopes=scopes, home_tab=True, socket_mode=True)


@pytest.fixture
def workspace(manifest: Manifest) -> Workspace:
    """Ada and Ben work in support, Cleo elsewhere; the bot is in #support and #leads but not in #lounge."""
    people = [
        User("U1ADA", "ada", "Ada Abel", tz="Europe/Berlin", email="ada@example.com"),
        User("U2BEN", "ben", "Ben Berg", tz="America/New_York", email="ben@example.com", is_admin=True),
        User("U3CLEO", "cleo", "Cleo Chu", tz="Asia/Tokyo", email="cleo@example.com"),
    ]
    made = Workspace(manifest, people)
    made.add_channel("support", ["U1ADA", "U2BEN", made.bot_user.id])
    made.add_channel("leads", ["U2BEN", made.bot_user.id], kind="private")
    made.add_channel("lounge", ["U1ADA", "U2BEN", "U3CLEO"])
    made.add_channel("board", ["U2BEN"], kind="private")
    return made


@pytest.fixture
async def sandbox(workspace: Workspace) -> AsyncIterator[Sandbox]:
    async with Sandbox(workspace) as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def call(sandbox: Sandbox, http: aiohttp.ClientSession) -> Call:
    """`await call("chat.postMessage", channel=…)`: one call with the bot's token and arguments as JSON."""

    async def make(method: str, **args: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
        async with http.post(sandbox.api_url + method, json=args, headers=headers) as response:
            assert response.status == 200
            return dict(await response.json())

    return make


@pytest.fixture
def without(workspace: Workspace) -> Callable[[str], None]:
    """`without("im:write")`: from now on the app lacks this scope."""

    def withdraw(scope: str) -> None:
        workspace.manifest = replace(workspace.manifest, scopes=workspace.manifest.scopes - {scope})

    return withdraw


@pytest.fixture
def look(box: Sandbox, http: aiohttp.ClientSession) -> Call:  # await look("home", status=200, **query)
    async def get(name: str, status: int = 200, **query: str) -> Any:
        response = await http.get(f"{box.url}/_sandbox/{name}", params=query)
        assert response.status == status
        return await response.json()

    return get


@pytest.fixture
def tell(box: Sandbox, http: aiohttp.ClientSession) -> Call:  # await tell("act", status=200, **body)
    async def post(name: str, status: int = 200, **body: Any) -> Any:
        response = await http.post(f"{box.url}/_sandbox/{name}", json=body)
        assert response.status == status
        return await response.json()

    return post


@pytest.fixture
def call_box(box: Sandbox, http: aiohttp.ClientSession) -> Call:
    """The same for the sandbox of `box`."""

    async def make(method: str, **args: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {box.bot_token}"}
        async with http.post(box.api_url + method, json=args, headers=headers) as response:
            return dict(await response.json())

    return make


# an app that is told things: what it asks for in its manifest, and the simplest one there is

Json = dict[str, Any]
NO_ACK = object()


@pytest.fixture
def raw_manifest() -> Json:
    """The manifest of an app that wants to hear of everything; a test may change it before it asks for `team`."""
    return dict(read_yaml("manifest"))


def read_yaml(name: str) -> Any:
    """A file beside this one."""
    return yaml.safe_load(Path(__file__).with_name(f"{name}.yml").read_text("utf-8"))


@pytest.fixture
def team(workspace: Workspace, raw_manifest: Json) -> Workspace:
    """The workspace with the app of `raw_manifest`."""
    workspace.manifest = Manifest.from_dict(raw_manifest)
    return workspace


@pytest.fixture
async def box(team: Workspace) -> AsyncIterator[Sandbox]:
    """A sandbox that soon sends an event again; tests without an acknowledgement shorten `ack_timeout`."""
    async with Sandbox(team) as running:
        running.delivery.retry_delays = (0.0, 0.01, 0.02)
        yield running


class SocketApp:
    """An app on one web socket: it acknowledges all it gets, with what `answer` says of it, unless that is NO_ACK."""

    def __init__(self, box: Sandbox) -> None:
        self.box = box
        self.answer: Callable[[Json], Any] = lambda _: None
        self.frames: asyncio.Queue[Json] = asyncio.Queue()
        self.envelopes: list[Json] = []

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        self.socket = await self._session.ws_connect(self.box.delivery.ticket())
        self.hello: Json = await self.socket.receive_json()
        self.reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.reading.cancel()
        await asyncio.gather(self.reading, return_exceptions=True)
        await self.socket.close()
        await self._session.close()

    @property
    def payloads(self) -> list[Json]:
        """What the envelopes carried."""
        return [envelope["payload"] for envelope in self.envelopes]

    @property
    def events(self) -> list[Json]:
        """The events among them."""
        return [payload["event"] for payload in self.payloads if payload.get("type") == "event_callback"]

    @property
    def acts(self) -> list[Json]:
        """What people did, among the payloads."""
        return [payload for payload in self.payloads if payload.get("type") != "event_callback"]

    async def _read(self) -> None:
        async for frame in self.socket:
            body = orjson.loads(frame.data)
            if "envelope_id" in body:
                self.envelopes.append(body)
                answer = self.answer(body)
                if answer is not NO_ACK:
                    payload = {"payload": answer} if answer else {}
                    await self.socket.send_json({"envelope_id": body["envelope_id"]} | payload)
            self.frames.put_nowait(body)


@pytest.fixture
def new_app(box: Sandbox) -> Callable[[], SocketApp]:
    """Makes apps, or more connections of one."""
    return lambda: SocketApp(box)


@pytest.fixture
async def app(new_app: Callable[[], SocketApp]) -> AsyncIterator[SocketApp]:
    """An app with one connection."""
    async with new_app() as connected:
        yield connected


@pytest.fixture
def no_ack() -> object:
    """What an app answers that does not acknowledge."""
    return NO_ACK


@pytest.fixture
def recorded() -> Callable[[str], Json]:
    """`recorded("events/TeamJoinPayload")`: a payload of Slack's own, values blanked; without the recordings a skip."""
    folder = Path(__file__).parents[3] / "shared" / "slack"

    def read(name: str) -> Json:
        if not folder.is_dir():
            pytest.skip("the recordings of Slack's payloads are not on this machine")
        return dict(orjson.loads((folder / f"{name}.json").read_bytes()))

    return read


def differences(ours: Any, theirs: Any, where: str = "") -> list[str]:
    """Where a payload of ours has keys or types that a recorded one does not have, as `path: what`.

    Null says nothing of a type, nor does an empty recorded list or object of what belongs in it. Blocks are the app's
    own and are not looked at.
    """
    if ours is None:
        return []
    if type(ours) is not type(theirs):
        return [f"{where}: {type(ours).__name__} instead of {type(theirs).__name__}"]
    if isinstance(ours, dict) and theirs:
        known = [name for name in ours if name in theirs and name != "blocks"]
        found = [f"{where}.{name}: not in the recording" for name in ours if name not in theirs]
        return [*found, *(line for name in known for line in differences(ours[name], theirs[name], f"{where}.{name}"))]
    if isinstance(ours, list) and theirs:
        return [line for item in ours for line in differences(item, theirs[0], f"{where}[]")]
    return []


@pytest.fixture
def unlike() -> Callable[..., set[str]]:
    """The differences between a payload and a recorded one."""
    return lambda ours, theirs: set(differences(ours, theirs))


@pytest.fixture
def form() -> Json:
    """A modal with a field of every type, none required; block id and label are the type, the action id is `it`."""
    return dict(read_yaml("form"))


@pytest.fixture
def panel() -> list[Json]:
    """Blocks with something of every type to press: the action id is the type."""
    return list(read_yaml("panel"))
