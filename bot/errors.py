"""Errors that are meant: a refusal is shown to a person, everything else is a fault of ours.

What becomes of a message (sent, later, never) is no error but a decision: see `bot.delivery`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class HeartlineError(Exception):
    """What all of Heartline's own errors have in common."""


class Refused(HeartlineError):
    """No, and a sentence for the person that says what to do instead.

    `code` names the sentence in `bot.views.words` and `values` fill it in; `field` is the form field it belongs to.
    """

    def __init__(self, code: str, *, field: str | None = None, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.values = values


@contextmanager
def about(field: str) -> Iterator[None]:
    """A refusal in here belongs to that field of a form, unless it names another one."""
    try:
        yield
    except Refused as refused:
        refused.field = refused.field or field
        raise
