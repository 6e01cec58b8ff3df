"""What digests say of the link: a row for each round and group, as it was told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import func, select, tuple_

from bot import link
from bot.link import Line
from bot.pulses import Round
from storage import upserts
from storage.digest_content import read_line
from storage.practice_tables import LOOK

if TYPE_CHECKING:
    from storage.database import Db

PLACE = ("workspace", "audience", "week")


def keep(db: Db, week: str, lines: Mapping[str, Line]) -> int:
    """Keep the lines of a week, by group; one that is there already stays. Returns how many are new."""
    rows = [{"audience": group, "content": asdict(line)} for group, line in lines.items()]
    return upserts.add_many(db, LOOK, rows, PLACE, alike={"workspace": db.workspace, "week": week})


def is_kept(db: Db, week: str) -> bool:
    """Whether the lines of a week are there."""
    here = select(LOOK.c.week).where(LOOK.c.workspace == db.workspace, LOOK.c.week == week)
    return db.run(here.limit(1)).one_or_none() is not None


def last(db: Db, before: str) -> dict[str, tuple[str, int]]:
    """Of each group the week of its last line before this one, and how many weeks were usable then."""
    here = (LOOK.c.workspace == db.workspace, LOOK.c.week < before)
    newest = select(LOOK.c.audience, func.max(LOOK.c.week)).where(*here).group_by(LOOK.c.audience)
    found = select(LOOK.c.audience, LOOK.c.week, LOOK.c.content["usable"].as_integer())
    rows = db.run(found.where(*here, tuple_(LOOK.c.audience, LOOK.c.week).in_(newest)))
    return {audience: (week, usable) for audience, week, usable in rows}


def lines(db: Db, closed: Round, groups: Collection[str]) -> dict[str, tuple[Line, tuple[str, Line] | None]]:
    """What the digests of a closed round say, by group; and the week of the last look, if that was before, and what it
    found. Groups without a line are left out.
    """
    wanted = (LOOK.c.workspace == db.workspace, LOOK.c.audience.in_(groups))
    columns = (LOOK.c.audience, LOOK.c.week, LOOK.c.content)
    now = db.run(select(*columns).where(*wanted, LOOK.c.week == closed.week)).all()
    kind = LOOK.c.content["kind"].as_string()
    earlier = (LOOK.c.week < closed.week, LOOK.c.week >= link.year_before(closed.week), kind.not_in(link.NOT_LOOKED))
    looks = select(*columns).where(*wanted, *earlier).order_by(LOOK.c.week)
    last = {row.audience: (row.week, read_line(row.content)) for row in db.run(looks)}
    found = {row.audience: read_line(row.content) for row in now}
    return {group: (line, last.get(group) if line.kind in link.NOT_LOOKED else None) for group, line in found.items()}
