"""Requests by which help desks and forms send feedback: whether one may be taken. What it says is in `bot.pieces`.

A key is an id, which is sent in the open, and a secret, with which both sides sign. What is signed holds the id of the
request too, so that nobody who overhears one can send it again as another.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import teams
from bot.errors import Refused
from bot.feedback import SOURCE_LIMIT

PATH, DESCRIPTION_PATH = "/ingest/feedback", "/ingest/openapi.json"
KEY, STAMP, SIGNATURE, CALL_ID = (
    "X-Heartline-Key",
    "X-Heartline-Timestamp",
    "X-Heartline-Signature",
    "Idempotency-Key",
)
LARGEST_BODY = 256 * 1024
TOLERANCE_SECONDS = 300
CALLS, CALLS_SECONDS = 60, 60.0
KEPT = timedelta(days=7)
KEY_FORM, CALL_FORM = "^[0-9a-f]{24}$", "^[A-Za-z0-9._-]{1,128}$"
STAMP_FORM, SIGNATURE_FORM = "^[0-9]{1,12}$", "^v1=[0-9a-f]{64}$"


@dataclass(frozen=True)
class Key:
    """A key by which others send. `recent` are the moments (seconds since 1970) of its calls in the last minute."""

    id: str
    name: str
    made_at: datetime
    is_revoked: bool = False
    recent: tuple[float, ...] = ()


@dataclass(frozen=True)
class Call:
    """A request as it came: nothing of it is believed yet. `id` is its Idempotency-Key."""

    key: str
    stamp: str
    signature: str
    id: str
    body: bytes

    def signed_with(self, secret: str) -> str:
        """The signature that this request should have."""
        head = f"v1:{self.key}:{self.stamp}:{self.id}:"
        return "v1=" + hmac.digest(secret.encode(), head.encode() + self.body, "sha256").hex()

    def digest(self, secret: str) -> bytes:
        """What the body is known by, without telling what it says."""
        return hmac.digest(secret.encode(), b"body:" + self.body, "sha256")


@dataclass(frozen=True)
class Answer:
    """What is answered to a call: the HTTP status and JSON, and after how many seconds it may come again."""

    status: int
    body: Mapping[str, object]
    retry_after: int | None = None


def checked_name(name: str) -> str:
    """The name of a key, trimmed. Two may have the same, while one takes the other's place. Raises Refused."""
    name = teams.checked_name(name, (), "key")
    if len(name) > SOURCE_LIMIT:
        raise Refused("name_long", what="key", limit=SOURCE_LIMIT)
    return name


def key_id(form: str) -> str:
    """The id of the key that is made with a form, by the form's own: one that comes twice makes one key."""
    return hashlib.blake2b(form.encode(), digest_size=12).hexdigest()


def look_at(call: Call, now: datetime) -> None:
    """Raises Refused for a request that cannot be a good one, before anything is looked up."""
    if not re.fullmatch(CALL_FORM, call.id):
        raise Refused("ingest_without_id")
    forms = ((KEY_FORM, call.key), (STAMP_FORM, call.stamp), (SIGNATURE_FORM, call.signature))
    if not all(re.fullmatch(form, given) for form, given in forms):
        raise Refused("ingest_denied")
    if abs(int(now.timestamp()) - int(call.stamp)) > TOLERANCE_SECONDS:
        raise Refused("ingest_denied")


def authenticate(call: Call, secret: str | None) -> str:
    """The secret, when it signed this call. None stands for a key that is not known, and takes as long.

    Raises Refused, in the same words for either.
    """
    is_right = hmac.compare_digest(call.signed_with(secret or ""), call.signature)
    if secret is None or not is_right:
        raise Refused("ingest_denied")
    return secret


def admitted(recent: Sequence[float], now: datetime) -> list[float]:
    """The calls of the last minute with this one. Raises Refused, with the seconds to wait, when there are too many."""
    at = now.timestamp()
    within = sorted(min(moment, at) for moment in recent if at - moment < CALLS_SECONDS)
    if len(within) >= CALLS:
        raise Refused("ingest_often", seconds=max(1, math.ceil(within[0] + CALLS_SECONDS - at)))
    return [*within, at]


def check_same(call: Call, secret: str, digest: bytes) -> None:
    """Raises Refused when a call of the same id was answered before, and had another body, of that digest."""
    if not hmac.compare_digest(digest, call.digest(secret)):
        raise Refused("ingest_changed")
