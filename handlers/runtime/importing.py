"""`heartline feedback import`: asks in a terminal for what a file does not say, and writes aside what it left out."""

from __future__ import annotations

import asyncio
import csv
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, BinaryIO, TextIO

import typer

from bot import csv_columns
from bot.csv_columns import Plan, Wish
from bot.csv_dates import Order
from bot.errors import Refused
from bot.feedback import Scale
from bot.feedback_csv import BadRow
from bot.views import imports as views
from bot.views import words
from handlers import imports
from handlers.imports import Looked
from handlers.runtime.command import at_hand, content_of
from handlers.world import World

LISTED = 20
AS_IT_STOOD = "as it stood"


def feedback_import(
    file: Path,
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", help="Which column is what: customer=Company. May be given several times."),
    ] = None,
    dates: Annotated[str, typer.Option(help="What comes first in dates like 03/04/2026: dmy or mdy.")] = "",
    scale: Annotated[str, typer.Option(help="What was rated: expectation, csat, nps or ces.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show ten lines and what would come of it.")] = False,
) -> None:
    """Import a CSV file with the columns customer, said, rating, or an export of a known tool."""
    asyncio.run(_feedback_import(file, csv_columns.wish(columns or [], scale, dates), dry_run=dry_run))


async def _feedback_import(file: Path, wish: Wish, *, dry_run: bool) -> None:
    with content_of(file) as (content, size):
        looked = decided(content, file.name, wish, ask=_choose if sys.stdin.isatty() else None)
        async with at_hand() as world:
            if dry_run:
                found = imports.preview(content, looked, await imports.around(world))
                typer.echo(views.preview(found))
            else:
                await _import(world, content, looked, file, size)


Ask = Callable[[str, dict[str, str], str], str]


def decided(content: BinaryIO, name: str, wish: Wish, ask: Ask | None) -> Looked:
    """How a file is to be read. Where `ask` can ask somebody, it does so for what the file does not say.

    Raises Refused where nobody can be asked, and for a file that cannot be read at all.
    """
    looked = imports.look(content, name, wish)
    if ask and looked.plan.missing:
        wish = _columns(looked.plan, wish, ask)
        looked = imports.look(content, name, wish)
    try:
        return imports.ready(content, name, looked)
    except Refused as refused:
        if not ask or refused.code not in ("csv_dates_unclear", "csv_dates_mixed"):
            raise
    order = Order(ask("What comes first in its dates?", {each.value: views.ORDER_NAMES[each] for each in Order}, ""))
    return imports.ready(content, name, imports.look(content, name, replace(wish, dates=order)))


def _columns(plan: Plan, wish: Wish, ask: Ask) -> Wish:
    """The wish with a column for each thing that is needed, and the scale of the ratings."""
    names = {str(place): name for place, name in enumerate(plan.header, 1)}
    suggested = {thing: place for thing, name in csv_columns.suggested(plan).items() for place in _of(names, name)}
    chosen = {thing: names[ask(views.THINGS[thing], names, suggested.get(thing, ""))] for thing in plan.missing}
    wish = replace(wish, columns={**wish.columns, **chosen})
    if "rating" not in chosen or wish.scale:
        return wish
    scales = {each.value: views.SCALE_NAMES[each] for each in Scale}
    likely = csv_columns.plan(plan.header, plan.delimiter, wish).scale
    return replace(wish, scale=Scale(ask("What was rated?", scales, likely.value)))


def _of(names: dict[str, str], wanted: str) -> Iterator[str]:
    return (place for place, name in names.items() if name == wanted)


def _choose(question: str, options: dict[str, str], default: str) -> str:
    """Ask in the terminal until one of the options is chosen."""
    typer.echo(f"\n{question}")
    for key, label in options.items():
        typer.echo(f"  {key}: {label}")
    while (answer := str(typer.prompt("Which one", default=default or None)).strip()) not in options:
        typer.echo(views.choose_one(list(options)))
    return answer


async def _import(world: World, content: BinaryIO, looked: Looked, file: Path, size: int) -> None:
    from rich.console import Console  # slow to import, and only this needs it
    from rich.progress import Progress

    with rejects(file, looked) as rejected, Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(file.name, total=size)
        counts = await imports.import_csv(
            world, content, looked, lambda at: progress.update(task, completed=at), rejected.add
        )
    for row in rejected.listed:
        typer.echo(views.bad_line(row))
    where = rejected.path.name if rejected.path else ""
    typer.echo(views.imported(counts.new, counts.known, counts.bad, counts.unrated, where))
    if rejected.unwritable:
        typer.echo(words.refusal(Refused("csv_rejects_unwritable", path=rejected.unwritable.name)))


class Rejects:
    """The lines that were left out, in a file beside the imported one; it is made with the first of them.

    `listed` are the first of them, and each that could not be written (to `unwritable`).
    """

    def __init__(self, file: Path, plan: Plan) -> None:
        self.path: Path | None = None
        self.unwritable: Path | None = None
        self.listed: list[BadRow] = []
        self._file, self._plan = file, plan
        self._open: TextIO | None = None

    def add(self, row: BadRow) -> None:
        """Write a line with its number, what is wrong with it, and how it stood where its values fit no columns."""
        if not self.unwritable:
            try:
                self._write(row)
            except OSError:  # what is imported matters more than where its rest lies
                self.path, self.unwritable = None, self.path or _beside(self._file, 1)
        self.listed += [row] if self.unwritable or len(self.listed) < LISTED else []

    def _write(self, row: BadRow) -> None:
        columns = self._plan.header
        if self._open is None:
            self.path, self._open = _new_beside(self._file)
            self._write_cells(self._open, [*columns, "line", "reasons", AS_IT_STOOD])
        cells = [""] * len(columns) if row.raw else [*row.cells, *[""] * (len(columns) - len(row.cells))]
        self._write_cells(self._open, [*cells, str(row.line), views.reasons(row), row.raw])

    def _write_cells(self, file: TextIO, cells: list[str]) -> None:
        csv.writer(file, delimiter=self._plan.delimiter).writerow(cells)

    def close(self) -> None:
        """Let go of the file."""
        if self._open:
            with suppress(OSError):  # as for its last line, which is listed then
                self._open.close()


@contextmanager
def rejects(file: Path, looked: Looked) -> Iterator[Rejects]:
    """Where the lines that are left out go."""
    made = Rejects(file, looked.plan)
    try:
        yield made
    finally:
        made.close()


def _new_beside(file: Path) -> tuple[Path, TextIO]:
    """A new file beside another, written line by line: an earlier one may hold lines that somebody has mended."""
    number = 1
    while True:
        path = _beside(file, number)
        try:
            return path, path.open("x", 1, encoding="utf-8-sig", newline="")
        except FileExistsError:
            number += 1


def _beside(file: Path, number: int) -> Path:
    return file.with_name(f"{file.stem}.rejects{'' if number == 1 else f'-{number}'}.csv")
