"""Teams and who is in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, delete, false, func, insert, select, true, update

from bot.errors import Refused
from bot.teams import Membership, Source, Team
from storage import locks, upserts
from storage.tables import MEMBERSHIP, TEAM

if TYPE_CHECKING:
    from storage.database import Db

FIELDS = [TEAM.c[field.name] for field in fields(Team)]
PLACES = TEAM.join(MEMBERSHIP, (MEMBERSHIP.c.workspace == TEAM.c.workspace) & (MEMBERSHIP.c.team == TEAM.c.id))


def add(db: Db, team: Team, memberships: Iterable[Membership]) -> None:
    """Keep a new team with its people. Raises Refused when another one took its name or channel in the meantime."""
    row = {"workspace": db.workspace, **vars(team), "folded": team.name.casefold(), "is_removed": False}
    if not upserts.add(db, TEAM, [row], unique=None, returning=TEAM.c.id):
        raise _taken(db, team)
    _place(db, team.id, memberships)


def every(db: Db) -> list[Team]:
    """All teams, in the order in which they were set up."""
    found = select(*FIELDS).where(*_present(db)).order_by(TEAM.c.offset, TEAM.c.id)
    return [_team(row) for row in db.run(found)]


def to_change(db: Db) -> list[Team]:
    """The same, for an act that adds or changes one. Until it ends, others who would do so wait."""
    locks.workspace(db)
    return every(db)


def one(db: Db, team_id: str) -> Team | None:
    """The team with this id, unless it was removed."""
    found = db.run(select(*FIELDS).where(*_present(db), TEAM.c.id == team_id)).one_or_none()
    return _team(found) if found else None


def memberships(db: Db) -> list[Membership]:
    """Everyone's places in all teams."""
    places = MEMBERSHIP.c
    found = select(places.team, places.person, places.is_manager).where(places.workspace == db.workspace)
    return [Membership(*row) for row in db.run(found.order_by(places.team, places.person))]


def home_of(db: Db, person_id: str) -> Team | None:
    """The one team a person counts in, by the order of `bot.teams.cohort`: one they lead, then the first set up."""
    found = (
        select(*FIELDS)
        .select_from(PLACES)
        .where(*_present(db), MEMBERSHIP.c.person == person_id)
        .order_by(MEMBERSHIP.c.is_manager.desc(), TEAM.c.offset, TEAM.c.id)
        .limit(1)
    )
    row = db.run(found).one_or_none()
    return _team(row) if row else None


def of(db: Db, person_id: str) -> list[Team]:
    """The teams that someone is in, or leads, in the order in which they were set up."""
    found = select(*FIELDS).select_from(PLACES).where(*_present(db), MEMBERSHIP.c.person == person_id)
    return [_team(row) for row in db.run(found.order_by(TEAM.c.offset, TEAM.c.id))]


def led_by(db: Db, person_id: str) -> frozenset[str]:
    """The ids of the teams that someone leads at this moment."""
    found = select(TEAM.c.id).select_from(PLACES)
    leads = (MEMBERSHIP.c.person == person_id, MEMBERSHIP.c.is_manager == true())
    return frozenset(db.run(found.where(*_present(db), *leads)).scalars())


def sourced_from(db: Db, source: Source, name: str) -> list[str]:
    """The ids of the teams whose people come from this channel or user group (Slack's id)."""
    column = TEAM.c.usergroup if source is Source.USERGROUP else TEAM.c.channel
    found = select(TEAM.c.id).where(*_present(db), TEAM.c.source == source.value, column == name)
    return list(db.run(found.order_by(TEAM.c.offset, TEAM.c.id)).scalars())


def change(db: Db, team: Team) -> bool:
    """Keep a team as it is now. False, and nothing done, when it was removed."""
    row = {**vars(team), "folded": team.name.casefold()}
    return db.run(update(TEAM).where(*_present(db), TEAM.c.id == team.id).values(row)).rowcount > 0


def thank_in(db: Db, team_id: str, channel: str) -> None:
    """Keep where the thanks go that a team's people share; nothing for the team's own channel."""
    db.run(update(TEAM).where(*_present(db), TEAM.c.id == team_id).values(kudos_channel=channel))


def remove(db: Db, team_id: str) -> bool:
    """Remove a team; what was counted in it stays. False when there is none with this id."""
    removed = db.run(update(TEAM).where(*_present(db), TEAM.c.id == team_id).values(is_removed=true())).rowcount > 0
    _clear(db, team_id)
    return removed


def replace_members(db: Db, team_id: str, memberships: Iterable[Membership]) -> bool:
    """Give a team these people in place of those it had. False, and nothing done, when it was removed.

    Until the act ends, others who would change the team wait.
    """
    if db.run(select(TEAM.c.id).where(*_present(db), TEAM.c.id == team_id).with_for_update()).first() is None:
        return False
    _clear(db, team_id)
    _place(db, team_id, memberships)
    return True


def next_offset(db: Db) -> int:
    """The offset for a new team: one that no team ever had. Until the act ends, others who ask for one wait."""
    locks.workspace(db)
    highest = db.run(select(func.max(TEAM.c.offset)).where(TEAM.c.workspace == db.workspace)).scalar()
    return 0 if highest is None else highest + 1


def _team(row: Row[Any]) -> Team:
    return Team(**{**row._asdict(), "source": Source(row.source)})


def _present(db: Db) -> tuple[ColumnElement[bool], ...]:
    return TEAM.c.workspace == db.workspace, TEAM.c.is_removed == false()


def _taken(db: Db, team: Team) -> Refused:
    """Why a team cannot be added."""
    same_channel = select(TEAM.c.name).where(*_present(db), TEAM.c.channel == team.channel)
    name = db.run(same_channel).scalar_one_or_none()
    if name is None:
        return Refused("name_taken", what="team", name=team.name)
    return Refused("team_channel_taken", channel=team.channel, name=name)


def _clear(db: Db, team_id: str) -> None:
    db.run(delete(MEMBERSHIP).where(MEMBERSHIP.c.workspace == db.workspace, MEMBERSHIP.c.team == team_id))


def _place(db: Db, team_id: str, memberships: Iterable[Membership]) -> None:
    rows = [
        {"workspace": db.workspace, "team": team_id, "person": place.person, "is_manager": place.is_manager}
        for place in memberships
    ]
    if rows:
        db.run(insert(MEMBERSHIP), rows)
