"""Load over raw sockets: as much as a number of connections can do, or a number of requests a second."""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from benchmarks.speed.clicks import Requests
from benchmarks.speed.rig import Failed

OK = b"HTTP/1.1 200 "
PATIENCE = 30.0


class Connection(asyncio.Protocol):
    """One connection with one request under way at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.WriteTransport | None = None
        self._answer: asyncio.Future[bytes] | None = None
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found or self._answer is None:
            return
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        if len(body) >= int(length or 0):
            self._received = b""
            self._answer.set_result(head)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("cut off"))

    def close(self) -> None:
        """Hang up."""
        assert self._transport is not None
        self._transport.close()

    async def ask(self, request: bytes) -> None:
        """Send a request and wait for its answer. Raises Failed for any but 200."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        head = await self._answer
        if not head.startswith(OK):
            raise Failed(f"A request was answered with {head[:40]!r}.")


@asynccontextmanager
async def connections(port: int, count: int) -> AsyncIterator[list[Connection]]:
    """As many connections to a server on this machine."""
    loop = asyncio.get_running_loop()
    made = [(await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(count)]
    awake = asyncio.create_task(_stay_awake())
    try:
        yield made
    finally:
        awake.cancel()
        for connection in made:
            connection.close()


async def _stay_awake() -> None:
    """Look again and again: on a virtual machine, to wake a sleeper costs the server more than most requests do."""
    while True:  # noqa: ASYNC110 - not to wait is the point
        await asyncio.sleep(0)


async def closed(port: int, requests: Requests, count: int, seconds: float) -> list[float]:
    """Keep `count` requests under way for some seconds. Returns how long each took, in seconds."""
    took: list[float] = []
    end = time.perf_counter() + seconds

    async def keep_asking(connection: Connection) -> None:
        while (began := time.perf_counter()) < end:
            await connection.ask(next(requests))
            took.append(time.perf_counter() - began)

    async with connections(port, count) as made, asyncio.timeout(seconds + PATIENCE):
        await asyncio.gather(*map(keep_asking, made))
    return took


async def opened(port: int, requests: Requests, rate: float, seconds: float, count: int = 256) -> list[float]:
    """Ask at random moments, `rate` times a second, whatever the answers do.

    Returns how long each took from the moment it was meant to be sent, in seconds.
    """
    chance = random.Random(1)
    took: list[float] = []
    async with connections(port, count) as made, asyncio.timeout(seconds + PATIENCE), asyncio.TaskGroup() as tasks:
        idle, late = deque(made), deque[float]()

        async def serve(connection: Connection, at: float) -> None:
            await connection.ask(next(requests))
            took.append(time.perf_counter() - at)
            while late:
                at = late.popleft()
                await connection.ask(next(requests))
                took.append(time.perf_counter() - at)
            idle.append(connection)

        at = time.perf_counter()
        end = at + seconds
        while (at := at + chance.expovariate(rate)) < end:
            await asyncio.sleep(max(0.0, at - time.perf_counter()))
            if idle:
                tasks.create_task(serve(idle.popleft(), at))
            else:
                late.append(at)
    return took
