"""`heartline digest`: the weekly digests, to read here, to post and to take along."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot import digest_export, digest_reading
from bot.digest_export import Format
from bot.digests import Digest
from bot.views import digest_details as detail_views
from bot.views import digest_page, terminal
from bot.views import digests as views
from handlers import digest_details, digests
from handlers.runtime.command import at_hand
from storage import backups

cli = typer.Typer(no_args_is_help=True)
WRITTEN = {
    Format.TEXT: detail_views.text,
    Format.JSON: digest_export.as_json,
    Format.CSV: digest_export.as_csv,
    Format.HTML: digest_page.page,
}
ENCODINGS = {Format.CSV: "utf-8-sig"}  # with a mark, so that Excel reads it as UTF-8
Of = Annotated[str, typer.Option("--team", help="Only that of a team or department of this name.")]


@cli.command("preview")
def preview(team: Of = "") -> None:
    """Print the digests of the last closed pulse."""
    asyncio.run(_preview(team))


async def _preview(team: str) -> None:
    async with at_hand() as world:
        found = digest_reading.called(await digests.previews(world), team)
        typer.echo("\n\n".join(views.text(digest) for digest in found))


@cli.command("post")
def post(
    again: Annotated[
        bool, typer.Option("--again", help="Also those that somebody has deleted in Slack, as they were.")
    ] = False,
) -> None:
    """Post the digests of the last closed pulse that have not arrived, and bring posted ones up to date."""
    asyncio.run(_post(again=again))


async def _post(*, again: bool) -> None:
    async with at_hand() as world:
        posted = await digests.post_again(world)
        looked_for = await digests.repair(world) if again else []  # first, as a change of one would be on its way else
        changed = await digests.retell_changed(world)
        names = ([group.name for group in posted], [group.name for group in looked_for])
        typer.echo(terminal.posted(*names, changed=changed))


@cli.command("export")
def export(
    team: Of = "",
    week: Annotated[str, typer.Option(help="The week, such as 2026-W10; else the newest that has digests.")] = "",
    written_as: Annotated[Format, typer.Option("--format", help="How to write them.")] = Format.TEXT,
    out: Annotated[Path | None, typer.Option(help="A new file to write to; else they are printed.")] = None,
) -> None:
    """Write posted digests with all their details: as text, JSON, CSV, or a page to print."""
    found = asyncio.run(_found(team, week))
    content = WRITTEN[written_as](found)
    if out is None:
        typer.echo(content, nl=False)
    else:
        backups.new_file(out)
        out.write_text(content, ENCODINGS.get(written_as, "utf-8"), newline="")
        typer.echo(terminal.digests_exported(len(found), out))


async def _found(team: str, week: str) -> list[Digest]:
    async with at_hand() as world:
        return digest_reading.called(await digest_details.of_week(world, week), team)
