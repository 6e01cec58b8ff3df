"""A store's own errors as refusals that a person can do something about. Any other error stays what it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError

from bot.errors import Refused

# The first match decides. SQLite's names have endings (SQLITE_READONLY_DBMOVED), so these are beginnings.
SQLITE = {
    "SQLITE_BUSY": "database_locked",
    "SQLITE_LOCKED": "database_locked",
    "SQLITE_FULL": "database_full",
    "SQLITE_READONLY": "database_full",
    "SQLITE_CORRUPT": "database_damaged",
    "SQLITE_NOTADB": "database_damaged",
    "SQLITE_IOERR": "database_damaged",
}
POSTGRES = {
    "55P03": "database_locked",  # lock_not_available
    "57014": "database_locked",  # query_canceled: statement_timeout
    "40": "database_locked",  # deadlock_detected, serialization_failure: again and again
    "53100": "database_full",  # disk_full
    "25006": "database_full",  # read_only_sql_transaction
    "XX001": "database_damaged",  # data_corrupted
    "XX002": "database_damaged",  # index_corrupted
    "42501": "database_not_allowed",  # insufficient_privilege
    "42P01": "database_outdated",  # undefined_table
    "42703": "database_outdated",  # undefined_column
}
# A connection that fails has no code, only the words of the driver or the server.
UNREACHABLE = {
    "password": "the user name or the password is wrong",
    "no pg_hba.conf entry": "the server does not let this user in from here",
    "does not exist": "there is no database or user of that name",
    "resolve": "its host is unknown",
    "Name or service": "its host is unknown",
    "refused": "nothing answers at that address",
    "No such file": "nothing answers at that address",
    "timeout": "it does not answer in time",
    "too many": "it has too many connections already",
}


def explained(error: BaseException) -> BaseException:
    """The refusal that tells what is wrong with the store, or the error itself where it is of another kind."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(origin, sqlite3.Error):
        return _sqlite(origin) or error
    return (_postgres(error) or error) if isinstance(error, DBAPIError) else error


@contextmanager
def explaining() -> Iterator[None]:
    """Raise the refusals of `explained` in place of a store's errors."""
    try:
        yield
    except DBAPIError as error:
        raise explained(error) from error


def sqlstate(error: DBAPIError) -> str:
    """PostgreSQL's five letters for what went wrong; empty where the connection failed, and on SQLite."""
    return getattr(error.orig, "sqlstate", None) or ""


def _sqlite(error: sqlite3.Error) -> Refused | None:
    name = getattr(error, "sqlite_errorname", "")  # absent where Python's own checks raised it
    if name.startswith("SQLITE_CANTOPEN"):
        return Refused("database_file")
    if str(error).startswith(("no such table", "no such column")) or "has no column named" in str(error):
        return Refused("database_outdated")
    code = next((code for start, code in SQLITE.items() if name.startswith(start)), None)
    return Refused(code) if code else None


def _postgres(error: DBAPIError) -> Refused | None:
    state = sqlstate(error)
    code = next((code for start, code in POSTGRES.items() if state.startswith(start)), None)
    if code:
        return Refused(code)
    if "invalid connection option" in str(error.orig):
        return Refused("database_url")
    if isinstance(error, OperationalError):
        why = next((why for part, why in UNREACHABLE.items() if part in str(error.orig)), "the connection was lost")
        return Refused("database_unreachable", why=why)
    return None
