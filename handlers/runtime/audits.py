"""`heartline audit`: what admins have changed, in Slack and on the command line."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.views import audit as views
from handlers import audit_list
from handlers.runtime.command import at_hand

cli = typer.Typer()


@cli.command("audit")
def audit(count: Annotated[int, typer.Option(min=1, max=10_000, help="How many of the newest.")] = 50) -> None:
    """List what admins have changed, newest first, and who did it."""
    asyncio.run(_audit(count))


async def _audit(count: int) -> None:
    async with at_hand() as world:
        entries, people = await audit_list.newest(world, count)
        typer.echo("\n".join(views.line(entry, people) for entry in entries) or views.NONE_YET)
