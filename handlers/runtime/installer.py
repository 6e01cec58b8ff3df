"""`heartline installer`: who set Heartline up, and is an admin of it."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.views import installing as views
from handlers import installing, people
from handlers.runtime.command import at_hand

cli = typer.Typer()


@cli.command("installer")
def installer(who: Annotated[str, typer.Argument(help="By name as in Slack, login or id.")]) -> None:
    """Name who set Heartline up: they are its admin from then on, and get the first three steps in Slack."""
    asyncio.run(_installer(who))


async def _installer(who: str) -> None:
    async with at_hand() as world:
        await people.sync(world)
        named, is_told = await installing.name_installer(world, who)
        typer.echo(views.named(named.name or named.id, is_told=is_told))
