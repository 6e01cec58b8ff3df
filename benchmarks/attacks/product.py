"""What follows from figures as Heartline publishes them; its own code makes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache

from benchmarks.attacks.company import DEPARTMENTS, TEAMS, Scene, parts
from benchmarks.attacks.puzzle import Puzzle
from bot import insight, privacy
from bot.privacy import COMPANY, CountedAnswer, Shown, Tally

ITEM = "autonomy-1"
Kept = dict[str, Tally]


def kept(scene: Scene, place: Callable[[str], str] = str, departments: Mapping[str, str] = DEPARTMENTS) -> Kept:
    """The tallies of the item by group; `place` may put teams together as one."""
    cohort, scores = scene.roster(), scene.scores()
    answers = [CountedAnswer(place(cohort[p].team), ITEM, score, cohort[p].is_manager) for p, score in scores.items()]
    members = Counter(place(person.team) for person in cohort.values() if not person.is_manager)
    managers = Counter(place(person.team) for person in cohort.values() if person.is_manager)
    return {tally.group: tally for tally in privacy.tallies(answers, members, managers, departments)}


def kept_without_complement(scene: Scene) -> Kept:
    """The same where each department, and the company, is judged as if it were a single team."""
    of_teams = {group: tally for group, tally in kept(scene, departments={}).items() if group in TEAMS}
    of_departments = kept(scene, DEPARTMENTS.__getitem__, {})
    company = kept(scene, lambda _: COMPANY, {})
    return of_teams | {group: tally for group, tally in of_departments.items() if group != COMPANY} | company


def shown_teams(scene: Scene) -> int:
    """How many teams have a score after closing."""
    return len(kept(scene).keys() & set(TEAMS))


def puzzle(
    scene: Scene, known: Mapping[str, int], tallies: Kept, *, has_complement: bool = True, sees_store: bool = False
) -> Puzzle:
    """All equations between what is shown and the answers, some of which are known already.

    Who knows the rules and who answered, knows of which parts a sum is made, and how many answers each of them has. Who
    sees the store has the kept sums themselves, and so everything that could be computed from them.
    """
    made = Puzzle(scene.scores(), known)
    people = {group: _members(scene, group) for group in tallies}
    for group, tally in tallies.items():
        as_shown = _sums(tally.n)[_shown(tally.total, tally.n)]
        made.between(("kept", group), *((tally.total, tally.total) if sees_store else as_shown))
        inside = parts(group, tallies)
        rest = people[group].difference(*(people[part] for part in inside))
        pieces = [_piece(made, group, rest if has_complement else people[group])]
        if tally.n > len(people[group]):
            pieces.append(_piece(made, "managers", _managers(scene)))
        made.equal([("kept", group)], [*pieces, *(("kept", part) for part in inside if has_complement)])
        if inside and not has_complement:
            made.equal([("true", group)], [*(("true", part) for part in inside), *rest])
    return made


def _piece(made: Puzzle, name: str, people: frozenset[str]) -> tuple[str, str]:
    """The name of the sum that is kept of people who are told together."""
    made.between(("true", name), len(people), 5 * len(people))
    made.equal([("true", name)], people)
    made.capped(("capped", name), ("true", name), len(people), privacy.capped)
    return "capped", name


def _members(scene: Scene, group: str) -> frozenset[str]:
    roster = scene.roster()
    answered = [roster[person] for person in scene.scores() if not roster[person].is_manager]
    return frozenset(m.person for m in answered if group in (m.team, DEPARTMENTS[m.team], COMPANY))


def _managers(scene: Scene) -> frozenset[str]:
    return frozenset(person for person in scene.scores() if scene.roster()[person].is_manager)


def _shown(total: int, n: int) -> Shown:
    return privacy.coarse(insight.score(total, n))


@cache
def _sums(n: int) -> dict[Shown, tuple[int, int]]:
    """The lowest and the highest sum of `n` answers behind each shown score."""
    found: dict[Shown, tuple[int, int]] = {}
    for total in range(n, 5 * n + 1):
        low, _ = found.get(_shown(total, n), (total, total))
        found[_shown(total, n)] = low, total
    return found
