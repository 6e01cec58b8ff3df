"""What admins change, noted for those who come after them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

COMMAND_LINE = ""  # stands where the name of whoever changed something would be


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
