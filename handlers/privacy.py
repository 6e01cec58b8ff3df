"""Someone's own rows: shown to them, and erased when they say so."""

from __future__ import annotations

from bot.payloads import Click, Form
from bot.views import persons as views
from bot.views.language import Texts
from handlers.questions import language
from handlers.world import Ack, World
from storage import persons
from storage.database import Db


async def on_export(world: World, click: Click) -> Ack:
    """All that is kept about whoever asks, as a page. What they answered is told nowhere else than there."""
    view = await world.act(
        click.workspace, lambda db: views.page(persons.exported(db, click.person), language(db, click.person))
    )
    await world.open(click, view)
    return None


async def on_erase(world: World, click: Click) -> Ack:
    """What erasing means, and whether to."""
    await world.open(click, await world.act(click.workspace, lambda db: views.erase_form(language(db, click.person))))
    return None


async def on_erase_form(world: World, form: Form) -> Ack:
    """Erase it."""

    def erase(db: Db) -> Texts:
        read_in = language(db, form.person)  # their language goes too
        persons.erase(db, form.person)
        return read_in

    done = await world.act(form.workspace, erase)
    return {"response_action": "update", "view": views.erased(done)}
