"""Slack as the bot reaches it: calls take time, are lost on the way or on the way back, and get odd answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import aiohttp
import orjson
from aiohttp.client_reqrep import ConnectionKey

from sandbox import Sandbox
from sandbox.errors import SlackError
from sandbox.web_api import WebApi
from tests.simulation.answers import Answer
from tests.simulation.ledger import Attempt, Ledger, Post
from tests.simulation.weather import Weather

Json = dict[str, Any]
API = "http://slack.invalid/api/"
POST = "chat.postMessage"
PATIENCE = 10.0  # how long the bot waits for an answer
THERE, BACK = (0.02, 0.3), (0.02, 0.3)
LATE = (0.0, 3.0)  # how long after the bot has lost patience Slack may still do it
HERE = ConnectionKey("slack.invalid", 443, True, True, None, None, None, None)


@dataclass
class Parcel:
    """A call on its way: what it asks, what happens to it, and the answer that the bot waits for."""

    life: str
    method: str
    args: Json
    fault: str
    asked: float
    answer: asyncio.Future[Answer]
    is_out: bool = True

    def come_back(self, answer: Answer | None = None, failure: BaseException | None = None) -> None:
        if self.answer.done():  # the bot is dead, or has waited long enough
            return
        if failure is not None:
            self.answer.set_exception(failure)
        elif answer is not None:
            self.answer.set_result(answer)


class Wire:
    """Carries calls to the sandbox. What has left the bot is carried on even when the bot is dead."""

    def __init__(self, sandbox: Sandbox, chance: Random, weather: Weather, ledger: Ledger) -> None:
        self._sandbox = sandbox
        self._api = WebApi(sandbox)
        self._chance = chance
        self._weather = weather
        self._ledger = ledger
        self._under_way: dict[str, list[Parcel]] = {}

    def send(self, life: str, url: str, args: Json) -> Parcel:
        """Take a call that leaves the bot, and decide what happens to it."""
        loop = asyncio.get_running_loop()
        method = url.removeprefix(API) if url.startswith(API) else "response_url"
        fault = self._weather.fault(method, loop.time())
        parcel = Parcel(life, method, args, fault, loop.time(), loop.create_future())
        if method == POST:
            self._ledger.attempts.append(Attempt(life, loop.time(), str(args["channel"]), nonce_of(args)))
        self._ledger.note("call", life, method, args.get("channel") or "", parcel.fault)
        if parcel.fault:
            self._ledger.faults[parcel.fault] += 1
        loop.call_later(self._chance.uniform(*THERE), self._arrive, parcel, url)
        return parcel

    def lost(self, parcel: Parcel) -> None:
        """Note that the bot died, or gave up, before it knew what became of a call."""
        if parcel.method == POST and parcel.is_out:
            self._ledger.ambiguous[nonce_of(parcel.args)] += 1
        parcel.is_out = False

    def _arrive(self, parcel: Parcel, url: str) -> None:
        loop = asyncio.get_running_loop()
        back = self._chance.uniform(*BACK)
        match parcel.fault:
            case "refused":
                failure = aiohttp.ClientConnectorError(HERE, OSError(111, "refused"))
                loop.call_later(back, parcel.come_back, None, failure)
            case "throttled":
                wait, seconds = self._weather.wait(parcel.method, loop.time())
                self._ledger.note("throttled", wait)
                if parcel.method == POST:
                    self._ledger.throttled.append((parcel.life, loop.time() + back, seconds))
                loop.call_later(back, parcel.come_back, refusal(429, "ratelimited", {"Retry-After": wait}))
            case "cut before":
                loop.call_later(back, parcel.come_back, None, aiohttp.ServerDisconnectedError())
            case "never":
                loop.call_later(PATIENCE, parcel.come_back, None, TimeoutError())
            case "500":
                loop.call_later(back, parcel.come_back, Answer(500, b"Internal Server Error", "text/plain"))
            case "late":
                loop.call_later(PATIENCE, parcel.come_back, None, TimeoutError())
                loop.call_later(PATIENCE + self._chance.uniform(*LATE), self._do, parcel, url)
            case _:
                self._after_it_was_done(parcel, self._do(parcel, url), back)

    def _after_it_was_done(self, parcel: Parcel, answer: Answer, back: float) -> None:
        later = asyncio.get_running_loop().call_later
        match parcel.fault:
            case "cut after":
                later(back, parcel.come_back, None, aiohttp.ServerDisconnectedError())
            case "slow":
                later(PATIENCE, parcel.come_back, None, TimeoutError())
            case "500 after":
                later(back, parcel.come_back, Answer(500, b"Internal Server Error", "text/plain"))
            case "internal_error":
                later(back, parcel.come_back, refusal(200, "internal_error", {}))
            case _:
                later(back, parcel.come_back, answer)

    def _do(self, parcel: Parcel, url: str) -> Answer:
        if parcel.method == "response_url":
            return self._reply(url, parcel.args)
        result = self._api.call(parcel.method, self._sandbox.bot_token, parcel.args)
        outcome = "ok" if result["ok"] else result["error"]
        self._ledger.note("done", parcel.method, parcel.args.get("channel") or "", outcome)
        if parcel.method == POST and result["ok"]:
            self._posted(parcel, result)
        return Answer(200, orjson.dumps(result))

    def _posted(self, parcel: Parcel, result: Json) -> None:
        args, now = parcel.args, asyncio.get_running_loop().time()
        block_ids = named_blocks(parsed(args.get("blocks")) or [])
        where = (str(args["channel"]), str(result["channel"]))
        post = Post(parcel.asked, now, *where, nonce_of(args), str(args.get("text", "")), block_ids)
        self._ledger.posted(post)

    def _reply(self, url: str, payload: Json) -> Answer:
        key = url.rpartition("/")[2]
        try:
            self._sandbox.delivery.response_urls.answer(key, payload)
        except SlackError as error:
            self._ledger.note("reply refused", error.code)
            return refusal(404, error.code, {})
        if operation := self._sandbox.delivery.asked_by.get(url):  # type: ignore[attr-defined]  # our `Road`
            operation.was_told.append("replaced" if payload.get("replace_original") else str(payload.get("text")))
        return Answer(200, b"ok")


class Session:
    """In the place of aiohttp.ClientSession: everything the bot sends passes a boundary and goes over the wire."""

    closed = False

    def __init__(self, wire: Wire, life: Any) -> None:
        self._wire = wire
        self._life = life

    def request(self, verb: str, url: str, **given: Any) -> Exchange:
        args = given.get("json") or given.get("params") or {}
        data = given.get("data")
        if not args and data:
            args = orjson.loads(data) if isinstance(data, bytes | str) else dict(data)
        return Exchange(lambda: self._exchange(str(url), dict(args)))

    def post(self, url: str, **given: Any) -> Exchange:
        return self.request("POST", url, **given)

    def get(self, url: str, **given: Any) -> Exchange:
        return self.request("GET", url, **given)

    async def _exchange(self, url: str, args: Json) -> Answer:
        await self._life.boundary("before Slack")
        parcel = self._wire.send(self._life.name, url, args)
        try:
            answer = await parcel.answer
            await self._life.boundary("after Slack")
        except BaseException as error:
            if not isinstance(error, aiohttp.ClientConnectorError):
                self._wire.lost(parcel)
            raise
        if answer.is_ambiguous:
            self._wire.lost(parcel)
        return answer


class Exchange:
    """What aiohttp's request methods return: to be awaited, or entered."""

    def __init__(self, begin: Callable[[], Any]) -> None:
        self._begin = begin

    def __await__(self) -> Any:
        return self._begin().__await__()

    async def __aenter__(self) -> Answer:
        answer: Answer = await self._begin()
        return answer

    async def __aexit__(self, *_: object) -> None:
        """The answer was read when it came."""


def named_blocks(blocks: list[Json]) -> tuple[str, ...]:
    """The ids that the bot has given to blocks; those that Slack gives have no colon."""
    return tuple(name for block in blocks if ":" in (name := str(block.get("block_id", ""))))


def refusal(status: int, error: str, headers: dict[str, str | None]) -> Answer:
    """Slack's answer that says no."""
    sent = {name: value for name, value in headers.items() if value is not None}
    return Answer(status, orjson.dumps({"ok": False, "error": error}), headers=sent)


def parsed(value: Any) -> Any:
    """An argument that may have come as JSON text."""
    return orjson.loads(value) if isinstance(value, str | bytes) else value


def nonce_of(args: Json) -> str:
    """The opaque id in a message's metadata, by which it can be found again."""
    return str((parsed(args.get("metadata")) or {}).get("event_payload", {}).get("k", ""))
