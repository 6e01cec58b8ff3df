"""`heartline ideas` and `heartline practices`: what digests offer, in whose words, and what teams have tried."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.views import ideas as views
from bot.views import practices as practice_views
from handlers import ideas, practices
from handlers.runtime.command import at_hand

cli = typer.Typer()
ideas_cli = typer.Typer(no_args_is_help=True)


@ideas_cli.command("list")
def ideas_list() -> None:
    """List the ideas that digests offer, in your own words where you have some."""
    asyncio.run(_ideas_list())


async def _ideas_list() -> None:
    async with at_hand() as world:
        typer.echo("\n".join(map(views.line, (await ideas.every(world)).values())))


@ideas_cli.command("set")
def ideas_set(
    idea: Annotated[str, typer.Argument(help="Its name, as `heartline ideas list` has it.")],
    text: Annotated[str, typer.Argument(help="How you would say it.")],
) -> None:
    """Say an idea in your own words."""
    asyncio.run(_ideas_set(idea, text))


async def _ideas_set(idea: str, text: str) -> None:
    async with at_hand() as world:
        typer.echo(views.worded(await ideas.word(world, idea, text)))


@ideas_cli.command("reset")
def ideas_reset(
    idea: Annotated[str, typer.Argument(help="Its name, as `heartline ideas list` has it.")],
) -> None:
    """Go back to the words that come with Heartline."""
    asyncio.run(_ideas_reset(idea))


async def _ideas_reset(idea: str) -> None:
    async with at_hand() as world:
        typer.echo(views.worded(await ideas.reset(world, idea)))


@cli.command("practices")
def practices_command(
    team: Annotated[str, typer.Option(help="The team or department whose log it is; all of them without.")] = "",
) -> None:
    """Print what teams have taken up, newest first."""
    asyncio.run(_practices(team))


async def _practices(team: str) -> None:
    async with at_hand() as world:
        typer.echo(practice_views.log(await practices.logs(world, team)))
