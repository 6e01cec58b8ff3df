"""What follows from figures as other products publish them: with a threshold, and the usual trimmings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from benchmarks.attacks.company import DEPARTMENTS, TEAMS, Scene, parts
from benchmarks.attacks.puzzle import LEVELS, Puzzle
from bot import scores
from bot.privacy import COMPANY, THRESHOLD

People = frozenset[str]


@dataclass(frozen=True)
class Trimmings:
    """What is published beside scores with two decimals of all groups in which five people answered."""

    is_live: bool = False
    is_recomputed: bool = False
    has_histogram: bool = False


def shown_teams(scene: Scene) -> int:
    """How many teams have a score after closing."""
    return len(_grouped(scene, scene.nth, scene.scores()).keys() & set(TEAMS))


def puzzle(scene: Scene, trimmings: Trimmings, known: Mapping[str, int]) -> Puzzle:
    """All equations between what is published and the answers, some of which are known already."""
    scores = scene.scores()
    made = Puzzle(scores, known)
    levels = (0, *LEVELS) if trimmings.has_histogram else (0,)
    latest: dict[str, tuple[int, People]] = {}
    for nth, (release, is_close) in enumerate(_releases(scene, trimmings)):
        for group, people in release.items():
            earlier, had = latest.get(group, (-1, frozenset()))
            if people != had:
                latest[group] = nth, people
                for level in levels:
                    made.between((group, nth, level), *_known(people, scores, level))
                    old = ((group, earlier, level),) if had else ()
                    made.equal(((group, nth, level), *(had - people)), (*old, *(people - had)), level)
        if is_close:
            _subtract(made, latest, levels)
    return made


def _subtract(made: Puzzle, latest: dict[str, tuple[int, People]], levels: Iterable[int]) -> None:
    """A larger group is the groups inside it and a rest."""
    for group, (nth, people) in latest.items():
        inside = parts(group, latest)
        rest = people.difference(*(latest[part][1] for part in inside))
        for level in levels if inside else ():
            made.equal([(group, nth, level)], [*((part, latest[part][0], level) for part in inside), *rest], level)


def _releases(scene: Scene, trimmings: Trimmings) -> list[tuple[dict[str, People], bool]]:
    """What is published, in time: of teams while the week is open, of all groups at its close, and in later weeks."""
    answered = list(scene.scores())
    so_far = [_grouped(scene, scene.nth, answered[:n]) for n in range(len(answered))] if trimmings.is_live else []
    live = [({group: own for group, own in release.items() if group in TEAMS}, False) for release in so_far]
    later = range(scene.nth + 1, len(scene.weeks)) if trimmings.is_recomputed else ()
    close = (_grouped(scene, scene.nth, answered), True)
    return [*live, close, *((_grouped(scene, nth, answered), False) for nth in later)]


def _grouped(scene: Scene, later: int, people: Iterable[str]) -> dict[str, People]:
    """These people by team, department and company of the roster of some week; groups of five and more."""
    roster = scene.weeks[later].roster
    groups: dict[str, set[str]] = {}
    for person in people:
        if person in roster:
            team = roster[person].team
            for group in (team, DEPARTMENTS[team], COMPANY):
                groups.setdefault(group, set()).add(person)
    return {group: frozenset(own) for group, own in groups.items() if len(own) >= THRESHOLD}


def _known(people: People, scores: Mapping[str, int], level: int) -> tuple[int, int]:
    """The bounds of a sum that follow from its figure; for a level, the histogram tells it."""
    if level:
        n = sum(scores[person] >= level for person in people)
        return n, n
    return _sums(len(people))[_shown(sum(scores[person] for person in people), len(people))]


def _shown(total: int, n: int) -> float:
    return round(scores.score(total, n), 2)


@cache
def _sums(n: int) -> dict[float, tuple[int, int]]:
    """The lowest and the highest sum of `n` answers behind each figure."""
    found: dict[float, tuple[int, int]] = {}
    for total in range(n, 5 * n + 1):
        low, _ = found.get(_shown(total, n), (total, total))
        found[_shown(total, n)] = low, total
    return found
