"""Rounds, and the answers in an open one. Nothing here says when an answer came, or whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    delete,
    false,
    func,
    insert,
    literal,
    select,
    true,
    update,
)

from bot import privacy, pulses
from bot.errors import Refused
from bot.privacy import CountedAnswer, Tally
from bot.pulses import Answer, Questions, Round
from bot.teams import CohortMember
from storage import upserts
from storage.seals import RoundKey
from storage.tables import ANSWER, COHORT, ROUND, ROUND_KEY, TALLY, TEAM
from storage.types import Moment

if TYPE_CHECKING:
    from storage.database import Db

FIELDS = (ROUND.c.id, ROUND.c.week, ROUND.c.opens_at, ROUND.c.closes_at, ROUND.c.is_closed)

# A click runs these three again and again: built once, with names for their parameters, they cost half of the time.
THIS_ROUND = (ROUND.c.workspace == bindparam("workspace"), ROUND.c.id == bindparam("round"))
IS_ITS_KEY = and_(ROUND_KEY.c.workspace == ROUND.c.workspace, ROUND_KEY.c.round == ROUND.c.id)
ASKED = (
    select(*FIELDS, COHORT.c.team, COHORT.c.is_manager, func.coalesce(TEAM.c.offset, 0), ROUND_KEY.c.sealed)
    .select_from(ROUND)
    .join(COHORT, and_(COHORT.c.workspace == ROUND.c.workspace, COHORT.c.round == ROUND.c.id))
    .outerjoin(TEAM, and_(TEAM.c.workspace == COHORT.c.workspace, TEAM.c.id == COHORT.c.team))
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


def open_round(db: Db, opened: Round, cohort: Iterable[CohortMember]) -> bool:
    """Keep a new round with its cohort and a key of its own. False, and nothing kept, when its week has one."""
    flags = {"is_closed": False, "is_scrubbed": False, "is_planned": False}
    times = {"opens_at": opened.opens_at, "closes_at": opened.closes_at}
    row = {"workspace": db.workspace, "id": opened.id, "week": opened.week, **times, **flags}
    if not upserts.add(db, ROUND, [row], unique=("workspace", "week"), returning=ROUND.c.id):
        return False
    here = {"workspace": db.workspace, "round": opened.id}
    members = [here | {"person": m.person, "team": m.team, "is_manager": m.is_manager} for m in cohort]
    if members:
        db.run(insert(COHORT), members)
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
    team, is_manager, offset, sealed = row[len(FIELDS) :]
    answered = _answered(db, db.seals.open_key(sealed, db.workspace, round_id), round_id, person) if sealed else ()
    return pulses.questions(
        Round(*row[: len(FIELDS)]), CohortMember(person, team, is_manager), offset, frozenset(answered)
    )


def keep(db: Db, answer: Answer) -> None:
    """Keep an answer in place of the person's earlier one, or take that one back. Raises Refused after closing."""
    key = _key(db, answer.round)
    pseudonym = key.pseudonym(answer.person)
    place = {"workspace": db.workspace, "round": answer.round, "pseudonym": pseudonym, "item": answer.item}
    if answer.score is None:
        db.run(delete(ANSWER).where(*[ANSWER.c[name] == value for name, value in place.items()]))
    else:
        upserts.put(db, ANSWER, [place | {"sealed": key.seal_score(pseudonym, answer.item, answer.score)}])


def close(db: Db, round_id: str, now: datetime) -> list[Tally] | None:
    """Close an open round and return what is kept of it; None when it is not open any more.

    A round that is closed early ends now. Once it is marked as closed no act can add an answer: those that had begun
    are waited for, and the others see the mark (`questions`). So every answer is either counted or refused.
    """
    if not _end(db, round_id, now):
        return None
    sizes = members(db, round_id), _by_team(db, round_id, are_managers=True)
    kept = sorted(privacy.tallies(_counted(db, round_id), *sizes), key=lambda tally: (tally.group, tally.item))
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


