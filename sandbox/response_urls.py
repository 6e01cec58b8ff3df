"""Response URLs: how an app answers an interaction without a token, five times within half an hour."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import orjson
from aiohttp import web

from sandbox.blocks import check_message
from sandbox.elements import give_ids
from sandbox.errors import SlackError
from sandbox.records import Channel, Json, Message
from sandbox.workspace import Workspace

if TYPE_CHECKING:
    from sandbox.server import Sandbox

MOST_USES = 5
LIFETIME = timedelta(minutes=30)


@dataclass
class ResponseUrl:
    """Whom an answer goes to, where, and which message it may replace; `until` is in the sandbox's time."""

    channel: Channel
    user_id: str
    original: Message | None
    until: datetime
    uses: int = 0


class ResponseUrls:
    """The response URLs that may still be used."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._issued: dict[str, ResponseUrl] = {}

    def issue(self, channel: Channel, user_id: str, original: Message | None = None) -> str:
        """A new path for answers to what a person did in a channel or on a message."""
        now = self.workspace.clock.now()
        while self._issued and next(iter(self._issued.values())).until < now - LIFETIME:
            del self._issued[next(iter(self._issued))]
        key = secrets.token_urlsafe(18)
        self._issued[key] = ResponseUrl(channel, user_id, original, now + LIFETIME)
        return f"/response/{key}"

    def answer(self, key: str, payload: Json) -> None:
        """Use a response URL once. Raises SlackError `expired_url`, `used_url`, `no_text`, `invalid_blocks`."""
        issued = self._issued.get(key)
        if issued is None or issued.until < self.workspace.clock.now():
            raise SlackError("expired_url")
        if issued.uses >= MOST_USES:
            raise SlackError("used_url")
        reply(self.workspace, issued.channel, issued.user_id, payload, issued.original)
        issued.uses += 1

    async def handle(self, request: web.Request) -> web.Response:
        """Take an app's answer, as JSON or as a form's `payload`."""
        body = await request.read()
        if request.content_type == "application/x-www-form-urlencoded":
            body = str((await request.post()).get("payload", "")).encode()
        try:
            payload = orjson.loads(body)
        except orjson.JSONDecodeError:
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        if not isinstance(payload, dict):
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        try:
            self.answer(request.match_info["key"], payload)
        except SlackError as refusal:
            status = 404 if refusal.code.endswith("_url") else 400
            return web.json_response({"ok": False, "error": refusal.code, **refusal.extra}, status=status)
        return web.json_response({"ok": True})


def reply(workspace: Workspace, channel: Channel, user_id: str, payload: Json, original: Message | None = None) -> None:
    """Do what an app's answer asks: replace or delete the original, or post, to the person alone by default.

    Raises SlackError `no_text`, `invalid_blocks`.
    """
    still_there = original is not None and original.ts in channel.messages
    if payload.get("delete_original"):
        if original is not None and still_there:
            workspace.delete(channel, original.ts)
        return
    if problems := check_message(payload, workspace.refused_blocks):
        code = "no_text" if problems == ["no_text"] else "invalid_blocks"
        raise SlackError(code, response_metadata={"messages": problems})
    text, blocks = payload.get("text") or "", payload.get("blocks") or []
    give_ids(blocks)
    if payload.get("replace_original") and original is not None and still_there:
        workspace.edit(channel, original.ts, text=text, blocks=blocks)
        return
    ephemeral_to = None if payload.get("response_type") == "in_channel" else user_id
    fields = {"blocks": blocks, "thread_ts": payload.get("thread_ts"), "ephemeral_to": ephemeral_to}
    workspace.post(channel, workspace.bot_user.id, text, **fields)


def routes(sandbox: Sandbox) -> list[web.RouteDef]:
    """Where response URLs lead."""

    async def answer(request: web.Request) -> web.Response:
        started = time.perf_counter()
        response = await sandbox.delivery.response_urls.handle(request)
        status, spent = "ok" if response.status == 200 else f"http_{response.status}", time.perf_counter() - started
        asked, answered = await request.read(), (response.text or "").encode()
        sandbox.traffic.add("response_url", "answer", status, spent * 1000, asked=asked, answered=answered)
        return response

    return [web.post("/response/{key}", answer)]
