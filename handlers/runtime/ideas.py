"""`heartline ideas`: what digests offer, and in whose words."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.views import ideas as views
from handlers import ideas
from handlers.runtime.command import at_hand

cli = typer.Typer(no_args_is_help=True)


@cli.command("list")
def ideas_list() -> None:
    """List the ideas that digests offer, in your own words where you have some."""
    asyncio.run(_ideas_list())


async def _ideas_list() -> None:
    async with at_hand() as world:
        typer.echo("\n".join(map(views.line, (await ideas.every(world)).values())))


@cli.command("set")
def ideas_set(
    idea: Annotated[str, typer.Argument(help="Its name, as `heartline ideas list` has it.")],
    text: Annotated[str, typer.Argument(help="How you would say it.")],
) -> None:
    """Say an idea in your own words."""
    asyncio.run(_ideas_set(idea, text))


async def _ideas_set(idea: str, text: str) -> None:
    async with at_hand() as world:
        typer.echo(views.worded(await ideas.word(world, idea, text)))


@cli.command("reset")
def ideas_reset(
    idea: Annotated[str, typer.Argument(help="Its name, as `heartline ideas list` has it.")],
) -> None:
    """Go back to the words that come with Heartline."""
    asyncio.run(_ideas_reset(idea))


async def _ideas_reset(idea: str) -> None:
    async with at_hand() as world:
        typer.echo(views.worded(await ideas.reset(world, idea)))
