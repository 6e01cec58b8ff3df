"""Socket Mode: what an envelope costs with 256 under way, and a burst of 5,000."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import orjson
from aiohttp import WSMsgType, web

from benchmarks.speed.clicks import MARK, click
from benchmarks.speed.rig import Failed, Goal, Options, Server, medians, ratio, serving, take_turns
from benchmarks.speed.slack import ME

UNDER_WAY, BURST = 256, 5_000
PATIENCE = 60.0
ACTIONS = {"book": "pulse_answer", "ours": "nothing"}


class Envelopes:
    """Slack's end of a socket: sends envelopes, each with a click of its own, and counts what is acknowledged."""

    def __init__(self, action_id: str) -> None:
        self.connected = asyncio.Event()
        self._frame = orjson.dumps(
            {"envelope_id": MARK, "type": "interactive", "accepts_response_payload": False, "payload": click(action_id)}
        ).decode()
        self._numbers = count(int(time.time()) * 1_000_000)
        self._socket: web.WebSocketResponse | None = None
        self._sent: set[str] = set()
        self._room = asyncio.Semaphore(0)

    def routes(self) -> list[web.RouteDef]:
        """The Web API that an app needs to connect, and the socket."""
        return [web.get("/socket", self._open), web.route("*", "/api/{method}", self._answer)]

    async def _answer(self, request: web.Request) -> web.Response:
        address = f"ws://{request.host}/socket"
        return web.Response(
            body=orjson.dumps({**ME, "url": address, "members": [], "channels": []}), content_type="application/json"
        )

    async def _open(self, request: web.Request) -> web.WebSocketResponse:
        socket = self._socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        await socket.send_str('{"type":"hello","num_connections":1,"connection_info":{"app_id":"A0SPEED01"}}')
        self.connected.set()
        async for message in socket:
            if message.type is WSMsgType.TEXT and (envelope := self._acknowledged(message.data)):
                self._sent.discard(envelope)
                self._room.release()
        return socket

    def _acknowledged(self, data: str) -> str:
        said: dict[str, Any] = orjson.loads(data)
        envelope = str(said.get("envelope_id", ""))
        return envelope if envelope in self._sent else ""

    async def _send(self) -> None:
        assert self._socket is not None
        mark = f"{next(self._numbers):016d}"
        self._sent.add(mark)
        await self._socket.send_str(self._frame.replace(MARK, mark))

    async def keep(self, under_way: int, seconds: float) -> int:
        """Keep so many under way for some seconds. Returns how many were acknowledged. Raises Failed if one is lost."""
        self._room = asyncio.Semaphore(under_way)
        end, sent = time.perf_counter() + seconds, 0
        while time.perf_counter() < end:
            await self._room.acquire()
            await self._send()
            sent += 1
        await self._all_back()
        return sent

    async def burst(self, number: int) -> float:
        """Send so many at once. Returns the seconds until the last was acknowledged. Raises Failed if one was lost."""
        self._room, began = asyncio.Semaphore(0), time.perf_counter()
        for _ in range(number):
            await self._send()
        await self._all_back()
        return time.perf_counter() - began

    async def _all_back(self) -> None:
        end = time.perf_counter() + PATIENCE
        while self._sent and time.perf_counter() < end:  # noqa: ASYNC110 - never asleep: see `load`
            await asyncio.sleep(0)
        if self._sent:
            raise Failed(f"{len(self._sent)} envelopes were not acknowledged.")


@asynccontextmanager
async def serving_envelopes(envelopes: Envelopes) -> AsyncIterator[str]:
    """Slack's end on this machine, and its API's address."""
    site = web.Application()
    site.add_routes(envelopes.routes())
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def connected(name: str) -> AsyncIterator[tuple[Server, Envelopes]]:
    """A client on the servers' core, and Slack's end of its socket."""
    envelopes = Envelopes(ACTIONS[name])
    async with serving_envelopes(envelopes) as address, serving("clients", name, address) as server:
        async with asyncio.timeout(PATIENCE):
            await envelopes.connected.wait()
        yield server, envelopes


async def goals(options: Options) -> list[Goal]:
    """Our socket beside Bolt's, and a burst."""
    async with connected("book") as book, connected("ours") as ours:
        ends = {"book": book, "ours": ours}

        async def cost(name: str) -> float:
            server, envelopes = ends[name]
            before = server.cpu()
            acknowledged = await envelopes.keep(UNDER_WAY, options.seconds)
            return (server.cpu() - before) / acknowledged * 1e6

        for name in ends:
            await cost(name)
        used = await take_turns(tuple(ends), options.rounds, cost)

        async def burst(name: str) -> float:
            return await ends[name][1].burst(BURST)

        bursts = await take_turns(tuple(ends), options.rounds, burst)
    each, until = medians(used), medians(bursts)
    remark = f"{each['ours']:.0f} µs of CPU; AsyncSocketModeHandler {each['book']:.0f}"
    return [
        Goal(
            f"an envelope with {UNDER_WAY} under way, beside Bolt's",
            ratio(used["book"], used["ours"]),
            1.4,
            remark=remark,
        ),
        Goal(
            f"a burst of {BURST} until the last, beside Bolt's",
            ratio(bursts["book"], bursts["ours"]),
            1.4,
            remark=f"{until['ours']:.1f} s; AsyncSocketModeHandler {until['book']:.1f}",
        ),
    ]
