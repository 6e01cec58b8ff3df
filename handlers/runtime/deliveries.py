"""`heartline deliveries`: the messages that have not arrived, and another chance for them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer

from bot.delivery import POST, WORTH_SENDING, Stuck
from bot.errors import Refused
from bot.views import deliveries as views
from handlers.runtime.command import at_hand
from handlers.world import World
from storage import gates
from storage import stuck as stored
from storage.database import Db

cli = typer.Typer(no_args_is_help=True)


async def stuck(world: World) -> list[Stuck]:
    """The messages that an admin should look at."""
    return await world.act(world.workspace, stored.every)


async def retry(world: World, keys: Sequence[str]) -> int:
    """Have these messages sent again: all of them or, when one cannot be, none. No keys: all that were given up.

    Returns how many. Raises Refused for a key that no stuck message has.
    """
    now = world.now()

    def retry_them(db: Db) -> int:
        known = {found.key for found in stored.every(db)}
        for key in keys:
            if key not in known:
                raise Refused("delivery_unknown", key=key)
        gates.leave_untried(db, POST, now)
        return sum(stored.retry(db, key, now, now + WORTH_SENDING) for key in dict.fromkeys(keys) or [None])

    return await world.act(world.workspace, retry_them)


@cli.command("list")
def deliveries_list() -> None:
    """List the messages that have not arrived, and what to do about each."""
    asyncio.run(_list())


async def _list() -> None:
    async with at_hand() as world:
        found = await stuck(world)
        typer.echo("\n".join(map(views.line, found)) or views.NONE)


@cli.command("retry")
def deliveries_retry(
    keys: Annotated[list[str] | None, typer.Argument(help="Which messages, as `deliveries list` names them.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All that were given up or came too late.")] = False,
) -> None:
    """Send messages again that have not arrived."""
    asyncio.run(_retry(keys or [], every=every))


async def _retry(keys: Sequence[str], *, every: bool) -> None:
    if every == bool(keys):
        raise Refused("delivery_which")
    async with at_hand() as world:
        typer.echo(views.again(await retry(world, keys)))
