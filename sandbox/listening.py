"""Listening in on the traffic: the log as JSON, and live, with everything blotted out that would let somebody in."""

from __future__ import annotations

import asyncio
import re
from dataclasses import asdict
from typing import TYPE_CHECKING

import orjson
from aiohttp import web

from sandbox.records import Change, Json
from sandbox.stream import LAST, opened
from sandbox.traffic import Exchange

if TYPE_CHECKING:
    from sandbox.server import Sandbox

HIDDEN = "(hidden)"
TOKENS = re.compile(r"\b(xox[a-z]|xapp)[.-][\w.-]+")
NAMED = re.compile(r'("(?:token|access_token|refresh_token|client_secret)"\s*:\s*")[^"]*')
TICKETS = re.compile(r"(ticket=|/response/|/upload/v1/)[\w-]+")


def blotted(body: bytes) -> str:
    """A body as it may be shown: without tokens, secrets, and addresses that are as good as a key."""
    text = body.decode(errors="ignore")
    text = NAMED.sub(rf"\1{HIDDEN}", text)
    text = TICKETS.sub(rf"\1{HIDDEN}", text)
    return TOKENS.sub(rf"\1-{HIDDEN}", text)


def shown(exchange: Exchange) -> Json:
    """A passage with what was said in it."""
    said = {"asked": blotted(exchange.asked), "answered": blotted(exchange.answered)}
    return asdict(exchange.passage) | said


async def show_traffic(sandbox: Sandbox, request: web.Request) -> Json:
    """What went over the wire after a passage, or all that is known of it. Raises ValueError."""
    after, traffic = int(request.query.get("after", "0")), sandbox.traffic
    if "bodies" in request.query:
        return {"passages": [shown(exchange) for exchange in traffic.since(after)]}
    return {"passages": [asdict(passage) for passage in traffic.passages if passage.number > after]}


async def stream_traffic(sandbox: Sandbox, request: web.Request) -> web.StreamResponse:
    """Tell one page of passages, bodies and all, until it goes away or the sandbox stops.

    A page that cannot keep up misses the oldest: nothing is kept for it but what the log keeps anyway.
    """
    told = int(request.headers.get("Last-Event-ID") or request.query.get("after", "0"))
    news, traffic, watchers = News(), sandbox.traffic, sandbox.workspace.watchers
    response = await opened(request)
    traffic.watchers.append(news.come)
    watchers.append(news.hear)
    try:
        while not news.are_over:
            fresh = traffic.since(told)
            if fresh:
                told = fresh[-1].passage.number
                await response.write(b"".join(map(event, fresh)))
            await news.wait()
    except ConnectionError:
        pass  # the page is gone: there is nobody left to tell
    finally:
        traffic.watchers.remove(news.come)
        watchers.remove(news.hear)
    return response


def event(exchange: Exchange) -> bytes:
    """A passage as a server-sent event; by its number a page that was cut off goes on where it was."""
    return b"id: %d\ndata: %b\n\n" % (exchange.passage.number, orjson.dumps(shown(exchange)))


class News:
    """Whether something has passed since one looked last, and whether nothing will pass any more."""

    def __init__(self) -> None:
        self.are_over = False
        self._come = asyncio.Event()

    def come(self) -> None:
        """Something has passed."""
        self._come.set()

    def hear(self, change: Change) -> None:
        """Take note when the sandbox stops."""
        if change.kind == LAST:
            self.are_over = True
            self._come.set()

    async def wait(self) -> None:
        """Wait for something to pass."""
        await self._come.wait()
        self._come.clear()
