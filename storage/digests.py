"""Digests as they were first made: what was published is never computed anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from bot.digests import Digest, Praise, Story
from bot.feedback import Counted, Summary
from bot.privacy import Shown
from storage import upserts
from storage.tables import DIGEST

if TYPE_CHECKING:
    from storage.database import Db

PLACE = ("workspace", "round", "team")


def keep(db: Db, round_id: str, team_id: str, digest: Digest) -> bool:
    """Keep a team's digest of a round. False, and nothing changed, when there is one already."""
    row = {"workspace": db.workspace, "round": round_id, "team": team_id, "content": asdict(digest)}
    return bool(upserts.add(db, DIGEST, [row], unique=PLACE, returning=DIGEST.c.team))


def one(db: Db, round_id: str, team_id: str) -> Digest | None:
    """A team's digest of a round, as it was first kept."""
    place = zip(PLACE, (db.workspace, round_id, team_id), strict=True)
    content = db.run(select(DIGEST.c.content).where(*[DIGEST.c[name] == value for name, value in place]))
    return next((_digest(found) for found in content.scalars()), None)


def teams_of(db: Db, round_id: str) -> set[str]:
    """The ids of the teams whose digest of a round is kept."""
    here = (DIGEST.c.workspace == db.workspace, DIGEST.c.round == round_id)
    return set(db.run(select(DIGEST.c.team).where(*here)).scalars())


def leave_out(db: Db, teams: Collection[str], did: str, enabled: str) -> None:
    """Take the story with these words out of what is kept of these teams' digests: it was taken back."""
    here = (DIGEST.c.workspace == db.workspace, DIGEST.c.team.in_(teams))
    for row in db.run(select(DIGEST.c.round, DIGEST.c.team, DIGEST.c.content).where(*here)).all():
        stories = row.content["stories"]
        left = [story for story in stories if (story["did"], story["enabled"]) != (did, enabled)]
        if left != stories:
            its = (*here, DIGEST.c.round == row.round, DIGEST.c.team == row.team)
            db.run(update(DIGEST).where(*its).values(content=row.content | {"stories": left}))


def _digest(content: Mapping[str, Any]) -> Digest:
    feedback = content["feedback"]
    nested = {
        "needs": {need: Shown(**shown) if shown else None for need, shown in content["needs"].items()},
        "questions": {need: _asked(asked) for need, asked in content["questions"].items()},
        "stories": tuple(Story(**story) for story in content["stories"]),
        "feedback": Summary(
            all=Counted(**feedback["all"]),
            by_expectation={name: Counted(**n) for name, n in feedback["by_expectation"].items()},
            score=feedback.get("score"),
            impressions=feedback.get("impressions", 0),
        ),
        "praises": tuple(Praise(**praise) for praise in content.get("praises", ())),
    }
    return Digest(**{**content, **nested})


def _asked(asked: str | list[str]) -> tuple[str, ...]:
    """The items asked of a need; the first version kept one question's text."""
    return (asked,) if isinstance(asked, str) else tuple(asked)
