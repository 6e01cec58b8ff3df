"""Socket Mode: the web sockets over which the app gets its envelopes and gives its acknowledgements."""

from __future__ import annotations

import asyncio
import secrets
import uuid
from typing import TYPE_CHECKING, Literal

import orjson
from aiohttp import WSMessage, WSMsgType, web

from sandbox.answers import Answer, Kind
from sandbox.records import Json

if TYPE_CHECKING:
    from sandbox.server import Sandbox

Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]

MOST_CONNECTIONS = 10
SECONDS_TO_CLOSE = 1.0
LONGEST_CONNECTION = 18_060
NO_ANSWER = Answer(acked=False, reason="timeout")


class Sockets:
    """The open connections of one app. Each envelope goes to one of them, in turn."""

    def __init__(self, app_id: str) -> None:
        self.app_id = app_id
        self._open: list[web.WebSocketResponse] = []
        self._transports: dict[web.WebSocketResponse, asyncio.BaseTransport] = {}
        self._turn = 0
        self._tickets: set[str] = set()
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._some = asyncio.Event()

    @property
    def count(self) -> int:
        """How many connections are open."""
        return len(self._open)

    async def connected(self) -> None:
        """Wait until the app has at least one connection."""
        await self._some.wait()

    def ticket(self) -> str:
        """A new ticket, good for one connection."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return ticket

    async def send(self, kind: Kind, payload: Json, attempt: int, reason: str, within: float) -> Answer:
        """Send one envelope; its acknowledgement may come on any socket, `within` that many seconds."""
        if not self._open:
            return NO_ANSWER
        self._turn = (self._turn + 1) % len(self._open)
        socket = self._open[self._turn]
        envelope_id = str(uuid.uuid4())
        frame = envelope(envelope_id, kind, payload, attempt, reason)
        waiting = self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(within):
                await socket.send_frame(frame, WSMsgType.TEXT)
                payload = (await waiting).get("payload")
                return Answer(acked=True, payload=payload if isinstance(payload, dict) else None)
        except (TimeoutError, ConnectionError):
            return NO_ANSWER
        finally:
            del self._waiting[envelope_id]

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Open a connection for a ticket, and serve it until either side closes it."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="This link is used up. Ask apps.connections.open for a new one.")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(compress=False, timeout=SECONDS_TO_CLOSE)
        await socket.prepare(request)
        if self.count >= MOST_CONNECTIONS:
            await dismiss(socket, "too_many_websockets")
            return socket
        assert request.transport is not None
        self._transports[socket] = request.transport
        try:
            await socket.send_frame(hello(self.app_id, self.count + 1), WSMsgType.TEXT)
            self._open.append(socket)
            self._some.set()
            async for frame in socket:
                self._take(frame)
        finally:
            self._forget(socket)
        return socket

    def _take(self, frame: WSMessage) -> None:
        """Give an acknowledgement to whoever waits for it; anything else a client may say is ignored, as Slack does."""
        if frame.type is not WSMsgType.TEXT:
            return
        try:
            body = orjson.loads(frame.data)
        except orjson.JSONDecodeError:
            return
        waiting = self._waiting.get(str(body.get("envelope_id"))) if isinstance(body, dict) else None
        if waiting is not None and not waiting.done():
            waiting.set_result(body)

    def _forget(self, socket: web.WebSocketResponse) -> None:
        del self._transports[socket]
        if socket in self._open:
            self._open.remove(socket)
        if not self._open:
            self._some.clear()

    async def disconnect(self, reason: Reason) -> None:
        """Ask the app to reconnect. After a `warning` the sockets stay open; otherwise Slack closes them."""
        await asyncio.gather(*(dismiss(socket, reason) for socket in list(self._open)))

    def drop(self) -> None:
        """Break every connection without a word, as a failing network does."""
        for transport in list(self._transports.values()):
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()

    async def close(self) -> None:
        """Close every connection, as a server does that goes away."""
        await asyncio.gather(*(socket.close() for socket in list(self._open)))


def hello(app_id: str, connections: int) -> bytes:
    """The first frame of a connection."""
    return orjson.dumps(
        {
            "type": "hello",
            "num_connections": connections,
            "debug_info": {
                "host": "sandbox",
                "build_number": 1,
                "approximate_connection_time": LONGEST_CONNECTION,
            },
            "connection_info": {"app_id": app_id},
        }
    )


def envelope(envelope_id: str, kind: Kind, payload: Json, attempt: int, reason: str) -> bytes:
    """What carries a payload over a socket; only events say how often they were sent before."""
    body: Json = {
        "envelope_id": envelope_id,
        "payload": payload,
        "type": kind,
        "accepts_response_payload": kind != "events_api",
    }
    if kind == "events_api":
        body |= {"retry_attempt": attempt, "retry_reason": reason}
    return orjson.dumps(body)


async def dismiss(socket: web.WebSocketResponse, reason: Reason) -> None:
    """Tell one connection that it ends, and end it unless this is only a warning."""
    frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
    await socket.send_frame(orjson.dumps(frame), WSMsgType.TEXT)
    if reason != "warning":
        await socket.close()


def routes(sandbox: Sandbox) -> list[web.RouteDef]:
    """Where the links of `apps.connections.open` lead."""
    return [web.get("/link", sandbox.delivery.sockets.link)]
