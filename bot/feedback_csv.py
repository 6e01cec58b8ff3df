"""Customer feedback from a CSV file: one line after the other, each a piece of feedback or a reason why not."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot import feedback
from bot.errors import Refused
from bot.feedback import Feedback

NEEDED = ("customer", "said", "rating")
COLUMNS = (*NEEDED, "expectations", "team", "date", "source", "id")


@dataclass(frozen=True)
class Row:
    """A line of the file that is fine. `line` counts from 1, the header included."""

    line: int
    feedback: Feedback


@dataclass(frozen=True)
class BadRow:
    """A line of the file that is not, and the refusal that says why."""

    line: int
    refused: Refused


def rows(
    lines: Iterable[str], path: str, teams: Mapping[str, str], now: datetime, new_id: Callable[[], str]
) -> Iterator[Row | BadRow]:
    """Read a file's lines. `teams` maps names, case folded, to ids; `now` is in UTC; `path` is for the refusals.

    Raises Refused when the file as a whole cannot be read: no header, or a needed column missing.
    """
    reader = csv.reader(lines, strict=True)
    header = _header(reader, path)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadRow(line, Refused("csv_row", why=str(error)))
            continue
        if any("\0" in cell for cell in cells):
            yield BadRow(line, Refused("csv_row", why="it holds a NUL character"))
        elif any(cell.strip() for cell in cells):
            yield _row(line, header, cells, teams, now, new_id)


def _header(reader: Iterator[list[str]], path: str) -> list[str]:
    try:
        names = [name.strip().casefold() for name in next(reader, [])]
    except csv.Error as error:
        raise Refused("csv_header", path=path, missing=", ".join(NEEDED)) from error
    if not any(names):
        raise Refused("csv_empty", path=path)
    if missing := [name for name in NEEDED if name not in names]:
        raise Refused("csv_header", path=path, missing=", ".join(missing))
    return names


def _row(
    line: int, header: list[str], cells: list[str], teams: Mapping[str, str], now: datetime, new_id: Callable[[], str]
) -> Row | BadRow:
    if len(cells) != len(header):
        return BadRow(line, Refused("csv_columns", given=len(cells), wanted=len(header)))
    given = {name: cell.strip() for name, cell in zip(header, cells, strict=True) if name in COLUMNS}
    try:
        return Row(line, feedback.checked(_feedback(given, teams, now, new_id()), now.date()))
    except Refused as refused:
        return BadRow(line, refused)


def _feedback(given: Mapping[str, str], teams: Mapping[str, str], now: datetime, feedback_id: str) -> Feedback:
    wanted = given.get("expectations", "").replace(",", ";").split(";")
    happened_on = _day(given["date"]) if given.get("date") else now.date()
    return Feedback(
        id=feedback_id,
        customer=given["customer"],
        said=given["said"],
        rating=_rating(given["rating"]),
        expectations=frozenset(name.strip().casefold() for name in wanted if name.strip()),
        teams=_teams(given.get("team", ""), teams),
        happened_on=happened_on,
        counts_at=feedback.counts_at(happened_on, now),
        logged_by=None,
        source=given.get("source") or "csv",
        key=_key(given),
    )


def _rating(given: str) -> int:
    if len(given) != 1 or not given.isascii() or not given.isdigit():
        raise Refused("feedback_rating", field="rating", given=given)
    return int(given)


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise Refused("feedback_date", field="date", given=given) from error


def _teams(given: str, teams: Mapping[str, str]) -> frozenset[str]:
    if not given:
        return frozenset()
    if given.casefold() not in teams:
        known = f"The teams are: {', '.join(sorted(teams))}." if teams else "No team is set up yet; leave it empty."
        raise Refused("feedback_team", field="team", given=given, known=known)
    return frozenset({teams[given.casefold()]})


def _key(given: Mapping[str, str]) -> str:
    """What makes a line the same line in a second import: its id where it has one, else its content."""
    if given.get("id"):
        return f"csv:{given['id']}"
    content = "\x1f".join(given.get(name, "") for name in COLUMNS)
    return f"csv:{hashlib.sha256(content.encode()).hexdigest()}"
