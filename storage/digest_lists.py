"""Which digests there are: of a week, and the newest that someone reads."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import Select, and_, func, select

from storage.digests import Kept
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


def newest(db: Db, groups: Collection[str]) -> list[Kept]:
    """The newest digest of each of these groups that has one, by the order of the groups' ids."""
    found = db.run(_kept(db).where(DIGEST.c.team.in_(groups)).order_by(DIGEST.c.team, ROUND.c.week))
    return list({row.team: Kept(*row) for row in found}.values())


def one(db: Db, place: str, groups: Collection[str]) -> Kept | None:
    """The digest at a place, `round:group`, if it is one of these groups'."""
    round_id, _, group = place.partition(":")
    if group not in groups:
        return None
    row = db.run(_kept(db).where(DIGEST.c.round == round_id, DIGEST.c.team == group)).one_or_none()
    return Kept(*row) if row else None


def _kept(db: Db) -> Select[tuple[Any, ...]]:
    columns = select(DIGEST.c.round, DIGEST.c.team, ROUND.c.week).select_from(WITH_ROUND)
    return columns.where(DIGEST.c.workspace == db.workspace)
