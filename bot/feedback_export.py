"""All feedback as a CSV file that spreadsheets open without running anything in it.

What begins like a formula gets an apostrophe in front, as OWASP advises for CSV injection; so does what begins with a
sign's full-width form, which some programs read as the sign. Such a beginning is also inside a cell, after whatever
another list separator or a line break would take for the end of one: where the semicolon separates, a spreadsheet does
not even see the quotes. Nobody's name is in it: neither who logged nor who was praised.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from bot.feedback import EXPECTATIONS, Feedback

COLUMNS = (
    "id",
    "customer",
    "said",
    "date",
    "rating",
    "scale",
    "score",
    "met",
    "expectations",
    "needs",
    "impression",
    "team",
    "source",
    "link",
)
SIGNS = "=+@\uff1d\uff0b\uff0d\uff20-"  # the signs = + @ - and their full-width forms
FORMULA = re.compile(rf'^(?=[\t\r\n])|(?:^|(?<=[,;\t\r\n]))(?=(?:[^\S\t\r\n]|")*[{SIGNS}])')
OURS = "heartline:"  # before an entry's key, so that an import knows the entry again
SPELLED = ":/"  # of a key, beside letters and digits; all else is percent-encoded, and needs no apostrophe then
NAMED, SIGNED = {True: "yes", False: "no"}, {1: "+", -1: "-"}


def header() -> str:
    """The file's first line."""
    return _written([COLUMNS])


def lines(feedback: Iterable[Feedback], teams: Mapping[str, str]) -> str:
    """Pieces as lines of the file; `teams` are the names of teams by their ids."""
    return _written([safe(str(value)) for value in _values(piece, teams)] for piece in feedback)


def safe(cell: str) -> str:
    """A cell in which no spreadsheet finds a formula, whatever separates its cells, also after spaces and quotes."""
    return FORMULA.sub("'", cell)


def _values(piece: Feedback, teams: Mapping[str, str]) -> list[Any]:
    return [
        f"{OURS}{quote(piece.key, safe=SPELLED)}",
        piece.customer,
        piece.said,
        piece.happened_on.isoformat(),
        piece.rating,
        piece.scale.value,
        f"{piece.score:.0f}",
        NAMED[piece.is_met],
        ";".join(name for name in EXPECTATIONS if name in piece.expectations),
        ";".join(f"{need}{SIGNED[sign]}" for need, sign in piece.needs.items()),
        NAMED[piece.is_impression],
        ";".join(sorted(teams[team] for team in piece.teams if team in teams)),
        piece.source,
        piece.link,
    ]


def _written(rows: Iterable[Iterable[str]]) -> str:
    content = io.StringIO()
    csv.writer(content).writerows(rows)
    return content.getvalue()
