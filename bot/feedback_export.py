"""All feedback as a CSV file that spreadsheets open without running anything in it.

A cell that begins like a formula gets an apostrophe in front, as OWASP advises for CSV injection; so does one that
begins with a sign's full-width form, which some programs read as the sign. Nobody's name is in it: neither who logged
nor who was praised.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

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
    "competence",
    "autonomy",
    "recognition",
    "impression",
    "team",
    "source",
    "link",
)
FULL_WIDTH = ("\uff1d", "\uff0b", "\uff0d", "\uff20")  # of the signs = + - @
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", *FULL_WIDTH)
NAMED, SIGNED = {True: "yes", False: "no"}, {1: "fed", 0: "", -1: "hurt"}


def header() -> str:
    """The file's first line."""
    return _written([COLUMNS])


def lines(feedback: Iterable[Feedback], teams: Mapping[str, str]) -> str:
    """Pieces as lines of the file; `teams` are the names of teams by their ids."""
    return _written([safe(str(value)) for value in _values(piece, teams)] for piece in feedback)


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, also one that begins with spaces."""
    begins_so = cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA)
    return f"'{cell}" if begins_so else cell


def _values(piece: Feedback, teams: Mapping[str, str]) -> list[Any]:
    return [
        piece.key,
        piece.customer,
        piece.said,
        piece.happened_on.isoformat(),
        piece.rating,
        piece.scale.value,
        f"{piece.score:.0f}",
        NAMED[piece.is_met],
        ";".join(name for name in EXPECTATIONS if name in piece.expectations),
        *(SIGNED[sign] for sign in (piece.competence, piece.autonomy, piece.recognition)),
        NAMED[piece.is_impression],
        ";".join(sorted(teams[team] for team in piece.teams if team in teams)),
        piece.source,
        piece.link,
    ]


def _written(rows: Iterable[Iterable[str]]) -> str:
    content = io.StringIO()
    csv.writer(content).writerows(rows)
    return content.getvalue()
