"""The road to the app, Socket Mode or HTTP, with Slack's retries for events.

Events are sent up to four times: at once, and again after `retry_delays` while the app does not acknowledge them. The
copies carry the same `event_id`. Interactions and commands are sent once; it is the person who tries again.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

import orjson

from sandbox.answers import Answer, Delivered, Kind
from sandbox.events import event_callbacks
from sandbox.http import Poster, Urls
from sandbox.records import Change, Json
from sandbox.response_urls import ResponseUrls
from sandbox.socket import Reason, Sockets

if TYPE_CHECKING:
    from sandbox.server import Sandbox

RETRY_DELAYS = (0.0, 60.0, 300.0)
REMEMBERED = 1_000
REORDER_SECONDS = 0.05


class Delivery:
    """Takes events, interactions and commands to the app and brings its answers back.

    `retry_delays` are the seconds before each further attempt at an event. `log` remembers the last thousand payloads,
    oldest first.
    """

    def __init__(self, sandbox: Sandbox, retry_delays: Sequence[float] = RETRY_DELAYS) -> None:
        self.retry_delays = retry_delays
        self.sockets = Sockets(sandbox.workspace.app_id)
        self.response_urls = ResponseUrls(sandbox.workspace)
        self.log: deque[Delivered] = deque(maxlen=REMEMBERED)
        self._poster = Poster(sandbox.signing_secret, Urls.of(sandbox.workspace.manifest))
        self._sandbox = sandbox
        self._under_way: set[asyncio.Task[Answer]] = set()
        self._held: list[Json] = []
        self._release: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def urls(self) -> Urls:
        """Where the app listens when it does not use Socket Mode."""
        return self._poster.urls

    @urls.setter
    def urls(self, urls: Urls) -> None:
        self._poster.urls = urls

    def start(self) -> None:
        """Begin to turn changes of the workspace into events, on the running loop."""
        self._loop = asyncio.get_running_loop()
        self._sandbox.workspace.watchers.append(self._watch)

    async def stop(self) -> None:
        """Give up what is under way and close every connection."""
        workspace = self._sandbox.workspace
        if self._watch in workspace.watchers:
            workspace.watchers.remove(self._watch)
        if self._release is not None:
            self._release.cancel()
        tasks = list(self._under_way)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.sockets.close()
        await self._poster.close()
        workspace.tell("sandbox_stopped")

    def ticket(self) -> str:
        """A web socket address for one connection."""
        base = self._sandbox.url.replace("http", "ws", 1)
        return f"{base}/link?ticket={self.sockets.ticket()}&app_id={self._sandbox.workspace.app_id}"

    async def connected(self) -> None:
        """Wait until the app has a connection; with HTTP there is none to wait for."""
        if self._sandbox.socket_mode:
            await self.sockets.connected()

    def drop_sockets(self) -> None:
        """Break every connection without a word."""
        self.sockets.drop()

    async def refresh_sockets(self, reason: Reason = "refresh_requested") -> None:
        """Ask the app to reconnect; after anything but a `warning` the old connections are closed."""
        await self.sockets.disconnect(reason)

    async def verify_url(self) -> bool:
        """Check the events address with a challenge, as Slack does when it is entered."""
        return await self._poster.verify_url(self._sandbox.ack_timeout)

    async def send(self, kind: Kind, payload: Json) -> Answer:
        """Deliver one payload and wait for the answer; events are retried, interactions and commands are not."""
        delivered = Delivered(kind, payload)
        self.log.append(delivered)
        answer = await self._attempt(delivered, "")
        for delay in self.retry_delays if kind == "events_api" else ():
            if answer.acked or answer.no_retry:
                break
            await asyncio.sleep(delay)
            answer = await self._attempt(delivered, answer.reason)
        return answer

    async def settled(self) -> None:
        """Wait until no event is under way; one that waits for its next attempt still is."""
        while self._under_way or self._held:
            if self._under_way:
                await asyncio.wait(self._under_way)
            else:
                await asyncio.sleep(REORDER_SECONDS)

    async def _attempt(self, delivered: Delivered, reason: str) -> Answer:
        road = self.sockets if self._sandbox.socket_mode else self._poster
        attempt, delivered.attempts = delivered.attempts, delivered.attempts + 1
        started = time.perf_counter()
        answer = await road.send(delivered.kind, delivered.payload, attempt, reason, self._sandbox.ack_timeout)
        faults = self._sandbox.faults
        if answer.acked and faults.miss_acks > 0:
            faults.miss_acks -= 1
            answer = Answer(acked=False, reason="timeout" if self._sandbox.socket_mode else "http_timeout")
        delivered.acked = answer.acked
        status = "ok" if answer.acked else answer.reason
        spent = (time.perf_counter() - started) * 1000
        asked, answered = orjson.dumps(delivered.payload), orjson.dumps(answer.payload) if answer.payload else b""
        self._sandbox.traffic.add(delivered.kind, delivered.name, status, spent, asked=asked, answered=answered)
        return answer

    def _watch(self, change: Change) -> None:
        faults = self._sandbox.faults
        if faults.lose_events:
            return
        for payload in event_callbacks(self._sandbox.workspace, change):
            copies = 2 if faults.duplicate_events > 0 else 1
            faults.duplicate_events = max(0, faults.duplicate_events - 1)
            for _ in range(copies):
                if faults.reorder_events or self._held:
                    self._hold(payload)
                else:
                    self._launch(payload)

    def _launch(self, payload: Json) -> None:
        assert self._loop is not None
        task = self._loop.create_task(self.send("events_api", payload))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def _hold(self, payload: Json) -> None:
        """Keep back the events of a moment, to send them last first."""
        self._held.append(payload)
        if self._release is None:
            assert self._loop is not None
            self._release = self._loop.call_later(REORDER_SECONDS, self._let_go)

    def _let_go(self) -> None:
        held, self._held, self._release = self._held, [], None
        self._sandbox.faults.reorder_events = False
        for payload in reversed(held):
            self._launch(payload)
