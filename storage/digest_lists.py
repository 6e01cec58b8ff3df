"""Which digests there are: of a week, and the newest that someone reads.

One that waits for its hour is read by nobody before all can read it (P4); only the command line shows it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Select, and_, func, literal, select, true

from bot import delivery as deliveries
from bot import digest_reading
from bot.delivery import State
from bot.digest_reading import LONGEST_WAIT, Planned
from storage import policies
from storage.digests import Kept
from storage.messaging_tables import DELIVERY
from storage.tables import DIGEST, ROUND

if TYPE_CHECKING:
    from typing import Any

    from storage.database import Db

WITH_ROUND = DIGEST.join(ROUND, and_(ROUND.c.workspace == DIGEST.c.workspace, ROUND.c.id == DIGEST.c.round))
KEY = literal(f"{deliveries.DIGEST}:") + ROUND.c.week + ":" + DIGEST.c.team
ITS_MESSAGE = and_(DELIVERY.c.workspace == DIGEST.c.workspace, DELIVERY.c.key == KEY)


def of_week(db: Db, week: str = "") -> list[Kept]:
    """The digests of a week such as 2026-W10, or of the newest week that has any."""
    if not week:
        newest = select(func.max(ROUND.c.week)).select_from(WITH_ROUND).where(DIGEST.c.workspace == db.workspace)
        week = db.run(newest).scalar() or ""
    return [Kept(*row) for row in db.run(_kept(db).where(ROUND.c.week == week).order_by(DIGEST.c.team))]


def newest(db: Db, groups: Collection[str], now: datetime) -> list[Kept]:
    """The newest digest of each of these groups that has one to read, by the order of the groups' ids."""
    found = db.run(_kept(db).where(DIGEST.c.team.in_(groups)).order_by(DIGEST.c.team, ROUND.c.week))
    not_yet = waiting(db, groups, now)
    return list({row.team: Kept(*row) for row in found if (row.round, row.team) not in not_yet}.values())


def one(db: Db, place: str, groups: Collection[str], now: datetime) -> Kept | None:
    """The digest at a place, `round:group`, if it is one of these groups' and can be read."""
    round_id, _, group = place.partition(":")
    if group not in groups or (round_id, group) in waiting(db, [group], now):
        return None
    row = db.run(_kept(db).where(DIGEST.c.round == round_id, DIGEST.c.team == group)).one_or_none()
    return Kept(*row) if row else None


def waiting(db: Db, groups: Collection[str] | None, now: datetime) -> dict[tuple[str, str], datetime]:
    """When each digest comes that is not out yet (`bot.digest_reading.is_out`), by the ids of its round and group.

    Only those of these groups; with None, of all.

    What was kept with them, such as scores beside a practice, is told nowhere either.
    """
    columns = (DIGEST.c.round, DIGEST.c.team, ROUND.c.closes_at, *(DELIVERY.c[name] for name in Planned._fields))
    found = select(*columns).select_from(WITH_ROUND.outerjoin(DELIVERY, ITS_MESSAGE))
    lately = (ROUND.c.closes_at > now - LONGEST_WAIT, true() if groups is None else DIGEST.c.team.in_(groups))
    policy, comes = policies.one(db), dict[tuple[str, str], datetime]()
    for round_id, group, closed_at, state, *when in db.run(found.where(DIGEST.c.workspace == db.workspace, *lately)):
        message, hour = Planned(State(state), *when) if state else None, policy.digest_due(closed_at)
        if not digest_reading.is_out(message, hour, now):
            comes[round_id, group] = message.due_at if message else hour
    return comes


def _kept(db: Db) -> Select[tuple[Any, ...]]:
    columns = select(DIGEST.c.round, DIGEST.c.team, ROUND.c.week).select_from(WITH_ROUND)
    return columns.where(DIGEST.c.workspace == db.workspace)
