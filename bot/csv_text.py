"""What a CSV file is written in: its encoding, and the character between its values."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from itertools import chain

from bot.errors import Refused

BYTES_LIMIT, CELL_LIMIT = 10 * 2**20, 10 * 2**10
DELIMITERS = ",;\t|"
WESTERN = "cp1252"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
QUOTED = re.compile('"(?:[^"]|"")*"')


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


def delimiter(first_line: str) -> str:
    """The character that parts the first line, which names the columns, into most; a comma where none does."""
    bare = QUOTED.sub("", first_line)
    return max(DELIMITERS, key=bare.count)
