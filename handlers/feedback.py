"""Customer feedback: logged by form or shortcut, or imported from a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import BinaryIO

from bot import feedback, feedback_csv, markup, moments
from bot.errors import Refused
from bot.feedback import Feedback
from bot.feedback_csv import BadRow, Row
from bot.payloads import Command, Form, Shortcut
from bot.teams import Team
from bot.views import feedback as views
from handlers.world import Ack, World, note, say
from storage import feedback as stored
from storage import people as stored_people
from storage import teams as stored_teams
from storage.database import Db

BATCH = 500


@dataclass
class Imported:
    """What an import did: how many were new, how many were known already, and which lines were bad."""

    new: int = 0
    known: int = 0
    bad: list[BadRow] = field(default_factory=list)


def log_one(db: Db, world: World, form: Form) -> tuple[Feedback, Team | None]:
    """Keep what someone logged. Returns it and its team. Raises Refused, with the field, for what is missing."""
    logger = stored_people.one(db, form.person)
    if logger is None or not logger.is_colleague:
        raise Refused("feedback_from_outside")
    team, rating = stored_teams.one(db, form.text("team")), form.text("rating")
    now = world.now()
    today = moments.local_day(now, logger.tz)
    feedback_id = form.view_id or world.new_id()  # the same form may arrive twice
    given = feedback.checked(
        Feedback(
            id=feedback_id,
            customer=form.text("customer"),
            said=form.text("said"),
            rating=int(rating) if rating.isdecimal() else 0,
            expectations=frozenset(form.several("expectations")),
            teams=frozenset({team.id} if team else ()),
            happened_on=today,
            counts_at=now,
            logged_by=form.person,
            source="slack",
            key=f"slack:{feedback_id}",
        ),
        today,
    )
    stored.keep(db, given)
    return given, team


async def import_csv(world: World, file: BinaryIO, name: str, progress: Callable[[int], None]) -> Imported:
    """Import a CSV file in batches, each in one transaction; lines that were imported before are passed over.

    `name` is the file's, for refusals; `progress` is told the bytes read so far. Raises Refused, with nothing
    imported, when the file as a whole cannot be read.
    """
    _check_encoding(file, name)
    teams = await world.act(world.workspace, stored_teams.every)
    names = {team.name.casefold(): team.id for team in teams}
    rows = feedback_csv.rows(_lines(file), name, names, world.now(), world.new_id)
    imported = Imported()
    while batch := list(islice(rows, BATCH)):
        imported.bad += [row for row in batch if isinstance(row, BadRow)]
        good = [row.feedback for row in batch if isinstance(row, Row)]
        are_new = await world.act(world.workspace, partial(stored.keep_many, feedback=good))
        imported.new += sum(are_new)
        imported.known += len(good) - sum(are_new)
        progress(file.tell())
    return imported


def _check_encoding(file: BinaryIO, name: str) -> None:
    """Read the file through before anything is kept of it: a wrong byte may stand in its last line."""
    try:
        for _ in _lines(file):
            pass
    except UnicodeDecodeError as error:
        raise Refused("csv_encoding", path=name) from error
    file.seek(0)


def _lines(file: BinaryIO) -> Iterator[str]:
    """The file's lines as text, without a byte order mark."""
    for number, line in enumerate(file):
        yield line.decode("utf-8-sig" if number == 0 else "utf-8")


async def on_command(world: World, command: Command) -> Ack:
    """`/feedback`: the form; words after it are taken as what the customer said."""
    if command.text.casefold() == "help":
        return say(views.HELP)
    said = markup.plain(command.text)
    return await _open_form(world, command, said)


async def on_shortcut(world: World, shortcut: Shortcut) -> Ack:
    """*Log customer feedback* from the menu, or on a message, whose text it starts with."""
    return await _open_form(world, shortcut, shortcut.text)


async def _open_form(world: World, asked: Command | Shortcut, said: str) -> Ack:
    def load(db: Db) -> tuple[list[Team], Team | None]:
        return stored_teams.every(db), stored_teams.home_of(db, asked.person)

    teams, home = await world.act(asked.workspace, load)
    await world.call("views.open", trigger_id=asked.trigger_id, view=views.form(teams, said, home))
    return None


async def on_form(world: World, form: Form) -> Ack:
    """The form was submitted."""
    logged, team = await world.act(form.workspace, lambda db: log_one(db, world, form))
    return {"response_action": "update", "view": note(views.logged(logged.customer, team.name if team else None))}
