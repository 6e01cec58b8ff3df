"""Rounds, and the answers in an open one. Nothing here says when an answer came, or whose it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, false, insert, select, true

from bot import items
from bot.errors import Refused
from bot.items import Item, Kind
from bot.pulses import Answer, Paper, Questions, Round
from bot.teams import CohortMember
from storage import upserts
from storage.asking_tables import PAPER
from storage.seals import RoundKey
from storage.tables import ANSWER, COHORT, ROUND, ROUND_KEY

if TYPE_CHECKING:
    from storage.database import Db

FIELDS = (ROUND.c.id, ROUND.c.week, ROUND.c.opens_at, ROUND.c.closes_at, ROUND.c.is_closed)

# A click runs these three again and again: built once, with names for their parameters, they cost half of the time.
THIS_ROUND = (ROUND.c.workspace == bindparam("workspace"), ROUND.c.id == bindparam("round"))
IS_ITS_KEY = and_(ROUND_KEY.c.workspace == ROUND.c.workspace, ROUND_KEY.c.round == ROUND.c.id)
ASKED = (
    select(*FIELDS, COHORT.c.team, COHORT.c.is_manager, PAPER.c["items"], ROUND_KEY.c.sealed)
    .select_from(ROUND)
    .join(COHORT, and_(COHORT.c.workspace == ROUND.c.workspace, COHORT.c.round == ROUND.c.id))
    .join(
        PAPER,
        and_(
            PAPER.c.workspace == COHORT.c.workspace,
            PAPER.c.round == COHORT.c.round,
            PAPER.c.team == COHORT.c.team,
        ),
    )
    .outerjoin(ROUND_KEY, IS_ITS_KEY)
    .where(*THIS_ROUND, COHORT.c.person == bindparam("person"))
    .with_for_update(read=True, of=ROUND)
)
OPEN_KEY = (
    select(ROUND_KEY.c.sealed)
    .select_from(ROUND)
    .join(ROUND_KEY, IS_ITS_KEY)
    .where(*THIS_ROUND, ROUND.c.is_closed == false())
    .with_for_update(read=True, of=ROUND)
)
ANSWERED = select(ANSWER.c.item).where(
    ANSWER.c.workspace == bindparam("workspace"),
    ANSWER.c.round == bindparam("round"),
    ANSWER.c.pseudonym == bindparam("pseudonym"),
)


def open_round(db: Db, opened: Round, cohort: Iterable[CohortMember], papers: Iterable[Paper]) -> bool:
    """Keep a new round with its cohort, what each team is asked, and a key of its own.

    False, and nothing kept, when its week has one.
    """
    flags = {"is_closed": False, "is_scrubbed": False, "is_planned": False, "is_told": True}
    times = {"opens_at": opened.opens_at, "closes_at": opened.closes_at}
    row = {"workspace": db.workspace, "id": opened.id, "week": opened.week, **times, **flags}
    if not upserts.add(db, ROUND, [row], unique=("workspace", "week"), returning=ROUND.c.id):
        return False
    here = {"workspace": db.workspace, "round": opened.id}
    members = [here | {"person": m.person, "team": m.team, "is_manager": m.is_manager} for m in cohort]
    if members:
        db.run(insert(COHORT), members)
    asked = [here | vars(paper) | {"items": [_written(item) for item in paper.items]} for paper in papers]
    if asked:
        db.run(insert(PAPER), asked)
    db.run(insert(ROUND_KEY), here | {"sealed": db.seals.new_key(db.workspace, opened.id)})
    return True


def current(db: Db) -> Round | None:
    """The open round."""
    return _first(db, ROUND.c.is_closed == false())


def of_week(db: Db, week: str) -> Round | None:
    """The round of a week such as 2026-W10."""
    return _first(db, ROUND.c.week == week)


def latest_closed(db: Db) -> Round | None:
    """The last round that closed."""
    return _first(db, ROUND.c.is_closed == true())


def before(db: Db, later: Round) -> Round | None:
    """The closed round before this one."""
    return _first(db, ROUND.c.is_closed == true(), ROUND.c.week < later.week)


def closed_until(db: Db, week: str) -> list[Round]:
    """All rounds that closed, to that of a week such as 2026-W10, oldest first."""
    found = _rounds(db, ROUND.c.is_closed == true(), ROUND.c.week <= week).order_by(ROUND.c.week)
    return [Round(*row) for row in db.run(found)]


def overdue(db: Db, now: datetime) -> list[Round]:
    """The rounds whose time is over and that are still open."""
    found = _rounds(db, ROUND.c.is_closed == false(), ROUND.c.closes_at <= now).order_by(ROUND.c.week)
    return [Round(*row) for row in db.run(found)]


def questions(db: Db, round_id: str, person: str) -> Questions | None:
    """What a person of this round's cohort is asked, and what they have answered; None for anyone else.

    Until the act ends, the round cannot be closed.
    """
    row = db.run(ASKED, {"workspace": db.workspace, "round": round_id, "person": person}).one_or_none()
    if row is None:
        return None
    team, is_manager, items, sealed = row[len(FIELDS) :]
    answered = _answered(db, db.seals.open_key(sealed, db.workspace, round_id), round_id, person) if sealed else ()
    member = CohortMember(person, team, is_manager)
    return Questions(Round(*row[: len(FIELDS)]), member, tuple(map(item, items)), frozenset(answered))


def keep(db: Db, answer: Answer) -> None:
    """Keep an answer in place of the person's earlier one. Raises Refused after closing."""
    key = _key(db, answer.round)
    pseudonym = key.pseudonym(answer.person)
    place = {"workspace": db.workspace, "round": answer.round, "pseudonym": pseudonym, "item": answer.item}
    upserts.put(db, ANSWER, [place | {"sealed": key.seal_score(pseudonym, answer.item, answer.score)}])


