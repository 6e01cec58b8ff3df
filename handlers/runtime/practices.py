"""`heartline practices`: what teams have tried."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.views import practices as views
from handlers import practices
from handlers.runtime.command import at_hand

cli = typer.Typer()


@cli.command("practices")
def practices_command(
    team: Annotated[str, typer.Option(help="The team or department whose log it is; all of them without.")] = "",
) -> None:
    """Print what teams have taken up, newest first."""
    asyncio.run(_practices(team))


async def _practices(team: str) -> None:
    async with at_hand() as world:
        typer.echo(views.log(await practices.logs(world, team)))
