"""What admins change, noted for those who come after them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.policies import Policy

COMMAND_LINE = ""  # stands where the name of whoever changed something would be
KEPT = timedelta(days=2 * 365)
YES, NO, SOMEONE = "yes", "no", "someone"
APART = ("off", "own")  # items have entries of their own


@dataclass(frozen=True)
class Entry:
    """One change: who made it (`by`, a person's id), what it was (`act`) and of what (`subject`, a name or an id).

    `detail` says what was chosen, by names of settings: never what a person said or answered.
    """

    id: str
    at: datetime
    by: str
    act: str
    subject: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


def chosen(before: Policy, after: Policy) -> dict[str, str]:
    """What is chosen anew, by the names of settings; whom is not said, as they may want to be erased one day."""
    told = {name: value for name, value in vars(after).items() if name not in APART and value != getattr(before, name)}
    return {name: SOMEONE if name == "lead" and value else written(value) for name, value in told.items()}


def written(value: object) -> str:
    """A value as an entry keeps it; empty for none."""
    if isinstance(value, bool):
        return YES if value else NO
    return "" if value is None else str(value)
