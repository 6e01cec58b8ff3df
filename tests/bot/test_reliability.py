from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from statistics import fmean, variance

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot import reliability
from bot.items import NEEDS, Item, bank
from bot.privacy import Tally
from bot.reliability import Product, Reliability
from bot.scores import Noise

BANK = bank()
AUTONOMY = [BANK[f"autonomy-{turn}"] for turn in range(1, 6)]
IDS = [item.id for item in AUTONOMY]
CORE = [BANK[f"{need}-{turn}"] for need in NEEDS for turn in range(1, 6)]

paper = st.fixed_dictionaries(dict.fromkeys(IDS, st.integers(1, 5)))
weeks = st.lists(paper, min_size=30, max_size=34)


def columns(papers: list[dict[str, int]]) -> list[list[int]]:
    return [[6 - paper[item.id] if item.reversed else paper[item.id] for paper in papers] for item in AUTONOMY]


def rounded(one: list[int], other: list[int]) -> float:
    """What is kept of how two columns go together."""
    return round(statistics.covariance(one, other), reliability.PRODUCT_PLACES)


def kept(week: Sequence[dict[str, int]], asked: Sequence[Item] = AUTONOMY) -> list[Product]:
    tallies = [Tally(team, item.id, 15, 45) for team in ("T1", "T2") for item in asked]
    return reliability.products({"T1": week[:15], "T2": week[15:]}, tallies, asked)


def of(*papers: list[dict[str, int]]) -> Reliability:
    products = [product for week in papers for product in kept(week)]
    return reliability.reliability(products, AUTONOMY)["autonomy"]


def factor(*loadings: float, variance: float = 1.0) -> dict[tuple[str, str], float]:
    """The covariances of items with these loadings on one factor."""
    ids = IDS[: len(loadings)]
    pairs = {(a, b): x * y for a, x in zip(ids, loadings, strict=True) for b, y in zip(ids, loadings, strict=True)}
    return pairs | {(item, item): variance for item in ids}


def test_before_a_week_of_the_whole_bank_nothing_is_known():
    assert reliability.reliability([], CORE) is None


@given(weeks)
def test_alpha_is_that_of_the_answers_themselves(papers):
    own = columns(papers)
    whole = sum(rounded(one, other) for one in own for other in own)
    assume(whole > 0.5)
    expected = 5 / 4 * (1 - sum(rounded(column, column) for column in own) / whole)
    assert of(papers).alpha == pytest.approx(expected)
    exact = variance([sum(row) for row in zip(*own, strict=True)])
    assert whole == pytest.approx(exact, abs=25 * 0.005 + 1e-9)


@given(weeks)
def test_the_reversed_items_correlation_is_that_of_the_answers_themselves(papers):
    *others, turned = columns(papers)
    rest = [sum(row) for row in zip(*others, strict=True)]
    assume(variance(rest) > 0.5 and variance(turned) > 0.5)
    assert of(papers).reversed == {"autonomy-5": pytest.approx(statistics.correlation(turned, rest), abs=0.1)}


@given(weeks)
def test_covariances_are_those_of_the_answers_themselves(papers):
    shared, own = reliability.covariances(kept(papers)), columns(papers)
    for a, first in zip(IDS, own, strict=True):
        for b, second in zip(IDS, own, strict=True):
            assert shared[a, b] == pytest.approx(rounded(first, second), abs=1e-9)


@given(weeks)
def test_omega_lies_between_0_and_1_and_alpha_is_at_most_1(papers):
    found = of(papers)
    assert found.omega is None or 0 <= found.omega <= 1 + 1e-9
    assert found.alpha is None or found.alpha <= 1 + 1e-9


