"""How well the questions of a need hang together, company-wide, from the weeks in which the whole bank was asked."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations_with_replacement
from statistics import covariance, fmean

from bot.items import NEEDS, Item
from bot.privacy import THRESHOLD, Tally
from bot.scores import STEP, Noise

ENOUGH_FOR_OMEGA = 3  # items; with two, one factor fits in many ways
STEPS = 200
WEAK_BELOW, WEAK_AFTER = 0.20, 200  # correlation; papers
SMALLEST_FOR_PRODUCTS = 30
PRODUCT_PLACES = 2
Covariances = Mapping[tuple[str, str], float]
Paper = Mapping[str, int]  # someone's scores (1..5) by item, without the person


@dataclass(frozen=True)
class Product:
    """How two items of a need went together in a week of the whole bank, over all `n` people who answered all of it.

    `covariance` is that of both scores (1..5, reversed items turned), to two places: with exact sums, those of the
    company's tally would leave the answers of the others by subtraction. An item paired with itself gives its variance.
    """

    item: str
    other: str
    n: int
    covariance: float


@dataclass(frozen=True)
class Reliability:
    """What is known of a need's items from `people` whole papers. None stands for what these cannot tell.

    `reversed` is, for each reversed item, its correlation with the sum of the others.
    """

    people: int
    alpha: float | None
    omega: float | None
    reversed: dict[str, float | None]

    def weak(self) -> list[str]:
        """The reversed items to drop: below .20 after 200 whole papers."""
        if self.people < WEAK_AFTER:
            return []
        return [item for item, r in self.reversed.items() if r is None or r < WEAK_BELOW]


def products(teams: Mapping[str, Collection[Paper]], kept: Iterable[Tally], items: Collection[Item]) -> list[Product]:
    """What may be kept of a week of the whole bank, from what each team's people answered.

    Only who answered all items of the needs counts, in a team of which each item is kept. There have to be 30, with
    five or more in each of two teams: else it would be a team's own spread. Nor may one to four others in these teams
    have answered an item: the tallies count them too, and the difference would be their sum (P3).
    """
    core, told = [item for item in items if item.need], {(tally.group, tally.item) for tally in kept}
    given = [own for team, own in teams.items() if all((team, item.id) in told for item in core)]
    by_team = [[paper for paper in own if all(paper.get(item.id) for item in core)] for own in given]
    whole, are_two = list(chain.from_iterable(by_team)), sum(len(own) >= THRESHOLD for own in by_team) > 1
    beside = [sum(bool(paper.get(item.id)) for own in given for paper in own) - len(whole) for item in core]
    if not core or not are_two or len(whole) < SMALLEST_FOR_PRODUCTS or any(0 < n < THRESHOLD for n in beside):
        return []
    turned = {item.id: [6 - paper[item.id] if item.reversed else paper[item.id] for paper in whole] for item in core}
    pairs = [pair for pair in combinations_with_replacement(core, 2) if pair[0].need == pair[1].need]
    return [_product(one.id, turned[one.id], other.id, turned[other.id]) for one, other in pairs]


def _product(item: str, scores: Sequence[int], other: str, others: Sequence[int]) -> Product:
    return Product(item, other, len(scores), round(covariance(scores, others), PRODUCT_PLACES))


def reliability(products: Iterable[Product], items: Collection[Item]) -> dict[str, Reliability] | None:
    """What is known of each need, from the products of one or more weeks that asked these items.

    None before the first such week: the reliability is not known yet. A need is left out whose items were never all
    asked together.
    """
    kept = list(products)
    if not kept:
        return None
    shared = covariances(kept)
    people = {product.item: 0 for product in kept}
    for product in kept:
        people[product.item] += product.n if product.item == product.other else 0
    by_need = {need: [item for item in items if item.need == need] for need in NEEDS}
    asked = {n: own for n, own in by_need.items() if own and all((a.id, b.id) in shared for a in own for b in own)}
    return {need: _of_need(shared, own, min(people[item.id] for item in own)) for need, own in asked.items()}


def _of_need(shared: Covariances, items: Collection[Item], people: int) -> Reliability:
    ids = [item.id for item in items]
    turned = {item.id: item_rest(shared, item.id, ids) for item in items if item.reversed}
    return Reliability(people, alpha(shared, ids), omega(shared, ids), turned)


def covariances(products: Iterable[Product]) -> dict[tuple[str, str], float]:
    """The covariance of each pair of items, both ways round, pooled within weeks; scores run from 1 to 5."""
    sums, free = defaultdict[tuple[str, str], float](float), defaultdict[tuple[str, str], int](int)
    for kept in products:
        for pair in {(kept.item, kept.other), (kept.other, kept.item)}:
            sums[pair] += kept.covariance * (kept.n - 1)
            free[pair] += kept.n - 1
    return {pair: together / free[pair] for pair, together in sums.items()}


def alpha(shared: Covariances, ids: Sequence[str]) -> float | None:
    """Cronbach's alpha (1951), at most 1: k/(k-1) * (1 - the items' variances / the variance of their sum).

    None for a single item, or where nobody differs.
    """
    whole = sum(shared[a, b] for a in ids for b in ids)
    if len(ids) < 2 or whole <= 0:
        return None
    found = len(ids) / (len(ids) - 1) * (1 - sum(shared[a, a] for a in ids) / whole)
    return min(found, 1.0)  # as they are rounded, covariances may agree better than answers can


def omega(shared: Covariances, ids: Sequence[str]) -> float | None:
    """McDonald's omega for one factor, 0..1: (sum of loadings)^2 / [that + sum of unique variances] (McDonald 1999).

    The loadings are those of least residual covariances (minres, Harman & Jones 1966), none above its item's standard
    deviation. Unlike alpha it does not take all items to be equally good. None for fewer than three items, or where
    nobody differs.
    """
    if len(ids) < ENOUGH_FOR_OMEGA:
        return None
    loading = {item: math.sqrt(shared[item, item]) for item in ids}
    for _ in range(STEPS):
        for item in ids:
            loading[item] = _best(shared, item, loading)
    common = sum(loading.values()) ** 2
    unique = sum(shared[item, item] - loading[item] ** 2 for item in ids)
    return common / (common + unique) if common + unique > 0 else None


def _best(shared: Covariances, item: str, loading: Mapping[str, float]) -> float:
    """The loading of an item that fits its covariances with the others best, given theirs."""
    others = [other for other in loading if other != item]
    squares = sum(loading[other] ** 2 for other in others)
    best = sum(shared[item, other] * loading[other] for other in others) / squares if squares else 0.0
    most = math.sqrt(shared[item, item])
    return max(-most, min(most, best))


def item_rest(shared: Covariances, item: str, ids: Sequence[str]) -> float | None:
    """The corrected item-total correlation, -1..1: an item with the sum of the others. None where one is flat."""
    others = [other for other in ids if other != item]
    rest = sum(shared[a, b] for a in others for b in others)
    if shared[item, item] <= 0 or rest <= 0:
        return None
    found = sum(shared[item, other] for other in others) / math.sqrt(shared[item, item] * rest)
    return max(-1.0, min(1.0, found))


def noise(products: Iterable[Product]) -> Noise:
    """The spread of answers and the reliability of a single one, as the weeks of the whole bank tell; else the guesses.

    The spread is the root of the items' mean variance. The reliability is the mean covariance of two items of a need
    through that variance: what alpha says of one item (Spearman-Brown), and rather too low than too high.
    """
    shared = covariances(products)
    variances = [value for (a, b), value in shared.items() if a == b]
    pairs = [value for (a, b), value in shared.items() if a != b]
    if not pairs or fmean(variances) <= 0:
        return Noise()
    variance = fmean(variances)
    return Noise(STEP * math.sqrt(variance), min(max(fmean(pairs) / variance, 0.0), 1.0))
