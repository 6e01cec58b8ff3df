"""Days as people and their tools write them. Whether day or month comes first is never guessed from one date."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache

from bot.errors import Refused


class Order(StrEnum):
    """Which of two numbers comes first in a date like 03/04/2026: the day or the month."""

    DMY = "dmy"
    MDY = "mdy"


TIME = r"(?:[T ,].{0,40})?"  # what is after the day does not matter
YEAR_FIRST = re.compile(rf"([0-9]{{4}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}}){TIME}")
NUMBERS = re.compile(rf"([0-9]{{1,2}})([-/.])([0-9]{{1,2}})\2([0-9]{{4}}|[0-9]{{2}}){TIME}")
DAY_WORD = re.compile(rf"([0-9]{{1,2}})(?:st|nd|rd|th|\.)?[ -]([^\W\d_]{{3,9}})\.?,?[ -]([0-9]{{4}}){TIME}")
WORD_DAY = re.compile(rf"([^\W\d_]{{3,9}})\.? ([0-9]{{1,2}})(?:st|nd|rd|th)?,? ([0-9]{{4}}){TIME}")
SINCE_1970 = re.compile(r"([0-9]{10})(?:[0-9]{3})?")  # seconds, or thousandths of them
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
IN_GERMAN = {"mär": "mar", "mrz": "mar", "mae": "mar", "mai": "may", "okt": "oct", "dez": "dec"}
LAST_DAY, LAST_MONTH = 31, 12


@lru_cache(1024)  # the lines of a file share few days
def read(given: str, order: Order | None) -> date:
    """The day that is written; dots mean that the day comes first. Raises Refused for what is none.

    Raises Refused for numbers that may be two different days, where no order is given.
    """
    try:
        return _read(given, order)
    except ValueError as error:
        raise Refused("csv_date", given=given[:40]) from error


def _read(given: str, order: Order | None) -> date:
    if found := NUMBERS.fullmatch(given):
        return _of_numbers(found, order)
    if found := YEAR_FIRST.fullmatch(given):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := DAY_WORD.fullmatch(given):
        return date(int(found[3]), _month(found[2]), int(found[1]))
    if found := WORD_DAY.fullmatch(given):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    if found := SINCE_1970.fullmatch(given):
        return datetime.fromtimestamp(int(found[1]), UTC).date()
    return date.fromisoformat(given)


def _of_numbers(found: re.Match[str], order: Order | None) -> date:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if is_unclear(found[0]) and order is None:
        raise Refused("csv_date_unclear", given=found[0][:40])
    chosen = Order.DMY if found[2] == "." else order or shown(found[0]) or Order.DMY
    day, month = (first, second) if chosen is Order.DMY else (second, first)
    return date(year if len(found[4]) > 2 else 2000 + year, month, day)


def _month(word: str) -> int:
    start = word[:3].lower()
    return MONTHS.index(IN_GERMAN.get(start, start)) + 1


def shown(given: str) -> Order | None:
    """The order that a date proves, as 31/03/2026 does; None for one that proves nothing."""
    found = NUMBERS.fullmatch(given)
    if not found or found[2] == "." or _may_begin_with_year(found):
        return None
    first, second = int(found[1]), int(found[3])
    if (first > LAST_MONTH) == (second > LAST_MONTH):
        return None
    return Order.DMY if first > LAST_MONTH else Order.MDY


def is_unclear(given: str) -> bool:
    """Whether it may be two different days, as 03/04/2026 may."""
    found = NUMBERS.fullmatch(given)
    if not found or found[2] == ".":
        return False
    if _may_begin_with_year(found):
        return True
    return int(found[1]) != int(found[3]) and max(int(found[1]), int(found[3])) <= LAST_MONTH


def _may_begin_with_year(found: re.Match[str]) -> bool:
    """Whether it may be year, month and day, as 25-03-04 may."""
    month, day = int(found[3]), int(found[4])
    return found[2] == "-" and len(found[4]) == 2 and 1 <= month <= LAST_MONTH and 1 <= day <= LAST_DAY
