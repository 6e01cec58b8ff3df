"""`heartline feedback …`: what customers said, into Heartline and out of it."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import typer

from bot import feedback_export
from bot.views import terminal
from handlers.runtime import feedback_keys, importing
from handlers.runtime.command import at_hand
from handlers.world import World
from storage import backups, teams
from storage import feedback as stored

BATCH = 1000
feedback_cli = typer.Typer(no_args_is_help=True)
feedback_cli.command("import")(importing.feedback_import)
feedback_cli.add_typer(feedback_keys.cli, name="keys", help="Keys with which others send feedback over HTTP.")


@feedback_cli.command("export")
def feedback_export_command(file: Path) -> None:
    """Write all feedback to a new CSV file, without the names of those who logged it."""
    typer.echo(terminal.exported(asyncio.run(_exported(file)), file))


async def _exported(file: Path) -> int:
    async with at_hand() as world:
        backups.new_file(file)
        with ExitStack() as undone:
            undone.callback(file.unlink)  # half a file looks like a whole one, and would stand in the way of the next
            written = await export(world, file)
            undone.pop_all()
            return written


async def export(world: World, file: Path) -> int:
    """Write all feedback to a file, some at a time, and return how many pieces that were."""
    names = {team.id: team.name for team in await world.act(world.workspace, teams.every)}
    last, n = "", 0
    with file.open("w", encoding="utf-8-sig", newline="") as content:  # with a mark, so that Excel reads it as UTF-8
        content.write(feedback_export.header())
        while batch := await world.act(world.workspace, partial(stored.after, feedback_id=last, limit=BATCH)):
            content.write(feedback_export.lines(batch, names))
            last, n = batch[-1].id, n + len(batch)
    return n
