"""Digests as they were first made: what was published is never computed anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.digests import Digest, Story
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


def _digest(content: Mapping[str, Any]) -> Digest:
    feedback = content["feedback"]
    nested = {
        "needs": {need: Shown(**shown) if shown else None for need, shown in content["needs"].items()},
        "questions": {need: _asked(asked) for need, asked in content["questions"].items()},
        "stories": tuple(Story(**story) for story in content["stories"]),
        "feedback": Summary(
            Counted(**feedback["all"]), {name: Counted(**n) for name, n in feedback["by_expectation"].items()}
        ),
    }
    return Digest(**{**content, **nested})


def _asked(asked: str | list[str]) -> tuple[str, ...]:
    """The items asked of a need; the first version kept one question's text."""
    return (asked,) if isinstance(asked, str) else tuple(asked)
