"""How each person wants to be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, Table, delete, select, true

from bot.preferences import AS_IT_SHIPS, DaysOff, Preferences
from storage import upserts
from storage.asking_tables import DAYS_OFF, PREFERENCE

if TYPE_CHECKING:
    from storage.database import Db


def one(db: Db, person: str) -> Preferences:
    """One person's preferences; as it ships where they chose nothing."""
    return of(db, [person])[person]


def of(db: Db, ids: Collection[str]) -> dict[str, Preferences]:
    """The preferences of each of these people."""
    wanted = list(ids)
    known = _read(db, lambda table: table.c.person.in_(wanted))
    return {person: known.get(person, AS_IT_SHIPS) for person in wanted}


def chosen(db: Db) -> dict[str, Preferences]:
    """The preferences of everyone who has chosen any."""
    return _read(db, lambda _: true())


def among(db: Db, first: str, last: str) -> dict[str, Preferences]:
    """The preferences of those who have chosen any, of the people whose ids lie between these two, both included."""
    return _read(db, lambda table: table.c.person.between(first, last))


def put(db: Db, person: str, preferences: Preferences) -> None:
    """Keep someone's preferences in place of those they had."""
    mine = {"workspace": db.workspace, "person": person}
    upserts.put(db, PREFERENCE, [mine | _columns(preferences)])
    db.run(delete(DAYS_OFF).where(DAYS_OFF.c.workspace == db.workspace, DAYS_OFF.c.person == person))
    upserts.put(db, DAYS_OFF, [mine | vars(off) for off in preferences.days_off])


def forget(db: Db, person: str) -> None:
    """Drop what someone has chosen."""
    for table in (PREFERENCE, DAYS_OFF):
        db.run(delete(table).where(table.c.workspace == db.workspace, table.c.person == person))


def _read(db: Db, who: Callable[[Table], ColumnElement[bool]]) -> dict[str, Preferences]:
    """The preferences of those whom a condition, made for either table, names."""
    off = defaultdict[str, list[DaysOff]](list)
    days = select(DAYS_OFF).where(DAYS_OFF.c.workspace == db.workspace, who(DAYS_OFF)).order_by(DAYS_OFF.c.first)
    for row in db.run(days):
        off[row.person].append(DaysOff(row.first, row.last))
    found = db.run(select(PREFERENCE).where(PREFERENCE.c.workspace == db.workspace, who(PREFERENCE)))
    return {row.person: _preferences(row, off.get(row.person, [])) for row in found}


def _preferences(row: Row[Any], days_off: list[DaysOff]) -> Preferences:
    quiet = None if row.quiet_from is None else (_clock(row.quiet_from), _clock(row.quiet_until))
    return Preferences(
        asked_at=_clock(row.asked_at),
        weekdays=frozenset(map(int, row.weekdays)),
        quiet=quiet,
        paused_until=row.paused_until,
        is_out=row.is_out,
        language=row.language,
        has_thanks=row.has_thanks,
        days_off=tuple(days_off),
    )


def _columns(preferences: Preferences) -> dict[str, object]:
    quiet = [_minutes(clock) for clock in preferences.quiet] if preferences.quiet else [None, None]
    return {
        "asked_at": _minutes(preferences.asked_at),
        "weekdays": "".join(map(str, sorted(preferences.weekdays))),
        "quiet_from": quiet[0],
        "quiet_until": quiet[1],
        "paused_until": preferences.paused_until,
        "is_out": preferences.is_out,
        "language": preferences.language,
        "has_thanks": preferences.has_thanks,
    }


def _clock(minutes: int) -> time:
    return time(*divmod(minutes, 60))


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
