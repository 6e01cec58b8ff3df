"""Long lists, a page at a time, with cursors that mean nothing to the caller."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from sandbox.api.call import Call
from sandbox.errors import SlackError
from sandbox.records import Json

T = TypeVar("T")

LARGEST_PAGE = 1000


def page(call: Call, things: Sequence[T], default: int = LARGEST_PAGE) -> tuple[Sequence[T], Json]:
    """The page that the call asks for, and `response_metadata` with the cursor of the next one (empty at the end).

    Raises SlackError `invalid_cursor`, `invalid_limit`.
    """
    start, limit = start_of(call.text("cursor")), call.number("limit", default)
    if not 0 < limit <= LARGEST_PAGE:
        raise SlackError("invalid_limit")
    end = start + limit
    return things[start:end], {"next_cursor": cursor_to(end) if end < len(things) else ""}


def cursor_to(position: int) -> str:
    """A cursor to a position in a list."""
    return base64.urlsafe_b64encode(f"next:{position}".encode()).decode()


def start_of(cursor: str) -> int:
    """The position a cursor points to; 0 without one. Raises SlackError `invalid_cursor`."""
    if not cursor:
        return 0
    try:
        word, position = base64.urlsafe_b64decode(cursor).decode().split(":")
        if word == "next":
            return int(position)
    except (binascii.Error, ValueError):
        pass
    raise SlackError("invalid_cursor")
