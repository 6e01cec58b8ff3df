"""Who has thanked nobody for long, and who was thanked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select, true, update

from bot.people import Person
from bot.sharing import Sharing
from bot.teams import CohortMember
from bot.thanking import QUIET_FOR, Coverage, coverage
from storage import teams as stored_teams
from storage import upserts
from storage.kudos_tables import KUDOS, KUDOS_CHOICE, KUDOS_RECEIVER
from storage.people import FIELDS
from storage.tables import COHORT, PERSON, ROUND

if TYPE_CHECKING:
    from storage.database import Db


def known_since(db: Db, moment: datetime) -> str | None:
    """The last round that opened before a moment: whoever took part in it is not new. None: there was none."""
    rounds = select(ROUND.c.id).where(ROUND.c.workspace == db.workspace, ROUND.c.opens_at <= moment)
    found: str | None = db.run(rounds.order_by(ROUND.c.opens_at.desc()).limit(1)).scalar()
    return found


def silent(
    db: Db, round_id: str, since: datetime, day: date, after: str, most: int
) -> list[tuple[Person, date | None]]:
    """The next people after an id who took part in a round and have given no kudos since a moment, by id.

    With the day on which each was last invited, if any. Left out are those who want no invitation, or were invited
    after `day`.
    """
    choice = KUDOS_CHOICE.c
    cohort = (COHORT.c.workspace == db.workspace, COHORT.c.round == round_id, COHORT.c.person > after)
    wants = or_(choice.person.is_(None), and_(choice.has_prompt == true(), _long_ago(day)))
    found = (
        select(*FIELDS, choice.prompted_on)
        .select_from(COHORT)
        .join(PERSON, and_(PERSON.c.workspace == COHORT.c.workspace, PERSON.c.id == COHORT.c.person))
        .outerjoin(KUDOS_CHOICE, and_(choice.workspace == COHORT.c.workspace, choice.person == COHORT.c.person))
        .where(*cohort, wants, ~_given(since).exists())
    )
    rows = db.run(found.order_by(COHORT.c.person).limit(most)).all()
    return [(Person(*row[:-1]), row[-1]) for row in rows]


def _long_ago(day: date) -> ColumnElement[bool]:
    return or_(KUDOS_CHOICE.c.prompted_on.is_(None), KUDOS_CHOICE.c.prompted_on <= day)


def _given(since: datetime) -> Select[tuple[str]]:
    """The kudos of the person in question since a moment."""
    kudos = KUDOS.c
    own = select(kudos.id).where(kudos.workspace == PERSON.c.workspace, kudos.giver == PERSON.c.id)
    return own.where(kudos.given_at > since, kudos.is_removed == false())


def has_given(db: Db, person: str, since: datetime) -> bool:
    """Whether someone has given kudos since a moment."""
    me = (PERSON.c.workspace == db.workspace, PERSON.c.id == person)
    return db.run(select(PERSON.c.id).where(*me, _given(since).exists())).first() is not None


def mark_invited(db: Db, days: Mapping[str, date]) -> None:
    """Note on which day each of these people is invited. What else they have chosen stays."""
    rows = [_choice(db, person, days[person]) for person in sorted(days)]
    if not rows:
        return
    upserts.add_many(db, KUDOS_CHOICE, rows, unique=("workspace", "person"))
    mine = (KUDOS_CHOICE.c.workspace == db.workspace, KUDOS_CHOICE.c.person == bindparam("who"))
    day = update(KUDOS_CHOICE).where(*mine).values(prompted_on=bindparam("day"))
    db.run(day, [{"who": person, "day": days[person]} for person in sorted(days)])


def no_more(db: Db, person: str) -> None:
    """Note that someone wants no invitation any more. What else they have chosen stays."""
    upserts.add_many(db, KUDOS_CHOICE, [_choice(db, person, None)], unique=("workspace", "person"))
    mine = (KUDOS_CHOICE.c.workspace == db.workspace, KUDOS_CHOICE.c.person == person)
    db.run(update(KUDOS_CHOICE).where(*mine).values(has_prompt=false()))


def _choice(db: Db, person: str, day: date | None) -> dict[str, object]:
    """The row of someone who has chosen nothing yet."""
    return {
        "workspace": db.workspace,
        "person": person,
        "sharing": str(Sharing.ASK),
        "has_prompt": True,
        "prompted_on": day,
    }


def covered(db: Db, person: str, teams: Collection[str], until: datetime) -> list[Coverage]:
    """How many others were thanked by others than one person in four weeks, in each of some teams, by name.

    Their people are those of the last round that opened by then, so that nobody comes or goes while someone watches the
    figure.
    """
    columns = (COHORT.c.person, COHORT.c.team, COHORT.c.is_manager)
    here = (COHORT.c.workspace == db.workspace, COHORT.c.round == known_since(db, until), COHORT.c.team.in_(teams))
    cohort = [CohortMember(*row) for row in db.run(select(*columns).where(*here, COHORT.c.person != person))]
    found = thanked(db, [member.person for member in cohort], until - QUIET_FOR, until, besides=person)
    return [coverage(team, cohort, found) for team in stored_teams.every(db) if team.id in teams]


def thanked(db: Db, people: Collection[str], since: datetime, until: datetime, besides: str) -> set[str]:
    """Those of these people who were thanked in [since, until) by somebody else than one person.

    Also with kudos that were taken back: who takes one back and looks again must not see whom others thanked.
    """
    kudos, sides = KUDOS.c, KUDOS_RECEIVER.c
    joined = KUDOS.join(KUDOS_RECEIVER, and_(sides.workspace == kudos.workspace, sides.kudos == kudos.id))
    counted = (kudos.workspace == db.workspace, kudos.giver != besides, sides.receiver.in_(sorted(people)))
    found = select(sides.receiver).select_from(joined).where(*counted, kudos.given_at >= since, kudos.given_at < until)
    return set(db.run(found.distinct()).scalars())
