"""Scores from tallies."""

from __future__ import annotations


def score(total: int, n: int, *, reversed_item: bool = False) -> float:
    """The mean of `n` answers of 1..5 that sum to `total`, on 0..100: (x - 1) * 25, reversed for a reversed item."""
    value = (total - n) * 25 / n  # in this order a tie between two shown values stays exact
    return 100 - value if reversed_item else value
