"""A team's weeks from what rounds left behind: the score of each need where it was shown, and how customers rated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot import items, privacy, scores
from bot.composing import RATINGS_FOR_A_MEAN
from bot.feedback import Rated, mean_score
from bot.items import NEEDS
from bot.privacy import Tally
from bot.pulses import Paper


@dataclass(frozen=True)
class Kept:
    """What a closed round left behind: its week (2026-W10), papers and ratings by team, and the tallies of all groups.

    The ratings are those of the stretch of time that its digests tell of.
    """

    week: str
    papers: Mapping[str, Paper]
    tallies: Sequence[Tally]
    rated: Mapping[str, Sequence[Rated]]


@dataclass(frozen=True)
class Point:
    """A team's week (2026-W10): the score of each need that was shown, not rounded, and the customers' mean, both
    0..100; None for the customers where fewer than two pieces were logged.
    """

    week: str
    needs: Mapping[str, float]
    feedback: float | None

    @property
    def is_usable(self) -> bool:
        """Whether both sides can be held beside each other."""
        return bool(self.needs) and self.feedback is not None


def points(rounds: Sequence[Kept], threshold: int, off: Collection[str] = ()) -> dict[str, list[Point]]:
    """Each team's points, in the order of the rounds; scores are centred on the items' norms, once these are known,
    for which nothing waits that is `off`.

    A need counts where it was shown (P8), and would be with a threshold that was raised since.
    """
    norms = scores.norms((kept.tallies for kept in rounds), items.bank().values(), off)
    found = defaultdict[str, list[Point]](list)
    for kept in rounds:
        own = defaultdict[str, list[Tally]](list)
        for tally in kept.tallies:
            if tally.n >= threshold:
                own[tally.group].append(tally)
        for team, paper in kept.papers.items():
            is_shown = team in own and paper.members >= privacy.smallest_team(threshold)
            needs = _needs(own[team], paper, threshold, norms) if is_shown else {}
            found[team].append(Point(kept.week, needs, customers(kept.rated.get(team, ()))))
    return found


def customers(rated: Iterable[Rated]) -> float | None:
    """The mean rating of two or more pieces of feedback, 0..100 whatever their scales."""
    given = list(rated)
    return mean_score(given) if sum(one.n for one in given) >= RATINGS_FOR_A_MEAN else None


def _needs(
    tallies: Sequence[Tally], paper: Paper, threshold: int, norms: Mapping[str, float] | None
) -> dict[str, float]:
    asked = {need: [item for item in paper.items if item.need == need] for need in NEEDS}
    weeks = {need: scores.week(tallies, of, threshold, paper.members, norms) for need, of in asked.items()}
    return {need: week.score for need, week in weeks.items() if week}
