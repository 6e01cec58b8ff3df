"""Integer constraint propagation: what follows from published sums for the answers in them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass

LEVELS = range(2, 6)
Capping = Callable[[int, int], int]


@dataclass(frozen=True)
class Equation:
    """The left sum is the right one. On a level of 2 to 5 an answer counts as 1 if it is that much, and else as 0."""

    left: tuple[Hashable, ...]
    right: tuple[Hashable, ...]
    level: int = 0


class Puzzle:
    """What is known of one item's answers in one week: bounds on each answer (1..5) and on each sum, by name."""

    def __init__(self, people: Iterable[str], known: Mapping[str, int]) -> None:
        self.people = frozenset[Hashable](people)
        self.low: dict[Hashable, int] = dict.fromkeys(self.people, 1) | dict(known)
        self.high: dict[Hashable, int] = dict.fromkeys(self.people, 5) | dict(known)
        self.equations: list[Equation] = []
        self.caps: list[tuple[Hashable, Hashable, int, Capping]] = []

    def between(self, name: Hashable, low: int, high: int) -> None:
        """A sum of this name lies within these bounds."""
        self.low[name], self.high[name] = low, high

    def equal(self, left: Iterable[Hashable], right: Iterable[Hashable], level: int = 0) -> None:
        """These sums and answers together make as much as those."""
        self.equations.append(Equation(tuple(left), tuple(right), level))

    def capped(self, kept: Hashable, true: Hashable, n: int, capping: Capping) -> None:
        """The kept sum is the true one of `n` answers, cut off at both ends."""
        self.between(kept, capping(n, n), capping(5 * n, n))
        self.caps.append((kept, true, n, capping))

    def solve(self) -> None:
        """Tighten all bounds until nothing follows any more."""
        changed = True
        while changed:
            balanced = [self._balance(equation) for equation in self.equations]
            cut = [self._cut(*cap) for cap in self.caps]
            changed = any(balanced + cut)

    def _bounds(self, name: Hashable, level: int) -> tuple[int, int]:
        low, high = self.low[name], self.high[name]
        return (int(low >= level), int(high >= level)) if level and name in self.people else (low, high)

    def _learn(self, name: Hashable, level: int, low: int, high: int) -> bool:
        if level and name in self.people:
            low, high = (level if low >= 1 else 1), (level - 1 if high <= 0 else 5)
        before = self.low[name], self.high[name]
        self.low[name], self.high[name] = max(before[0], low), min(before[1], high)
        if self.low[name] > self.high[name]:
            raise ArithmeticError(f"what is published contradicts itself at {name}")
        return before != (self.low[name], self.high[name])

    def _balance(self, equation: Equation) -> bool:
        level = equation.level
        left = [(name, *self._bounds(name, level)) for name in equation.left]
        right = [(name, *self._bounds(name, level)) for name in equation.right]
        least = sum(low for _, low, _ in left) - sum(high for _, _, high in right)
        most = sum(high for _, _, high in left) - sum(low for _, low, _ in right)
        learnt = [self._learn(name, level, high - most, low - least) for name, low, high in left]
        return any(learnt + [self._learn(name, level, high + least, low + most) for name, low, high in right])

    def _cut(self, kept: Hashable, true: Hashable, n: int, capping: Capping) -> bool:
        learnt = self._learn(kept, 0, capping(self.low[true], n), capping(self.high[true], n))
        low = self.low[kept] if self.low[kept] > capping(n, n) else n
        high = self.high[kept] if self.high[kept] < capping(5 * n, n) else 5 * n
        return self._learn(true, 0, low, high) or learnt
