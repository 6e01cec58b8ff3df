"""`heartline export`, `erase` and `backup`: one person's rows for whoever asks for them, and copies without answers."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import orjson
import typer

from bot.audit import COMMAND_LINE
from bot.people import Person, called
from bot.views import persons as views
from handlers.runtime.command import at_hand, settings
from handlers.world import World
from storage import audit, backups, people, persons
from storage.database import Db
from storage.persons import Rows

cli = typer.Typer()
Whose = Annotated[str, typer.Option(help="Who, by name as in Slack, login or id.")]


async def find(world: World, person: str) -> Person:
    """Who is meant. Raises Refused when that is nobody, or several."""
    return called(await world.act(world.workspace, people.everyone), person)


@cli.command("export")
def export(
    person: Whose, to: Annotated[Path | None, typer.Option(help="A new file; else it is printed.")] = None
) -> None:
    """Give out, as JSON, all that is kept about someone: for them, and for nobody else."""
    content = as_json(asyncio.run(_exported(person)))
    if to is None:
        typer.echo(content)
        return
    backups.new_file(to)
    to.write_text(content + "\n", encoding="utf-8")
    typer.echo(views.EXPORTED.format(path=to))


async def _exported(person: str) -> dict[str, Rows]:
    async with at_hand() as world:
        found = await find(world, person)
        return await world.act(world.workspace, lambda db: persons.exported(db, found.id))


def as_json(rows: dict[str, Rows]) -> str:
    """A person's rows as a file holds them, and that closed pulses hold none."""
    told = {"note": views.CLOSED, "tables": rows}
    return orjson.dumps(told, option=orjson.OPT_INDENT_2).decode()


@cli.command("erase")
def erase(person: Whose, yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to.")] = False) -> None:
    """Erase all that is kept about someone. What they answered in closed pulses is in sums alone, and not theirs."""
    asyncio.run(_erase(person, yes))


async def _erase(person: str, is_sure: bool) -> None:
    async with at_hand() as world:
        found = await find(world, person)
        if not is_sure:
            typer.confirm(views.SURE.format(name=found.name or found.id), abort=True)
        await world.act(world.workspace, lambda db: _erase_all(db, world, found.id))
        typer.echo(views.ERASED)


def _erase_all(db: Db, world: World, person: str) -> None:
    persons.erase(db, person)
    audit.note(db, world.change(COMMAND_LINE, "person_erased"))


@cli.command("backup")
def backup(file: Path) -> None:
    """Copy the database to a new file, without open answers; also while the bot runs."""
    url = settings().database_url
    if command := backups.server_command(url, file):
        typer.echo(views.BY_SERVER.format(command=command))
        return
    backups.write(url, file)
    typer.echo(views.BACKED_UP.format(path=file))