def cohort_of(db: Db, round_id: str) -> list[CohortMember]:
    """Who takes part in a round, by id."""
    found = select(COHORT.c.person, COHORT.c.team, COHORT.c.is_manager).where(*_of_cohort(db, round_id))
    return [CohortMember(*row) for row in db.run(found.order_by(COHORT.c.person))]


def members(db: Db, round_id: str) -> dict[str, int]:
    """How many people each team had in a round, without its managers; a team with none is left out."""
    return _by_team(db, round_id, are_managers=False)


def teams_of(db: Db, round_id: str) -> list[str]:
    """The ids of the teams that took part in a round."""
    return list(db.run(select(COHORT.c.team).distinct().where(*_of_cohort(db, round_id)).order_by("team")).scalars())


def _rounds(db: Db, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(*FIELDS).where(ROUND.c.workspace == db.workspace, *conditions)


def _first(db: Db, *conditions: ColumnElement[bool]) -> Round | None:
    row = db.run(_rounds(db, *conditions).order_by(ROUND.c.week.desc()).limit(1)).one_or_none()
    return Round(*row) if row else None


def _end(db: Db, round_id: str, now: datetime) -> bool:
    ends = case((ROUND.c.closes_at > now, literal(now, Moment)), else_=ROUND.c.closes_at)
    is_open = (ROUND.c.workspace == db.workspace, ROUND.c.id == round_id, ROUND.c.is_closed == false())
    marks = {"is_closed": true(), "is_scrubbed": false(), "closes_at": ends}
    return db.run(update(ROUND).where(*is_open).values(**marks)).rowcount > 0


def _destroy(db: Db, round_id: str) -> None:
    for table in (ANSWER, ROUND_KEY):
        db.run(delete(table).where(table.c.workspace == db.workspace, table.c.round == round_id))


def _of_cohort(db: Db, round_id: str) -> tuple[ColumnElement[bool], ...]:
    return COHORT.c.workspace == db.workspace, COHORT.c.round == round_id


def _by_team(db: Db, round_id: str, *, are_managers: bool) -> dict[str, int]:
    counted = select(COHORT.c.team, func.count()).where(*_of_cohort(db, round_id), COHORT.c.is_manager == are_managers)
    return {row[0]: row[1] for row in db.run(counted.group_by(COHORT.c.team))}


def _key(db: Db, round_id: str) -> RoundKey:
    """The key of an open round, which then cannot be closed until the act ends. Raises Refused for any other."""
    sealed = db.run(OPEN_KEY, {"workspace": db.workspace, "round": round_id}).scalar_one_or_none()
    if sealed is None:
        raise Refused("pulse_closed")
    return db.seals.open_key(sealed, db.workspace, round_id)


def _answered(db: Db, key: RoundKey, round_id: str, person: str) -> Iterable[str]:
    whose = {"workspace": db.workspace, "round": round_id, "pseudonym": key.pseudonym(person)}
    return db.run(ANSWERED, whose).scalars()


def _counted(db: Db, round_id: str) -> Iterator[CountedAnswer]:
    """The answers with the team they count in; each person's pseudonym is made anew to find theirs."""
    here = (ROUND_KEY.c.workspace == db.workspace, ROUND_KEY.c.round == round_id)
    key = db.seals.open_key(db.run(select(ROUND_KEY.c.sealed).where(*here)).scalar_one(), db.workspace, round_id)
    place_of = {key.pseudonym(member.person): member for member in cohort_of(db, round_id)}
    answers = select(ANSWER.c.pseudonym, ANSWER.c.item, ANSWER.c.sealed)
    for row in db.run(answers.where(ANSWER.c.workspace == db.workspace, ANSWER.c.round == round_id)):
        place, score = place_of[row.pseudonym], key.open_score(row.pseudonym, row.item, row.sealed)
        yield CountedAnswer(place.team, row.item, score, place.is_manager)
