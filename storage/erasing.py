"""What is told of someone in things that stay: in praise, in thanks between others, in digests that are kept."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, false, select, update

from storage.feedback_tables import FEEDBACK
from storage.kudos_tables import KUDOS, KUDOS_RECEIVER
from storage.tables import DIGEST, PERSON

if TYPE_CHECKING:
    from storage.database import Db


def praise(db: Db, person: str) -> None:
    """What customers said stays; that it praises them goes, and that they told others of praise."""
    here, theirs = FEEDBACK.c.workspace == db.workspace, FEEDBACK.c
    nobody = {"praised": None, "is_praise_told": False, "praise_shared_at": None, "praise_shared_with": None}
    db.run(update(FEEDBACK).where(here, theirs.praised == person).values(nobody | {"praise_told_by": None}))
    db.run(update(FEEDBACK).where(here, theirs.praise_told_by == person).values(praise_told_by=None))


def kudos(db: Db, person: str) -> None:
    """What they gave, their part of what they received, and what the digests that are kept tell of both.

    What was taken back has no words any more, and stays without them: its messages are still to be taken away.
    """
    told = KUDOS_RECEIVER.join(
        KUDOS, and_(KUDOS.c.workspace == KUDOS_RECEIVER.c.workspace, KUDOS.c.id == KUDOS_RECEIVER.c.kudos)
    )
    mine = (KUDOS.c.giver == person) | (KUDOS_RECEIVER.c.receiver == person)
    words, ids = (KUDOS_RECEIVER.c.shared_with, KUDOS.c.did, KUDOS.c.enabled), (KUDOS.c.id, KUDOS_RECEIVER.c.receiver)
    stories = select(*words, *ids).select_from(told)
    shared = stories.where(KUDOS.c.workspace == db.workspace, mine, KUDOS_RECEIVER.c.shared_with.is_not(None))
    rows = [tuple(row) for row in db.run(shared)]
    _from_digests(db, person, {row[:3] for row in rows} | {row[3:] for row in rows})
    db.run(
        delete(KUDOS_RECEIVER).where(KUDOS_RECEIVER.c.workspace == db.workspace, KUDOS_RECEIVER.c.receiver == person)
    )
    received = and_(KUDOS_RECEIVER.c.workspace == KUDOS.c.workspace, KUDOS_RECEIVER.c.kudos == KUDOS.c.id)
    is_nobody_s = ~select(KUDOS_RECEIVER.c.kudos).where(received).exists()
    is_theirs = KUDOS.c.giver == person
    stands = (KUDOS.c.workspace == db.workspace, KUDOS.c.is_removed == false())
    db.run(delete(KUDOS).where(*stands, is_theirs | is_nobody_s))
    db.run(update(KUDOS).where(KUDOS.c.workspace == db.workspace, is_theirs).values(giver=""))


def _from_digests(db: Db, person: str, told: Set[tuple[Any, ...]]) -> None:
    """Stories and praises that name them go: by the name, or, in case it was another then, by the ids or the words.

    Those that an earlier version kept do not say the ids.
    """
    here = (PERSON.c.workspace == db.workspace, PERSON.c.id == person)
    name = db.run(select(PERSON.c.name).where(*here)).scalar()
    digests = select(DIGEST.c.round, DIGEST.c.team, DIGEST.c.content).where(DIGEST.c.workspace == db.workspace)
    for row in db.run(digests.order_by(DIGEST.c.round, DIGEST.c.team).with_for_update()).all():
        kept = {
            "stories": [
                story
                for story in row.content["stories"]
                if name not in (story["giver"], story["receiver"]) and told.isdisjoint(_marks(row.team, story))
            ],
            "praises": [praise for praise in row.content.get("praises", []) if praise["person"] != name],
        }
        if any(row.content.get(part, []) != left for part, left in kept.items()):
            its = (DIGEST.c.workspace == db.workspace, DIGEST.c.round == row.round, DIGEST.c.team == row.team)
            db.run(update(DIGEST).where(*its).values(content=row.content | kept))


def _marks(team: str, story: Mapping[str, str]) -> set[tuple[str, ...]]:
    return {(team, story["did"], story["enabled"]), (story.get("kudos", ""), story.get("person", ""))}
