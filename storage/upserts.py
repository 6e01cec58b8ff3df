"""Insert a row, or leave or update the one that is there: the one spot where the two dialects need different words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Column, Table, bindparam, func, literal_column, select, true
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy import Insert
    from sqlalchemy.dialects import postgresql

    from storage.database import Db

Row = Mapping[str, Any]
SQLITE = sqlite.dialect()
ROWS = "rows_"
FEW = 16  # up to so many rows cost less one by one than packed together
WIDE = 20  # columns; in rows wider than that SQLite is slow to find a value in JSON, as it counts from the first
ALL_DIFFER: Row = MappingProxyType({})


def put(db: Db, table: Table, rows: Iterable[Row], newest: str | None = None) -> None:
    """Insert whole rows; one whose primary key is there already takes the new values.

    `newest` names a column: where the one that is there has a greater value in it, it stays as it is.
    """
    given = list(rows)
    if not given:
        return
    _write(db, table, _putting(db.dialect, table, newest), given)


def add(
    db: Db,
    table: Table,
    rows: Iterable[Row],
    unique: Iterable[str] | None,
    returning: Column[Any],
) -> list[Any]:
    """Insert the rows that are not there by their `unique` columns, and return one column of those that are new.

    None stands for whatever is unique in the table, each on its own.
    """
    given = list(rows)
    if not given:
        return []
    statement = _adding(db.dialect, table, tuple(unique or ())).returning(returning)
    return list(db.run(statement, given).scalars())


def add_many(db: Db, table: Table, rows: Iterable[Row], unique: Iterable[str], alike: Row = ALL_DIFFER) -> int:
    """Insert the rows that are not there by their `unique` columns, and return how many are new.

    For rows by the thousand, all with the same columns; what is the same in all of them may be given once, as `alike`.
    On PostgreSQL it takes a third of the time that `add` does. SQLite gets many narrow rows as one parameter, which
    takes half of the time that a parameter for each value does; of few rows, or wide ones, it gets each value.
    """
    given = list(rows)
    if not given:
        return 0
    if db.dialect != "sqlite" or len(given) <= FEW or len(given[0]) > WIDE:
        return _write(db, table, _adding(db.dialect, table, tuple(unique)), [{**alike, **row} for row in given])
    statement = _unpacking(table, tuple(alike), tuple(given[0]), tuple(unique))
    return db.run(statement, {**alike, ROWS: _packed(table, given)}).rowcount


def _write(db: Db, table: Table, statement: Insert, rows: list[Row]) -> int:
    """Run an insert for rows that all have the same columns, and return how many it wrote."""
    if db.dialect != "sqlite":
        return db.run(statement, rows).rowcount
    sql, columns = _compiled(table, statement, tuple(rows[0]))
    return db.write(sql, [[make(row[name]) if make else row[name] for name, make in columns] for row in rows])


@cache
def _compiled(table: Table, statement: Insert, columns: tuple[str, ...]) -> tuple[str, list[tuple[str, Any]]]:
    """An insert in SQLite's words, its columns in order, and what makes of a value what is kept of it."""
    compiled = statement.compile(dialect=SQLITE, column_keys=columns)
    return str(compiled), [(name, table.c[name].type.bind_processor(SQLITE)) for name in compiled.positiontup or ()]


def _packed(table: Table, rows: list[Row]) -> str:
    """Rows as JSON, each an array of what SQLite keeps in its columns."""
    made = [(name, table.c[name].type.bind_processor(SQLITE)) for name in rows[0]]
    return orjson.dumps([[make(row[name]) if make else row[name] for name, make in made] for row in rows]).decode()


@cache
def _unpacking(
    table: Table, alike: tuple[str, ...], columns: tuple[str, ...], unique: tuple[str, ...]
) -> sqlite.Insert:
    packed = func.json_each(bindparam(ROWS)).table_valued("value").c.value
    shared = [bindparam(name, type_=table.c[name].type) for name in alike]
    own = [func.json_extract(packed, literal_column(f"'$[{place}]'")) for place in range(len(columns))]
    rows = select(*shared, *own).where(true())  # without a condition SQLite would take ON CONFLICT for a join's ON
    adding = sqlite.insert(table).from_select([*alike, *columns], rows, include_defaults=False)
    return adding.on_conflict_do_nothing(index_elements=unique).execution_options(preserve_rowcount=True)


@cache
def _adding(dialect: str, table: Table, unique: tuple[str, ...]) -> postgresql.Insert | sqlite.Insert:
    statement = _insert(dialect, table).on_conflict_do_nothing(index_elements=unique or None)
    return statement.execution_options(preserve_rowcount=True)


@cache
def _putting(dialect: str, table: Table, newest: str | None) -> postgresql.Insert | sqlite.Insert:
    keys = [column.name for column in table.primary_key]
    statement = _insert(dialect, table)
    fresh = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
    is_newer = statement.excluded[newest] >= table.c[newest] if newest else None
    return statement.on_conflict_do_update(index_elements=keys, set_=fresh, where=is_newer)


def _insert(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # slow to import, and SQLite needs none of it

    return postgresql.insert(table)
