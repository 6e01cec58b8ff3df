"""What digests offered teams to try, what became of it, and a workspace's own words for the ideas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, delete, or_, select, true, tuple_, update

from bot import nudges
from bot.nudges import Idea
from bot.practices import TAKEN_UP, WORTH_TELLING, Practice, State
from bot.privacy import Shown
from storage import digest_lists, locks, upserts
from storage.practice_tables import IDEA_TEXT, PRACTICE
from storage.tables import PERSON, ROUND

if TYPE_CHECKING:
    from storage.database import Db

OFFERED_ONCE = ("workspace", "round", "team", "idea")
ALIKE = ("id", "round", "idea", "text", "reason", "item", "offered_at", "decided_at", "settled_in", "told_in")
FIELDS = [PRACTICE.c[name] for name in ALIKE]
KEPT = [PRACTICE.c.team, PRACTICE.c.state, PRACTICE.c.then, PRACTICE.c.since, PERSON.c.name]
TELLING = ("round", "settled_in", "told_in")  # the rounds whose digests tell of a practice
DECIDED_IT = and_(PERSON.c.workspace == PRACTICE.c.workspace, PERSON.c.id == PRACTICE.c.by)


def add(db: Db, practices: Iterable[Practice]) -> int:
    """Keep what is offered, unless the same was in the same round. Returns how many are new."""
    return upserts.add_many(db, PRACTICE, [_row(db, practice) for practice in practices], unique=OFFERED_ONCE)


def one(db: Db, practice_id: str) -> Practice | None:
    """The practice of this id. Until the act ends, others who would change it wait."""
    found = _practices(db, PRACTICE.c.id == practice_id).with_for_update(of=PRACTICE)
    return next(map(_practice, db.run(found)), None)


def told(db: Db, places: Collection[tuple[str, str]]) -> dict[tuple[str, str], list[Practice]]:
    """What digests tell of, each by the ids of its round and group: what it offers, asks about, and says was done."""
    rounds, groups = ([*{place[side] for place in places}] for side in (0, 1))
    of_digests = [PRACTICE.c[part].in_(rounds) for part in TELLING]
    found = _practices(db, PRACTICE.c.team.in_(groups), or_(*of_digests))
    by_place: dict[tuple[str, str], list[Practice]] = {place: [] for place in places}
    for practice in map(_practice, db.run(found.order_by(PRACTICE.c.offered_at, PRACTICE.c.id))):
        for round_id in {getattr(practice, part) for part in TELLING}:
            by_place.get((round_id, practice.group), []).append(practice)
    return by_place


def log(db: Db, groups: Collection[str], now: datetime, most: int | None = None) -> list[Practice]:
    """What these groups have taken up, newest first, and of all of it so many entries at most.

    It says no more than their digests that are out: not what one that waits for its hour has a team begin, nor its
    score.
    """
    not_yet = digest_lists.waiting(db, groups, now)
    is_told = [tuple_(PRACTICE.c.round, PRACTICE.c.team).not_in(sorted(not_yet))] if not_yet else []
    taken_up = PRACTICE.c.state.in_([state.value for state in TAKEN_UP])
    found = _practices(db, PRACTICE.c.team.in_(groups), taken_up, *is_told).limit(most)
    known = map(_practice, db.run(found.order_by(PRACTICE.c.decided_at.desc(), PRACTICE.c.id)))
    return [replace(one, since=None) if (one.settled_in, one.group) in not_yet else one for one in known]


def lately(db: Db, groups: Collection[str], since: datetime) -> dict[str, set[str]]:
    """The ideas that were offered to these groups since then, by group."""
    found = select(PRACTICE.c.team, PRACTICE.c.idea).where(*_of(db, groups), PRACTICE.c.offered_at > since)
    ideas: dict[str, set[str]] = defaultdict(set)
    for group, idea in db.run(found):
        ideas[group].add(idea)
    return ideas


def decide(db: Db, practice: Practice, to: State, person: str, now: datetime) -> None:
    """Note what was decided of a practice. Who took it up, and when, stays when it is told what became of it."""
    own = (PRACTICE.c.workspace == db.workspace, PRACTICE.c.id == practice.id, PRACTICE.c.state == practice.state.value)
    taken_up = {"by": person, "decided_at": now} if to is State.TRYING else {}
    db.run(update(PRACTICE).where(*own).values(state=to.value, **taken_up))


def due(db: Db, groups: Collection[str], until: datetime) -> list[Practice]:
    """What these groups took up until then and were not asked about yet."""
    trying = (PRACTICE.c.state == State.TRYING.value, PRACTICE.c.settled_in.is_(None), PRACTICE.c.decided_at <= until)
    found = _practices(db, *_of(db, groups), *trying).order_by(PRACTICE.c.team, PRACTICE.c.id)
    return [_practice(row) for row in db.run(found)]


def ask(db: Db, round_id: str, since: Mapping[str, Shown | None]) -> None:
    """Have the digest of a round ask about practices; `since` is by their ids what was shown since."""
    if not since:
        return
    own = (PRACTICE.c.workspace == db.workspace, PRACTICE.c.id == bindparam("its_id"))
    rows = [{"its_id": practice, "score": _kept(score)} for practice, score in since.items()]
    asked = (
        update(PRACTICE).where(*own).values(settled_in=round_id, since=bindparam("score", type_=PRACTICE.c.since.type))
    )
    db.run(asked, rows)


def tell(db: Db, groups: Collection[str], round_id: str) -> None:
    """Have the digests of a round tell what these groups did of what they were asked about before."""
    is_new = (PRACTICE.c.state.in_([state.value for state in WORTH_TELLING]), PRACTICE.c.told_in.is_(None))
    db.run(update(PRACTICE).where(*_of(db, groups), *is_new).values(told_in=round_id))


def rounds_since(db: Db, moment: datetime) -> dict[str, datetime]:
    """The rounds that closed after a moment, by id, and when each of them did."""
    found = select(ROUND.c.id, ROUND.c.closes_at).where(ROUND.c.workspace == db.workspace, ROUND.c.is_closed == true())
    return {row.id: row.closes_at for row in db.run(found.where(ROUND.c.closes_at > moment).order_by(ROUND.c.week))}


def ideas(db: Db) -> dict[str, Idea]:
    """All ideas, by id, with the workspace's own words where it has some."""
    return nudges.worded(own_texts(db))


