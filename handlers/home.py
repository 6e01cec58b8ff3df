"""The Home tab's listeners: it is opened, and another page of it is wanted."""

from __future__ import annotations

from bot import home
from bot.payloads import Click, Event, text_at
from handlers import homes
from handlers.world import Ack, World


async def on_opened(world: World, event: Event) -> Ack:
    """Somebody opened the app: on its Home tab they see the page that they had last; a repetition shows it again."""
    if event.body.get("tab") == "home" and event.workspace == world.workspace:
        world.later(homes.publish(world, text_at(event.body, "user")))
    return None


async def on_page(world: World, click: Click) -> Ack:
    """A page of Home was chosen, or another part of a list there."""
    place = home.place(click.value)
    if click.workspace == world.workspace:
        world.later(homes.publish(world, click.person, place.page, place.number))
    return None
