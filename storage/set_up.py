"""What the set-up page of Home tells an admin; the number of statements does not grow with the workspace."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Select, select

from bot import items, previews, privacy, set_up, teams
from bot.people import Person
from bot.policies import Policy
from bot.pulses import KIND, Round
from bot.set_up import DEPARTMENTS_ON_A_PAGE, TEAMS_ON_A_PAGE, Chosen, Section, SetUp
from bot.team_wishes import Known
from bot.teams import Department, Membership, Roster, Team
from storage import (
    channels,
    departments,
    ingest,
    kudos_values,
    people,
    planning,
    policies,
    practices,
    pulses,
    schedules,
)
from storage import teams as stored_teams
from storage.tables import MEMBERSHIP, PERSON

if TYPE_CHECKING:
    from storage.database import Db

T = TypeVar("T")


def facts(db: Db, number: int, now: datetime) -> SetUp:
    """The page of that number (0 …), or the last one."""
    every, known, policy = stored_teams.every(db), departments.every(db), policies.one(db)
    pages = set_up.pages(len(every), len(known))
    number = set_up.on_page(number, pages)
    sections = _page(known, number, DEPARTMENTS_ON_A_PAGE)
    led = {lead for lead in (policy.lead, *(section.lead for section in sections)) if lead}
    leads = people.by_ids(db, led)
    return SetUp(
        teams=rosters(db, every, _page(every, number, TEAMS_ON_A_PAGE), policy),
        departments=[_section(section, every, leads.get(section.lead or "")) for section in sections],
        within={department.id: department.name for department in known},
        shared=frozenset(place.id for place in channels.every(db).values() if not place.is_open),
        number=number,
        pages=pages,
        chosen=_chosen(db, policy, leads.get(policy.lead or "")),
        coming=next_round(db, policy, now),
        current=pulses.current(db),
    )


def next_round(db: Db, policy: Policy, now: datetime) -> Round:
    """The round that opens next by itself."""
    return previews.next_round(planning.schedule(db, policy, now), planning.last_week(db), policy, now)


def known(db: Db) -> Known:
    """What there is, before a team or department is made or changed. Until the act ends, others who would wait."""
    policy = policies.one(db)
    return Known(
        teams=stored_teams.to_change(db),
        memberships=stored_teams.memberships(db),
        departments=departments.every(db),
        people=people.everyone(db),
        has_guests=policy.has_guests,
        smallest=privacy.smallest_team(policy.threshold),
    )


def _page(every: Sequence[T], number: int, length: int) -> Sequence[T]:
    return every[number * length : (number + 1) * length]


def rosters(db: Db, every: Sequence[Team], shown: Sequence[Team], policy: Policy) -> list[Roster]:
    """The teams that are `shown`; who is in them may count in any other of `every`."""
    if not shown:
        return []
    ids, smallest = [team.id for team in shown], privacy.smallest_team(policy.threshold)
    made = teams.rosters(every, _places(db, ids), _people(db, ids), has_guests=policy.has_guests, smallest=smallest)
    return [roster for roster in made if roster.team.id in ids]


def _in_them(db: Db, ids: Collection[str]) -> Select[tuple[str]]:
    return select(MEMBERSHIP.c.person).where(MEMBERSHIP.c.workspace == db.workspace, MEMBERSHIP.c.team.in_(ids))


def _places(db: Db, ids: Collection[str]) -> list[Membership]:
    """All places of those who are in these teams."""
    places = MEMBERSHIP.c
    found = select(places.team, places.person, places.is_manager)
    theirs = (places.workspace == db.workspace, places.person.in_(_in_them(db, ids)))
    return [Membership(*row) for row in db.run(found.where(*theirs).order_by(places.team, places.person))]


def _people(db: Db, ids: Collection[str]) -> list[Person]:
    found = select(*people.FIELDS).where(PERSON.c.workspace == db.workspace, PERSON.c.id.in_(_in_them(db, ids)))
    return [Person(*row) for row in db.run(found)]


def _section(department: Department, every: Iterable[Team], lead: Person | None) -> Section:
    return Section(department, [team for team in every if team.department == department.id], lead)


def _chosen(db: Db, policy: Policy, lead: Person | None) -> Chosen:
    schedule, known = schedules.one(db, KIND), (*items.bank().values(), *policy.own)
    return Chosen(
        policy=policy,
        weeks=schedule.weeks if schedule else 1,
        lead=lead,
        items_on=sum(item.id not in policy.off for item in known),
        items=len(known),
        values=len(kudos_values.every(db)),
        keys=sum(not key.is_revoked for key in ingest.keys(db)),
        own_ideas=len(practices.own_texts(db)),
    )
