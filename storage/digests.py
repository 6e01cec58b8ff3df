"""Digests as they were first made: what was published is never computed anew, but what people said can leave it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import false, select, true, tuple_, update

from bot import delivery as deliveries
from bot.digests import Digest
from storage import upserts
from storage.digest_content import read, written
from storage.messaging_tables import DELIVERY
from storage.tables import CHANGED, DIGEST

if TYPE_CHECKING:
    from storage.database import Db

PLACE = ("workspace", "round", "team")


class Kept(NamedTuple):
    """Which digest: the ids of its round and of its group, and its week."""

    round: str
    group: str
    week: str


def keep(db: Db, round_id: str, digests: Mapping[str, Digest]) -> set[str]:
    """Keep the digests of a round, by their groups' ids. Returns those that are new: what is there already stays."""
    here = {"workspace": db.workspace, "round": round_id}
    rows = [here | {"team": group, "content": written(digests[group])} for group in sorted(digests)]
    return set(upserts.add(db, DIGEST, rows, unique=PLACE, returning=DIGEST.c.team))


def one(db: Db, round_id: str, group: str) -> Digest | None:
    """A group's digest of a round, as it was kept."""
    return some(db, [(round_id, group)]).get((round_id, group))


def some(db: Db, places: Collection[tuple[str, str]]) -> dict[tuple[str, str], Digest]:
    """The digests at these places, each the id of a round and of a group, as they were kept."""
    columns = (DIGEST.c.round, DIGEST.c.team, DIGEST.c.content)
    found = select(*columns).where(DIGEST.c.workspace == db.workspace, tuple_(*columns[:2]).in_(list(places)))
    return {(row.round, row.team): read(row.content) for row in db.run(found)} if places else {}


def groups_of(db: Db, round_id: str) -> set[str]:
    """The ids of the groups whose digest of a round is kept."""
    here = (DIGEST.c.workspace == db.workspace, DIGEST.c.round == round_id)
    return set(db.run(select(DIGEST.c.team).where(*here)).scalars())


def mark(db: Db, round_id: str, group: str) -> None:
    """Note that what a digest says has changed, so that it is put right where it was posted."""
    its = (DIGEST.c.workspace == db.workspace, DIGEST.c.round == round_id, DIGEST.c.team == group)
    db.run(update(DIGEST).where(*its).values(is_changed=true()))


def mark_posted_in(db: Db, channels: Collection[str]) -> None:
    """The same for all that were posted in these channels, where something that they say was held back."""
    posted = (DELIVERY.c.kind == deliveries.DIGEST, DELIVERY.c.state == str(deliveries.State.SENT))
    there = (DELIVERY.c.workspace == db.workspace, DELIVERY.c.recipient.in_(list(channels)), *posted)
    for place in sorted(db.run(select(DELIVERY.c.subject).where(*there)).scalars()) if channels else ():
        round_id, _, group = place.partition(":")
        mark(db, round_id, group)


def changed(db: Db) -> list[Kept]:
    """The digests that have changed since they were posted, or last put right there."""
    week = DIGEST.c.content["week"].as_string()
    found = select(DIGEST.c.round, DIGEST.c.team, week).where(DIGEST.c.workspace == db.workspace, CHANGED)
    return [Kept(*row) for row in db.run(found.order_by(DIGEST.c.round, DIGEST.c.team))]


def settle(db: Db, digest: Kept) -> None:
    """Note that a digest is being put right where it was posted, or that nobody knows any more where that was."""
    its = (DIGEST.c.workspace == db.workspace, DIGEST.c.round == digest.round, DIGEST.c.team == digest.group)
    db.run(update(DIGEST).where(*its).values(is_changed=false()))
