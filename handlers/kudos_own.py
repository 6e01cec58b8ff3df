"""One's own kudos: the list of what one gave and received, sharing, changing and taking back, and the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot import sharing
from bot.errors import Refused
from bot.payloads import Click, Command, Form
from bot.people import named
from bot.sharing import Received, Sharing
from bot.views import kudos_messages as message_views
from bot.views import kudos_own as views
from bot.views.kit import Block
from bot.views.kudos_own import Page
from handlers import kudos_messages
from handlers.world import Ack, World, note
from storage import kudos_choices, kudos_lists, kudos_values, people
from storage import kudos_messages as stored
from storage.database import Db

PAGE = 5


async def on_mine(world: World, command: Command) -> Ack:
    """`/kudos mine`."""
    view = await world.act(command.workspace, lambda db: _page(db, world, command.person, views.RECEIVED, ""))
    await world.call("views.open", trigger_id=command.trigger_id, view=view)
    return None


async def on_list(world: World, click: Click) -> Ack:
    """*Received*, *Given* and *More* in the list, and *See all* on the Home tab."""
    side, _, after = click.value.partition(":")
    await _show_page(world, click, *((side, after) if side in views.EMPTY else (views.RECEIVED, "")))
    return None


def _page(db: Db, world: World, person: str, side: str, after: str) -> Block:
    listing = kudos_lists.given if side == views.GIVEN else kudos_lists.received
    ids = listing(db, person, after, PAGE + 1)
    page = Page(side, after, ids[PAGE - 1] if len(ids) > PAGE else "")
    if side == views.GIVEN:
        given = (stored.telling(db, kudos_id) for kudos_id in ids[:PAGE])
        return views.page(replace(page, given=[one for one in given if one]), world.now())
    received = (stored.received(db, kudos_id, person) for kudos_id in ids[:PAGE])
    return views.page(replace(page, received=[one for one in received if one]), world.now())


async def _show_page(world: World, click: Click, side: str, after: str) -> None:
    view = await world.act(click.workspace, lambda db: _page(db, world, click.person, side, after))
    if click.view_id:
        world.later(world.call("views.update", view_id=click.view_id, view=view))
    else:
        world.later(world.open(click, view))


async def on_share(world: World, click: Click) -> Ack:
    """*Share with the team*, in a receiver's message or list."""
    await _changed(world, click, kudos_messages.share)
    return None


async def on_unshare(world: World, click: Click) -> Ack:
    """*Stop sharing*."""
    await _changed(world, click, kudos_messages.unshare)
    return None


async def _changed(world: World, click: Click, change: Callable[[Db, World, str, str], Received]) -> None:
    received = await world.act(click.workspace, lambda db: change(db, world, click.value, click.person))
    if click.view_id:
        await _show_page(world, click, *views.page_of(click.block_id))
    else:
        world.later(world.answer(click, message_views.received(received), replace=True))


async def on_undo(world: World, click: Click) -> Ack:
    """*Take back* and *Delete*, in the giver's list or where they were told that it is on its way."""
    taken = await world.act(click.workspace, lambda db: kudos_messages.take_back(db, world, click.value, click.person))
    if click.view_id:
        await _show_page(world, click, *views.page_of(click.block_id))
    else:
        world.later(world.answer(click, views.taken_back(taken), replace=True))
    return None


async def on_edit(world: World, click: Click) -> Ack:
    """*Edit*, and *Say what it made possible*: the form with its words."""

    def work(db: Db) -> Block:
        kudos = sharing.editable(stored.one(db, click.value), click.person, world.now())
        names = named(people.by_ids(db, kudos.receivers).values(), kudos.receivers)
        return views.edit_form(kudos, names, kudos_values.every(db))

    world.later(world.open(click, await world.act(click.workspace, work)))
    return None


async def on_edit_form(world: World, form: Form) -> Ack:
    """The changed words were saved."""
    did, enabled, value, need = (form.text(name) for name in ("did", "enabled", "value", "need"))
    await world.act(
        form.workspace,
        lambda db: kudos_messages.edit(db, world, form.private, form.person, did, enabled, value, need),
    )
    return {"response_action": "update", "view": note(views.CHANGED)}


async def on_settings(world: World, command: Command) -> Ack:
    """`/kudos settings`."""
    view = await world.act(command.workspace, lambda db: views.settings(kudos_choices.one(db, command.person)))
    await world.call("views.open", trigger_id=command.trigger_id, view=view)
    return None


async def on_settings_form(world: World, form: Form) -> Ack:
    """The settings were saved."""

    def keep(db: Db) -> None:
        person = people.one(db, form.person)
        if person is None or not person.is_colleague:
            raise Refused("kudos_from_outside")
        wanted, has_prompt = views.chosen(form)
        choice = replace(kudos_choices.one(db, person.id), sharing=wanted, has_prompt=has_prompt)
        kudos_choices.put(db, person.id, choice)
        for kudos_id in stored.unposted(db, person.id) if wanted is Sharing.NEVER else ():
            kudos_messages.unshare(db, world, kudos_id, person.id)

    await world.act(form.workspace, keep)
    return {"response_action": "update", "view": note(views.SAVED)}
