"""Customer feedback from a CSV file: one line after the other, each a piece of feedback or the reasons why not.

How a file is read is decided before (`bot.csv_text`, `bot.csv_columns`); what looks like a formula is text here.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from bot import csv_dates, feedback
from bot.csv_columns import Plan, folded
from bot.csv_exports import NO_WORDS
from bot.csv_text import CELL_LIMIT
from bot.errors import Refused
from bot.feedback import SCALES, Feedback, Scale

T = TypeVar("T")
WHOLE = re.compile(r"([0-9]{1,2})(?:[.,]0{1,2})?")
ADDRESS = re.compile(r"https?://[^\s<>|]{1,2000}")
CONTENT = ("customer", "said", "rating", "expectations", "team", "date", "source", "id")  # what a line's key is made of
UNRATED = ("", "offered", "unoffered", "unrated")  # what tools write where a customer gave no rating


@dataclass(frozen=True)
class Row:
    """A line of the file that is fine. `line` counts from 1, the header included."""

    line: int
    feedback: Feedback


@dataclass(frozen=True)
class BadRow:
    """A line of the file that is not, the refusals that say why, and what stood in it, as far as it could be read."""

    line: int
    reasons: tuple[Refused, ...]
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unrated:
    """A line of a tool's file in which no customer has rated anything."""

    line: int


@dataclass(frozen=True)
class Around:
    """What a file does not say itself: teams' ids by their name, case folded, the moment (UTC), and new ids."""

    teams: Mapping[str, str]
    now: datetime
    new_id: Callable[[], str]


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
    """Read a file's lines, the first of which is its header."""
    places = {folded(name): place for place, name in enumerate(plan.header)}
    at = {thing: [places[name] for name in names] for thing, names in plan.columns.items()}
    for line, cells, error in _records(lines, plan.delimiter):
        if reason := error or _unreadable(cells, len(plan.header)):
            yield BadRow(line, (reason,), tuple(cells))
        elif any(cell.strip() for cell in cells):
            yield _row(line, cells, _given(cells, at), plan, around)


def _records(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, Sequence[str], Refused | None]]:
    """The lines below the header: the number of each, what is in it, and why it could not be read."""
    reader = csv.reader(lines, strict=True, delimiter=delimiter)
    next(reader)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader), None
        except StopIteration:
            return
        except csv.Error as error:
            yield line, (), Refused("csv_row", why=str(error))


def _unreadable(cells: Sequence[str], wanted: int) -> Refused | None:
    if any("\0" in cell for cell in cells):
        return Refused("csv_row", why="it holds a NUL character")
    if any(len(cell) > CELL_LIMIT // 4 and len(cell.encode()) > CELL_LIMIT for cell in cells):
        return Refused("csv_cell", limit=CELL_LIMIT // 1024)
    is_other = len(cells) != wanted and any(cell.strip() for cell in cells)
    return Refused("csv_columns", given=len(cells), wanted=wanted) if is_other else None


def _given(cells: Sequence[str], at: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """What a line gives for each thing: what is in the first of its columns that is not empty."""
    return {
        thing: next((cell for place in places if (cell := cells[place].strip())), "") for thing, places in at.items()
    }


def _row(line: int, cells: Sequence[str], given: dict[str, str], plan: Plan, around: Around) -> Row | BadRow | Unrated:
    if plan.export:
        if given.get("rating", "").casefold() in UNRATED:
            return Unrated(line)
        given["customer"] = given.get("customer") or plan.export.unnamed
        given["said"] = given.get("said") or NO_WORDS
    read = Line(given)
    made = _feedback(read, plan, around)
    checked = read.tried(lambda: feedback.checked(made, around.now.date()), made)
    reasons = {refused.code: refused for refused in reversed(read.reasons)}
    return BadRow(line, tuple(reversed(reasons.values())), tuple(cells)) if reasons else Row(line, checked)


def _feedback(read: Line, plan: Plan, around: Around) -> Feedback:
    given, today = read.given, around.now.date()
    wanted = given.get("expectations", "").replace(",", ";").split(";")
    happened_on = read.tried(lambda: csv_dates.read(given["date"], plan.dates), today) if given.get("date") else today
    scale = read.tried(lambda: _scale(given.get("scale", ""), plan), plan.scale)
    return Feedback(
        id=around.new_id(),
        customer=given["customer"],
        said=given["said"],
        rating=read.tried(lambda: _rating(given["rating"], scale, plan), SCALES[scale][0]),
        expectations=frozenset(name.strip().casefold() for name in wanted if name.strip()),
        teams=read.tried(lambda: _teams(given.get("team", ""), around.teams), frozenset()),
        happened_on=happened_on,
        counts_at=feedback.counts_at(happened_on, around.now),
        logged_by=None,
        source=given.get("source") or (plan.export.name if plan.export else "csv"),
        key=_key(given, plan),
        scale=scale,
        link=given.get("link", "") if ADDRESS.fullmatch(given.get("link", "")) else "",
    )


def _scale(given: str, plan: Plan) -> Scale:
    if not given:
        return plan.scale
    known = (plan.export.scales if plan.export else {}) or {scale.value: scale for scale in Scale}
    if given.casefold() not in known:
        raise Refused("csv_scale", given=given[:40], known=", ".join(known))
    return known[given.casefold()]


def _rating(given: str, scale: Scale, plan: Plan) -> int:
    found, points = WHOLE.fullmatch(given), SCALES[scale]
    words = plan.export.words if plan.export else {}
    rating = int(found[1]) if found else words.get(given.casefold(), -1)
    if rating not in points:
        if scale is Scale.EXPECTATION:
            raise Refused("feedback_rating", given=given[:40])
        raise Refused("csv_rating", given=given[:40], least=points[0], most=points[-1])
    return rating


def _teams(given: str, teams: Mapping[str, str]) -> frozenset[str]:
    """The teams that a line concerns, with `;` between. Raises Refused for one that is unknown."""
    if given.casefold() in teams:
        return frozenset({teams[given.casefold()]})
    names = [name.strip() for name in given.split(";") if name.strip()]
    for name in names:
        if name.casefold() not in teams:
            known = f"The teams are: {', '.join(sorted(teams))}." if teams else "No team is set up yet; leave it empty."
            raise Refused("feedback_team", field="team", given=name, known=known)
    return frozenset(teams[name.casefold()] for name in names)


def _key(given: Mapping[str, str], plan: Plan) -> str:
    """What makes a line the same line in a second import: its id where it has one, else its content.

    Two tools may give the same number to two things, so that a tool's ids carry its name.
    """
    if given.get("id"):
        return f"csv:{plan.export.name}:{given['id']}" if plan.export else f"csv:{given['id']}"
    content = "\x1f".join(given.get(name, "") for name in CONTENT)
    return f"csv:{hashlib.sha256(content.encode()).hexdigest()}"


def dates(lines: Iterable[str], plan: Plan) -> Iterator[str]:
    """What a file's lines have for their dates, as it is written."""
    places = [place for place, name in enumerate(plan.header) if folded(name) in plan.columns["date"]]
    for _, cells, error in _records(lines, plan.delimiter):
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
