"""What is kept of teams, departments and the company together tells of nobody, whatever is subtracted from whatever."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import privacy
from bot.privacy import COMPANY, THRESHOLD, CountedAnswer, Tally

ITEM, OTHER = "autonomy-1", "autonomy-2"
MANAGERS = "managers"
Scores = dict[str, list[int]]


def answers(scores: Scores, item: str = ITEM, *, are_managers: bool = False) -> list[CountedAnswer]:
    return [CountedAnswer(team, item, score, are_managers) for team, own in scores.items() for score in own]


def kept(given: list[CountedAnswer], members: dict[str, int], departments: dict[str, str], **more) -> dict[str, Tally]:
    found = privacy.tallies(given, members, more.pop("managers", {}), departments, **more)
    assert len({tally.group for tally in found}) == len(found)
    return {tally.group: tally for tally in found}


@st.composite
def companies(draw):
    """Up to five teams in up to two departments: their sizes, departments, members' scores and managers' scores."""
    teams = [f"T{n}" for n in range(draw(st.integers(1, 5)))]
    score = st.integers(1, 5)
    members = {team: draw(st.integers(1, 9)) for team in teams}
    managers = {team: draw(st.integers(0, 4)) for team in teams}
    departments = {team: place for team in teams if (place := draw(st.sampled_from(["", "D1", "D2"])))}
    of_members = {team: draw(st.lists(score, max_size=members[team])) for team in teams}
    of_managers = {team: draw(st.lists(score, max_size=managers[team])) for team in teams}
    return members, managers, departments, of_members, of_managers


def rank(rows: list[list[int]]) -> int:
    """How many of the rows are independent of each other, by elimination in exact fractions."""
    left, found = [[Fraction(value) for value in row] for row in rows], 0
    while left:
        row = left.pop()
        pivot = next((place for place, value in enumerate(row) if value), None)
        if pivot is not None:
            found += 1
            left = [[b - a * other[pivot] / row[pivot] for a, b in zip(row, other, strict=True)] for other in left]
    return found


def counted(company, tallies: dict[str, Tally], threshold: int = THRESHOLD) -> dict[str, set[str]]:
    """Which teams each kept tally counts: those that are told, and the rest of a larger group where it stands alone."""
    members, _, departments, of_members, _ = company
    left = {team for team in members if of_members[team]} - tallies.keys()
    found = {team: {team} for team in members if team in tallies}

    def larger(group: str, inside: set[str]) -> None:
        rest = left & inside
        stands = sum(len(of_members[team]) for team in rest) >= threshold and sum(members[t] for t in rest) > threshold
        told = set().union(*(found[team] for team in inside if team in found), *(found.get(d, ()) for d in of_company))
        if group in tallies:
            found[group] = told | (rest if stands else set())
            left.difference_update(found[group])

    of_company: tuple[str, ...] = ()
    for place in ("D1", "D2"):
        larger(place, {team for team in members if departments.get(team) == place})
    of_company = ("D1", "D2")
    larger(COMPANY, set(members))
    return found


def matrix(company, tallies: dict[str, Tally], threshold: int = THRESHOLD) -> tuple[list[str], list[list[int]]]:
    """The teams that answered, and for each kept tally which of them it counts, the managers as one more."""
    members, _, _, of_members, of_managers = company
    atoms, found = [team for team in members if of_members[team]], counted(company, tallies, threshold)
    rows = {group: [int(team in found[group]) for team in atoms] for group in tallies}
    many = {group: sum(len(of_members[team]) for team in found[group]) for group in tallies}
    leading = sum(map(len, of_managers.values()))
    assert all(tally.n == many[group] for group, tally in tallies.items() if group != COMPANY)
    if COMPANY in tallies and tallies[COMPANY].n > many[COMPANY]:
        assert tallies[COMPANY].n == many[COMPANY] + leading
        return [*atoms, MANAGERS], [[*row, int(group == COMPANY)] for group, row in rows.items()]
    return atoms, list(rows.values())


def crowd(company, group: tuple[str, ...]) -> tuple[int, int]:
    """How many answers these teams gave, and how many people may have given them."""
    members, managers, _, of_members, of_managers = company
    asked = [team for team in members if of_members[team] or of_managers[team]]
    n = sum(sum(map(len, of_managers.values())) if atom == MANAGERS else len(of_members[atom]) for atom in group)
    people = sum(sum(managers[team] for team in asked) if atom == MANAGERS else members[atom] for atom in group)
    return n, people


def keep_all(company, threshold: int = THRESHOLD) -> dict[str, Tally]:
    members, managers, departments, of_members, of_managers = company
    both = answers(of_members) + answers(of_managers, are_managers=True)
    return kept(both, members, departments, managers=managers, threshold=threshold)


SIX_AND_FIVE = ({"T0": 9, "T1": 6, "T2": 5}, {"T0": 0, "T1": 0, "T2": 0}, {"T0": "D1", "T1": "D1"})
NO_MANAGERS = {"T0": [], "T1": [], "T2": []}


@given(companies(), st.integers(THRESHOLD, 7))
@example((*SIX_AND_FIVE, {"T0": [3] * 9, "T1": [1, 1], "T2": [2] * 3}, NO_MANAGERS), THRESHOLD)
@example((*SIX_AND_FIVE, {"T0": [3] * 9, "T1": [], "T2": [4] * 5}, NO_MANAGERS), THRESHOLD)
@example((*SIX_AND_FIVE, {"T0": [3] * 9, "T1": [1, 1], "T2": [4] * 5}, NO_MANAGERS), THRESHOLD)
@example(({"T0": 9}, {"T0": 5}, {}, {"T0": [3] * 9}, {"T0": [3] * 5}), THRESHOLD)
def test_no_combination_of_kept_sums_is_about_few_answers_or_few_people(company, threshold):
    """If a combination cancels all teams but a few, the rows without those few depend on each other."""
    atoms, rows = matrix(company, keep_all(company, threshold), threshold)
    hidden = [
        group
        for size in range(1, len(atoms) + 1)
        for group in combinations(range(len(atoms)), size)
        if rank(rows) > rank([[v for place, v in enumerate(row) if place not in group] for row in rows])
    ]
    for group in hidden:
        n, people = crowd(company, tuple(atoms[place] for place in group))
        assert n >= threshold
        assert people > threshold


@given(companies())
@example(
    (
        {"T0": 5, "T1": 6},
        {"T0": 3, "T1": 3},
        {},
        {"T0": [5], "T1": [1] * 6},
        {"T0": [3, 3], "T1": [3, 3, 3]},
    )
)
def test_nor_is_one_for_someone_who_knows_what_all_managers_answered(company):
    atoms, rows = matrix(company, keep_all(company))
    members = [place for place, atom in enumerate(atoms) if atom != MANAGERS]
    known = [[row[place] for place in members] for row in rows]
    for size in range(1, len(members) + 1):
        for group in combinations(members, size):
            if rank(known) > rank([[v for place, v in enumerate(row) if place not in group] for row in known]):
                n, people = crowd(company, tuple(atoms[place] for place in group))
                assert n >= THRESHOLD
                assert people > THRESHOLD


@given(companies())
@example(
    (
        {"T0": 9, "T1": 6, "T2": 6},
        {},
        {"T0": "D1", "T1": "D1", "T2": "D1"},
        {"T0": [3] * 5, "T1": [5, 5], "T2": [5, 5, 5]},
        {"T0": [], "T1": [], "T2": []},
    )
)
def test_what_a_larger_group_adds_is_capped_like_a_team(company):
    members, _, departments, of_members, of_managers = company
    found = keep_all(company)
    counts = counted(company, found)
    told_by = {team: team for team in members if team in found}
    for group, inside in (
        *((place, [team for team in members if departments.get(team) == place]) for place in ("D1", "D2")),
        (COMPANY, list(members)),
    ):
        if group not in found:
            continue
        parts = [found[part] for part in {told_by[team] for team in inside if team in told_by}]
        n, total = found[group].n - sum(p.n for p in parts), found[group].total - sum(p.total for p in parts)
        rest = [score for team in counts[group] if team not in told_by for score in of_members[team]]
        leading = [score for own in of_managers.values() for score in own] if n > len(rest) else []
        assert n == len(rest) + len(leading)
        assert total == sum(privacy.capped(sum(own), len(own)) for own in (rest, leading) if own)
        told_by |= dict.fromkeys(counts[group], group)


@pytest.mark.parametrize(
    ("members", "departments", "scores", "groups"),
    [
        pytest.param(
            {"T1": 6}, {"T1": "D1"}, {"T1": [3] * 5}, {"D1": 5, "T1": 5, COMPANY: 5}, id="one team is all of it"
        ),
        pytest.param({"T1": 5}, {"T1": "D1"}, {"T1": [3] * 5}, {}, id="a small team is not told by its department"),
        pytest.param(
            {"T1": 6, "T2": 6},
            {"T1": "D1", "T2": "D1"},
            {"T1": [3] * 4, "T2": [3]},
            {"D1": 5, COMPANY: 5},
            id="two make one",
        ),
        pytest.param(
            {"T1": 9, "T2": 6, "T3": 9},
            {"T1": "D1", "T2": "D1"},
            {"T1": [3] * 9, "T2": [3] * 4, "T3": [3] * 9},
            {"D1": 9, "T1": 9, "T3": 9, COMPANY: 18},
            id="four would stand out of a department and of the company, and are left out",
        ),
        pytest.param(
            {"T1": 9, "T2": 6, "T3": 6},
            {"T1": "D1", "T2": "D1"},
            {"T1": [3] * 9, "T2": [3] * 4, "T3": [3]},
            {"D1": 9, "T1": 9, COMPANY: 14},
            id="what a department leaves out counts in the company's rest",
        ),
        pytest.param(
            {"T1": 9, "T2": 6, "T3": 6, "T4": 6},
            {"T1": "D1", "T2": "D1", "T3": "D2", "T4": "D2"},
            {"T1": [3] * 9, "T2": [3] * 4, "T3": [3] * 4, "T4": [3]},
            {"D1": 9, "D2": 5, "T1": 9, COMPANY: 14},
            id="a department that is told does not hide what another leaves out",
        ),
        pytest.param(
            {"T1": 9, "T2": 9},
            {"T1": "D1"},
            {"T1": [3] * 9, "T2": [3] * 9},
            {"D1": 9, "T1": 9, "T2": 9, COMPANY: 18},
            id="in none",
        ),
        pytest.param(
            {"T1": 9}, {"T1": "D1", "T2": "D2"}, {"T1": [3] * 9}, {"D1": 9, "T1": 9, COMPANY: 9}, id="not in the round"
        ),
    ],
)
def test_the_groups_that_are_kept(members, departments, scores, groups):
    assert {group: tally.n for group, tally in kept(answers(scores), members, departments).items()} == groups


def test_managers_do_not_count_in_a_department():
    found = kept(
        answers({"T1": [3] * 5}) + answers({"T1": [5] * 9}, are_managers=True),
        {"T1": 6},
        {"T1": "D1"},
        managers={"T1": 9},
    )
    assert {group: tally.n for group, tally in found.items()} == {"T1": 5, "D1": 5, COMPANY: 14}


def test_each_of_several_items_of_a_need_is_judged_for_itself():
    given = answers({"T1": [3] * 6, "T2": [3] * 6}) + answers({"T1": [3] * 6, "T2": [3] * 4}, OTHER)
    found = privacy.tallies(given, {"T1": 6, "T2": 6}, {}, {"T1": "D1", "T2": "D1"})
    groups = defaultdict(set)
    for tally in found:
        groups[tally.item].add(tally.group)
    assert groups == {ITEM: {"T1", "T2", "D1", COMPANY}, OTHER: {"T1", "D1", COMPANY}}


@pytest.mark.parametrize(
    ("threshold", "groups"),
    [
        (6, ["D1", "T1", "T2", COMPANY]),
        (7, ["D1", "T1", COMPANY]),
        (8, ["D1", "T1", COMPANY]),
        (9, ["D1", COMPANY]),
        (15, []),
    ],
)
def test_a_threshold_may_be_raised_and_the_smallest_team_rises_with_it(threshold, groups):
    scores = {"T1": [3] * 8, "T2": [3] * 6}
    found = kept(answers(scores), {"T1": 9, "T2": 7}, {"T1": "D1", "T2": "D1"}, threshold=threshold)
    assert sorted(found) == sorted(groups)


def test_a_threshold_is_never_lowered():
    with pytest.raises(ValueError, match="5 or more, not 4"):
        privacy.tallies([], {}, {}, threshold=4)
    with pytest.raises(ValueError, match="5 or more, not 4"):
        privacy.smallest_team(4)
