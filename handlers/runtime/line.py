"""A line that people leave in the order in which they joined it, however long each of them takes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

Front = Callable[[], Awaitable[object]]


class Line:
    """Has what is written down of deliveries that vanish come in the order of their turns.

    Else those that nobody needed would be done first, and a store's own order of writing would tell which they were.
    """

    def __init__(self) -> None:
        self._places: list[asyncio.Event] = []

    @contextmanager
    def joined(self) -> Iterator[Front]:
        """A place in the line: what is given waits until all before have left it. It is left in any case."""
        own = asyncio.Event()
        self._places.append(own)
        self._call_first()
        try:
            yield own.wait
        finally:
            self._places.remove(own)
            self._call_first()

    def _call_first(self) -> None:
        if self._places:
            self._places[0].set()
