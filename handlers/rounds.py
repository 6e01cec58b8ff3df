"""Rounds: opened, planned, closed."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

from bot import asking, moments, papers, pulses, teams
from bot.audit import COMMAND_LINE, Entry
from bot.errors import Refused
from bot.preferences import AS_IT_SHIPS
from bot.pulses import Round
from bot.schedules import Occurrence, Schedule
from bot.teams import CohortMember
from handlers import homes
from handlers.world import World
from storage import audit, closing, planning, policies, preferences, schedules
from storage import people as stored_people
from storage import pulses as stored
from storage import teams as stored_teams
from storage.database import Db

log = logging.getLogger("heartline")
PLANNED_AT_ONCE = 500  # people, who have three messages each: on SQLite nobody else can write meanwhile


async def open_weekly(world: World) -> Occurrence | None:
    """Open the round whose day has come, once; the clock calls this again and again."""
    now, round_id = world.now(), world.new_id()
    occurrence = await world.act(world.workspace, lambda db: _open_due(db, round_id, now))
    if occurrence:
        homes.follow(world)
    if occurrence and occurrence.missed:
        week = moments.week_key(occurrence.day)
        log.warning("workspace=%s act=open outcome=late week=%s missed=%d", world.workspace, week, occurrence.missed)
    return occurrence


def _open_due(db: Db, round_id: str, now: datetime) -> Occurrence | None:
    policy = policies.one(db)
    schedule = schedules.one(db, pulses.KIND) or _begin(db, now)
    occurrence = schedule and pulses.due(schedule, now, planning.last_week(db), policy)
    if not occurrence or not open_round(db, pulses.scheduled(round_id, occurrence.day, policy), now):
        return None
    return occurrence


def _begin(db: Db, now: datetime) -> Schedule | None:
    """The schedule of a workspace that has just got its first team."""
    if not stored_teams.every(db):
        return None
    schedules.add(db, pulses.begins(now, policies.one(db)))
    return schedules.one(db, pulses.KIND)  # another replica's may have been there first


async def open_by_hand(world: World, *, by: str = COMMAND_LINE) -> tuple[Round, int]:
    """Open this week's round now and put its messages in the outbox. Returns how many people are asked.

    Raises Refused when it was opened already, or there is nobody to ask.
    """
    opened, asked = await world.act(world.workspace, lambda db: _open_now(db, world, by))
    homes.follow(world)
    await plan_asks(world)
    return opened, asked


def _open_now(db: Db, world: World, by: str) -> tuple[Round, int]:
    now = world.now()
    due = pulses.by_hand(world.new_id(), now, policies.one(db))
    if stored.current(db):
        raise _open_already(db, due, now)
    cohort = _cohort(db, due, now)
    if not cohort:
        raise Refused("pulse_no_teams")
    if not _open(db, due, cohort):
        raise _open_already(db, due, now)
    audit.note(db, world.change(by, "pulse_opened", due.week))
    return due, len(cohort)


def _open_already(db: Db, due: Round, now: datetime) -> Refused:
    known = stored.current(db) or stored.of_week(db, due.week) or due
    if not known.is_closed:
        return Refused("pulse_open_already", week=known.week, closes=f"{known.closes_at:%A %d %B, %H:%M} UTC")
    policy = policies.one(db)
    schedule = planning.schedule(db, policy, now) or pulses.begins(now, policy)
    coming = pulses.coming(schedule, now, planning.last_week(db), policy)
    return Refused("pulse_closed_already", week=known.week, opens=f"{coming:%A %d %B}")


def open_round(db: Db, due: Round, now: datetime) -> int:
    """Fix the cohort and open the round, unless its week has one. Returns how many will be asked."""
    cohort = _cohort(db, due, now)
    return len(cohort) if cohort and _open(db, due, cohort) else 0


def _open(db: Db, due: Round, cohort: list[CohortMember]) -> bool:
    every, schedule = stored_teams.every(db), schedules.one(db, pulses.KIND)
    weeks = schedule.weeks if schedule else 1
    asked = papers.of_round(due, stored.before(db, due), weeks, every, cohort, policies.one(db))
    return stored.open_round(db, due, cohort, asked)


def _cohort(db: Db, due: Round, now: datetime) -> list[CohortMember]:
    """Those in the teams who can be asked: nobody who has paused, is out, or is off on all days of the round."""
    wishes = preferences.chosen(db)
    people = [
        person
        for person in stored_people.everyone(db)
        if asking.takes_part(due, person.tz, wishes.get(person.id, AS_IT_SHIPS), now)
    ]
    has_guests = policies.one(db).has_guests
    return teams.cohort(stored_teams.every(db), stored_teams.memberships(db), people, has_guests=has_guests)


async def plan_asks(world: World) -> int:
    """Put the messages of the open round in the outbox, and return how many people are asked by that.

    Clicks get in between two pieces. Whoever stopped in the middle begins again, and several may do so at once: a key
    is there only once.
    """
    now = world.now()
    unplanned = await world.act(world.workspace, lambda db: planning.unplanned(db, now))
    return sum([await _plan_all(world, opened, now) for opened in unplanned])


async def _plan_all(world: World, opened: Round, now: datetime) -> int:
    added, after = 0, ""
    while True:
        some = partial(_plan_some, world=world, now=now, opened=opened, after=after)
        new, last = await world.act(world.workspace, some)
        if last is None:
            break
        added, after = added + new, last
    await world.act(world.workspace, lambda db: planning.mark_planned(db, opened.id))
    return added


def _plan_some(db: Db, world: World, now: datetime, opened: Round, after: str) -> tuple[int, str | None]:
    """The messages of the next people after an id. Returns how many are asked, and the last id or, at the end, None."""
    people = planning.unasked(db, opened, after, PLANNED_AT_ONCE)
    if not people:
        return 0, None
    plans = {person: asking.planned(opened, who, now) for person, who in people.items()}
    return planning.enqueue(db, opened, plans, ids=world.new_id(), nonces=world.new_id()), max(people)


def wait_for_day(db: Db, now: datetime) -> int:
    """Have the overdue messages of the open round that would now come at night come by day; how many have moved.

    For a bot that starts after a downtime: one that runs sends them in time.
    """
    current = stored.current(db)
    return planning.replan(db, current, planning.overdue(db, current.id, now), now) if current else 0


async def close_overdue(world: World) -> list[Round]:
    """Close every round whose time is over. One that cannot be opened with our secret is given up after a week.

    One whose key is gone came from a backup, which never has it: it ends at once, uncounted.
    """
    now = world.now()
    for found in await world.act(world.workspace, stored.keyless):
        log.error("workspace=%s act=close outcome=pulse_key_gone week=%s", world.workspace, found.week)
        await discard(world, found)
    closed = []
    for found in await world.act(world.workspace, lambda db: stored.overdue(db, now)):
        try:
            if await close(world, found):
                closed.append(found)
        except Refused as refused:
            log.error("workspace=%s act=close outcome=%s week=%s", world.workspace, refused.code, found.week)
            if pulses.is_lost(found, refused, now):
                await discard(world, found)
    return closed


async def close_by_hand(world: World, *, give_up: bool = False, by: str = COMMAND_LINE) -> Round:
    """Close the open round now; `give_up` destroys its answers uncounted. Raises Refused when none is open."""
    current = await world.act(world.workspace, stored.current)
    if current is None:
        raise Refused("pulse_none_open")
    end, act = (discard, "pulse_discarded") if give_up else (close, "pulse_closed")
    if not await end(world, current, world.change(by, act, current.week)):
        raise Refused("pulse_none_open")
    return current


def _noted(db: Db, ended: Entry | None, *, is_over: bool) -> bool:
    """Note that a round was ended by hand, where that is so and it was. Whether it was."""
    if is_over and ended:
        audit.note(db, ended)
    return is_over


async def close(world: World, found: Round, ended: Entry | None = None) -> bool:
    """Turn a round's answers into tallies, and destroy them and their key. False: it was closed before."""
    now = world.now()
    closed = await world.act(
        world.workspace, lambda db: _noted(db, ended, is_over=closing.close(db, found.id, now) is not None)
    )
    if not closed:
        return False
    homes.follow(world)
    if unsent := await world.act(world.workspace, lambda db: planning.unsent(db, found.id)):
        log.warning("workspace=%s act=close outcome=unsent week=%s n=%d", world.workspace, found.week, unsent)
    await scrub_closed(world)
    return True


async def discard(world: World, found: Round, ended: Entry | None = None) -> bool:
    """Destroy a round's answers and key without counting them. False: it was closed before."""
    now = world.now()
    over = await world.act(world.workspace, lambda db: _noted(db, ended, is_over=closing.discard(db, found.id, now)))
    if not over:
        return False
    homes.follow(world)
    await scrub_closed(world)
    return True


async def scrub_closed(world: World) -> bool:
    """Remove the bytes that closed rounds left behind. False: not now, as something else reads; it is tried again."""
    waiting = await world.act(world.workspace, closing.unscrubbed)
    if not waiting:
        return True
    try:
        await world.db.scrub()
    except Refused as refused:
        log.warning("workspace=%s act=scrub outcome=%s", world.workspace, refused.code)
        return False
    await world.act(world.workspace, lambda db: closing.mark_scrubbed(db, waiting))
    return True
