"""What a copy of the database tells by what is in it: is there a row, or a value, for those who answered and no others?

The other half of attack 3: `orders` asks in which order something came, this whether it is there at all, how often, and
for how long. Of a SQLite file every state counts that its log still holds. On PostgreSQL the rows of today and their
transaction numbers do; versions that are dead and not yet overwritten are beyond it (only an extension shows them).
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg.rows import dict_row

Rows = Mapping[str, Sequence[Mapping[str, object]]]  # by table
Trait = tuple[str, ...]  # a table, which of a person's rows in it, and a value there
HEADER, FRAME_HEADER = 32, 24  # bytes of SQLite's log, before its frames and before the page in each
ROLLBACK_FORMAT = b"\x01\x01"  # instead of the format that needs a log: a copy in memory has none


def states(file: Path) -> Iterator[sqlite3.Connection]:
    """A SQLite database as its file has it, and then as it was after each commit that its log still holds."""
    image, log = bytearray(file.read_bytes()), file.with_name(f"{file.name}-wal").read_bytes()
    yield from _opened(image)
    page, salt = int.from_bytes(log[8:12]), log[16:24]
    for at in range(HEADER, len(log) - page - FRAME_HEADER + 1, page + FRAME_HEADER):
        number, pages = int.from_bytes(log[at : at + 4]), int.from_bytes(log[at + 4 : at + 8])
        if log[at + 8 : at + 16] != salt:  # left over from before the log began anew
            return
        image.extend(bytes(max(0, number * page - len(image))))
        image[(number - 1) * page : number * page] = log[at + FRAME_HEADER : at + FRAME_HEADER + page]
        if pages:
            yield from _opened(image[: pages * page])


def _opened(image: bytearray) -> Iterator[sqlite3.Connection]:
    image[18:20] = ROLLBACK_FORMAT
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(bytes(image))
        connection.row_factory = sqlite3.Row
        yield connection


def rows_of_file(connection: sqlite3.Connection) -> Rows:
    """All that a SQLite database has."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for name in names}


def rows_of_server(connection: psycopg.Connection) -> Rows:
    """All that a PostgreSQL database has, with the transactions that made each row, and that held it last."""
    with connection.cursor(row_factory=dict_row) as cursor:
        names = cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        queries = {row["tablename"]: f'SELECT *, xmin::text, xmax::text FROM "{row["tablename"]}"' for row in names}
        return {name: cursor.execute(query.encode()).fetchall() for name, query in queries.items()}


def traits(rows: Rows, people: Collection[str]) -> dict[Trait, Counter[str]]:
    """How often each person has a row in a table, and a value in it, wherever their id is in one of its columns.

    Values are texts in which the person's id is masked, and so alike for all who have the same; of bytes, the length.
    """
    found = defaultdict[Trait, Counter[str]](Counter)
    for table, own in rows.items():
        for row in own:
            texts = {column: _text(value) for column, value in row.items()}
            for person in people:
                named = [column for column, text in texts.items() if person in text]
                masked = {column: text.replace(person, "…") for column, text in texts.items()} if named else {}
                which = (table, *(masked[column] for column in named))
                for trait in {(table,), which} if named else ():
                    found[trait][person] += 1
                    for column, text in masked.items():
                        found[*trait, f"{column}={text}"][person] += 1
    return found


def _text(value: object) -> str:
    return f"{len(value)} bytes" if isinstance(value, bytes) else str(value)


def telling(copies: Iterable[Rows], people: Collection[str], answered: Collection[str]) -> list[Trait]:
    """What parts exactly those who answered from those who did not, in one of these states or over all of them.

    Over all counts for how many states a person had it.
    """
    told, lasted = set[Trait](), defaultdict[Trait, Counter[str]](Counter)
    for rows in copies:
        for trait, counts in traits(rows, people).items():
            if _parts(counts, people, answered):
                told.add(trait)
            lasted[trait].update(counts.keys())
    return sorted(told | {trait for trait, counts in lasted.items() if _parts(counts, people, answered)})


def _parts(counts: Counter[str], people: Collection[str], answered: Collection[str]) -> bool:
    ones = [counts[person] for person in people if person in answered]
    others = [counts[person] for person in people if person not in answered]
    return max(ones) < min(others) or max(others) < min(ones)
