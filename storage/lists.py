"""Lists as parameters of a query, in so few lengths that each statement is compiled once.

SQLAlchemy would write a statement with a list anew each time, which takes as long as the query does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import BindParameter, bindparam


def params(length: int) -> list[BindParameter[str]]:
    """The parameters for a list of that length."""
    return [bindparam(name) for name in _names(length)]


def filled(values: Iterable[str]) -> Mapping[str, str]:
    """Values for the parameters of the next length that there is, a power of two: the last value fills it up."""
    given = list(values)
    length = 1 << (len(given) - 1).bit_length() if given else 0
    return dict(zip(_names(length), given + given[-1:] * (length - len(given)), strict=True))


def _names(length: int) -> list[str]:
    return [f"listed_{place}" for place in range(length)]
