"""Comments: written in an open round, kept apart from everything else at its closing, read out later.

Who wrote one stands nowhere in the open: a draft is under the round's key, and at closing each comment gets an id of
its own at random, is sealed anew beside a sealed link of one length, and is put in the order of the new ids.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, insert, select, update

from bot import comments as rules
from bot.comments import Decision, Draft, Sheet, Waiting
from bot.delivery import WORTH_SENDING, Delivery
from bot.errors import Refused
from bot.pulses import Paper, Round
from bot.teams import CohortMember
from storage import delivery as outbox
from storage import pulses, readers, upserts
from storage.asking_tables import PAPER
from storage.comment_tables import COMMENT, DRAFT, REPLY
from storage.padding import padded, unpadded
from storage.seals import RoundKey
from storage.tables import COHORT, ROUND

if TYPE_CHECKING:
    from storage.database import Db

ID_BYTES = 12
CHANGED_AT_ONCE = 5_000  # a statement has room for so many values, and more, on both stores
TEXT, LINK = "comment", "link"  # what is sealed, so that one cannot be taken for the other
PLACES = (
    select(*pulses.FIELDS, COHORT.c.team, COHORT.c.is_manager, PAPER.c.members)
    .select_from(COHORT)
    .join(ROUND, and_(ROUND.c.workspace == COHORT.c.workspace, ROUND.c.id == COHORT.c.round))
    .join(
        PAPER,
        and_(PAPER.c.workspace == COHORT.c.workspace, PAPER.c.round == COHORT.c.round, PAPER.c.team == COHORT.c.team),
    )
    .where(*pulses.THIS_ROUND, COHORT.c.person == bindparam("person"))
)


def sheet(db: Db, round_id: str, person: str) -> Sheet | None:
    """What someone of a round's cohort may write a comment on; None for anyone else."""
    blank = _blank(db, round_id, person)
    if blank is None or blank.round.is_closed:
        return blank
    return replace(blank, draft=_draft(db, round_id, person))


def is_offered(db: Db, round_id: str, person: str) -> bool:
    """Whether someone may write a comment in this round."""
    blank = _blank(db, round_id, person)
    return blank is not None and blank.is_offered


def draft(db: Db, round_id: str, person: str) -> str | None:
    """What someone has written in an open round. Raises Refused after closing."""
    found = _draft(db, round_id, person)
    return found.text if found else None


def put_draft(db: Db, round_id: str, person: str, draft: Draft) -> None:
    """Keep a comment in place of the person's earlier one. Raises Refused after closing."""
    key = _key(db, round_id)
    name, content = key.pen_name(person), bytes([draft.may_reply]) + draft.text.encode()
    place = {"workspace": db.workspace, "round": round_id, "pseudonym": name}
    upserts.put(db, DRAFT, [place | {"sealed": key.seal_words(name, padded(content))}])


def drop_draft(db: Db, round_id: str, person: str) -> None:
    """Destroy what someone has written in an open round. Raises Refused after closing."""
    here = (DRAFT.c.workspace == db.workspace, DRAFT.c.round == round_id)
    db.run(delete(DRAFT).where(*here, DRAFT.c.pseudonym == _key(db, round_id).pen_name(person)))


def close(
    db: Db,
    key: RoundKey,
    round_id: str,
    cohort: Iterable[CohortMember],
    papers: Mapping[str, Paper],
    answered: Mapping[str, int],
    now: datetime,
) -> None:
    """Take a closing round's comments over, and read out, pass on, hold or delete those that waited before.

    `answered` says for each team how many of its members, without managers, have answered; it is kept nowhere. The
    drafts, their key and the answers are destroyed by the caller, in the same act.
    """
    waiting = _waiting(db)
    _take_over(db, key, round_id, cohort, papers)
    reading = readers.every(db)
    counted = rules.answered(answered, papers.values())
    ready = {group: n for group, n in counted.items() if group in reading}
    decided = rules.at_closing(waiting, ready, rules.larger(papers.values()))
    for group, ids in decided.released.items():
        _release(db, ids, sorted(reading[group]), now)
    _age(db, decided)


def written(db: Db, person: str) -> dict[str, str]:
    """The comments by id, waiting or read out, whose sealed link opens to this person: those that may be answered."""
    found = select(COMMENT.c.id, COMMENT.c.sealed, COMMENT.c.link).where(COMMENT.c.workspace == db.workspace)
    return {
        row.id: opened(db, TEXT, row.id, row.sealed)
        for row in db.run(found.order_by(COMMENT.c.id))
        if opened(db, LINK, row.id, row.link) == person
    }


def forget(db: Db, today: date) -> int:
    """Destroy what was read out more than thirty days ago, with its link and the answers to it. Returns how many."""
    over = (COMMENT.c.workspace == db.workspace, COMMENT.c.until < today)
    db.run(
        delete(REPLY).where(REPLY.c.workspace == db.workspace, REPLY.c.comment.in_(select(COMMENT.c.id).where(*over)))
    )
    return db.run(delete(COMMENT).where(*over)).rowcount


