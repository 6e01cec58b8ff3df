from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import reliability
from bot.items import NEEDS, Item, bank
from bot.privacy import THRESHOLD, Tally
from bot.reliability import SMALLEST_FOR_PRODUCTS, Product

BANK = bank()
CORE = [BANK[f"{need}-{turn}"] for need in NEEDS for turn in range(1, 6)]
IDS = [item.id for item in CORE]

papers = st.lists(st.fixed_dictionaries({item: st.integers(0, 5) for item in IDS[:2]}), max_size=60)
whole = st.fixed_dictionaries(dict.fromkeys(IDS[:5], st.integers(1, 5)))


def products(given: Sequence[dict[str, int]], asked: Collection[Item] = CORE) -> list[Product]:
    """What is kept of these papers when two teams share them, of which everything is told."""
    return of_teams({"T1": given[::2], "T2": given[1::2]}, asked)


def of_teams(
    teams: dict[str, Sequence[dict[str, int]]],
    asked: Collection[Item] = CORE,
    told: Collection[str] = ("T1", "T2", "T3"),
) -> list[Product]:
    return reliability.products(teams, [Tally(team, item.id, 9, 27) for team in told for item in asked], asked)


def all_say(score: int, people: int = 30) -> list[dict[str, int]]:
    return [dict.fromkeys(IDS, score)] * people


def test_products_pair_the_items_of_each_need_once_and_with_themselves():
    kept = products(all_say(4))
    assert len(kept) == 3 * 15
    assert set(Counter(frozenset((found.item, found.other)) for found in kept).values()) == {1}
    assert all(BANK[found.item].need == BANK[found.other].need for found in kept)


@pytest.mark.parametrize(
    ("item", "other", "expected"),
    [
        ("competence-1", "competence-1", 2.07),  # 30/29 * 2 * (5-2)^2 / 9
        ("competence-1", "competence-2", 2.07),
        ("competence-1", "competence-5", -2.07),
        ("competence-5", "competence-5", 2.07),
    ],
)
def test_products_are_of_scores_with_reversed_items_turned(item, other, expected):
    kept = products(all_say(5, 10) + all_say(2, 20), CORE)
    assert Product(item, other, 30, expected) in kept


def test_products_are_coarse_so_that_no_sum_can_be_had_from_them():
    kept = products([{**paper, "autonomy-1": n % 5 + 1} for n, paper in enumerate(all_say(3, 31))], CORE)
    assert Product("autonomy-1", "autonomy-1", 31, 2.13) in kept


@pytest.mark.parametrize(("people", "are_kept"), [(0, False), (29, False), (30, True), (31, True)])
def test_products_are_kept_from_thirty_whole_papers_on(people, are_kept):
    assert bool(products(all_say(3, people), CORE)) is are_kept


@pytest.mark.parametrize(
    ("teams", "told", "are_kept"),
    [
        pytest.param({"T1": 40}, ["T1"], False, id="one team is the company"),
        pytest.param({"T1": 36, "T2": 4}, ["T1", "T2"], False, id="beside four of another"),
        pytest.param({"T1": 35, "T2": 5}, ["T1", "T2"], True, id="beside five of another"),
        pytest.param({"T1": 20, "T2": 20}, ["T1"], False, id="beside another of which nothing is told"),
        pytest.param({"T1": 20, "T2": 9, "T3": 9}, ["T1", "T2"], False, id="too few without one that is not told"),
        pytest.param({"T1": 20, "T2": 10, "T3": 4}, ["T1", "T2"], True, id="enough without one that is not told"),
    ],
)
def test_products_are_of_two_teams_or_more_of_which_everything_is_told(teams, told, are_kept):
    papers = {team: all_say(3, n) for team, n in teams.items()}
    kept = of_teams(papers, told=told)
    assert bool(kept) is are_kept
    assert {found.n for found in kept} <= {sum(teams[team] for team in told)}


def test_a_team_that_is_told_in_part_counts_in_no_product():
    papers = {team: all_say(3, 20) for team in ("T1", "T2", "T3")}
    tallies = [Tally(team, item, 9, 27) for team in papers for item in IDS if (team, item) != ("T2", IDS[-1])]
    assert {found.n for found in reliability.products(papers, tallies, CORE)} == {40}


@pytest.mark.parametrize(("others", "are_kept"), [(0, True), (1, False), (4, False), (5, True), (9, True)])
def test_products_are_kept_only_when_nobody_or_five_others_answered_an_item(others, are_kept):
    partial = [{"autonomy-1": 2}] * others
    assert bool(products(all_say(3, 40) + partial, CORE)) is are_kept


@pytest.mark.parametrize(
    "paper",
    [
        pytest.param({}, id="no answer"),
        pytest.param(dict.fromkeys(IDS, 0), id="all skipped"),
        pytest.param({"roles": 5}, id="only an item beside the needs"),
    ],
)
def test_who_answered_no_item_of_the_needs_counts_nowhere(paper):
    assert products([*all_say(3), paper], CORE) == products(all_say(3), CORE)


def test_items_beside_the_needs_have_no_products():
    given = [paper | {"roles": 5} for paper in all_say(3)]
    assert products(given, [*CORE, BANK["roles"]]) == products(given, CORE)
    assert products(given, [BANK["roles"]]) == []


@given(papers)
def test_what_the_company_answered_beside_the_products_is_of_nobody_or_five(given):
    kept = products(given, CORE[:2])
    n = sum(all(paper.values()) for paper in given)
    assert {found.n for found in kept} in (set(), {n})
    assert not kept or n >= SMALLEST_FOR_PRODUCTS
    for found in kept:
        answered = sum(bool(paper[found.item]) for paper in given)
        assert answered == n or answered - n >= THRESHOLD


@given(st.lists(whole, min_size=30, max_size=34), st.randoms())
def test_the_order_of_papers_does_not_matter(given, random):
    shuffled = random.sample(given, len(given))
    assert products(shuffled, CORE[:5]) == products(given, CORE[:5])
