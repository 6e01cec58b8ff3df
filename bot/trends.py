"""A need over weeks, as a digest tells it: its index with a range and a change, and its line in the chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean

from bot import privacy, scores
from bot.digests import Chart, Trend
from bot.privacy import Shown
from bot.scores import Noise, Week

FEWEST_FOR_OWN_MEAN = 8


def shown(week: Week | None) -> Shown | None:
    """A week's score as it is shown."""
    return privacy.coarse(week.score) if week else None


def trend(weeks: Sequence[Week | None], number: int, noise: Noise) -> Trend:
    """A need over weeks, the last of which was the `number`th of the workspace.

    All groups' changes are looked at on the same occasions, every fourth.
    """
    value, between = scores.index(weeks), scores.interval(weeks, noise)
    if value is None or between is None:
        return Trend()
    is_time = number % scores.BLOCK == 0
    change = scores.change(weeks[-2 * scores.BLOCK :], noise) if is_time else None
    known = [week.score for week in weeks if week]
    is_low = len(known) >= FEWEST_FOR_OWN_MEAN and between[1] < fmean(known)
    return Trend(privacy.coarse(value), *between, change, is_low, len(scores.block(weeks)))


def chart(weeks: Sequence[str], needs: Mapping[str, Sequence[Week | None]], customers: Sequence[float | None]) -> Chart:
    """The weeks (2026-W10) from the first on of which something may be told."""
    lines = {need: [told.value if (told := shown(week)) else None for week in own] for need, own in needs.items()}
    means = [None if mean is None else round(mean) for mean in customers]
    filled = [at for line in (*lines.values(), means) for at, value in enumerate(line) if value is not None]
    if not filled:
        return Chart()
    begin = min(filled)
    return Chart(
        tuple(weeks[begin:]), {need: tuple(line[begin:]) for need, line in lines.items()}, tuple(means[begin:])
    )
