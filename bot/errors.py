"""The three kinds of error: no (`Refused`), later (`Retry`), never (`GiveUp`)."""

from __future__ import annotations

from datetime import timedelta


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


class Retry(HeartlineError):
    """Not now: try again after an interval."""

    def __init__(self, reason: str, after: timedelta) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after


class GiveUp(HeartlineError):
    """Never: trying again cannot help."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