def opened(db: Db, what: str, comment: str, sealed: bytes) -> str:
    """The `TEXT` of a comment, or by its `LINK` who wrote it: empty where they want no answers.

    Empty too when another secret sealed it: then nobody can open it any more.
    """
    try:
        return unpadded(db.seals.open(sealed, _bound(db, what, comment))).decode()
    except Refused:
        return ""


def _sealed(db: Db, what: str, comment: str, content: str) -> bytes:
    return db.seals.seal(padded(content.encode()), _bound(db, what, comment))


def _bound(db: Db, what: str, comment: str) -> str:
    return f"{what}|{db.workspace}|{comment}"


def _blank(db: Db, round_id: str, person: str) -> Sheet | None:
    row = db.run(PLACES, {"workspace": db.workspace, "round": round_id, "person": person}).one_or_none()
    if row is None:
        return None
    team, is_manager, members = row[len(pulses.FIELDS) :]
    return Sheet(Round(*row[: len(pulses.FIELDS)]), CohortMember(person, team, is_manager), members)


def _key(db: Db, round_id: str) -> RoundKey:
    """The key of an open round, which then cannot be closed until the act ends."""
    sealed = db.run(pulses.OPEN_KEY, {"workspace": db.workspace, "round": round_id}).scalar_one_or_none()
    if sealed is None:
        raise Refused("comment_closed")
    return db.seals.open_key(sealed, db.workspace, round_id)


def _draft(db: Db, round_id: str, person: str) -> Draft | None:
    key = _key(db, round_id)
    name = key.pen_name(person)
    found = select(DRAFT.c.sealed).where(DRAFT.c.workspace == db.workspace, DRAFT.c.round == round_id)
    sealed = db.run(found.where(DRAFT.c.pseudonym == name)).scalar_one_or_none()
    return _read(key, name, sealed) if sealed else None


def _read(key: RoundKey, pen_name: bytes, sealed: bytes) -> Draft:
    content = unpadded(key.open_words(pen_name, sealed))
    return Draft(content[1:].decode(), bool(content[0]))


def _waiting(db: Db) -> list[Waiting]:
    found = select(COMMENT.c.id, COMMENT.c.audience, COMMENT.c.waited).where(COMMENT.c.workspace == db.workspace)
    return [Waiting(*row) for row in db.run(found.where(COMMENT.c.release.is_(None)).order_by(COMMENT.c.id))]


def _take_over(
    db: Db, key: RoundKey, round_id: str, cohort: Iterable[CohortMember], papers: Mapping[str, Paper]
) -> None:
    """Make comments of a round's drafts. One of nobody in the cohort came while its writer was being erased."""
    drafts = select(DRAFT.c.pseudonym, DRAFT.c.sealed).where(DRAFT.c.workspace == db.workspace)
    sealed = {row.pseudonym: row.sealed for row in db.run(drafts.where(DRAFT.c.round == round_id))}
    if not sealed:
        return
    rows = []
    for member in cohort:
        name = key.pen_name(member.person)
        if name in sealed and member.team in papers:
            rows.append(_row(db, member, _read(key, name, sealed[name])))
    if rows:
        db.run(insert(COMMENT), sorted(rows, key=lambda row: str(row["id"])))


def _row(db: Db, writer: CohortMember, draft: Draft) -> dict[str, object]:
    comment = secrets.token_hex(ID_BYTES)
    return {
        "workspace": db.workspace,
        "id": comment,
        "audience": writer.team,
        "sealed": _sealed(db, TEXT, comment, draft.text),
        "link": _sealed(db, LINK, comment, writer.person if draft.may_reply else ""),
        "waited": 0,
        "release": None,
        "until": None,
    }


def _release(db: Db, ids: Sequence[str], to: Iterable[str], now: datetime) -> None:
    """Mark comments as read out together, and put the messages with them in the outbox."""
    release = secrets.token_hex(ID_BYTES)
    _change(db, ids, {"release": release, "until": now.date() + rules.KEPT})
    outbox.enqueue(
        db,
        [
            Delivery(
                id=secrets.token_hex(ID_BYTES),
                key=rules.key(release, person, part),
                kind=rules.KIND,
                recipient=person,
                subject=f"{release}:{part}",
                due_at=now,
                expires_at=now + WORTH_SENDING,
                nonce=secrets.token_hex(ID_BYTES),
            )
            for person in to
            for part in rules.parts(len(ids))
        ],
    )


def _age(db: Db, decided: Decision) -> None:
    _change(db, decided.held, {"waited": COMMENT.c.waited + 1})
    for group in sorted(set(decided.passed.values())):
        ids = [comment for comment, to in decided.passed.items() if to == group]
        _change(db, ids, {"audience": group, "waited": 0})
    gone = delete(COMMENT).where(COMMENT.c.workspace == db.workspace, COMMENT.c.id == bindparam("gone"))
    if decided.dropped:
        db.run(gone, [{"gone": comment} for comment in sorted(decided.dropped)])


def _change(db: Db, ids: Iterable[str], values: Mapping[str, object]) -> None:
    known = sorted(ids)
    for begin in range(0, len(known), CHANGED_AT_ONCE):
        some = COMMENT.c.id.in_(known[begin : begin + CHANGED_AT_ONCE])
        db.run(update(COMMENT).where(COMMENT.c.workspace == db.workspace, some).values(**values))
