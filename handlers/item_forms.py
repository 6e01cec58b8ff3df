"""The questions, switched on and off and added to by an admin in Slack."""

from __future__ import annotations

from bot import policies as rules
from bot.payloads import Click, Form
from bot.views import item_forms as views
from bot.views.item_forms import Choosable
from bot.views.kit import Block
from handlers import policies
from handlers.world import Ack, World, note
from storage import people
from storage import policies as stored
from storage.database import Db


def _choosable(db: Db) -> list[Choosable]:
    policy = stored.one(db)
    return [
        Choosable(item, item.id not in policy.off, rules.must_stay(policy, item.id))
        for item in policies.all_items(policy)
    ]


async def on_open(world: World, click: Click) -> Ack:
    """*Questions*, and *Back* and *More* in the list."""

    def work(db: Db) -> Block:
        people.admin(db, click.person)
        return views.listing(_choosable(db), max(click.number, 0))

    view = await world.act(click.workspace, work)
    if click.view_id:
        await world.call("views.update", view_id=click.view_id, view=view)
    else:
        await world.open(click, view)
    return None


async def on_switch(world: World, click: Click) -> Ack:
    """*Switch on* and *Switch off*."""

    def work(db: Db) -> Block:
        admin = people.admin(db, click.person)
        policies.set_item(db, world, click.value, on=click.route == views.ON, by=admin.id)
        items = _choosable(db)
        return views.listing(items, views.page_of(items, click.value))

    view = await world.act(click.workspace, work)
    world.later(world.call("views.update", view_id=click.view_id, view=view))
    return None


async def on_add(world: World, click: Click) -> Ack:
    """*Add a question*."""
    await world.act(click.workspace, lambda db: people.admin(db, click.person))
    await world.open(click, views.form())
    return None


async def on_form(world: World, form: Form) -> Ack:
    """The question was written: the list under the form has it."""

    def work(db: Db) -> Block:
        admin = people.admin(db, form.person)
        added = policies.new_item(db, world, form.text("text"), by=admin.id)
        items = _choosable(db)
        return views.listing(items, views.page_of(items, added.id))

    view = await world.act(form.workspace, work)
    if form.previous:
        world.later(world.call("views.update", view_id=form.previous, view=view))
    return {"response_action": "update", "view": note(views.ADDED)}
