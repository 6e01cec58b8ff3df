"""What someone's Home tab tells, loaded in a number of queries that does not grow with what there is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot import home, moments, previews, pulses
from bot.delivery import State
from bot.digests import COMPANY_NAME
from bot.errors import Refused
from bot.home import Led, Pulse, Reader, Teams, Waiting, You
from bot.policies import Policy
from bot.practices import Practice
from bot.practices import State as Practised
from bot.preferences import Preferences
from bot.privacy import COMPANY
from bot.sharing import Received
from storage import (
    departments,
    digest_lists,
    feedback_lists,
    kudos_choices,
    kudos_lists,
    people,
    planning,
    policies,
    practices,
    preferences,
    releases,
    replies,
    schedules,
    set_up,
    teams,
    welcomes,
)
from storage import digests as stored_digests
from storage import pulses as stored_pulses
from storage.messaging_tables import DELIVERY

if TYPE_CHECKING:
    from storage.database import Db


def reader(db: Db, person_id: str) -> Reader | None:
    """Whose Home it is; None for those who are no people of this workspace."""
    person = people.one(db, person_id)
    if person is None or not person.is_colleague:
        return None
    policy = policies.one(db)
    leads = person.takes_part(has_guests=policy.has_guests)
    return Reader(person, policy, _led(db, person_id, policy) if leads else {})


def _led(db: Db, person: str, policy: Policy) -> dict[str, str]:
    """The names of the groups that someone leads: teams as they were set up, then departments, the company."""
    own = teams.led_by(db, person)
    led = {team.id: team.name for team in teams.of(db, person) if team.id in own} if own else {}
    led |= {one.id: one.name for one in departments.every(db) if one.lead == person}
    return led | ({COMPANY: COMPANY_NAME} if policy.lead == person else {})


def you(db: Db, reader: Reader, now: datetime) -> You:
    """What is somebody's own."""
    person, wishes = reader.person, preferences.one(db, reader.person.id)
    today, team = moments.local_day(now, person.tz), teams.home_of(db, person.id)
    received, given = kudos_lists.newest(db, person.id, home.NEWEST)
    sharing = kudos_choices.one(db, person.id).sharing
    return You(
        preferences=wishes,
        today=today,
        now=now,
        waiting=Waiting(
            None if wishes.is_away(today) else _pulse(db, person.id, now),
            replies.told_to(db, person.id, now.date()),
            _ideas(db, reader, now),
        ),
        is_asked=team is not None and person.takes_part(has_guests=reader.policy.has_guests),
        next_at=_next_asked(db, reader, wishes, now),
        received=[Received(telling, person.id, sharing, team) for telling in received],
        given=given,
        feedback=feedback_lists.page(db, person.id, most=home.NEWEST),
    )


def _pulse(db: Db, person: str, now: datetime) -> Pulse | None:
    """The open pulse for someone who is asked in it. Where the secret is another one nobody is, for the time being."""
    opened = stored_pulses.current(db)
    if opened is None or not opened.accepts(now):
        return None
    try:
        found = stored_pulses.questions(db, opened.id, person)
    except Refused:
        return None
    asking = select(DELIVERY.c.due_at).where(DELIVERY.c.workspace == db.workspace, DELIVERY.c.state == str(State.DUE))
    comes = db.run(asking.where(DELIVERY.c.key == pulses.key(opened, person))).scalar_one_or_none()
    return Pulse(opened, found.left() is None, comes, welcomes.is_told(db, person)) if found else None


def _next_asked(db: Db, reader: Reader, wishes: Preferences, now: datetime) -> datetime | None:
    schedule = schedules.one(db, pulses.KIND)
    if schedule is None:
        return None
    coming = previews.next_round(schedule, planning.last_week(db), reader.policy, now)
    return home.next_asked(coming, schedule.weeks, reader.policy, reader.person, wishes, now)


def _ideas(db: Db, reader: Reader, now: datetime) -> list[str]:
    """The names of the groups that someone leads and whose newest digest offers an idea that nobody has decided on."""
    kept = digest_lists.newest(db, reader.led, now) if reader.led else []
    told = practices.told(db, [(one.round, one.group) for one in kept]) if kept else {}
    open_in = {of for (of_round, of), found in told.items() for practice in found if _is_open(practice, of_round)}
    return [name for group, name in reader.led.items() if group in open_in]


def _is_open(practice: Practice, of_round: str) -> bool:
    return practice.state is Practised.OFFERED and practice.round == of_round


def _counting(db: Db, groups: Collection[str], policy: Policy) -> dict[str, int]:
    """How many count in those of these groups that are teams, as they are today."""
    every = teams.every(db)
    rosters = set_up.rosters(db, every, [team for team in every if team.id in groups], policy)
    return {roster.team.id: roster.counting for roster in rosters}


def led(db: Db, reader: Reader, number: int, now: datetime) -> Teams:
    """A page (0, 1 …) of the groups that someone leads, with their digests as they were kept."""
    groups, number, has_more = home.part(list(reader.led), number)
    kept = {one.group: one for one in digest_lists.newest(db, groups, now)}
    digests = stored_digests.some(db, [(one.round, one.group) for one in kept.values()])
    tried = {practice.group: practice for practice in reversed(practices.log(db, groups, now))}
    waiting, counting = releases.unanswered_by(db, groups, now), _counting(db, groups, reader.policy)
    told = [
        Led(
            name=reader.led[group],
            round=kept[group].round if group in kept else "",
            group=group,
            digest=digests.get((kept[group].round, group)) if group in kept else None,
            tried=tried.get(group),
            comments=waiting[group],
            counting=counting.get(group, 0),
        )
        for group in groups
    ]
    return Teams(told, number, has_more)
