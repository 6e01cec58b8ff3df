"""People, kept in step with Slack: all of them at start and once a day, single ones when Slack tells of a change."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from bot import asking, payloads, pulses
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
    """Load everyone from Slack; whoever is not in the list any more counts as gone. Returns how many there are."""
    people = [payloads.member(raw, workspace=world.workspace) async for raw in world.pages("users.list", "members")]
    now = world.now()
    for start in range(0, len(people), KEPT_AT_ONCE):
        some = people[start : start + KEPT_AT_ONCE]
        await world.act(world.workspace, partial(keep, people=some, now=now))
    await world.act(world.workspace, lambda db: stored.mark_gone(db, {person.id for person in people}))
    return len(people)


def keep(db: Db, people: list[Person], now: datetime) -> None:
    """Remember people. The waiting pulse of someone whose zone has changed comes by their new clock."""
    ids = [person.id for person in people]
    zones = {person.id: person.tz for person in stored.by_ids(db, ids).values()}
    stored.keep(db, people)
    changed = [person for person in stored.by_ids(db, zones).values() if person.tz != zones[person.id]]
    current = stored_pulses.current(db) if changed else None
    if current:
        planning.move(db, {pulses.key(current, p.id): asking.asked_at(current, p.tz, now) for p in changed})


async def on_member(world: World, event: Event) -> Ack:
    """Someone joined, or changed their name, zone or standing."""
    person, now = payloads.member(event.body.get("user") or {}, workspace=event.workspace), world.now()

    def apply(db: Db) -> None:
        if stored_events.remember(db, event.id, now):
            keep(db, [person], now)

    await world.act(event.workspace, apply)
    return None
