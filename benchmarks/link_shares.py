"""Shares of runs, beside the goals that they are to keep."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A share of runs, in percent, and between which it is to lie, luck aside."""

    name: str
    hits: int
    runs: int
    most: float = 100.0
    least: float = 0.0

    @property
    def share(self) -> float:
        return 100 * self.hits / self.runs

    @property
    def is_kept(self) -> bool:
        return self.least - self._luck(self.least) <= self.share <= self.most + self._luck(self.most)

    def _luck(self, percent: float) -> float:
        """Two standard errors of a share of so many runs, in percent."""
        return 200 * math.sqrt(percent / 100 * (1 - percent / 100) / self.runs)

    def __str__(self) -> str:
        goal = (
            f"at most {self.most:g}" if self.most < 100 else f"at least {self.least:g}" if self.least else "told only"
        )
        return f"{'  ' if self.is_kept else '! '}{self.name:<62} {self.share:5.1f} % of {self.runs:5}  {goal}"