@pytest.mark.parametrize(
    ("loadings", "omega", "alpha"),
    [
        # omega = (sum of l)^2 / [that + sum of (1 - l^2)]; alpha = k/(k-1) * (1 - k / that whole)
        pytest.param((0.5, 0.5, 0.5, 0.5, 0.5), 6.25 / 10, 0.625, id="all equally good: both agree"),
        pytest.param((0.9, 0.7, 0.5, 0.3, 0.1), 6.25 / 9.6, 5 / 4 * (1 - 5 / 9.6), id="alpha is too low"),
        pytest.param((0.8, 0.6, 0.4), 3.24 / 5.08, 3 / 2 * (1 - 3 / 5.08), id="three items"),
        pytest.param((0.8, 0.8, 0.8, -0.2, 0.6), 7.84 / 10.52, 5 / 4 * (1 - 5 / 10.52), id="one turned the wrong way"),
        pytest.param((0.0, 0.0, 0.0, 0.0, 0.0), 0, 0, id="nothing in common"),
        pytest.param((1.0, 1.0, 1.0), 1, 1, id="all the same"),
    ],
)
def test_omega_finds_the_loadings_of_one_factor(loadings, omega, alpha):
    shared, ids = factor(*loadings), IDS[: len(loadings)]
    assert reliability.omega(shared, ids) == pytest.approx(omega, abs=1e-6)
    assert reliability.alpha(shared, ids) == pytest.approx(alpha, abs=1e-6)


def test_no_loading_goes_beyond_its_items_own_spread():
    heywood = factor(0.9, 0.9, 0.4) | {(IDS[0], IDS[1]): 0.99, (IDS[1], IDS[0]): 0.99}
    assert 0 < reliability.omega(heywood, IDS[:3]) < 1


@pytest.mark.parametrize("many", [1, 2])
def test_too_few_items_tell_no_omega(many):
    assert reliability.omega(factor(*[0.7] * many), IDS[:many]) is None
    assert (reliability.alpha(factor(*[0.7] * many), IDS[:many]) is None) is (many < 2)


def test_where_nobody_differs_nothing_is_told():
    same = of([dict.fromkeys(IDS, 4)] * 30)
    assert same == Reliability(30, None, None, {"autonomy-5": None})


@given(weeks, weeks)
def test_weeks_are_pooled_within_each_so_that_their_levels_do_not_count(one, other):
    shifted = [{item: score + 5 for item, score in paper.items()} for paper in other]
    both = kept(one) + kept(other)
    apart = kept(one) + kept(shifted)
    a_step = 10**-reliability.PRODUCT_PLACES  # what lies halfway may be rounded up in one and down in the other
    assert reliability.covariances(both) == pytest.approx(reliability.covariances(apart), abs=a_step)
    assert of(one, other).people == len(one) + len(other)


def test_each_need_is_told_for_itself_and_one_never_asked_together_is_left_out():
    given = [dict.fromkeys((item.id for item in CORE), 1 + n % 5) for n in range(30)]
    products = kept(given, CORE)
    assert set(reliability.reliability(products, CORE)) == set(NEEDS)
    halved = [found for found in products if (found.item, found.other) != ("competence-1", "competence-2")]
    assert set(reliability.reliability(halved, CORE)) == {"autonomy", "recognition"}


@pytest.mark.parametrize(
    ("people", "correlation", "weak"),
    [
        (199, 0.1, []),
        (200, 0.1, ["autonomy-5"]),
        (200, 0.19, ["autonomy-5"]),
        (200, 0.20, []),
        (900, -0.3, ["autonomy-5"]),
        (200, None, ["autonomy-5"]),
    ],
)
def test_a_reversed_item_is_weak_when_it_stays_below_a_fifth_after_two_hundred_papers(people, correlation, weak):
    assert Reliability(people, 0.8, 0.8, {"autonomy-5": correlation}).weak() == weak


def test_noise_is_a_guess_until_the_whole_bank_was_asked():
    assert reliability.noise([]) == Noise(spread=28, reliability=0.55, between=20, within=19.4)
    assert reliability.noise(kept([dict.fromkeys(IDS, 4)] * 30)) == Noise()


def test_noise_is_estimated_from_the_spread_of_answers_and_what_two_items_share():
    products = [Product(a, b, 101, 1.44 if a == b else 0.72) for a in IDS for b in IDS if a <= b]
    assert reliability.noise(products) == Noise(spread=pytest.approx(30), reliability=pytest.approx(0.5))


@given(weeks)
def test_the_noise_of_answers_is_that_of_the_answers_themselves(papers):
    own = columns(papers)
    pairs = [rounded(a, b) for a in own for b in own if a is not b]
    spread = math.sqrt(fmean(rounded(column, column) for column in own))
    assume(spread > 0)
    found = reliability.noise(kept(papers))
    assert found.spread == pytest.approx(25 * spread)
    assert found.reliability == pytest.approx(min(max(fmean(pairs) / spread**2, 0), 1), abs=1e-9)
    assert (found.between, found.within) == (20, 19.4)
