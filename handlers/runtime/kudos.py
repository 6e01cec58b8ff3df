"""`heartline kudos`: the workspace's own values, which a kudos may name."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.views import kudos as views
from handlers import values
from handlers.runtime.command import at_hand

kudos_cli = typer.Typer(no_args_is_help=True)


@kudos_cli.callback()
def kudos_command() -> None:
    """Thanks between peers."""


@kudos_cli.command("values")
def kudos_values(
    add: Annotated[str, typer.Option(help="A value to add, such as “Care”.")] = "",
    remove: Annotated[str, typer.Option(help="A value to remove; kudos that name it keep it.")] = "",
) -> None:
    """List the values that a kudos may name, and add or remove one."""
    asyncio.run(_kudos_values(add, remove))


async def _kudos_values(add: str, remove: str) -> None:
    async with at_hand() as world:
        if remove:
            await values.remove_value(world, remove)
        if add:
            await values.add_value(world, add)
        typer.echo(views.known_values(await values.values(world)))
