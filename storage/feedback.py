"""What customers said: kept, counted, changed and taken away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, false, func, select, union, update

from bot.feedback import EXPECTATIONS, Feedback, Scale
from storage import lists, upserts
from storage.feedback_tables import CONCERN, FEEDBACK

if TYPE_CHECKING:
    from storage.database import Db

NOT_PLAIN = {"expectations", "teams"}
PLAIN = tuple(field.name for field in fields(Feedback) if field.name not in NOT_PLAIN)
COLUMNS = [FEEDBACK.c[name] for name in (*PLAIN, *EXPECTATIONS)]
BY_KEY = ("workspace", "key")
MOST_COMPARED = 200
ERASED: dict[str, Any] = {
    "customer": "",
    "folded": "",
    "said": "",
    "link": "",
    "praised": None,
    "is_praise_told": False,
    "praise_told_by": None,
    "praise_shared_at": None,
    "praise_shared_with": None,
    "is_removed": True,
}


def keep(db: Db, feedback: Feedback) -> bool:
    """Keep one piece of feedback. False when its key is known already."""
    return keep_many(db, [feedback])[0]


def keep_many(db: Db, feedback: Iterable[Feedback]) -> list[bool]:
    """Keep those whose key is not known yet. Tells for each whether it was new."""
    given = list(feedback)
    known = _known(db, {piece.key for piece in given})
    rows = {piece.key: _row(db.workspace, piece) for piece in reversed(given) if piece.key not in known}
    new = _added(db, list(rows.values()))
    _place(db, [piece for piece in given if piece.id in new])
    return [piece.id in new for piece in given]


def _known(db: Db, keys: Collection[str]) -> set[str]:
    """Those of these keys by which there is something already."""
    wanted = lists.filled(keys)
    return set(db.run(_keys(len(wanted)), {"workspace": db.workspace, **wanted}).scalars()) if wanted else set()


@cache
def _keys(length: int) -> Select[Any]:
    here = FEEDBACK.c.workspace == bindparam("workspace")
    return select(FEEDBACK.c.key).where(here, FEEDBACK.c.key.in_(lists.params(length)))


def _added(db: Db, rows: list[dict[str, Any]]) -> set[str]:
    """Insert rows whose keys were not known, and return the ids of those that are new."""
    if db.dialect == "sqlite":  # it has one writer, so nobody else has inserted one since
        upserts.add_many(db, FEEDBACK, rows, BY_KEY)
        return {row["id"] for row in rows}
    return set(upserts.add(db, FEEDBACK, rows, BY_KEY, FEEDBACK.c.id))


def one(db: Db, feedback_id: str) -> Feedback | None:
    """The feedback with this id, unless it was removed."""
    return next(iter(_loaded(db, select(*COLUMNS).where(*_present(db), FEEDBACK.c.id == feedback_id))), None)


def around(db: Db, customer: str, day: date, within: timedelta) -> list[Feedback]:
    """The newest of what this customer said, in whatever spelling of the name, within so long of a day."""
    near = FEEDBACK.c.happened_on.between(day - within, day + within)
    found = select(*COLUMNS).where(*_present(db), FEEDBACK.c.folded == customer.casefold(), near)
    return _loaded(db, found.order_by(FEEDBACK.c.happened_on.desc(), FEEDBACK.c.id).limit(MOST_COMPARED))


def spelling(db: Db, customer: str) -> str | None:
    """How a customer's name was written last, whatever its case; None for one who is not known."""
    found = select(FEEDBACK.c.customer).where(*_present(db), FEEDBACK.c.folded == customer.casefold())
    newest = found.order_by(FEEDBACK.c.happened_on.desc(), FEEDBACK.c.id).limit(1)
    return db.run(newest).scalar_one_or_none()


def customers(db: Db) -> list[str]:
    """The names of all customers, in one spelling each."""
    found = select(func.max(FEEDBACK.c.customer)).where(*_present(db)).group_by(FEEDBACK.c.folded)
    return list(db.run(found.order_by(FEEDBACK.c.folded)).scalars())


