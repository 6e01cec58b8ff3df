"""People, kept in step with Slack: all of them at start and once a day, single ones when Slack tells of a change."""

from __future__ import annotations

from bot import payloads
from bot.payloads import Event
from bot.people import Person
from handlers.world import Ack, World
from storage import events as stored_events
from storage import people as stored
from storage.database import Db

PAGE = 200


async def sync(world: World) -> int:
    """Load everyone from Slack; whoever is not in the list any more counts as gone. Returns how many there are."""
    people = await listed(world)
    await world.act(world.workspace, lambda db: _replace(db, people))
    return len(people)


def _replace(db: Db, people: list[Person]) -> None:
    stored.keep(db, people)
    stored.mark_gone(db, {person.id for person in people})


async def listed(world: World) -> list[Person]:
    """Everyone in the workspace, page by page."""
    people: list[Person] = []
    cursor = ""
    while True:
        page = await world.slack.users_list(limit=PAGE, cursor=cursor)
        people += [payloads.member(raw) for raw in page["members"]]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return people


async def on_member(world: World, event: Event) -> Ack:
    """Someone joined, or changed their name, zone or standing."""
    person, now = payloads.member(event.body.get("user") or {}), world.now()

    def keep(db: Db) -> None:
        if stored_events.remember(db, event.id, now):
            stored.keep(db, [person])

    await world.act(event.workspace, keep)
    return None
