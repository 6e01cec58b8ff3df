"""People, kept in step with Slack: all of them at start and once a day, single ones when Slack tells of a change."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from bot import profiles
from bot.payloads import Event
from bot.people import Person
from handlers.world import Ack, World
from storage import events as stored_events
from storage import people as stored
from storage import planning
from storage import pulses as stored_pulses
from storage.database import Db

KEPT_AT_ONCE = 2_000


async def sync(world: World) -> int:
    """Load everyone from Slack; whoever was known and is not in the list counts as gone. Returns how many there are."""
    before = {person.id for person in await world.act(world.workspace, stored.everyone)}
    found = world.pages("users.list", "members", include_locale=1)
    people = [profiles.member(raw, workspace=world.workspace) async for raw in found]
    now = world.now()
    for start in range(0, len(people), KEPT_AT_ONCE):
        some = people[start : start + KEPT_AT_ONCE]
        await world.act(world.workspace, partial(keep, people=some, now=now))
    gone = before.difference(person.id for person in people)
    await world.act(world.workspace, lambda db: stored.mark_gone(db, gone))
    return len(people)


def keep(db: Db, people: list[Person], now: datetime) -> None:
    """Remember people. What waits for someone whose zone has changed, pulse and reminders, comes by their new clock."""
    ids = [person.id for person in people]
    zones = {person.id: person.tz for person in stored.by_ids(db, ids).values()}
    stored.keep(db, people)
    changed = [person for person in stored.by_ids(db, zones).values() if person.tz != zones[person.id]]
    current = stored_pulses.current(db) if changed else None
    if current:
        planning.replan(db, current, [person.id for person in changed], now)


async def on_member(world: World, event: Event) -> Ack:
    """Someone joined, or changed their name, zone or standing."""
    person, now = profiles.member(event.body.get("user") or {}, workspace=event.workspace), world.now()

    def apply(db: Db) -> None:
        if stored_events.remember(db, event.id, now):
            keep(db, [person], now)

    await world.act(event.workspace, apply)
    return None
