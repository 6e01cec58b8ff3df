"""Whether a team's pulse and what its customers said move together: when that is looked at, and what is then told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NEEDED = 26  # usable weeks before the first look
LOOKS = (26, 39, 52)  # weeks of a team's year


class Kind(StrEnum):
    """What the digest says of the link; the sentences are in `bot/views/link.py`."""

    TOO_FEW = "L0"
    WAITING = "L1"
    NONE_SEEN = "L2"
    TOGETHER = "L3"
    BESIDE_OTHERS = "L4"
    COMPANY = "L5"


@dataclass(frozen=True)
class Line:
    """What a digest says of the link.

    `usable` weeks had both a score and enough feedback; `next_week` is the week of the team's year of the next look.
    Where they moved together: the `need`, how many weeks later (`lag`, negative: the feedback came first), whether with
    better feedback, whether it also `held` against the other teams, and across how many `teams`.
    """

    kind: Kind
    usable: int = 0
    next_week: int = 0
    need: str = ""
    lag: int = 0
    is_better: bool = True
    held: bool = False
    teams: int = 0