def seen_by(db: Db, person: str, led: Collection[str], skip: int, limit: int) -> list[Feedback]:
    """What someone logged and what concerns the teams they lead (`led`, ids), newest first."""
    logged = select(FEEDBACK.c.id).where(FEEDBACK.c.workspace == db.workspace, FEEDBACK.c.logged_by == person)
    concerned = select(CONCERN.c.feedback).where(CONCERN.c.workspace == db.workspace, CONCERN.c.team.in_(led))
    found = select(*COLUMNS).where(*_present(db), FEEDBACK.c.id.in_(union(logged, concerned)))
    return _loaded(db, found.order_by(FEEDBACK.c.happened_on.desc(), FEEDBACK.c.id).offset(skip).limit(limit))


def after(db: Db, feedback_id: str, limit: int) -> list[Feedback]:
    """The next pieces in the order of their ids, after one of them: so that all can be read without holding all."""
    found = select(*COLUMNS).where(*_present(db), FEEDBACK.c.id > feedback_id)
    return _loaded(db, found.order_by(FEEDBACK.c.id).limit(limit))


def change(db: Db, feedback: Feedback) -> bool:
    """Keep a piece with its changes. False when somebody else changed it, or took it away, since it was read."""
    row = _row(db.workspace, feedback) | {"version": feedback.version + 1}
    is_it = (*_present(db), FEEDBACK.c.id == feedback.id, FEEDBACK.c.version == feedback.version)
    if not db.run(update(FEEDBACK).where(*is_it).values(row)).rowcount:
        return False
    _clear(db, feedback.id)
    _place(db, [feedback])
    return True


def remove(db: Db, feedback_id: str) -> None:
    """Take a piece away. Its row stays, without the words: a file or form that is read again does not revive it."""
    db.run(update(FEEDBACK).where(*_present(db), FEEDBACK.c.id == feedback_id).values(ERASED))
    _clear(db, feedback_id)


def share_praise(db: Db, feedback_id: str, team: str, now: datetime) -> None:
    """Note that the person praised lets a team read it in its next digest."""
    is_it = (*_present(db), FEEDBACK.c.id == feedback_id, FEEDBACK.c.praise_shared_at.is_(None))
    db.run(update(FEEDBACK).where(*is_it).values(praise_shared_at=now, praise_shared_with=team))


def hide_praise(db: Db, feedback_id: str) -> None:
    """Note that the person praised lets no team read it any more."""
    is_it = (*_present(db), FEEDBACK.c.id == feedback_id)
    db.run(update(FEEDBACK).where(*is_it).values(praise_shared_at=None, praise_shared_with=None))


def _present(db: Db) -> tuple[ColumnElement[bool], ...]:
    return FEEDBACK.c.workspace == db.workspace, FEEDBACK.c.is_removed == false()


def _loaded(db: Db, found: Select[Any]) -> list[Feedback]:
    rows = [row._asdict() for row in db.run(found)]
    here = (CONCERN.c.workspace == db.workspace, CONCERN.c.feedback.in_([row["id"] for row in rows]))
    teams = defaultdict[str, set[str]](set)
    for feedback_id, team in db.run(select(CONCERN.c.feedback, CONCERN.c.team).where(*here)):
        teams[feedback_id].add(team)
    return [_feedback(row, teams[row["id"]]) for row in rows]


def _feedback(row: dict[str, Any], teams: Collection[str]) -> Feedback:
    about = frozenset(name for name in EXPECTATIONS if row[name])
    plain = {name: row[name] for name in PLAIN} | {"scale": Scale(row["scale"])}
    return Feedback(**plain, expectations=about, teams=frozenset(teams))


def _place(db: Db, feedback: Iterable[Feedback]) -> None:
    placed = [{"feedback": piece.id, "team": team} for piece in feedback for team in sorted(piece.teams)]
    upserts.add_many(db, CONCERN, placed, unique=("workspace", "feedback", "team"), alike={"workspace": db.workspace})


def _clear(db: Db, feedback_id: str) -> None:
    db.run(delete(CONCERN).where(CONCERN.c.workspace == db.workspace, CONCERN.c.feedback == feedback_id))


def _row(workspace: str, piece: Feedback) -> dict[str, Any]:
    about = {expectation: expectation in piece.expectations for expectation in EXPECTATIONS}
    own = {"workspace": workspace, "folded": piece.customer.casefold(), "is_met": piece.is_met, "team": None}
    return {name: value for name, value in vars(piece).items() if name not in NOT_PLAIN} | about | own
