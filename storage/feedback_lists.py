"""The feedback that someone may change, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.feedback import Listed
from storage import feedback, people, teams

if TYPE_CHECKING:
    from storage.database import Db

PAGE = 10


def page(db: Db, person: str, number: int = 0, most: int = PAGE) -> Listed:
    """A page, from 0, of what someone may change: what they logged, and what concerns the teams they lead."""
    found = feedback.seen_by(db, person, teams.led_by(db, person), most * number, most + 1)
    shown = found[:most]
    known = people.by_ids(db, {one for piece in shown for one in (piece.logged_by, piece.praised) if one})
    return Listed(
        feedback=shown,
        people={one.id: one.name for one in known.values()},
        teams={team.id: team.name for team in teams.every(db)},
        page=number,
        has_more=len(found) > most,
        reader=person,
    )
