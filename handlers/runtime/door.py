"""The door of HTTP mode: raw bytes in, an acknowledgement out. Nothing is parsed before it is known to be from Slack.

What is turned away is counted and not logged: a log would be the easiest thing for a stranger to fill.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson
from slack_bolt.app.async_app import AsyncApp
from yarl import URL

from bot.errors import HeartlineError
from bot.payloads import Malformed
from handlers.runtime.dispatch import dispatch, is_private
from handlers.runtime.metrics import REJECTED

TOLERANCE_SECONDS = 300
LONGEST_TIMESTAMP = 12


class Rejected(HeartlineError):
    """A request that is turned away: with which HTTP status, and for which reason among the metrics."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class Reply:
    """What goes back to whoever sent a request, and whether the time it took is told among the metrics."""

    status: int = 200
    text: str = ""
    content_type: str = "text/plain"
    is_timed: bool = True


class Replays:
    """The signatures of the last ten minutes, as long as one is good for. Beyond `most` the oldest go."""

    SECONDS = 600.0

    def __init__(self, most: int = 100_000) -> None:
        self._most = most
        self._seen: dict[bytes, float] = {}

    def __len__(self) -> int:
        return len(self._seen)

    def is_new(self, signature: bytes, now: float) -> bool:
        """Whether a signature was not seen; from now on it is."""
        while self._seen and self._is_over(next(iter(self._seen)), now):
            del self._seen[next(iter(self._seen))]
        if signature in self._seen:
            return False
        self._seen[signature] = now
        return True

    def forget(self, signature: bytes) -> None:
        """Let a signature be new again."""
        self._seen.pop(signature, None)

    def _is_over(self, oldest: bytes, now: float) -> bool:
        return len(self._seen) >= self._most or now - self._seen[oldest] > self.SECONDS


class Door:
    """Lets in what Slack has signed, once, and hands it to Bolt."""

    def __init__(self, bolt: AsyncApp, signing_secret: str, now: Callable[[], datetime]) -> None:
        self._bolt = bolt
        self._secret = signing_secret.encode()
        self._now = now
        self._replays = Replays()

    async def enter(self, headers: Mapping[str, str], raw: bytes) -> Reply:
        """Answer a request. Raises Rejected for one that is not from Slack, or makes no sense."""
        now = self._now().timestamp()
        signature = self._verified(headers, raw, now)
        if not self._replays.is_new(signature, now):
            REJECTED.labels("replayed").inc()
            return Reply()
        reply = await self._answered(headers, raw)
        if reply.status >= 500:  # Slack, or what stands between, will send it again
            self._replays.forget(signature)
        return reply

    def _verified(self, headers: Mapping[str, str], raw: bytes, now: float) -> bytes:
        """The signature of a request, which is right and fresh. Raises Rejected."""
        stamp = headers.get("X-Slack-Request-Timestamp", "")
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= LONGEST_TIMESTAMP):
            raise Rejected(401, "timestamp")
        if abs(int(now) - int(stamp)) > TOLERANCE_SECONDS:
            raise Rejected(401, "timestamp")
        digest = hmac.digest(self._secret, b"v0:%b:%b" % (stamp.encode(), raw), sha256)
        given = headers.get("X-Slack-Signature", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(b"v0=" + digest.hex().encode(), given):
            raise Rejected(401, "signature")
        return digest

    async def _answered(self, headers: Mapping[str, str], raw: bytes) -> Reply:
        try:
            body = decoded(headers.get("Content-Type", ""), raw)
            if (reply := asked_itself(body)) is not None:
                return reply
            response = await dispatch(self._bolt, body)
        except ValueError as error:
            raise Rejected(400, "content") from error
        except Malformed as malformed:
            raise Rejected(400, "shape") from malformed
        if response.status >= 500:
            return Reply(503, "Try again in a moment.")
        content_type = str(response.headers.get("content-type", ["text/plain"])[0])
        return Reply(response.status, response.body, content_type.partition(";")[0], is_timed=not is_private(body))


def decoded(content_type: str, raw: bytes) -> Any:
    """The payload in a body: JSON, JSON in a form's field `payload`, or the form itself. Raises ValueError."""
    match content_type.partition(";")[0].strip().lower():
        case "application/json":
            return orjson.loads(raw)
        case "application/x-www-form-urlencoded":
            fields = URL.build(query_string=raw.decode("ascii"), encoded=True).query  # percent-decoding in C
            return orjson.loads(fields["payload"]) if "payload" in fields else dict(fields)
    raise ValueError(content_type)


def asked_itself(body: object) -> Reply | None:
    """The reply to what Slack asks the address itself: whether it is ours, and whether its certificate is good."""
    match body:
        case {"type": "url_verification", "challenge": str(challenge)}:
            return Reply(text=challenge)
        case {"ssl_check": "1"}:
            return Reply()
    return None
