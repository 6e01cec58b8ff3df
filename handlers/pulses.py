"""Pulses: opened, asked, answered, closed."""

from __future__ import annotations

import logging
from datetime import datetime

from bot import pulses, teams
from bot.delivery import Delivery
from bot.errors import Refused
from bot.payloads import Click, Command
from bot.pulses import Questions, Round
from bot.views import pulses as views
from bot.views.kit import Message
from handlers.world import Ack, World, say
from storage import delivery as outbox
from storage import people as stored_people
from storage import pulses as stored
from storage import teams as stored_teams
from storage.database import Db

log = logging.getLogger("heartline")
KIND = "pulse"


async def open_weekly(world: World) -> Round | None:
    """Open this week's round when its Monday has come, once; the clock calls this again and again."""
    now = world.now()
    monday = pulses.weekly(now)
    if monday is None:
        return None
    due = pulses.scheduled(world.new_id(), monday)
    opened = await world.act(world.workspace, lambda db: open_round(db, world, due))
    return due if opened else None


async def open_by_hand(world: World) -> tuple[Round, int]:
    """Open this week's round now. Raises Refused when it was opened already, or there is nobody to ask."""
    due = pulses.by_hand(world.new_id(), world.now())

    def open_it(db: Db) -> int:
        known = stored.current(db) or stored.of_week(db, due.week)
        if known is not None:
            code = "pulse_closed_already" if known.is_closed else "pulse_open_already"
            raise Refused(code, week=known.week, closes=f"{known.closes_at:%A %d %B, %H:%M} UTC")
        asked = open_round(db, world, due)
        if not asked:
            raise Refused("pulse_no_teams")
        return asked

    return due, await world.act(world.workspace, open_it)


def open_round(db: Db, world: World, due: Round) -> int:
    """Fix the cohort, open the round and put everyone's message in the outbox. Returns how many are asked."""
    people = stored_people.everyone(db)
    cohort = teams.cohort(stored_teams.every(db), stored_teams.memberships(db), people)
    if not cohort or not stored.open_round(db, due, cohort):
        return 0
    zones = {person.id: person.tz for person in people}
    outbox.enqueue(db, [_message(world, due, member.person, zones[member.person]) for member in cohort])
    return len(cohort)


def _message(world: World, due: Round, person: str, zone: str) -> Delivery:
    return Delivery(
        id=world.new_id(),
        key=f"{KIND}:{due.week}:{person}",
        kind=KIND,
        recipient=person,
        subject=due.id,
        due_at=pulses.asked_at(due, zone),
        expires_at=due.closes_at,
        nonce=world.new_id(),
    )


def render(db: Db, delivery: Delivery, now: datetime) -> Message | None:
    """What a pulse message says when it is sent; None when there is nothing to ask this person any more."""
    person = stored_people.one(db, delivery.recipient)
    questions = stored.questions(db, delivery.subject, delivery.recipient)
    if person is None or not person.takes_part or questions is None or not questions.round.accepts(now):
        return None
    return views.ask(questions)


async def close_overdue(world: World) -> list[Round]:
    """Close every round whose time is over. One that cannot be opened with our secret is given up after a week."""
    now = world.now()
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


async def close_by_hand(world: World, *, give_up: bool = False) -> Round:
    """Close the open round now; `give_up` destroys its answers uncounted. Raises Refused when none is open."""
    current = await world.act(world.workspace, stored.current)
    end = discard if give_up else close
    if current is None or not await end(world, current):
        raise Refused("pulse_none_open")
    return current


async def close(world: World, found: Round) -> bool:
    """Turn a round's answers into tallies, and destroy them and their key. False: it was closed before."""
    now = world.now()
    if await world.act(world.workspace, lambda db: stored.close(db, found.id, now)) is None:
        return False
    await scrub_closed(world)
    return True


async def discard(world: World, found: Round) -> bool:
    """Destroy a round's answers and key without counting them. False: it was closed before."""
    now = world.now()
    if not await world.act(world.workspace, lambda db: stored.discard(db, found.id, now)):
        return False
    await scrub_closed(world)
    return True


async def scrub_closed(world: World) -> bool:
    """Remove the bytes that closed rounds left behind. False: not now, as something else reads; it is tried again."""
    waiting = await world.act(world.workspace, stored.unscrubbed)
    if not waiting:
        return True
    try:
        await world.db.scrub()
    except Refused as refused:
        log.warning("workspace=%s act=scrub outcome=%s", world.workspace, refused.code)
        return False
    await world.act(world.workspace, lambda db: stored.mark_scrubbed(db, waiting))
    return True


def record(db: Db, round_id: str, person: str, item: str, score: int, now: datetime) -> Questions:
    """Keep, change or take back an answer. Returns the questions as they stand then. Raises Refused."""
    known = stored_people.one(db, person)
    if known is None or not known.takes_part:
        raise Refused("pulse_not_for_you")
    answer = pulses.answer(_questions(db, round_id, person), item, score, now)
    stored.keep(db, answer)
    questions = stored.questions(db, round_id, person)
    if questions is None:
        raise Refused("pulse_not_for_you")
    return questions


async def on_answer(world: World, click: Click) -> Ack:
    """Someone pressed an answer, in the message or in the page that `/pulse` opens."""
    round_id, _, item = click.block_id.partition(":")
    score = int(click.value) if click.value.isascii() and click.value.isdigit() else -1
    now = world.now()
    questions = await world.act(click.workspace, lambda db: record(db, round_id, click.person, item, score, now))
    if click.view_id:
        world.later(world.call("views.update", view_id=click.view_id, view=views.page(questions)))
    else:
        world.later(world.answer(click, views.ask(questions), replace=True))
    return None


async def on_command(world: World, command: Command) -> Ack:
    """`/pulse`: the open pulse as a page."""
    if command.text.casefold() == "help":
        return say(views.HELP)
    now = world.now()
    current = await world.act(command.workspace, stored.current)
    if current is None or not current.accepts(now):
        return say(views.nothing_open())
    questions = await world.act(command.workspace, lambda db: _questions(db, current.id, command.person))
    if questions is None:
        raise Refused("pulse_not_for_you")
    await world.call("views.open", trigger_id=command.trigger_id, view=views.page(questions))
    return None


def _questions(db: Db, round_id: str, person: str) -> Questions | None:
    """Someone's questions. A lost secret is the operator's affair; people are told that they cannot answer now."""
    try:
        return stored.questions(db, round_id, person)
    except Refused as refused:
        raise pulses.told(refused) from refused