def withdraw(db: Db, round_id: str, person: str) -> None:
    """Destroy all that a person has answered in an open round. Raises Refused after closing."""
    pseudonym = _key(db, round_id).pseudonym(person)
    here = (ANSWER.c.workspace == db.workspace, ANSWER.c.round == round_id)
    db.run(delete(ANSWER).where(*here, ANSWER.c.pseudonym == pseudonym))


def keyless(db: Db) -> list[Round]:
    """The open rounds whose key is gone: they came from a backup, and can neither be answered nor counted."""
    keyed = select(ROUND_KEY.c.round).where(IS_ITS_KEY).exists()
    found = _rounds(db, ROUND.c.is_closed == false(), ~keyed).order_by(ROUND.c.week)
    return [Round(*row) for row in db.run(found)]


def key_of(db: Db, round_id: str) -> RoundKey:
    """A round's key, whether it is open or about to be closed. Raises Refused when there is none, or another secret
    sealed it.
    """
    here = (ROUND_KEY.c.workspace == db.workspace, ROUND_KEY.c.round == round_id)
    sealed = db.run(select(ROUND_KEY.c.sealed).where(*here)).scalar_one_or_none()
    if sealed is None:
        raise Refused("pulse_key_gone")
    return db.seals.open_key(sealed, db.workspace, round_id)


def own_scores(db: Db, round_id: str, person: str) -> dict[str, int]:
    """What someone has answered in an open round, by item, for nobody but themselves. Raises Refused after closing."""
    key = _key(db, round_id)
    name = key.pseudonym(person)
    found = select(ANSWER.c.item, ANSWER.c.sealed).where(ANSWER.c.workspace == db.workspace, ANSWER.c.round == round_id)
    rows = db.run(found.where(ANSWER.c.pseudonym == name).order_by(ANSWER.c.item))
    return {row.item: key.open_score(name, row.item, row.sealed) for row in rows}


def cohort_of(db: Db, round_id: str) -> list[CohortMember]:
    """Who takes part in a round, by id."""
    found = select(COHORT.c.person, COHORT.c.team, COHORT.c.is_manager).where(*_of_cohort(db, round_id))
    return [CohortMember(*row) for row in db.run(found.order_by(COHORT.c.person))]


def papers(db: Db, round_id: str, teams: Collection[str] | None = None) -> dict[str, Paper]:
    """What each team, or some of them, was asked in a round, and how many it had, by the team's id."""
    columns = [PAPER.c[name] for name in ("team", "items", "members", "managers", "department")]
    of_teams = [] if teams is None else [PAPER.c.team.in_(teams)]
    found = select(*columns).where(PAPER.c.workspace == db.workspace, PAPER.c.round == round_id, *of_teams)
    return {
        row.team: Paper(**row._asdict() | {"items": tuple(map(item, row[1]))})
        for row in db.run(found.order_by(PAPER.c.team))
    }


def _rounds(db: Db, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(*FIELDS).where(ROUND.c.workspace == db.workspace, *conditions)


def _first(db: Db, *conditions: ColumnElement[bool]) -> Round | None:
    row = db.run(_rounds(db, *conditions).order_by(ROUND.c.week.desc()).limit(1)).one_or_none()
    return Round(*row) if row else None


def _of_cohort(db: Db, round_id: str) -> tuple[ColumnElement[bool], ...]:
    return COHORT.c.workspace == db.workspace, COHORT.c.round == round_id


def _written(item: Item) -> dict[str, str]:
    """An item as a paper keeps it: an own one with its text, which an admin may change or drop later."""
    return {"id": item.id} | ({"text": item.text} if item.text else {})


def item(written: Mapping[str, str]) -> Item:
    """An item as a paper keeps it; one of the workspace's own with the text that was asked."""
    known = items.bank().get(written["id"])
    return known or Item(written["id"], Kind.OWN, need="", turn=1, text=written.get("text", ""))


def _key(db: Db, round_id: str) -> RoundKey:
    """The key of an open round, which then cannot be closed until the act ends. Raises Refused for any other."""
    sealed = db.run(OPEN_KEY, {"workspace": db.workspace, "round": round_id}).scalar_one_or_none()
    if sealed is None:
        raise Refused("pulse_closed")
    return db.seals.open_key(sealed, db.workspace, round_id)


def _answered(db: Db, key: RoundKey, round_id: str, person: str) -> Iterable[str]:
    whose = {"workspace": db.workspace, "round": round_id, "pseudonym": key.pseudonym(person)}
    return db.run(ANSWERED, whose).scalars()
