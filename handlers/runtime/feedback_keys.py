"""`heartline feedback keys`: what help desks and forms sign with when they send feedback."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.views import ingest as views
from handlers import keys
from handlers.runtime.command import at_hand

cli = typer.Typer(no_args_is_help=True)


@cli.command("add")
def keys_add(name: Annotated[str, typer.Argument(help="Who sends by it, such as Zendesk.")]) -> None:
    """Make a key and its secret, which is shown this once."""
    asyncio.run(_add(name))


async def _add(name: str) -> None:
    async with at_hand() as world:
        typer.echo(views.key_made(*await keys.add_key(world, name)))


@cli.command("list")
def keys_list() -> None:
    """List the keys."""
    asyncio.run(_list())


async def _list() -> None:
    async with at_hand() as world:
        typer.echo("\n".join(map(views.key_line, await keys.keys(world))) or views.NO_KEYS)


@cli.command("revoke")
def keys_revoke(key: Annotated[str, typer.Argument(help="Its id, as `feedback keys list` has it.")]) -> None:
    """Let a key open nothing any more."""
    asyncio.run(_revoke(key))


async def _revoke(key: str) -> None:
    async with at_hand() as world:
        await keys.revoke_key(world, key)
        typer.echo(views.key_revoked(key))
