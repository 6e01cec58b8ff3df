"""What admins have changed, as a list for those who are admins, and forgotten after two years."""

from __future__ import annotations

from bot import audit
from bot.audit import Entry
from bot.payloads import Click
from bot.people import Person
from bot.views import audit as views
from bot.views.kit import Block
from handlers.world import Ack, World
from storage import audit as stored
from storage import people
from storage.database import Db

FORGOTTEN_AT_ONCE = 2000


async def newest(world: World, count: int) -> tuple[list[Entry], dict[str, Person]]:
    """The newest changes, newest first, and who made them."""
    return await world.act(world.workspace, lambda db: _told(db, count, 0))


def _told(db: Db, count: int, before: int) -> tuple[list[Entry], dict[str, Person]]:
    found = stored.newest(db, count, before)
    return found, people.by_ids(db, {entry.by for entry in found})


async def on_open(world: World, click: Click) -> Ack:
    """*What was changed*, and *Newer* or *Older* in the list."""
    view = await world.act(click.workspace, lambda db: _page(db, click.person, max(click.number, 0)))
    if click.view_id:
        await world.call("views.update", view_id=click.view_id, view=view)
    else:
        await world.open(click, view)
    return None


def _page(db: Db, person: str, page: int) -> Block:
    people.admin(db, person)
    found, known = _told(db, views.PER_PAGE + 1, page * views.PER_PAGE)
    return views.listing(found[: views.PER_PAGE], known, page, has_more=len(found) > views.PER_PAGE)


async def forget(world: World) -> None:
    """Forget what was changed too long ago to matter."""
    before = world.now() - audit.KEPT
    while await world.act(world.workspace, lambda db: stored.forget(db, before, FORGOTTEN_AT_ONCE)):
        pass  # in pieces, so that others get in between
