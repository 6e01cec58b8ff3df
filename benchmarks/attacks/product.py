"""What follows from figures as Heartline publishes them; its own code makes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache

from benchmarks.attacks.company import DEPARTMENTS, TEAMS, Scene, parts
from benchmarks.attacks.puzzle import Puzzle
from bot import composing, privacy
from bot.composing import Facts, Group, Pulse
from bot.digests import Kind, KudosWeek
from bot.feedback import Counted, Summary
from bot.items import bank
from bot.privacy import COMPANY, CountedAnswer, Shown, Tally
from bot.pulses import Paper, Round

ITEM = "autonomy-1"
GROUP = Group("T", "Any group", Kind.TEAM, "C1")
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
CLOSED = Round("r1", "2026-W10", MONDAY, MONDAY + timedelta(days=4), is_closed=True)
NO_KUDOS, NO_FEEDBACK = KudosWeek(0, 0, ()), Summary(Counted(0, 0), {})
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


@cache
def shown(total: int, n: int, members: int) -> Shown | None:
    """What the digest of a group with so many members says of the item's kept sum; None: no score."""
    item, tally = bank()[ITEM], Tally(GROUP.id, ITEM, n, total)
    pulse = Pulse(CLOSED.week, (Paper(GROUP.id, (item,), members, managers=1),), (tally,))
    return composing.compose(Facts(GROUP, CLOSED, None, [pulse], NO_KUDOS, NO_FEEDBACK)).needs[item.need]


def shown_teams(scene: Scene) -> int:
    """How many teams have a score after closing."""
    members = _asked(scene)
    of_teams = {team: tally for team, tally in kept(scene).items() if team in TEAMS}
    return sum(shown(tally.total, tally.n, members[team]) is not None for team, tally in of_teams.items())


def puzzle(
    scene: Scene, known: Mapping[str, int], tallies: Kept, *, has_complement: bool = True, sees_store: bool = False
) -> Puzzle:
    """All equations between what is shown and the answers, some of which are known already.

    Who knows the rules and who answered, knows of which parts a sum is made, and how many answers each of them has. Who
    sees the store has the kept sums themselves, and so everything that could be computed from them.
    """
    made = Puzzle(scene.scores(), known)
    people = _counted(scene, tallies) if has_complement else {group: _members(scene, group) for group in tallies}
    asked = _asked(scene)
    for group, tally in tallies.items():
        as_shown = sums(tally.n, asked[group])[shown(tally.total, tally.n, asked[group])]
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


def _counted(scene: Scene, tallies: Kept) -> dict[str, frozenset[str]]:
    """The members whom each kept sum counts: those in the groups inside it, and all others or none, as its n tells.

    Managers count in the company's if they are enough.
    """
    found, leading = dict[str, frozenset[str]](), len(_managers(scene))
    least = privacy.smallest_team(privacy.THRESHOLD) - 1
    for group in (*TEAMS, *sorted(set(DEPARTMENTS.values())), COMPANY):
        inside = frozenset[str]().union(*(found[part] for part in parts(group, tallies)))
        everyone, of_managers = _members(scene, group), leading if group == COMPANY and leading >= least else 0
        if group in tallies:
            found[group] = everyone if tallies[group].n == len(everyone) + of_managers else inside
    return found


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


def _asked(scene: Scene) -> Counter[str]:
    """How many members each group has, who answered or not."""
    places = [member.team for member in scene.roster().values() if not member.is_manager]
    return Counter(group for team in places for group in (team, DEPARTMENTS[team], COMPANY))


@cache
def sums(n: int, members: int) -> dict[Shown | None, tuple[int, int]]:
    """The lowest and the highest sum of `n` answers behind each score that the digest may show."""
    found: dict[Shown | None, tuple[int, int]] = {}
    for total in range(n, 5 * n + 1):
        value = shown(total, n, members)
        low, _ = found.get(value, (total, total))
        found[value] = low, total
    return found
