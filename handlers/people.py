"""People, kept in step with Slack: all of them at start and once a day, single ones when Slack tells of a change."""

from __future__ import annotations

from bot import payloads
from bot.payloads import Event
from bot.people import Person
from handlers.world import Ack, World
from storage import events as stored_events
from storage import people as stored
from storage.database import Db


async def sync(world: World) -> int:
    """Load everyone from Slack; whoever is not in the list any more counts as gone. Returns how many there are."""
    people = [payloads.member(raw, workspace=world.workspace) async for raw in world.pages("users.list", "members")]
    await world.act(world.workspace, lambda db: _replace(db, people))
    return len(people)


def _replace(db: Db, people: list[Person]) -> None:
    stored.keep(db, people)
    stored.mark_gone(db, {person.id for person in people})


async def on_member(world: World, event: Event) -> Ack:
    """Someone joined, or changed their name, zone or standing."""
    person, now = payloads.member(event.body.get("user") or {}, workspace=event.workspace), world.now()

    def keep(db: Db) -> None:
        if stored_events.remember(db, event.id, now):
            stored.keep(db, [person])

    await world.act(event.workspace, keep)
    return None
