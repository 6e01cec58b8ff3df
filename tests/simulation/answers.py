"""What Slack answers a call with, in the form in which aiohttp gives it to the bot."""

from __future__ import annotations

from typing import Any
from unittest.mock import sentinel

import aiohttp
import orjson
from multidict import CIMultiDict

JSON = "application/json"
AMBIGUOUS = (b'"internal_error"', b'"fatal_error"', b'"service_unavailable"')


class Answer:
    """A response that has been read."""

    def __init__(
        self, status: int, body: bytes, content_type: str = JSON, headers: dict[str, str] | None = None
    ) -> None:
        self.status = status
        self.content_type = content_type
        self.headers = CIMultiDict(headers or {})
        self._body = body

    @property
    def is_ambiguous(self) -> bool:
        """Whether it leaves open what Slack has done."""
        return self.status >= 500 or any(code in self._body for code in AMBIGUOUS)

    async def read(self) -> bytes:
        return self._body

    async def text(self) -> str:
        return self._body.decode()

    async def json(self, **_: Any) -> Any:
        if self.content_type != JSON:
            raise aiohttp.ContentTypeError(sentinel.request, ())
        return orjson.loads(self._body)
