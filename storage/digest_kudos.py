"""Thanks, counted for the digests of many groups at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, distinct, false, func, literal, select

from bot.digests import STORIES, Kind, KudosWeek, Story
from bot.privacy import COMPANY
from storage import people
from storage.kudos_tables import KUDOS, KUDOS_RECEIVER
from storage.tables import MEMBERSHIP

if TYPE_CHECKING:
    from storage.database import Db
    from storage.digest_groups import Among

SIDES = KUDOS_RECEIVER.c
IS_SIDE = and_(SIDES.workspace == KUDOS.c.workspace, SIDES.kudos == KUDOS.c.id)
RECEIVED = KUDOS.join(KUDOS_RECEIVER, IS_SIDE)
# The last is always so: a column that no index holds, without which SQLite would read all places for each receiver.
IS_THEIRS = and_(
    MEMBERSHIP.c.workspace == SIDES.workspace,
    MEMBERSHIP.c.person == SIDES.receiver,
    MEMBERSHIP.c.is_manager.is_not(None),
)


def weeks(db: Db, among: Among, since: datetime, until: datetime) -> dict[str, KudosWeek]:
    """What each group's people received in [since, until); for a team, also the newest of what they shared with it.

    What somebody shared with their team is told to no larger group.
    """
    stories = _stories(db, among.ids, since, until) if among.kind is Kind.TEAM else {}
    counted = _counted(db, among, since, until)
    return {group: KudosWeek(*counted.get(group, (0, 0)), stories.get(group, ())) for group in among.ids}


def _counted(db: Db, among: Among, since: datetime, until: datetime) -> dict[str, tuple[int, int]]:
    """How many kudos each group's people received, and how many people did."""
    present = (KUDOS.c.workspace == db.workspace, KUDOS.c.is_removed == false())
    here = (*present, KUDOS.c.given_at >= since, KUDOS.c.given_at < until)
    numbers = (func.count(distinct(KUDOS.c.id)), func.count(distinct(SIDES.receiver)))
    if among.kind is Kind.COMPANY:
        found = select(literal(COMPANY), *numbers).select_from(RECEIVED).where(*here)
    else:
        received = KUDOS.outerjoin(KUDOS_RECEIVER, IS_SIDE).outerjoin(MEMBERSHIP, IS_THEIRS)
        source = among.of_teams(db, received, MEMBERSHIP.c.team)
        found = select(among.group, *numbers).select_from(source).where(*here, among.are_ours).group_by(among.group)
    return {group: (n, receivers) for group, n, receivers in db.run(found)}


def _stories(db: Db, teams: Iterable[str], since: datetime, until: datetime) -> dict[str, tuple[Story, ...]]:
    order = (SIDES.shared_at.desc(), KUDOS.c.given_at.desc(), KUDOS.c.id, SIDES.place)
    newest = func.row_number().over(partition_by=SIDES.shared_with, order_by=order).label("nth")
    here = (SIDES.workspace == db.workspace, SIDES.shared_with.in_(list(teams)), MEMBERSHIP.c.team == SIDES.shared_with)
    shared = (SIDES.shared_at >= since, SIDES.shared_at < until, KUDOS.c.is_removed == false(), KUDOS.c.did != "")
    told = (SIDES.shared_with, KUDOS.c.giver, SIDES.receiver, KUDOS.c.did, KUDOS.c.enabled, KUDOS.c.id, newest)
    ranked = select(*told).select_from(RECEIVED.join(MEMBERSHIP, IS_THEIRS)).where(*here, *shared).subquery()
    rows = db.run(select(ranked).where(ranked.c.nth <= STORIES).order_by(ranked.c.nth)).all()
    known = people.by_ids(db, sorted({person for row in rows for person in (row.giver, row.receiver)}))
    found = defaultdict[str, list[Story]](list)
    for team, giver, person, did, enabled, of, _ in rows:
        found[team].append(Story(people.name(known, giver), people.name(known, person), did, enabled, of, person))
    return {team: tuple(own) for team, own in found.items()}
