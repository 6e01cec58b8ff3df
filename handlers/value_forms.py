"""What kudos can be about, and which reactions do something: chosen by an admin in Slack."""

from __future__ import annotations

from bot import marks
from bot.marks import Seen
from bot.payloads import Click, Form
from bot.policies import Wish
from bot.views import value_forms as views
from bot.views.kit import Block
from handlers import policies, values
from handlers.world import Ack, World
from storage import kudos_values, people
from storage import policies as stored
from storage.database import Db


async def on_open(world: World, click: Click) -> Ack:
    """*Kudos* on the set-up page: the form."""

    def work(db: Db) -> Block:
        people.admin(db, click.person)
        return views.form(kudos_values.every(db), stored.one(db))

    await world.open(click, await world.act(click.workspace, work))
    return None


async def on_form(world: World, form: Form) -> Ack:
    """The form was saved: all of it, or where something cannot be nothing."""
    wish = Wish(kudos_emoji=form.text("kudos_emoji"), feedback_emoji=form.text("feedback_emoji"))

    def work(db: Db) -> Block:
        by = people.admin(db, form.person).id
        chosen = policies.choose(db, world, wish, by=by, seen=Seen(marks.KUDOS, form.private))
        for name in form.several("drop"):
            values.remove(db, world, name, by=by)
        for name in filter(str.strip, form.text("name").splitlines()):
            values.add(db, world, name, by=by)
        return views.kept(kudos_values.every(db), chosen.policy)

    return {"response_action": "update", "view": await world.act(form.workspace, work)}
