"""What a CSV file is written in: its encoding, and the character between its values."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from bot.errors import Refused

BYTES_LIMIT, CELL_LIMIT = 10 * 2**20, 10 * 2**10
DELIMITERS = ",;\t|"
WESTERN = "cp1252"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
QUOTED = re.compile('"(?:[^"]|"")*"')
SAID = re.compile(rf'"?sep=([{re.escape(DELIMITERS)}])"?\s*', re.IGNORECASE)  # Excel's word for what is between values


def encoding(chunks: Iterable[bytes], path: str) -> str:
    """Python's name of the encoding of a file, given all of its bytes, as a wrong one may be the last.

    What its byte order mark says; without one UTF-16 where every second byte is empty, then UTF-8, then the one of
    Western Windows, cp1252. Raises Refused when its bytes are none of these.
    """
    given = iter(chunks)
    head = next(given, b"")
    decoders = {name: codecs.getincrementaldecoder(name)() for name in _candidates(head)}
    for chunk in chain([head] if head else [], given):
        decoders = {name: decoder for name, decoder in decoders.items() if _reads(decoder, chunk)}
    found = [name for name, decoder in decoders.items() if _reads(decoder, b"")]
    if not found:
        raise Refused("csv_encoding", path=path)
    return found[0]


def _candidates(head: bytes) -> tuple[str, ...]:
    for mark, name in MARKS:
        if head.startswith(mark):
            return (name,)
    if head[1:2] == b"\0":
        return ("utf-16-le",)
    return ("utf-16-be",) if head[:1] == b"\0" else ("utf-8", WESTERN)


def _reads(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    """Whether these bytes can go on; no bytes are the end."""
    try:
        decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError:
        return False
    return True


def opening(lines: Iterable[str]) -> tuple[int, str]:
    """How many lines are above the one that names the columns, and the character between values.

    Above it may be empty ones, and `sep=;`, which says that character. Else it is the one that parts the names into
    most; a comma where none does.
    """
    given, said = iter(lines), ""
    for above, line in enumerate(given):
        if found := SAID.fullmatch(line):
            said = found[1]
        elif line.strip():
            return above, said or _parting(line, given)
    return 0, said or DELIMITERS[0]


def _parting(names: str, below: Iterator[str]) -> str:
    """The character that parts the names of columns into most. A name in quotes may go on over line ends."""
    while names.count('"') % 2 and len(names) < CELL_LIMIT and (more := next(below, "")):
        names += more
    return max(DELIMITERS, key=QUOTED.sub("", names).count)
