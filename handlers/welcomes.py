"""The note that everyone gets before they are first asked. Nobody's pulse goes out before it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from bot import pulses, welcomes
from bot.delivery import WORTH_SENDING, Delivery, Next, Sent, State
from bot.views import welcomes as views
from bot.views.kit import Message
from bot.welcomes import First
from handlers import questions
from handlers.world import World
from storage import changes, policies, preferences
from storage import people as stored_people
from storage import pulses as stored_pulses
from storage import welcomes as stored
from storage.database import Db

KIND = welcomes.KIND
LOOKED_AT_ONCE = 500  # people each: on SQLite nobody else can write meanwhile


async def plan(world: World) -> None:
    """Send the note to everyone in a team who has none yet and for whom it is day; the clock calls this always."""
    after: str | None = ""
    while after is not None:
        after = await world.act(world.workspace, partial(_plan_some, world=world, after=after))


def _plan_some(db: Db, world: World, after: str) -> str | None:
    """The notes to the next people after an id. The last id looked at; None at the end."""
    found = stored.untold(db, after, LOOKED_AT_ONCE)
    if not found:
        return None
    now, has_guests = world.now(), policies.one(db).has_guests
    wishes = preferences.of(db, [person.id for person in found])
    ready = [one.id for one in found if welcomes.suits(one, wishes[one.id], now, has_guests=has_guests)]
    _send(db, world, stored.begin(db, ready))
    return found[-1].id


def _send(db: Db, world: World, people: Iterable[str], round_id: str = "") -> None:
    """Put the note in the outbox; before the pulse of a round it goes out at any hour."""
    expires_at = world.now() + WORTH_SENDING
    changes.renew(db, [world.delivery(KIND, welcomes.key(one), one, round_id, expires_at) for one in people])


def waits(db: Db, world: World, ask: Delivery) -> Next | None:
    """What becomes of a pulse that is about to go to someone who was not told: it waits, or is given up.

    None for all that may go out.
    """
    if ask.kind != pulses.KIND or stored.is_told(db, ask.recipient):
        return None
    person, now, opened = ask.recipient, world.now(), stored_pulses.current(db)
    note = stored.note_to(db, person)
    match welcomes.first(note, opened.opens_at if opened else now):
        case First.NOTHING:
            stored.mark_told(db, [person], now)
            return None
        case First.GIVE_UP:
            return Next(State.DEAD, now, welcomes.NOT_TOLD)
        case First.TELL:
            stored.begin(db, [person])
            _send(db, world, [person], ask.subject)
    return welcomes.waits(note, now)


def render(db: Db, delivery: Delivery, now: datetime) -> Message | None:
    """The note; None for who has left, paused or stopped, and at night where no pulse waits for it."""
    person = stored_people.one(db, delivery.recipient)
    if person is None:
        return None
    wishes = preferences.one(db, person.id)
    if delivery.subject:
        is_wanted = welcomes.may_be_asked(person, wishes, now)
    else:
        is_by_day = welcomes.suits(person, wishes, now, has_guests=policies.one(db).has_guests)
        is_wanted = is_by_day and stored.is_in_team(db, person.id)
    if not is_wanted:
        return None
    return views.note(questions.language(db, person.id), questions.note(db, person.id))


def settled(db: Db, world: World, delivery: Delivery, decided: Next, _sent: Sent | None) -> None:
    """Note that someone was told; or that they are to be told another day, as this one did not suit them."""
    if welcomes.is_told(delivery, decided):
        stored.mark_told(db, [delivery.recipient], world.now())
    elif decided.state is State.SKIPPED:
        stored.forget(db, delivery.recipient)
