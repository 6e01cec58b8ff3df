"""`/feedback mine`: what someone logged, and what concerns a team they lead."""

from __future__ import annotations

from bot import feedback
from bot.payloads import Click, Command
from bot.views import feedback_own as views
from bot.views.kit import Block
from handlers.world import Ack, World
from storage import feedback_lists as lists
from storage import people
from storage.database import Db


async def on_mine(world: World, command: Command) -> Ack:
    """`/feedback mine`: the list."""
    view = await world.act(command.workspace, lambda db: _listed(db, command.person, 0))
    await world.call("views.open", trigger_id=command.trigger_id, view=view)
    return None


async def on_more(world: World, click: Click) -> Ack:
    """*Newer* or *Older* in the list, or *See older ones* on the Home tab."""
    view = await world.act(click.workspace, lambda db: _listed(db, click.person, max(click.number, 0)))
    if click.view_id:
        await world.call("views.update", view_id=click.view_id, view=view)
    else:
        await world.open(click, view)
    return None


def _listed(db: Db, person: str, page: int) -> Block:
    reader = feedback.may_log(people.one(db, person))
    return views.listing(lists.page(db, reader.id, page))
