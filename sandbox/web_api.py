"""The door of the Web API: reads a call, lets it pass or not, runs it, and goes wrong on demand."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import orjson
from aiohttp import web

from sandbox.api import METHODS, Call
from sandbox.arguments import arguments
from sandbox.errors import SlackError
from sandbox.faults import EFFECTIVE, Fault
from sandbox.records import Json
from sandbox.scopes import SCOPES
from sandbox.tokens import FOR_THE_APP

if TYPE_CHECKING:
    from sandbox.server import Sandbox

APP_SCOPES = SCOPES["apps.connections.open"]
ASKED = web.RequestKey("asked", bytes)  # the arguments, for the traffic log: running the method may change them
JSON = {"Content-Type": "application/json; charset=utf-8"}
UNKNOWN_CALLER = frozenset({"not_authed", "invalid_auth", "token_revoked"})


class WebApi:
    """`/api/METHOD`, for GET and POST."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one call and note it in the traffic log."""
        started = time.perf_counter()
        method = request.match_info["method"]
        fault = self._sandbox.faults.take(method)
        response, status = await self._respond(request, method, fault)
        spent = (time.perf_counter() - started) * 1000
        asked, answered = request.get(ASKED, b""), body_of(response)
        self._sandbox.traffic.add("api", method, status, spent, asked=asked, answered=answered)
        return response

    async def _respond(self, request: web.Request, method: str, fault: Fault | None) -> tuple[web.Response, str]:
        try:
            token, args = await arguments(request)
        except SlackError as error:
            return self._response(method, refusal(error))
        request[ASKED] = orjson.dumps(args)
        limits = self._sandbox.limits
        await asyncio.sleep(limits.latency_ms / 2000)
        if fault and fault.kind not in EFFECTIVE:
            return self._refused_by(fault, request, method, lambda: self.call(method, token, args))
        if seconds := limits.wait(self._sandbox.workspace, method, args):
            return too_many(str(seconds))
        answer = self.call(method, token, args)
        await asyncio.sleep(limits.latency_ms / 2000)
        return await self._spoilt_by(fault, request, method, answer) if fault else self._response(method, answer)

    def call(self, method: str, token: str, args: Json) -> Json:
        """Run a method and give its answer, which may be a refusal."""
        try:
            self._sandbox.schedule.post_due()
            run = METHODS.get(method)
            if run is None:
                raise SlackError("unknown_method", req_method=method)
            self._sandbox.tokens.check(token, method)
            self._check_scopes(method)
            return run(Call(self._sandbox, token, args))
        except SlackError as error:
            return refusal(error)

    def _granted(self, method: str) -> frozenset[str]:
        return APP_SCOPES if method in FOR_THE_APP else self._sandbox.workspace.manifest.scopes

    def _check_scopes(self, method: str) -> None:
        granted, needed = self._granted(method), SCOPES[method]
        if needed and granted.isdisjoint(needed):
            raise SlackError("missing_scope", needed=",".join(sorted(needed)), provided=",".join(sorted(granted)))

    def _headers(self, method: str) -> dict[str, str]:
        headers = {"x-oauth-scopes": ",".join(sorted(self._granted(method))), **JSON}
        if accepted := SCOPES.get(method):
            headers["x-accepted-oauth-scopes"] = ",".join(sorted(accepted))
        return headers

    def _response(self, method: str, answer: Json) -> tuple[web.Response, str]:
        status: str = "ok" if answer["ok"] else answer["error"]
        headers = JSON if status in UNKNOWN_CALLER else self._headers(method)
        return web.Response(body=orjson.dumps(answer), headers=headers), status

    def _refused_by(
        self, fault: Fault, request: web.Request, method: str, effect: Callable[[], Json]
    ) -> tuple[web.Response, str]:
        """What goes wrong before a call takes effect, and for `late` long before."""
        match fault.kind:
            case "ratelimited":
                return too_many(fault.retry_after)
            case "http_500":
                return broken(fault)
            case "drop_before":
                return dropped(request)
            case "late":
                asyncio.get_running_loop().call_later(fault.seconds, effect)
                return dropped(request)
            case _:
                return self._response(method, {"ok": False, "error": fault.error})

    async def _spoilt_by(
        self, fault: Fault, request: web.Request, method: str, answer: Json
    ) -> tuple[web.Response, str]:
        """What goes wrong after a call took effect."""
        match fault.kind:
            case "drop_after":
                return dropped(request)
            case "http_500_after":
                return broken(fault)
            case "error_after":
                return self._response(method, {"ok": False, "error": fault.error})
            case _:
                await asyncio.sleep(fault.seconds)
                return self._response(method, answer)


def body_of(response: web.Response) -> bytes:
    """What a response says; nothing for one that was never sent."""
    return response.body if isinstance(response.body, bytes) else b""


def too_many(retry_after: str | None) -> tuple[web.Response, str]:
    """HTTP 429, and when to come back if that is said."""
    wait = {} if retry_after is None else {"Retry-After": retry_after}
    return web.Response(status=429, headers={**JSON, **wait}, body=b'{"ok":false,"error":"ratelimited"}'), "ratelimited"


def broken(fault: Fault) -> tuple[web.Response, str]:
    """A failing server, which does not answer in Slack's form."""
    return web.Response(status=fault.status, text="The server failed."), f"http_{fault.status}"


def refusal(error: SlackError) -> Json:
    """A refusal as Slack answers it."""
    return {"ok": False, "error": error.code, **error.extra}


def dropped(request: web.Request) -> tuple[web.Response, str]:
    """Cut the connection; the response that goes with it is never sent."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(), "dropped"
