"""What leaves the digests that are kept, or changes in them: thanks that were taken back, feedback that was edited.

Their numbers stay as they were published; what changed is put right where the digest was posted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, String, and_, cast, or_, select, true, update

from bot import retelling
from bot.digests import Praise, Quote, Story, retold
from bot.feedback import Feedback
from bot.kudos import Kudos
from bot.privacy import COMPANY
from storage.tables import DIGEST, ROUND, TEAM

if TYPE_CHECKING:
    from storage.database import Db

Parts = dict[str, list[dict[str, Any]]]


def kudos(db: Db, teams: Collection[str], changed: Kudos, sharing: Collection[str]) -> None:
    """Have what is kept of these teams' digests tell of a kudos what is so now; `sharing` are those who still do."""

    def told(_group: str, kept: Parts) -> Parts:
        stories = tuple(Story(**story) for story in kept["stories"])
        return {"stories": [asdict(story) for story in retold(stories, changed, sharing)]}

    since = select(ROUND.c.id).where(ROUND.c.workspace == db.workspace, ROUND.c.closes_at > changed.given_at)
    told_to = and_(DIGEST.c.team.in_(teams), DIGEST.c.round.in_(since))
    said = cast(DIGEST.c.content, String)
    # Where an earlier version kept stories, these do not say which kudos they are about.
    is_old = or_(said.contains('"kudos": ""'), ~said.contains('"kudos":'))
    if teams:
        _retell(db, told_to & (said.contains(changed.id, autoescape=True) | is_old), told)


def feedback(db: Db, before: Feedback, after: Feedback | None) -> None:
    """Have kept digests tell of a piece what is so now; None where it was taken away."""
    teams = select(TEAM.c.id).where(TEAM.c.workspace == db.workspace)
    concerned = [*before.teams, *([before.praise_shared_with] if before.praise_shared_with else [])]
    groups = or_(DIGEST.c.team.in_(concerned), DIGEST.c.team.not_in(teams))
    names_it = cast(DIGEST.c.content, String).contains(before.id, autoescape=True)
    placed = _groups(db, after) if after else set()

    def told(group: str, kept: Parts) -> Parts:
        quotes = tuple(Quote(**quote) for quote in kept.get("quotes", []))
        praises = tuple(Praise(**praise) for praise in kept.get("praises", []))
        said = after if group in placed else None
        return {
            "quotes": [asdict(quote) for quote in retelling.quotes(quotes, before.id, said)],
            "praises": [asdict(praise) for praise in retelling.praises(praises, before, after, group)],
        }

    _retell(db, groups & names_it, told)


def _groups(db: Db, piece: Feedback) -> set[str]:
    """The groups whose feedback a piece is: its teams, the departments that these are in, and the company."""
    found = select(TEAM.c.department).where(TEAM.c.workspace == db.workspace, TEAM.c.id.in_(piece.teams))
    return {COMPANY, *piece.teams, *db.run(found.where(TEAM.c.department.is_not(None))).scalars()}


def _retell(db: Db, which: ColumnElement[bool], told: Callable[[str, Parts], Parts]) -> None:
    here = (DIGEST.c.workspace == db.workspace, which)
    found = select(DIGEST.c.round, DIGEST.c.team, DIGEST.c.content).where(*here).order_by(DIGEST.c.round, DIGEST.c.team)
    for row in db.run(found.with_for_update()).all():
        after = told(row.team, row.content)
        if any(row.content.get(part, []) != now for part, now in after.items()):
            its = (DIGEST.c.workspace == db.workspace, DIGEST.c.round == row.round, DIGEST.c.team == row.team)
            db.run(update(DIGEST).where(*its).values(content=row.content | after, is_changed=true()))
