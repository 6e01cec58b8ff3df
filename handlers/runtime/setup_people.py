"""The steps of `heartline setup` that are about people: who sets it up, and the first team."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import NamedTuple

import typer

from bot.errors import Refused
from bot.people import Person
from bot.previews import Preview
from bot.team_wishes import Wish
from bot.teams import Roster
from bot.views import admin, words
from bot.views import previews as preview_views
from bot.views import setup as views
from handlers import installing, people, sources, teams
from handlers.runtime import app
from handlers.runtime.command import at_hand, settings
from handlers.runtime.setup_answers import agreed, typed
from storage import installs
from storage import people as stored_people


class Known(NamedTuple):
    """What is known of the workspace: who set Heartline up, and the names of its teams."""

    installer: Person | None
    teams: tuple[str, ...]


def learn() -> Known:
    """Read from Slack who is in the workspace."""
    return asyncio.run(_learn())


async def _learn() -> Known:
    typer.echo(views.READING)
    async with at_hand() as world:
        await app.known(world, settings())
        await people.sync(world)
        installed = await world.act(world.workspace, installs.one)
        who = installed.installer if installed else ""
        installer = await world.act(world.workspace, lambda db: stored_people.one(db, who)) if who else None
        rosters, _ = await teams.listed(world)
        return Known(installer, tuple(roster.team.name for roster in rosters))


def name_yourself(known: Known) -> Person | None:
    """Step 5: Heartline knows who set it up, and has a message for them; None where they would rather say it later."""
    if known.installer:
        typer.echo(views.known_as(known.installer.name))
        return known.installer
    while who := typed(views.YOUR_NAME):
        try:
            person, is_told = asyncio.run(_name(who))
        except Refused as refused:
            typer.echo(words.refusal(refused))
        else:
            typer.echo(views.named(person, is_told=is_told))
            return person
    typer.echo(views.YOU_LATER)
    return None


async def _name(who: str) -> tuple[Person, bool]:
    async with at_hand() as world:
        return await installing.name_installer(world, who)


def make_team(known: Known, lead: Person | None) -> None:
    """Step 6: the first team, where there is none and one is wanted; whoever is at work is offered as its lead."""
    if known.teams:
        typer.echo(views.teams_there(known.teams))
        return
    is_made = agreed(views.MAKE_TEAM, default=True) and _is_made(lead)
    typer.echo(views.MADE_TEAM if is_made else views.TEAM_LATER)


def _asked(lead: Person | None) -> Wish:
    channel = _channel()
    return Wish(_name_of(channel), channel, _leads(lead)) if channel else Wish("", "", ())


def _channel() -> str:
    """A channel that is there; empty where none is wanted now."""
    while wanted := typed(views.CHANNEL):
        try:
            asyncio.run(_seen(wanted))
        except Refused as refused:
            typer.echo(words.refusal(refused))
        else:
            break
    return wanted


def _name_of(channel: str) -> str:
    return typed(views.TEAM_NAME, _offered(channel))


def _offered(channel: str) -> str:
    return channel.lstrip("#").capitalize()


def _leads(lead: Person | None) -> tuple[str, ...]:
    leads = typed(views.LEADS, f"@{lead.handle}" if lead else "")
    return tuple(name for name in leads.split(",") if name.strip())


def _is_made(lead: Person | None) -> bool:
    """Ask for a team, say what it would be, and make it if that is meant; else it is asked for again, as is what was
    wrong. False when no channel is given.
    """
    wish = _asked(lead)
    while wish.channel:
        try:
            roster, asked = asyncio.run(_planned(wish))
            typer.echo(admin.team_planned(roster))
            if asked:
                typer.echo(preview_views.sentence(asked))
            if agreed(views.MAKE_IT, default=True):
                asyncio.run(_make(wish))
                return True
            wish = _asked(lead)
        except Refused as refused:
            typer.echo(words.refusal(refused))
            wish = _mended(wish, refused.field, lead)
    return False


def _mended(wish: Wish, wrong: str | None, lead: Person | None) -> Wish:
    """The wish with what was wrong with it asked again: the channel, where it is neither its name nor who leads it."""
    match wrong:
        case "name":
            return replace(wish, name=_name_of(wish.channel))
        case "managers":
            return replace(wish, managers=_leads(lead))
    channel = _channel()
    has_other_name = wish.name != _offered(wish.channel) or not channel
    return replace(wish, channel=channel, name=wish.name if has_other_name else _name_of(channel))


async def _seen(channel: str) -> None:
    async with at_hand() as world:
        await sources.channel(world, channel)


async def _planned(wish: Wish) -> tuple[Roster, Preview | None]:
    async with at_hand() as world:
        found, new_id = await sources.find(world, wish), world.new_id()
        return await world.act(world.workspace, lambda db: teams.look(db, world, wish, found, new_id))


async def _make(wish: Wish) -> None:
    async with at_hand() as world:
        await teams.add(world, wish.name, wish.channel, *wish.managers)
