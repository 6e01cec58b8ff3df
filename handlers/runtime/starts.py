"""`heartline starts`: a practice that teams begin one after another, in an order drawn at random."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.stepped import Wish
from bot.views import stepped as views
from handlers import stepped
from handlers.runtime.command import at_hand

cli = typer.Typer(no_args_is_help=True)


@cli.command("add")
def starts_add(
    text: Annotated[str, typer.Argument(help="The practice, in the words that the teams read.")],
    need: Annotated[str, typer.Option(help="What it is for: autonomy, competence or recognition.")],
    every: Annotated[int, typer.Option(help="Weeks from one turn to the next: 2 or 4.")],
    department: Annotated[str, typer.Option(help="Whose teams begin it; without it, all.")] = "",
) -> None:
    """Draw the order in which teams begin a practice, at random."""
    asyncio.run(_add(Wish(text, need, every), department))


async def _add(wish: Wish, department: str) -> None:
    async with at_hand() as world:
        typer.echo(views.added(*await stepped.add(world, wish, department)))


@cli.command("list")
def starts_list() -> None:
    """List what is begun in random order, and who begins when."""
    asyncio.run(_list())


async def _list() -> None:
    async with at_hand() as world:
        typer.echo("\n\n".join(views.whole(*named) for named in await stepped.listed(world)) or views.NO_STARTS)


@cli.command("stop")
def starts_stop(start: Annotated[str, typer.Argument(help="Its id, as `starts list` has it.")]) -> None:
    """Let no more teams begin."""
    asyncio.run(_stop(start))


async def _stop(start: str) -> None:
    async with at_hand() as world:
        typer.echo(views.stopped(await stepped.stop(world, start)))


@cli.command("result")
def starts_result() -> None:
    """Tell what was seen, or from when on that can be told."""
    asyncio.run(_result())


async def _result() -> None:
    async with at_hand() as world:
        await stepped.look(world)
        told = views.lines(named.start for named in await stepped.listed(world))
        typer.echo("\n\n".join(told) or views.NO_STARTS)
