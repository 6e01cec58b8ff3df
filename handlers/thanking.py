"""The rhythm of thanking: an invitation to whoever has thanked nobody for long, and what managers see of thanks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from bot import moments, thanking
from bot.delivery import Delivery
from bot.errors import Refused
from bot.payloads import Click, Command
from bot.thanking import QUIET_FOR, Coverage
from bot.views import thanking as views
from bot.views.kit import Message
from handlers.world import Ack, World, say
from storage import delivery as outbox
from storage import kudos_choices, policies, preferences
from storage import people as stored_people
from storage import teams as stored_teams
from storage import thanking as stored
from storage.database import Db

KIND = thanking.KIND
INVITED_AT_ONCE = 200  # people each: on SQLite nobody else can write meanwhile


async def invite(world: World) -> int:
    """Put an invitation in the outbox for everyone who has thanked nobody for four weeks; how many are new.

    Nobody gets one in their first four weeks, nor two within four weeks.
    """
    now, added, after = world.now(), 0, ""
    round_id = await world.act(world.workspace, lambda db: stored.known_since(db, now - QUIET_FOR))
    while round_id:
        new, last = await world.act(world.workspace, partial(_invite_some, world=world, round_id=round_id, after=after))
        if last is None:
            break
        added, after = added + new, last
    return added


def _invite_some(db: Db, world: World, round_id: str, after: str) -> tuple[int, str | None]:
    """Invite the next people after an id. Returns how many, and the last id looked at or, at the end, None."""
    now = world.now()
    long_ago = now - QUIET_FOR
    found = stored.silent(db, round_id, long_ago, long_ago.date(), after, INVITED_AT_ONCE)
    if not found:
        return 0, None
    has_guests = policies.one(db).has_guests
    wishes = preferences.of(db, [person.id for person, _ in found])
    planned, days = [], {}
    for person, last in found:
        window = thanking.invited_at(person.tz, wishes[person.id], now)
        if window and person.takes_part(has_guests=has_guests):
            key = f"{KIND}:{person.id}:{last or 'first'}"  # by the one before it, so that two replicas plan the same
            message = world.delivery(KIND, key, person.id, person.id, window.expires_at)
            planned.append(replace(message, due_at=window.due_at))
            days[person.id] = moments.local_day(window.due_at, person.tz)
    stored.mark_invited(db, days)
    return outbox.enqueue(db, planned), found[-1][0].id


def render(db: Db, delivery: Delivery, now: datetime) -> Message | None:
    """The invitation; None for whoever has thanked somebody since, wants none or is off now, or has left."""
    person, choice = stored_people.one(db, delivery.recipient), kudos_choices.one(db, delivery.recipient)
    if person is None or not person.is_colleague or not choice.has_prompt:
        return None
    suits = thanking.suits(person.tz, preferences.one(db, person.id), now)
    return views.invitation() if suits and not stored.has_given(db, person.id, now - QUIET_FOR) else None


async def on_no_more(world: World, click: Click) -> Ack:
    """*Do not ask again*."""
    await world.act(click.workspace, lambda db: stored.no_more(db, click.person))
    world.later(world.answer(click, views.no_more(), replace=True))
    return None


async def on_team(world: World, command: Command) -> Ack:
    """`/kudos team`: how many people of their teams were thanked, for those who lead them."""
    until = thanking.covered_until(world.now())
    covered = await world.act(command.workspace, lambda db: cover(db, command.person, until))
    return say(views.coverage(covered, until))


def cover(db: Db, person: str, until: datetime) -> list[Coverage]:
    """How many others were thanked by others in four weeks in each team that someone leads.

    Raises Refused for who leads none.
    """
    led = stored_teams.led_by(db, person)
    if not led:
        raise Refused("kudos_team_not_led")
    return stored.covered(db, person, led, until)
