"""Closing a round: what is kept of its answers, and how they and their key are destroyed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import case, delete, false, insert, literal, select, true, update

from bot import privacy
from bot.privacy import CountedAnswer, Tally
from bot.pulses import SKIP
from storage import policies, pulses
from storage.tables import ANSWER, ROUND, ROUND_KEY, TALLY
from storage.types import Moment

if TYPE_CHECKING:
    from storage.database import Db


def close(db: Db, round_id: str, now: datetime) -> list[Tally] | None:
    """Close an open round and return what is kept of it; None when it is not open any more.

    A round that is closed early ends now. Once it is marked as closed no act can add an answer: those that had begun
    are waited for, and the others see the mark (`questions`). So every answer is either counted or refused.
    """
    if not _end(db, round_id, now):
        return None
    papers, policy = pulses.papers(db, round_id).values(), policies.one(db)
    kept = privacy.tallies(
        _counted(db, round_id),
        members={paper.team: paper.members for paper in papers if paper.members},
        managers={paper.team: paper.managers for paper in papers if paper.managers},
        departments={paper.team: paper.department for paper in papers if paper.department},
        threshold=policy.threshold,
    )
    kept.sort(key=lambda tally: (tally.group, tally.item))
    if kept:
        here = {"workspace": db.workspace, "round": round_id}
        db.run(insert(TALLY), [here | {"team": t.group, "item": t.item, "n": t.n, "total": t.total} for t in kept])
    _destroy(db, round_id)
    return kept


def discard(db: Db, round_id: str, now: datetime) -> bool:
    """Close an open round without tallies, for when its key cannot be opened. False when it is not open any more."""
    ended = _end(db, round_id, now)
    if ended:
        _destroy(db, round_id)
    return ended


def unscrubbed(db: Db) -> list[str]:
    """The ids of the closed rounds whose deleted bytes may still be in the store's files."""
    found = select(ROUND.c.id).where(ROUND.c.workspace == db.workspace, ROUND.c.is_closed == true())
    return list(db.run(found.where(ROUND.c.is_scrubbed == false()).order_by(ROUND.c.week)).scalars())


def mark_scrubbed(db: Db, round_ids: Iterable[str]) -> None:
    """Note that the store was scrubbed after these rounds had closed."""
    scrubbed = update(ROUND).where(ROUND.c.workspace == db.workspace, ROUND.c.id.in_(list(round_ids)))
    db.run(scrubbed.values(is_scrubbed=true()))


def tallies(db: Db, round_id: str, team: str | None = None) -> list[Tally]:
    """What a closed round left behind, of one team or of all."""
    found = select(TALLY.c.team, TALLY.c.item, TALLY.c.n, TALLY.c.total).order_by(TALLY.c.team, TALLY.c.item)
    found = found.where(TALLY.c.workspace == db.workspace, TALLY.c.round == round_id)
    return [Tally(*row) for row in db.run(found.where(TALLY.c.team == team) if team else found)]


def _end(db: Db, round_id: str, now: datetime) -> bool:
    ends = case((ROUND.c.closes_at > now, literal(now, Moment)), else_=ROUND.c.closes_at)
    is_open = (ROUND.c.workspace == db.workspace, ROUND.c.id == round_id, ROUND.c.is_closed == false())
    marks = {"is_closed": true(), "is_scrubbed": false(), "is_told": false(), "closes_at": ends}
    return db.run(update(ROUND).where(*is_open).values(**marks)).rowcount > 0


def _destroy(db: Db, round_id: str) -> None:
    for table in (ANSWER, ROUND_KEY):
        db.run(delete(table).where(table.c.workspace == db.workspace, table.c.round == round_id))


def _counted(db: Db, round_id: str) -> Iterator[CountedAnswer]:
    """The answers with the team they count in; each person's pseudonym is made anew to find theirs."""
    here = (ROUND_KEY.c.workspace == db.workspace, ROUND_KEY.c.round == round_id)
    key = db.seals.open_key(db.run(select(ROUND_KEY.c.sealed).where(*here)).scalar_one(), db.workspace, round_id)
    place_of = {key.pseudonym(member.person): member for member in pulses.cohort_of(db, round_id)}
    answers = select(ANSWER.c.pseudonym, ANSWER.c.item, ANSWER.c.sealed)
    for row in db.run(answers.where(ANSWER.c.workspace == db.workspace, ANSWER.c.round == round_id)):
        place, score = place_of[row.pseudonym], key.open_score(row.pseudonym, row.item, row.sealed)
        if score != SKIP:
            yield CountedAnswer(place.team, row.item, score, place.is_manager)
