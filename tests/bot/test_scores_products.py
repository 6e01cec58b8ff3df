from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import scores
from bot.items import NEEDS, bank
from bot.privacy import THRESHOLD
from bot.scores import SMALLEST_FOR_PRODUCTS, Product

BANK = bank()
CORE = [BANK[f"{need}-{turn}"] for need in NEEDS for turn in range(1, 6)]
IDS = [item.id for item in CORE]

papers = st.lists(st.fixed_dictionaries({item: st.integers(0, 5) for item in IDS[:2]}), max_size=60)
whole = st.fixed_dictionaries(dict.fromkeys(IDS[:5], st.integers(1, 5)))


def all_say(score: int, people: int = 30) -> list[dict[str, int]]:
    return [dict.fromkeys(IDS, score)] * people


def test_products_pair_the_items_of_each_need_once_and_with_themselves():
    kept = scores.products(all_say(4), CORE)
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
    kept = scores.products(all_say(5, 10) + all_say(2, 20), CORE)
    assert Product(item, other, 30, expected) in kept


def test_products_are_coarse_so_that_no_sum_can_be_had_from_them():
    kept = scores.products([{**paper, "autonomy-1": n % 5 + 1} for n, paper in enumerate(all_say(3, 31))], CORE)
    assert Product("autonomy-1", "autonomy-1", 31, 2.13) in kept


@pytest.mark.parametrize(("people", "are_kept"), [(0, False), (29, False), (30, True), (31, True)])
def test_products_are_kept_from_thirty_whole_papers_on(people, are_kept):
    assert bool(scores.products(all_say(3, people), CORE)) is are_kept


@pytest.mark.parametrize(("others", "are_kept"), [(0, True), (1, False), (4, False), (5, True), (9, True)])
def test_products_are_kept_only_when_nobody_or_five_others_answered_an_item(others, are_kept):
    partial = [{"autonomy-1": 2}] * others
    assert bool(scores.products(all_say(3, 40) + partial, CORE)) is are_kept


@pytest.mark.parametrize(
    "paper",
    [
        pytest.param({}, id="no answer"),
        pytest.param(dict.fromkeys(IDS, 0), id="all skipped"),
        pytest.param({"roles": 5}, id="only an item beside the needs"),
    ],
)
def test_who_answered_no_item_of_the_needs_counts_nowhere(paper):
    assert scores.products([*all_say(3), paper], CORE) == scores.products(all_say(3), CORE)


def test_items_beside_the_needs_have_no_products():
    given = [paper | {"roles": 5} for paper in all_say(3)]
    assert scores.products(given, [*CORE, BANK["roles"]]) == scores.products(given, CORE)
    assert scores.products(given, [BANK["roles"]]) == []


@given(papers)
def test_what_the_company_answered_beside_the_products_is_of_nobody_or_five(given):
    kept = scores.products(given, CORE[:2])
    n = sum(all(paper.values()) for paper in given)
    assert {found.n for found in kept} in (set(), {n})
    assert not kept or n >= SMALLEST_FOR_PRODUCTS
    for found in kept:
        answered = sum(bool(paper[found.item]) for paper in given)
        assert answered == n or answered - n >= THRESHOLD


@given(st.lists(whole, min_size=30, max_size=34), st.randoms())
def test_the_order_of_papers_does_not_matter(given, random):
    shuffled = random.sample(given, len(given))
    assert scores.products(shuffled, CORE[:5]) == scores.products(given, CORE[:5])
