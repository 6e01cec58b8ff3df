"""The servers that acknowledge clicks, each with its own kind of click, and what a click costs them."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from benchmarks.speed.clicks import Requests
from benchmarks.speed.load import closed
from benchmarks.speed.rig import REFERENCE, Options, Server, serving
from benchmarks.speed.slack import slack

AT_ONCE = 32
WARMING_SECONDS = 0.5


@dataclass(frozen=True)
class Part:
    """A server, the action that is pressed, and its database."""

    server: str
    action: str
    url: str = ""


@dataclass
class Stage:
    """What is measured, by name, and how many clicks each has acknowledged."""

    options: Options
    servers: Mapping[str, Server]
    requests: Mapping[str, Requests]
    acknowledged: dict[str, int] = field(default_factory=dict)

    async def press(self, name: str, at_once: int, seconds: float) -> list[float]:
        """Press for some seconds. Returns how long each click took, in seconds."""
        took = await closed(self.servers[name].port, self.requests[name], at_once, seconds)
        self.acknowledged[name] = self.acknowledged.get(name, 0) + len(took)
        return took

    async def carried(self, name: str) -> float:
        """Clicks a second that it acknowledges, with 32 under way."""
        began = time.perf_counter()
        took = await self.press(name, AT_ONCE, self.options.seconds)
        return len(took) / (time.perf_counter() - began)

    async def cpu(self, name: str) -> float:
        """Microseconds of CPU that a click takes, with 32 under way."""
        before = self.servers[name].cpu()
        took = await self.press(name, AT_ONCE, self.options.seconds)
        return (self.servers[name].cpu() - before) / len(took) * 1e6


@asynccontextmanager
async def staged(options: Options, parts: Mapping[str, Part]) -> AsyncIterator[Stage]:
    """Start the servers, and the one that only checks signatures; parts with one server and database share it."""
    started: dict[tuple[str, str], Server] = {}
    parts = {REFERENCE: Part(REFERENCE, "nothing"), **parts}
    async with AsyncExitStack() as stack:
        _, address = await stack.enter_async_context(slack())
        for part in parts.values():
            if (part.server, part.url) not in started:
                given = [address, part.url] if part.url else [address]
                server = await stack.enter_async_context(serving("servers", part.server, *given))
                started[part.server, part.url] = server
        at = {name: started[part.server, part.url] for name, part in parts.items()}
        stage = Stage(options, at, {name: Requests(part.action, at[name].port) for name, part in parts.items()})
        for name in parts:
            await stage.press(name, AT_ONCE, WARMING_SECONDS)
        yield stage
