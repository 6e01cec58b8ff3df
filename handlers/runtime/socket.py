"""Socket Mode: a connection to Slack, made anew for as long as the bot runs.

Each attempt asks Slack for an address of its own, because one is good for a single connection. Whatever ends a
connection (a close, silence, a broken network) leads to the next attempt, after pauses that grow while they fail.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any

import aiohttp
import orjson
from aiohttp import ClientWebSocketResponse, ClientWSTimeout, WSMsgType
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.errors import Refused
from bot.payloads import Malformed
from handlers.runtime.dispatch import dispatch, is_private
from handlers.runtime.metrics import ACK, REJECTED

log = logging.getLogger("heartline.socket")
PAUSES = (0.0, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
STEADY_SECONDS = 60.0  # after a connection that held for so long the pauses begin anew
HEARTBEAT_SECONDS = 10.0  # one and a half times as much silence ends a connection
OPEN_SECONDS = 10.0
LEAVE_SECONDS = 30.0  # Slack closes a connection some ten seconds after it has taken leave
CLOSE_SECONDS = 1.0
FINISH_SECONDS = 3.0  # as long as Slack waits


class Link:
    """One connection. It is over when Slack takes leave, though it may still carry something, or when it breaks."""

    def __init__(self, web_socket: ClientWebSocketResponse) -> None:
        self.web_socket = web_socket
        self.over = asyncio.Event()
        self.has_left = False

    @property
    def is_up(self) -> bool:
        """Whether Slack sends what comes next over it."""
        return not self.over.is_set() and not self.web_socket.closed


class Socket:
    """Keeps the bot connected. `new_address` gets the address for one connection, and raises Refused."""

    def __init__(
        self,
        bolt: AsyncApp,
        new_address: Callable[[], Awaitable[str]],
        *,
        proxy: str | None = None,
        pauses: Sequence[float] = PAUSES,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
        open_seconds: float = OPEN_SECONDS,
    ) -> None:
        self._bolt = bolt
        self._new_address = new_address
        self._proxy = proxy
        self._pauses = pauses
        self._heartbeat_seconds = heartbeat_seconds
        self._open_seconds = open_seconds
        self._link: Link | None = None
        self._told = ""
        self._is_closing = False
        self._answers: set[asyncio.Task[None]] = set()
        self._others: set[asyncio.Task[None]] = set()
        self._connected = asyncio.Event()
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))

    def is_connected(self) -> bool:
        """Whether Slack can reach us at this moment."""
        return self._link is not None and self._link.is_up

    async def open(self) -> None:
        """Connect, and stay so until `close`. Raises Refused when Slack gives no address for the first connection."""
        address = await self._new_address()
        self._begin(self._others, self._keep(address))
        await self._connected.wait()

    async def close(self) -> None:
        """Take nothing more, answer what is under way, and go."""
        self._is_closing = True
        if self._answers:
            await asyncio.wait(self._answers, timeout=FINISH_SECONDS)
        tasks = self._answers | self._others
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._http.close()

    async def _keep(self, address: str) -> None:
        tries = 0
        while True:
            begun = time.monotonic()
            (error,) = await asyncio.gather(self._live(address), return_exceptions=True)
            if error:
                self._tell(error.code if isinstance(error, Refused) else type(error).__name__)
            tries = 0 if time.monotonic() - begun >= STEADY_SECONDS else tries
            await asyncio.sleep(self._pauses[min(tries, len(self._pauses) - 1)])
            tries, address = tries + 1, ""

    async def _live(self, address: str) -> None:
        """Make a connection and wait until it is over. Raises whatever has ended it, unless Slack took leave."""
        link = self._link = await self._connect(address or await self._new_address())
        self._begin(self._others, self._read(link))
        self._tell("ok")
        self._connected.set()
        try:
            await link.over.wait()
        finally:  # a reader that was cancelled before it began closes nothing
            if not link.has_left:
                await link.web_socket.close()
        if not link.has_left:
            raise ConnectionResetError
        self._begin(self._others, self._leave(link))

    async def _connect(self, address: str) -> Link:
        timeout = ClientWSTimeout(ws_close=CLOSE_SECONDS)
        async with asyncio.timeout(self._open_seconds):
            web_socket = await self._http.ws_connect(
                address, heartbeat=self._heartbeat_seconds, timeout=timeout, proxy=self._proxy
            )
        says_hello = False
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._open_seconds):  # `receive`'s own would begin anew with each pong
                    says_hello = (await web_socket.receive()).type is WSMsgType.TEXT
        finally:  # also when we are to go meanwhile
            if not says_hello:
                await web_socket.close()
        if not says_hello:
            raise ConnectionAbortedError
        return Link(web_socket)

    async def _read(self, link: Link) -> None:
        try:
            async for message in link.web_socket:
                if message.type is WSMsgType.TEXT:
                    self._take(link, message.data)
        finally:
            link.over.set()
            await link.web_socket.close()

    async def _leave(self, link: Link) -> None:
        await asyncio.sleep(LEAVE_SECONDS)
        await link.web_socket.close()

    def _take(self, link: Link, frame: str) -> None:
        try:
            body = orjson.loads(frame)
        except orjson.JSONDecodeError:
            REJECTED.labels("content").inc()
            return
        match body:
            case {"type": "disconnect"}:
                link.has_left = True
                link.over.set()
            case {"envelope_id": str(envelope), "payload": payload} if not self._is_closing:
                self._begin(self._answers, self._answer(link, envelope, payload))

    async def _answer(self, link: Link, envelope: str, payload: object) -> None:
        started = time.perf_counter()
        try:
            response = await dispatch(self._bolt, payload)
        except Malformed:
            REJECTED.labels("shape").inc()
            response = BoltResponse(status=200, body="")
        if response.status >= 500:  # Slack will send it again
            return
        road = self._link if self._link and link.web_socket.closed else link
        try:
            await road.web_socket.send_frame(acknowledgement(envelope, response), WSMsgType.TEXT)
        except (ConnectionError, aiohttp.ClientError):  # Slack sends it again, and finds it done
            return
        if not is_private(payload):
            ACK.observe(time.perf_counter() - started)

    def _begin(self, tasks: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    def _tell(self, outcome: str) -> None:
        """Log how connecting goes, once per change."""
        if outcome != self._told:
            self._told = outcome
            log.log(logging.INFO if outcome == "ok" else logging.WARNING, "act=connect outcome=%s", outcome)


def acknowledgement(envelope: str, response: BoltResponse) -> bytes:
    """The frame that acknowledges an envelope, with what Slack is to show."""
    if not response.body:
        return orjson.dumps({"envelope_id": envelope})
    is_json = str(response.headers.get("content-type", [""])[0]).startswith("application/json")
    payload = orjson.Fragment(response.body) if is_json else {"text": response.body}
    return orjson.dumps({"envelope_id": envelope, "payload": payload})
