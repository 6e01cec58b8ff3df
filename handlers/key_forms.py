"""The keys of those who send feedback: made and revoked by an admin in Slack."""

from __future__ import annotations

from bot.payloads import Click, Form
from bot.views import key_forms as views
from bot.views.kit import Block
from handlers import keys
from handlers.world import Ack, World
from storage import ingest as stored
from storage import people
from storage.database import Db


async def on_open(world: World, click: Click) -> Ack:
    """*Feedback keys*: the list."""

    def work(db: Db) -> Block:
        people.admin(db, click.person)
        return views.listing(stored.keys(db))

    await world.open(click, await world.act(click.workspace, work))
    return None


async def on_add(world: World, click: Click) -> Ack:
    """*Make a key*."""
    await world.act(click.workspace, lambda db: people.admin(db, click.person))
    await world.open(click, views.form())
    return None


async def on_form(world: World, form: Form) -> Ack:
    """The key was named: it is made, and its secret is shown this once."""

    def work(db: Db) -> tuple[Block, Block]:
        admin = people.admin(db, form.person)
        key, secret = keys.add(db, world, form.text("name"), by=admin.id, form=form.view_id)
        return views.made(key, secret), views.listing(stored.keys(db))

    made, listing = await world.act(form.workspace, work)
    if form.previous:
        world.later(world.call("views.update", view_id=form.previous, view=listing))
    return {"response_action": "update", "view": made}


async def on_revoke(world: World, click: Click) -> Ack:
    """*Revoke*, once that was confirmed."""

    def work(db: Db) -> Block:
        admin = people.admin(db, click.person)
        keys.revoke(db, world, click.value, by=admin.id)
        return views.listing(stored.keys(db))

    listing = await world.act(click.workspace, work)
    world.later(world.call("views.update", view_id=click.view_id, view=listing))
    return None
