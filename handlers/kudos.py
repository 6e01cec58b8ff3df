"""Kudos: given by command, form or shortcut, received in a direct message, shared by the receiver."""

from __future__ import annotations

import asyncio
import re
from itertools import chain

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import kudos, kudos_command
from bot.errors import Refused
from bot.kudos import Door
from bot.kudos_command import Group, Said
from bot.payloads import Click, Command, Form, Shortcut
from bot.views import kudos as views
from bot.views.kudos import Start
from handlers.thanks import Given, Thanks, give
from handlers.world import Ack, World, note, say
from storage import kudos_values, policies
from storage import people as stored_people
from storage.database import Db

GROUP_SECONDS = 1.0  # the form has to be opened within three of the command
MESSAGE = re.compile(r"(?P<channel>[CDG][A-Z0-9]+) (?P<ts>[0-9]+\.[0-9]+)")


async def on_help(world: World, command: Command) -> Ack:
    """`/kudos help`."""
    policy = await world.act(command.workspace, policies.one)
    return say(views.explained(policy.kudos_emoji))


async def on_command(world: World, command: Command) -> Ack:
    """`/kudos`: alone it opens the form, with people and words it gives at once; a group's people are shown first."""
    if not command.text:
        await _open_form(world, command, views.NOTHING)
        return None
    said = kudos_command.parse(command.text)
    if said.groups:
        await _open_form(world, command, await _counted(world, command, said))
        return None
    kudos_id = command.trigger_id or world.new_id()  # it may arrive twice

    def work(db: Db) -> Given:
        did = stored_people.read(db, said.did)
        return give(db, world, Thanks(kudos_id, command.person, said.people, did, door=Door.COMMAND))

    given = await world.act(command.workspace, work)
    return {"response_type": "ephemeral", **views.given(given.kudos, given.names).payload()}


async def on_form(world: World, form: Form) -> Ack:
    """The form was submitted."""
    place = MESSAGE.fullmatch(form.private)
    thanks = Thanks(
        id=form.view_id or world.new_id(),  # so may this
        giver=form.person,
        receivers=form.several("people"),
        did=form.text("did"),
        enabled=form.text("enabled"),
        value=form.text("value"),
        need=form.text("need"),
        door=Door.MESSAGE if place else Door.FORM,
        channel=place["channel"] if place else "",
        ts=place["ts"] if place else "",
    )
    given = await world.act(form.workspace, lambda db: give(db, world, thanks))
    return {"response_action": "update", "view": note(views.on_its_way(given.names))}


async def on_shortcut(world: World, shortcut: Shortcut) -> Ack:
    """*Give kudos* from the menu, or on a message, whose author it is for when they can be thanked."""
    author = await world.act(shortcut.workspace, lambda db: stored_people.one(db, shortcut.author))
    is_someone = author is not None and author.is_colleague and author.id != shortcut.person
    private = f"{shortcut.channel} {shortcut.ts}" if shortcut.ts else ""
    people = (shortcut.author,) if is_someone else ()
    await _open_form(world, shortcut, Start(people, link=shortcut.link, private=private))
    return None


async def on_open(world: World, click: Click) -> Ack:
    """*Give kudos* at the end of a pulse, in its message or on its page."""
    values = await world.act(click.workspace, kudos_values.every)
    world.later(world.open(click, views.form(values)))
    return None


async def on_filled(world: World, click: Click) -> Ack:
    """*Open the form*: with the people, groups and words of what was asked for elsewhere."""
    start = await _counted(world, click, kudos_command.parse(click.value))
    values = await world.act(click.workspace, kudos_values.every)
    world.later(world.open(click, views.form(values, start)))
    return None


async def _open_form(world: World, asked: Command | Shortcut, start: Start) -> None:
    values = await world.act(asked.workspace, kudos_values.every)
    await world.call("views.open", trigger_id=asked.trigger_id, view=views.form(values, start))


async def _counted(world: World, asked: Command | Click, said: Said) -> Start:
    """The form's start for people and groups: who of the groups can be thanked. Raises Refused."""
    members = [await _members(world, group) for group in said.groups]
    ids = {*chain.from_iterable(members)}
    known, did = await world.act(
        asked.workspace, lambda db: (stored_people.by_ids(db, ids), stored_people.read(db, said.did))
    )
    named = zip(said.groups, members, strict=True)
    groups = [kudos.counted(group, listed, asked.person, known) for group, listed in named]
    return Start(kudos.together(said.people, groups), did, groups)


async def _members(world: World, group: Group) -> list[str]:
    """Who is in a user group. Raises Refused where Slack does not say so in time."""
    try:
        async with asyncio.timeout(GROUP_SECONDS):
            return [str(person) async for person in world.pages("usergroups.users.list", "users", usergroup=group.id)]
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        raise Refused("kudos_group_unread", group=group.name) from error
