"""The Home tab, filled when somebody opens it."""

from __future__ import annotations

from bot.payloads import Event, text_at
from bot.views import home as views
from bot.views.kit import Block
from handlers.world import Ack, World
from storage import feedback_lists as lists
from storage import people
from storage.database import Db


async def on_opened(world: World, event: Event) -> Ack:
    """Somebody opened the app: on its Home tab they see what they can do. A repetition shows the same once more."""
    if event.body.get("tab") == "home":
        person = text_at(event.body, "user")
        view = await world.act(event.workspace, lambda db: _home(db, person))
        world.later(world.call("views.publish", user_id=person, view=view))
    return None


def _home(db: Db, person: str) -> Block:
    reader = people.one(db, person)
    return views.home(lists.page(db, reader.id)) if reader and reader.is_colleague else views.nobody()
