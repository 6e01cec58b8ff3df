"""What a copy of the database tells in passing: every order that a store has for its rows, and which of them agree.

By any column, by row number, by the place of a row's bytes in the files and in their log, by PostgreSQL's row positions
and transaction numbers. Attack 3 (`tests/storage/test_attack_database.py`) looks among them for one that would link an
answer to a person.
"""

from __future__ import annotations

import math
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from statistics import correlation, fmean
from typing import Any

import psycopg
from psycopg.rows import dict_row

PSEUDONYM_LENGTH = 32  # in hexadecimal
Orders = dict[str, dict[str, float]]  # by where it was found: each person's, or pseudonym's, place in it


class File:
    """A copy of a SQLite file and its log."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        for path in source.parent.glob(f"{source.name}*"):
            shutil.copy(path, folder)
        self.bytes = [path.read_bytes() for path in sorted(folder.iterdir())]
        self.path = folder / source.name

    def tables(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Each table with its rows, in the order in which the store has them, and what it has beside their columns."""
        with closing(sqlite3.connect(self.path)) as connection:
            connection.row_factory = sqlite3.Row
            made = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
            for name, sql in made:
                number = "" if "WITHOUT ROWID" in sql else "rowid AS row_number, "
                yield name, [dict(row) for row in connection.execute(f'SELECT {number}* FROM "{name}"')]

    def places(self, value: str) -> Mapping[str, float]:
        """Where in each file a pseudonym's bytes are: the first and the last time."""
        found = {}
        for number, content in enumerate(self.bytes):
            for name, look in (("first", content.find), ("last", content.rfind)):
                if (at := look(bytes.fromhex(value))) >= 0:
                    found[f"file {number}, {name}"] = float(at)
        return found


class Server:
    """What a PostgreSQL database tells of its rows."""

    def __init__(self, url: str) -> None:
        self.url = url

    def tables(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Each table with its rows, in the order in which the store has them, and what it has beside their columns."""
        hidden = "xmin::text::bigint AS began, xmax::text::bigint AS ended"
        with psycopg.connect(self.url, row_factory=dict_row) as connection:
            names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            for name in (row["tablename"] for row in names):
                query = f'SELECT *, {hidden} FROM "{name}" ORDER BY ctid'
                yield name, connection.execute(query.encode()).fetchall()

    def places(self, _: str) -> Mapping[str, float]:
        """Nothing: row positions are in `tables`."""
        return {}


def number_of(value: object) -> float | None:
    """A value as something that can be put in order; None for what cannot."""
    match value:
        case bool() | None:
            return None
        case int() | float():
            return float(value)
        case datetime():
            return value.timestamp()
        case str() if value and (digits := "".join(c for c in value if c.isdigit())):
            return float(digits[:15])
    return None


def orders(copy: File | Server, names: Sequence[str], round_id: str) -> Orders:
    """Every order of these people or pseudonyms that the copy has: of each table with them, by each of its columns."""
    found: Orders = defaultdict(dict)
    for table, rows in copy.tables():
        for place, row in enumerate(row for row in rows if row.get("round", row.get("subject", round_id)) == round_id):
            texts = {v.hex() if isinstance(v, bytes) else v for v in row.values() if isinstance(v, bytes | str)}
            for name in texts & set(names):
                for column, value in (row | {"order of the table": place}).items():
                    if (number := number_of(value)) is not None:
                        found[f"{table}.{column}"][name] = number
    for name in names:
        for where, at in copy.places(name).items() if len(name) == PSEUDONYM_LENGTH else ():
            found[where][name] = at
    return {where: order for where, order in found.items() if len(set(order.values())) > 2}


def strength(pairs: Sequence[tuple[Mapping[str, float], Mapping[str, float]]]) -> float:
    """How far two orders of the same names agree over all rounds, in standard deviations from what chance gives."""
    agreed = []
    for one, other in pairs:
        both = sorted(one.keys() & other.keys())
        ranks = [[sorted(order[n] for n in both).index(order[name]) for name in both] for order in (one, other)]
        if len(both) > 3 and all(len(set(rank)) > 1 for rank in ranks):
            agreed.append(correlation(*ranks) * math.sqrt(len(both) - 1))
    return fmean(agreed) * math.sqrt(len(agreed)) if agreed else 0.0


def best(seen: Sequence[tuple[Orders, Orders]]) -> tuple[float, str]:
    """The strongest agreement of any order with any other, over rounds, and of which two."""
    ones, others = ({where for pair in seen for where in pair[side]} for side in (0, 1))
    looks = {
        f"{one} with {other}": strength([(a.get(one, {}), b.get(other, {})) for a, b in seen])
        for one in sorted(ones)
        for other in sorted(others)
    }
    where = max(looks, key=lambda look: abs(looks[look]))
    return abs(looks[where]), where
