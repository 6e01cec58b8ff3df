"""Reminders; and, once a round is over, the messages that take the place of all that it has sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot import delivery, pulses, reminders
from bot.changes import Change
from bot.delivery import WORTH_SENDING, Delivery, Next, Sent, State
from bot.errors import Refused
from bot.pulses import LOST_SECRET, Questions, Round
from bot.views import pulses as views
from bot.views.kit import Message
from handlers.questions import language
from handlers.world import World
from storage import delivery as outbox
from storage import people as stored_people
from storage import preferences as stored_preferences
from storage import pulses as stored_pulses
from storage import reminders as stored
from storage import welcomes
from storage.database import Db

KIND, OVER = delivery.REMINDER, delivery.OVER
TOLD_AT_ONCE = 2_000


def render(db: Db, delivery: Delivery, now: datetime) -> Message | None:
    """What a reminder says when it is sent; None for someone who needs none, or cannot be told what it is about."""
    person = stored_people.one(db, delivery.recipient)
    questions = _questions(db, delivery)
    if person is None or questions is None or not welcomes.is_told(db, person.id):
        return None
    if not reminders.is_needed(questions, person, stored_preferences.one(db, person.id), now):
        return None
    return views.reminder(questions, language(db, person.id), reminders.number(delivery.key))


def _questions(db: Db, delivery: Delivery) -> Questions | None:
    """Someone's questions. Where the secret is lost nobody can tell who has answered, and nobody is reminded."""
    try:
        return stored_pulses.questions(db, delivery.subject, delivery.recipient)
    except Refused as refused:
        if refused.code != LOST_SECRET:
            raise
        return None


def note(db: Db, _world: World, delivery: Delivery, decided: Next, sent: Sent | None) -> None:
    """Note that a reminder came to its turn: in the same way for those who needed it and those who did not."""
    if decided.is_settled:
        stored.scrub_again(db, delivery.subject)
    if decided.state is not State.EXPIRED:
        stored.note(db, delivery.subject, delivery.recipient, sent)


async def tell_closed(world: World) -> int:
    """Have every pulse message of the rounds that have closed say so; the clock calls this again and again. How many.

    Whoever stopped in the middle begins again: a key is there only once, and a message that says so may say so twice.
    """
    closed = await world.act(world.workspace, stored.untold)
    return sum([await _tell(world, over) for over in closed])


async def _tell(world: World, over: Round) -> int:
    told, after = 0, ""
    while last := await world.act(world.workspace, partial(_tell_some, world=world, over=over, after=after, told=told)):
        told, after = told + last[0], last[1]
    await world.act(world.workspace, lambda db: stored.mark_told(db, over.id))
    return told


def _tell_some(db: Db, world: World, over: Round, after: str, told: int) -> tuple[int, str] | None:
    """Plan the change for the next people after an id. How many they are, and the last of them; None: nobody is left.

    Each has a moment of its own, as fast as Slack takes changes: what is due and must wait slows the outbox down.
    """
    people = stored.people(db, over.id, after, TOLD_AT_ONCE)
    if not people:
        return None
    apart = timedelta(minutes=1) / world.pace.changes_per_minute
    outbox.enqueue(db, (_delivery(world, over, person, (told + n) * apart) for n, person in enumerate(people)))
    return len(people), people[-1]


def _delivery(world: World, over: Round, person: str, wait: timedelta) -> Delivery:
    key = f"{OVER}:{over.week}:{person}"
    planned = world.delivery(OVER, key, person, over.id, world.now() + wait + WORTH_SENDING)
    return replace(planned, due_at=planned.due_at + wait)


def render_over(db: Db, delivery: Delivery, _now: datetime) -> Change | None:
    """What becomes of someone's messages of a round that is over; None when they never got any."""
    week = delivery.key.split(":")[1]
    at = outbox.place_of(db, f"{pulses.KIND}:{week}:{delivery.recipient}")
    gone = stored.places(db, delivery.subject, delivery.recipient)
    return Change(views.over(language(db, delivery.recipient)), at, gone) if at or gone else None


def forget_places(db: Db, _world: World, delivery: Delivery, decided: Next, _sent: Sent | None) -> None:
    """Drop what is known of someone's reminders, once they are taken away."""
    if decided.is_settled:
        stored.forget(db, delivery.subject, delivery.recipient)


async def forget_reminders(world: World) -> None:
    """Drop where the reminders of rounds are that closed so long ago that nothing takes them away any more."""
    before = world.now() - 2 * WORTH_SENDING
    await world.act(world.workspace, lambda db: stored.forget_before(db, before))
