"""Which digests there are: of a week, and the newest that someone reads.

One that waits for its hour is read by nobody before all can read it (P4); only the command line shows it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, select

from bot import delivery as deliveries
from bot.delivery import State
from storage.digests import Kept
from storage.messaging_tables import DELIVERY
from storage.tables import DIGEST, ROUND

if TYPE_CHECKING:
    from typing import Any

    from storage.database import Db

WITH_ROUND = DIGEST.join(ROUND, and_(ROUND.c.workspace == DIGEST.c.workspace, ROUND.c.id == DIGEST.c.round))


def of_week(db: Db, week: str = "") -> list[Kept]:
    """The digests of a week such as 2026-W10, or of the newest week that has any."""
    if not week:
        newest = select(func.max(ROUND.c.week)).select_from(WITH_ROUND).where(DIGEST.c.workspace == db.workspace)
        week = db.run(newest).scalar() or ""
    return [Kept(*row) for row in db.run(_kept(db).where(ROUND.c.week == week).order_by(DIGEST.c.team))]


def newest(db: Db, groups: Collection[str], now: datetime) -> list[Kept]:
    """The newest digest of each of these groups that has one to read, by the order of the groups' ids."""
    readable = _kept(db).where(DIGEST.c.team.in_(groups), ~_waits(now))
    found = db.run(readable.order_by(DIGEST.c.team, ROUND.c.week))
    return list({row.team: Kept(*row) for row in found}.values())


def one(db: Db, place: str, groups: Collection[str], now: datetime) -> Kept | None:
    """The digest at a place, `round:group`, if it is one of these groups' and can be read."""
    round_id, _, group = place.partition(":")
    if group not in groups:
        return None
    found = _kept(db).where(DIGEST.c.round == round_id, DIGEST.c.team == group, ~_waits(now))
    row = db.run(found).one_or_none()
    return Kept(*row) if row else None


def _kept(db: Db) -> Select[tuple[Any, ...]]:
    columns = select(DIGEST.c.round, DIGEST.c.team, ROUND.c.week).select_from(WITH_ROUND)
    return columns.where(DIGEST.c.workspace == db.workspace)


def _waits(now: datetime) -> ColumnElement[bool]:
    """Whether a digest's message waits for its hour and was never attempted."""
    key = literal(f"{deliveries.DIGEST}:") + ROUND.c.week + ":" + DIGEST.c.team
    untried = (DELIVERY.c.state == str(State.DUE), DELIVERY.c.attempted_at.is_(None), DELIVERY.c.due_at > now)
    return exists().where(DELIVERY.c.workspace == DIGEST.c.workspace, DELIVERY.c.key == key, *untried)
