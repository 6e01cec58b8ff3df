from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insight import score

tallies = st.integers(5, 200).flatmap(lambda n: st.tuples(st.integers(n, 5 * n), st.just(n)))


@pytest.mark.parametrize(
    ("total", "n", "value", "reversed_value"),
    [
        (5, 5, 0, 100),
        (10, 5, 25, 75),
        (15, 5, 50, 50),
        (25, 5, 100, 0),
        (17, 10, 17.5, 82.5),
        (19, 10, 22.5, 77.5),
        (41, 10, 77.5, 22.5),
        (43, 10, 82.5, 17.5),
    ],
)
def test_a_mean_answer_becomes_a_score_of_a_hundred(total, n, value, reversed_value):
    assert score(total, n) == value
    assert score(total, n, reversed_item=True) == reversed_value


@given(tallies)
def test_a_score_lies_between_0_and_100_and_a_reversed_one_mirrors_it(tally):
    assert 0 <= score(*tally) <= 100
    assert math.isclose(score(*tally) + score(*tally, reversed_item=True), 100)
