"""The web server: Slack's requests in HTTP mode, and in both modes what watches over the bot."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.errors import Refused
from handlers.runtime.clock import PLAN, SEND, Clock
from handlers.runtime.door import Door, Rejected
from handlers.runtime.metrics import ACK, OVERDUE, REJECTED
from handlers.world import World
from storage import delivery as outbox

log = logging.getLogger("heartline.web")
SLACK_PATH = "/slack/events"
LARGEST_BODY = 1024 * 1024
BODY_SECONDS = 5.0
DATABASE_SECONDS = 2.0
LINGER_SECONDS = 1.0  # for how long a body that nobody wants is still taken, so that its sender sees the answer
FINISH_SECONDS = 1.5  # aiohttp takes it twice: as long as Slack waits


class Mailbox:
    """Takes Slack's requests off the wire, with bounds on their size and time, and brings them to the door."""

    def __init__(self, door: Door, body_seconds: float = BODY_SECONDS) -> None:
        self._door = door
        self._body_seconds = body_seconds

    def routes(self) -> list[web.RouteDef]:
        """Where Slack sends everything."""
        return [web.post(SLACK_PATH, self._receive)]

    async def _receive(self, request: web.Request) -> web.Response:
        started = time.perf_counter()
        try:
            raw = await body_of(request, LARGEST_BODY, self._body_seconds)
            reply = await self._door.enter(request.headers, raw)
        except Rejected as rejected:
            REJECTED.labels(rejected.reason).inc()
            return web.Response(status=rejected.status, text=rejected.reason)
        if reply.status == 200 and reply.is_timed:
            ACK.observe(time.perf_counter() - started)
        return web.Response(status=reply.status, text=reply.text, content_type=reply.content_type)


async def body_of(request: web.Request, most: int, seconds: float = BODY_SECONDS) -> bytes:
    """A request's body, read with bounds on its size and time. Raises Rejected for what goes beyond or breaks off."""
    if (request.content_length or 0) > most:
        raise Rejected(413, "size")
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > most:
                    raise Rejected(413, "size")
    except TimeoutError as error:
        raise Rejected(408, "slow") from error
    except (aiohttp.ClientError, ConnectionError) as error:  # it broke off, or its chunks are none
        raise Rejected(400, "content") from error
    return bytes(body)


@dataclass(frozen=True)
class Health:
    """What others may ask: whether the bot lives, whether it can do its work, and its metrics.

    `is_connected` says whether Slack can reach it by socket; None where it comes by HTTP.
    """

    world: World
    clock: Clock | None = None
    is_connected: Callable[[], bool] | None = None

    def routes(self) -> list[web.RouteDef]:
        """Where to ask."""
        return [
            web.get("/healthz", self._alive),
            web.get("/readyz", self._ready),
            web.get("/metrics", self._metrics),
        ]

    async def checks(self) -> dict[str, bool]:
        """Each thing that has to work, and whether it does."""
        found = {"database": await self._reaches_database()}
        if self.clock is not None:
            found |= {"planner": self.clock.ticks(PLAN), "sender": self.clock.ticks(SEND)}
        if self.is_connected is not None:
            found["socket"] = self.is_connected()
        return found

    async def _reaches_database(self) -> bool:
        look = asyncio.wait_for(self.world.db.workspaces(), DATABASE_SECONDS)
        (outcome,) = await asyncio.gather(look, return_exceptions=True)
        return not isinstance(outcome, BaseException)

    async def _overdue(self) -> float:
        """For how many seconds the oldest delivery that waits has been due; NaN when the database cannot tell."""
        look = asyncio.wait_for(self.world.act(self.world.workspace, outbox.next_due), DATABASE_SECONDS)
        (due,) = await asyncio.gather(look, return_exceptions=True)
        if isinstance(due, BaseException):
            return float("nan")
        return max(0.0, (self.world.now() - due).total_seconds()) if due else 0.0

    async def _alive(self, _request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def _ready(self, _request: web.Request) -> web.Response:
        checks = await self.checks()
        return web.json_response(checks, status=200 if all(checks.values()) else 503)

    async def _metrics(self, _request: web.Request) -> web.Response:
        OVERDUE.set(await self._overdue())
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})


@asynccontextmanager
async def serving(host: str, port: int, routes: list[web.RouteDef]) -> AsyncIterator[str]:
    """Serve routes, and hand on at which address (port 0 takes a free one). In the end what is under way is answered.

    Raises Refused where nothing can listen.
    """
    app = web.Application()
    app.add_routes(routes)
    log.addFilter(_is_ours)
    runner = web.AppRunner(
        app,
        logger=log,
        access_log=None,
        auto_decompress=False,  # Slack signs what is on the wire, and no small body shall become a large one
        lingering_time=LINGER_SECONDS,
        shutdown_timeout=FINISH_SECONDS,
    )
    await runner.setup()
    try:
        await _listen(runner, host, port)
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _is_ours(record: logging.LogRecord) -> bool:
    """Whether a fault is ours. Anyone can send what is no HTTP, and aiohttp would log a traceback for each."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except (OSError, UnicodeError) as error:  # the second where a name cannot be one
        raise Refused("address_taken", host=host, port=port) from error
