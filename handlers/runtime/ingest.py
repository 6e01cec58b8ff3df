"""Where help desks and forms send feedback over HTTP, and where it is described how.

What is turned away before it is known whose it is, is counted and not logged, as at Slack's own door.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from aiohttp import web

from bot import ingest as rules
from bot.errors import Refused
from bot.ingest import Answer, Call
from bot.views import ingest as views
from bot.views import openapi
from handlers import ingest
from handlers.runtime.door import Rejected
from handlers.runtime.metrics import REJECTED
from handlers.runtime.web import BODY_SECONDS, body_of
from handlers.world import World

log = logging.getLogger("heartline")
WHY = {"size": "ingest_large", "slow": "ingest_slow", "content": "ingest_broken"}


@dataclass(frozen=True)
class Ingest:
    """Takes feedback that a key has signed."""

    world: World
    body_seconds: float = BODY_SECONDS

    def routes(self) -> list[web.RouteDef]:
        """Where to send, and where to read how."""
        return [web.post(rules.PATH, self._receive), web.get(rules.DESCRIPTION_PATH, self._describe)]

    async def _receive(self, request: web.Request) -> web.Response:
        try:
            answer = await self._answered(request)
        except Refused as refused:
            REJECTED.labels("ingest").inc()
            answer = views.refused(refused)
        except Rejected as rejected:
            REJECTED.labels("ingest").inc()
            answer = views.refused(Refused(WHY[rejected.reason]))
        return _response(answer)

    async def _answered(self, request: web.Request) -> Answer:
        if request.content_type != "application/json" or "Content-Encoding" in request.headers:
            raise Refused("ingest_type")
        call = _call(request.headers, await body_of(request, rules.LARGEST_BODY, self.body_seconds))
        rules.look_at(call, self.world.now())
        answer = await self.world.act(self.world.workspace, lambda db: ingest.take(db, self.world, call))
        log.info("workspace=%s act=ingest key=%s outcome=%s", self.world.workspace, call.key, answer.status)
        return answer

    async def _describe(self, _request: web.Request) -> web.Response:
        return web.Response(body=openapi.text(), content_type="application/json")


def _call(headers: Mapping[str, str], body: bytes) -> Call:
    return Call(
        key=headers.get(rules.KEY, ""),
        stamp=headers.get(rules.STAMP, ""),
        signature=headers.get(rules.SIGNATURE, ""),
        id=headers.get(rules.CALL_ID, ""),
        body=body,
    )


def _response(answer: Answer) -> web.Response:
    headers = {"Retry-After": str(answer.retry_after)} if answer.retry_after else {}
    if answer.status == 401:
        headers["WWW-Authenticate"] = "Heartline"
    return web.Response(
        status=answer.status, body=orjson.dumps(answer.body), content_type="application/json", headers=headers
    )
