"""Digests as they were first made: what was published is never computed anew, but thanks can leave it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import false, select, true, update

from bot.digests import Digest, Praise, Story, retold
from bot.feedback import Counted, Summary
from bot.kudos import Kudos
from bot.privacy import Shown
from storage import upserts
from storage.tables import CHANGED, DIGEST

if TYPE_CHECKING:
    from storage.database import Db

PLACE = ("workspace", "round", "team")


class Kept(NamedTuple):
    """Which digest: the ids of its round and team, and its week."""

    round: str
    team: str
    week: str


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


def retell(db: Db, teams: Collection[str], kudos: Kudos, sharing: Collection[str]) -> None:
    """Have what is kept of these teams' digests tell of a kudos what is so now; `sharing` are those who still do."""
    here = (DIGEST.c.workspace == db.workspace, DIGEST.c.team.in_(teams))
    found = select(DIGEST.c.round, DIGEST.c.team, DIGEST.c.content).where(*here).order_by(DIGEST.c.round, DIGEST.c.team)
    for row in db.run(found.with_for_update()).all() if teams else ():
        before = tuple(Story(**story) for story in row.content["stories"])
        after = retold(before, kudos, sharing)
        if after != before:
            content = row.content | {"stories": [asdict(story) for story in after]}
            its = (*here, DIGEST.c.round == row.round, DIGEST.c.team == row.team)
            db.run(update(DIGEST).where(*its).values(content=content, is_changed=true()))


def changed(db: Db) -> list[Kept]:
    """The digests that have changed since they were posted, or last put right there."""
    week = DIGEST.c.content["week"].as_string()
    found = select(DIGEST.c.round, DIGEST.c.team, week).where(DIGEST.c.workspace == db.workspace, CHANGED)
    return [Kept(*row) for row in db.run(found.order_by(DIGEST.c.round, DIGEST.c.team))]


def settle(db: Db, digest: Kept) -> None:
    """Note that a digest is being put right where it was posted, or that nobody knows any more where that was."""
    its = (DIGEST.c.workspace == db.workspace, DIGEST.c.round == digest.round, DIGEST.c.team == digest.team)
    db.run(update(DIGEST).where(*its).values(is_changed=false()))


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