def ideas_to_change(db: Db) -> dict[str, Idea]:
    """The same, for an act that words them anew. Until the act ends, others who would do so wait."""
    locks.workspace(db)
    return ideas(db)


def own_texts(db: Db) -> dict[str, str]:
    """The workspace's own words, by idea."""
    found = select(IDEA_TEXT.c.idea, IDEA_TEXT.c.text).where(IDEA_TEXT.c.workspace == db.workspace)
    return {row.idea: row.text for row in db.run(found)}


def word(db: Db, texts: Mapping[str, str]) -> None:
    """Keep the workspace's own words for some ideas."""
    upserts.put(
        db, IDEA_TEXT, [{"workspace": db.workspace, "idea": idea, "text": texts[idea]} for idea in sorted(texts)]
    )


def reset(db: Db, ideas: Collection[str]) -> None:
    """Have these ideas said as they ship."""
    db.run(delete(IDEA_TEXT).where(IDEA_TEXT.c.workspace == db.workspace, IDEA_TEXT.c.idea.in_(ideas)))


def _practices(db: Db, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    found = select(*FIELDS, *KEPT).select_from(PRACTICE.outerjoin(PERSON, DECIDED_IT))
    return found.where(PRACTICE.c.workspace == db.workspace, *conditions)


def _of(db: Db, groups: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return PRACTICE.c.workspace == db.workspace, PRACTICE.c.team.in_(groups)


def _row(db: Db, practice: Practice) -> dict[str, Any]:
    own = {name: getattr(practice, name) for name in ALIKE} | {"team": practice.group, "state": practice.state.value}
    scores = {"then": _kept(practice.then), "since": _kept(practice.since)}
    return {"workspace": db.workspace, "by": None} | own | scores


def _kept(score: Shown | None) -> dict[str, Any] | None:
    return asdict(score) if score else None


def _practice(row: Row[Any]) -> Practice:
    kept = row._asdict()
    group, name, state = kept.pop("team"), kept.pop("name"), State(kept.pop("state"))
    then, since = (Shown(**score) if (score := kept.pop(part)) else None for part in ("then", "since"))
    return Practice(**kept, group=group, state=state, by=name or "", then=then, since=since)
