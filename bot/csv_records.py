"""The records of a CSV file: mostly a line each, several where a value in quotes holds line ends."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from bot.csv_text import BYTES_LIMIT
from bot.errors import Refused

READ_AGAIN = 4 * BYTES_LIMIT  # characters; quotes enough to pass it would make a file take hours


class Record(NamedTuple):
    """What is in a record, or why it could not be read. `line` is its first, from 1; `raw` its lines as they stand."""

    line: int
    cells: Sequence[str]
    error: Refused | None
    raw: Sequence[str]


class Lines:
    """A file's lines; those that were `taken` for a record can be given back, all but the first."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.taken: list[str] = []
        self._lines, self._again = iter(lines), deque[str]()

    def __iter__(self) -> Iterator[str]:
        while self._again:
            self.taken.append(line := self._again.popleft())
            yield line
        for line in self._lines:
            self.taken.append(line)
            yield line

    def give_back(self) -> None:
        """All but the first come once more, to whoever begins anew."""
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


def records(lines: Iterable[str], above: int, delimiter: str) -> Iterator[Record]:
    """The records below the header, which has so many lines `above` it.

    A quote that is never closed takes in all that follows: only its own line is lost, the others are read once more.
    Where that came to too much already, each of them is told as one that could not be read.
    """
    source, left = Lines(islice(lines, above, None)), READ_AGAIN
    reader = csv.reader(source, strict=True, delimiter=delimiter)
    next(reader)
    line = above + 1
    while True:
        line, source.taken = line + len(source.taken), []
        try:
            yield Record(line, next(reader), None, source.taken)
        except StopIteration:
            return
        except csv.Error as error:
            left -= sum(map(len, source.taken))
            if left > 0:
                source.give_back()
            reader = csv.reader(source, strict=True, delimiter=delimiter)
            for place, raw in enumerate(source.taken):
                yield Record(line + place, (), Refused("csv_row", why=str(error)), (raw,))
