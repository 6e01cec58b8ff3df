"""Customer feedback from a CSV file: one line after the other, each a piece of feedback or the reasons why not.

How a file is read is decided before (`bot.csv_text`, `bot.csv_columns`); what looks like a formula is text here.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from bot import csv_dates, csv_records, csv_values, feedback
from bot.csv_columns import Plan, folded
from bot.csv_exports import NO_WORDS
from bot.csv_text import CELL_LIMIT
from bot.errors import Refused
from bot.feedback import FURTHEST_EAST, SCALES, Feedback

T = TypeVar("T")
NO_NEEDS = feedback.signs(())
UNRATED = ("", "offered", "unoffered", "unrated")  # what tools write where a customer gave no rating


@dataclass(frozen=True)
class Row:
    """A line of the file that is fine. `line` counts from 1, the header included."""

    line: int
    feedback: Feedback


@dataclass(frozen=True)
class BadRow:
    """A line of the file that is not, the refusals that say why, and what stood in it, as far as it could be read.

    `raw` is the line as it stands, where its values do not fit the columns.
    """

    line: int
    reasons: tuple[Refused, ...]
    cells: tuple[str, ...] = ()
    raw: str = ""


@dataclass(frozen=True)
class Unrated:
    """A line of a tool's file in which no customer has rated anything."""

    line: int


@dataclass(frozen=True)
class Around:
    """What a file does not say itself: teams' ids by their names, the moment (UTC), and new ids."""

    teams: Mapping[str, str]
    now: datetime
    new_id: Callable[[], str]

    @cached_property
    def folded_teams(self) -> Mapping[str, str]:
        """Teams' ids by their names, case folded."""
        return {name.casefold(): team for name, team in self.teams.items()}


@dataclass
class Line:
    """One line while it is read: what it gives, by thing, and why it cannot be kept."""

    given: Mapping[str, str]
    reasons: list[Refused] = field(default_factory=list)

    def tried(self, read: Callable[[], T], otherwise: T) -> T:
        """What `read` makes of a value; a refusal is noted, so that a line tells all that is wrong with it at once."""
        try:
            return read()
        except Refused as refused:
            self.reasons.append(refused)
            return otherwise


def header(lines: Iterable[str], delimiter: str, path: str) -> list[str]:
    """The names of a file's columns. Raises Refused when it has none."""
    try:
        names = next(csv.reader(lines, strict=True, delimiter=delimiter), [])
    except csv.Error as error:
        raise Refused("csv_first_line", path=path, why=str(error)) from error
    if not any(name.strip() for name in names):
        raise Refused("csv_empty", path=path)
    return names


def rows(lines: Iterable[str], plan: Plan, around: Around) -> Iterator[Row | BadRow | Unrated]:
    """Read a file's lines, its header among them."""
    places = {folded(name): place for place, name in enumerate(plan.header)}
    at = {thing: [places[name] for name in names] for thing, names in plan.columns.items()}
    wanted, read = len(plan.header), sorted({place for those in at.values() for place in those})
    for line, cells, error, raw in csv_records.records(lines, plan.above, plan.delimiter):
        if reason := error or _unreadable(cells, read, wanted):
            fits = not error and len(cells) <= wanted
            yield BadRow(line, (reason,), tuple(cells), "" if fits else "".join(raw).rstrip("\r\n"))
        elif "".join(cells).strip():
            yield _row(line, cells, _given(cells, at), plan, around)


def _unreadable(cells: Sequence[str], read: Sequence[int], wanted: int) -> Refused | None:
    whole = "".join(cells)
    if "\0" in whole:
        return Refused("csv_row", why="it holds a NUL character")
    if len(whole) > CELL_LIMIT // 4 and any(len(cells[at].encode()) > CELL_LIMIT for at in read if at < len(cells)):
        return Refused("csv_cell", limit=CELL_LIMIT // 1024)
    is_other = len(cells) != wanted and whole.strip()
    return Refused("csv_columns", given=len(cells), wanted=wanted) if is_other else None


def _given(cells: Sequence[str], at: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """What a line gives for each thing: what is in the first of its columns that is not empty."""
    given = {}
    for thing, places in at.items():
        for place in places:
            if cell := cells[place].strip():
                break
        given[thing] = cell
    return given


def _row(line: int, cells: Sequence[str], given: dict[str, str], plan: Plan, around: Around) -> Row | BadRow | Unrated:
    if plan.export:
        if given.get("rating", "").casefold() in UNRATED:
            return Unrated(line)
        given["customer"] = given.get("customer") or plan.export.unnamed
        given["said"] = given.get("said") or NO_WORDS
    read = Line(given, csv_values.shortened(given, plan))
    made = _feedback(read, plan, around)
    latest = (around.now + FURTHEST_EAST).date()  # nobody knows in which zone the file was written
    checked = read.tried(lambda: feedback.checked(made, latest), made)
    reasons = {(refused.code, refused.values.get("column")): refused for refused in reversed(read.reasons)}
    return BadRow(line, tuple(reversed(reasons.values())), tuple(cells)) if reasons else Row(line, checked)


def _feedback(read: Line, plan: Plan, around: Around) -> Feedback:
    given, today = read.given, around.now.date()
    happened_on = read.tried(lambda: csv_dates.read(given["date"], plan.dates), today) if given.get("date") else today
    scale = read.tried(lambda: csv_values.scale(given.get("scale", ""), plan), plan.scale)
    needs = read.tried(lambda: csv_values.needs(given.get("needs", "")), NO_NEEDS)
    return Feedback(
        id=around.new_id(),
        customer=given["customer"],
        said=given["said"],
        rating=read.tried(lambda: csv_values.rating(given["rating"], scale, plan), SCALES[scale][0]),
        expectations=frozenset(name.casefold() for name in csv_values.parts(given.get("expectations", ""))),
        teams=read.tried(
            lambda: csv_values.teams(given.get("team", ""), around.folded_teams, around.teams), frozenset()
        ),
        happened_on=happened_on,
        counts_at=feedback.counts_at(happened_on, around.now),
        logged_by=None,
        source=given.get("source") or (plan.export.name if plan.export else "csv"),
        key=csv_values.key(given, plan),
        scale=scale,
        competence=needs["competence"],
        autonomy=needs["autonomy"],
        recognition=needs["recognition"],
        is_impression=read.tried(lambda: csv_values.is_yes(given.get("impression", "")), otherwise=False),
        link=csv_values.link(given.get("link", "")),
    )


def dates(lines: Iterable[str], plan: Plan) -> Iterator[str]:
    """What a file's lines have for their dates, as it is written."""
    places = [place for place, name in enumerate(plan.header) if folded(name) in plan.columns["date"]]
    for _, cells, error, _ in csv_records.records(lines, plan.above, plan.delimiter):
        if not error and len(cells) == len(plan.header):
            yield next((cell for place in places if (cell := cells[place].strip())), "")


def order_of(dates: Iterable[str]) -> tuple[set[csv_dates.Order], str]:
    """What a file's dates prove about day and month, and one of those that may be two days (or nothing)."""
    proved, unclear = set(), ""
    for given in dates:
        if order := csv_dates.shown(given):
            proved.add(order)
        elif not unclear and csv_dates.is_unclear(given):
            unclear = given
    return proved, unclear
