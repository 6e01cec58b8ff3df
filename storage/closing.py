"""Closing a round: what is kept of its answers, and how they and their key are destroyed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from sqlalchemy import case, delete, false, insert, literal, select, true, update

from bot import papers as rules
from bot import privacy, reliability
from bot.privacy import CountedAnswer, Tally
from bot.pulses import SKIP, Paper
from bot.reliability import Product
from bot.teams import CohortMember
from storage import comments, policies, pulses
from storage.asking_tables import PRODUCT
from storage.comment_tables import DRAFT
from storage.seals import RoundKey
from storage.tables import ANSWER, ROUND, ROUND_KEY, TALLY
from storage.types import Moment

if TYPE_CHECKING:
    from storage.database import Db

AT_ONCE = 5_000  # answers: the rest waits in the database, and PostgreSQL sees that we are still at work
Given = tuple[CohortMember, dict[str, int]]
PRODUCT_FIELDS = ("item", "other", "n", "covariance")


def close(db: Db, round_id: str, now: datetime) -> list[Tally] | None:
    """Close an open round and return what is kept of it; None when it is not open any more.

    A round that is closed early ends now. Once it is marked as closed no act can add an answer: those that had begun
    are waited for, and the others see the mark (`questions`). So every answer is either counted or refused.
    """
    if not _end(db, round_id, now):
        return None
    key, cohort, papers = pulses.key_of(db, round_id), pulses.cohort_of(db, round_id), pulses.papers(db, round_id)
    given = _given(db, round_id, key, cohort)
    kept = _keep(db, round_id, given, papers.values())
    answered = Counter(member.team for member, _ in given if not member.is_manager)
    comments.close(db, key, round_id, cohort, papers, answered, now)
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


def tallies(db: Db, round_id: str, groups: Collection[str] | None = None) -> list[Tally]:
    """What a closed round left behind, of some groups or of all."""
    found = select(TALLY.c.team, TALLY.c.item, TALLY.c.n, TALLY.c.total).order_by(TALLY.c.team, TALLY.c.item)
    found = found.where(TALLY.c.workspace == db.workspace, TALLY.c.round == round_id)
    return [Tally(*row) for row in db.run(found if groups is None else found.where(TALLY.c.team.in_(groups)))]


def products(db: Db) -> list[Product]:
    """How any two items of a need went together, company-wide, in all the weeks of the whole bank."""
    columns = [PRODUCT.c[name] for name in PRODUCT_FIELDS]
    found = select(*columns).where(PRODUCT.c.workspace == db.workspace)
    return [Product(*row) for row in db.run(found.order_by(PRODUCT.c.round, PRODUCT.c.item, PRODUCT.c.other))]


def _end(db: Db, round_id: str, now: datetime) -> bool:
    ends = case((ROUND.c.closes_at > now, literal(now, Moment)), else_=ROUND.c.closes_at)
    is_open = (ROUND.c.workspace == db.workspace, ROUND.c.id == round_id, ROUND.c.is_closed == false())
    marks = {"is_closed": true(), "is_scrubbed": false(), "is_told": false(), "closes_at": ends}
    return db.run(update(ROUND).where(*is_open).values(**marks)).rowcount > 0


def _destroy(db: Db, round_id: str) -> None:
    for table in (ANSWER, DRAFT, ROUND_KEY):
        db.run(delete(table).where(table.c.workspace == db.workspace, table.c.round == round_id))


def _given(db: Db, round_id: str, key: RoundKey, cohort: Iterable[CohortMember]) -> list[Given]:
    """Where each person who answered counts, and their scores by item; skips are left out.

    Everyone's pseudonym is made once more to find their answers. Those of nobody in the cohort came while their person
    was being erased, and count nowhere.
    """
    sheets: dict[bytes, Given] = {key.pseudonym(member.person): (member, {}) for member in cohort}
    answers = select(ANSWER.c.pseudonym, ANSWER.c.item, ANSWER.c.sealed)
    found = answers.where(ANSWER.c.workspace == db.workspace, ANSWER.c.round == round_id)
    rows = db.run(found.execution_options(yield_per=AT_ONCE))
    for pseudonym, item, sealed in chain.from_iterable(rows.partitions()):
        if pseudonym in sheets and (score := key.open_score(pseudonym, item, sealed)) != SKIP:
            sheets[pseudonym][1][item] = score
    return [sheet for sheet in sheets.values() if sheet[1]]


def _keep(db: Db, round_id: str, given: Collection[Given], papers: Collection[Paper]) -> list[Tally]:
    """Keep what may be kept of a round's answers, and return its tallies."""
    here = {"workspace": db.workspace, "round": round_id}
    kept = privacy.tallies(
        (CountedAnswer(at.team, item, n, at.is_manager) for at, scores in given for item, n in scores.items()),
        members={paper.team: paper.members for paper in papers if paper.members},
        managers={paper.team: paper.managers for paper in papers if paper.managers},
        departments={paper.team: paper.department for paper in papers if paper.department},
        threshold=policies.one(db).threshold,
    )
    kept.sort(key=lambda tally: (tally.group, tally.item))
    if kept:
        db.run(insert(TALLY), [here | {"team": t.group, "item": t.item, "n": t.n, "total": t.total} for t in kept])
    teams = defaultdict[str, list[dict[str, int]]](list)
    for at, scores in given:
        if not at.is_manager:
            teams[at.team].append(scores)
    if together := reliability.products(teams, kept, rules.whole_bank(papers)):
        db.run(insert(PRODUCT), [here | vars(product) for product in together])
    return kept
