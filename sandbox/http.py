"""HTTP delivery: signed requests to the app's own addresses, the way Slack sends them without Socket Mode."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlencode

import aiohttp
import orjson

from sandbox.answers import Answer, Kind
from sandbox.manifest import Manifest
from sandbox.records import Json

FORM = "application/x-www-form-urlencoded"
CONNECTIONS = 256


@dataclass
class Urls:
    """Where the app listens. A command without an address of its own goes where interactions go."""

    events: str = ""
    interactivity: str = ""
    commands: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, manifest: Manifest) -> Self:
        """The request URLs that a manifest names."""
        commands = {command.command: command.url for command in manifest.commands if command.url}
        return cls(manifest.request_url, manifest.interactivity_url, commands)

    @classmethod
    def one(cls, url: str) -> Self:
        """One address for everything, as Bolt listens."""
        return cls(url, url)

    def for_(self, kind: Kind, payload: Json) -> str:
        """The address for a payload of this kind; empty when the app has none."""
        if kind == "events_api":
            return self.events
        if kind == "slash_commands":
            return self.commands.get(payload["command"], self.interactivity)
        return self.interactivity


class Poster:
    """Posts payloads with a version 0 signature and reads the app's answers."""

    def __init__(self, signing_secret: str, urls: Urls) -> None:
        self.signing_secret = signing_secret
        self.urls = urls
        self._session: aiohttp.ClientSession | None = None

    async def send(self, kind: Kind, payload: Json, attempt: int, reason: str, within: float) -> Answer:
        """Post one payload; anything but an answer of 2xx `within` that many seconds counts as no answer."""
        headers = {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": reason} if attempt else {}
        url = self.urls.for_(kind, payload)
        if not url:
            return Answer(acked=False, reason="connection_failed")
        body, content_type = encode(kind, payload)
        try:
            return await self._post(url, body, headers | {"Content-Type": content_type}, within)
        except TimeoutError:
            return Answer(acked=False, reason="http_timeout")
        except aiohttp.ClientError:
            return Answer(acked=False, reason="connection_failed")

    async def verify_url(self, within: float = 3.0) -> bool:
        """Send Slack's `url_verification` to the events address; whether the app gave the challenge back."""
        challenge = secrets.token_urlsafe(24)
        body = orjson.dumps({"token": "sandbox", "challenge": challenge, "type": "url_verification"})
        try:
            async with self._request(self.urls.events, body, {"Content-Type": "application/json"}, within) as response:
                return response.status == 200 and challenge in await response.text()
        except (TimeoutError, aiohttp.ClientError):
            return False

    async def _post(self, url: str, body: bytes, headers: dict[str, str], within: float) -> Answer:
        async with self._request(url, body, headers, within) as response:
            text = await response.text()
            if not 200 <= response.status < 300:
                return Answer(False, reason="http_error", no_retry=response.headers.get("x-slack-no-retry") == "1")
            return Answer(acked=True, payload=read(text))

    def _request(
        self, url: str, body: bytes, headers: dict[str, str], within: float
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        timeout = aiohttp.ClientTimeout(total=within)
        signed = headers | signature(self.signing_secret, int(time.time()), body)
        return self._session.post(url, data=body, headers=signed, timeout=timeout, allow_redirects=False)

    async def close(self) -> None:
        """Close the connections to the app."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def encode(kind: Kind, payload: Json) -> tuple[bytes, str]:
    """A payload's body and content type: events are JSON, the rest are forms."""
    if kind == "events_api":
        return orjson.dumps(payload), "application/json"
    if kind == "interactive":
        return urlencode({"payload": orjson.dumps(payload).decode()}).encode(), FORM
    return urlencode({name: words(value) for name, value in payload.items()}).encode(), FORM


def words(value: object) -> str:
    """A form's value: Slack writes yes and no in lower case."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def signature(secret: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The two headers that prove a request came from Slack; `timestamp` is in real seconds since 1970."""
    digest = hmac.new(secret.encode(), b"v0:%d:%b" % (timestamp, body), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={digest}"}


def read(text: str) -> Json | None:
    """An answer's payload: nothing, JSON, or plain words to show the person."""
    if not text.strip():
        return None
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {"text": text}
    return body if isinstance(body, dict) else {"text": text}
