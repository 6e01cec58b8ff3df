from __future__ import annotations

import math
import re
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import privacy, scores
from bot.privacy import HIGH_END, LOW_END, THRESHOLD, Shown

SIZES = range(THRESHOLD, 201)


def shown(total: int, n: int, *, is_reversed: bool) -> Shown:
    return privacy.coarse(scores.score(total, n, reversed_item=is_reversed))


def test_a_unanimous_group_is_kept_as_one_that_is_not():
    for n in SIZES:
        low, high = privacy.capped(n, n), privacy.capped(5 * n, n)
        assert n < low < high < 5 * n
        assert (privacy.capped(low, n), privacy.capped(high, n)) == (low, high)


@pytest.mark.parametrize("is_reversed", [False, True])
def test_all_sums_beyond_a_shown_end_are_kept_as_one(is_reversed):
    for n in SIZES:
        lows = {privacy.capped(total, n) for total in range(n, 5 * n + 1) if 10 * total < 17 * n}
        highs = {privacy.capped(total, n) for total in range(n, 5 * n + 1) if 10 * total > 43 * n}
        assert (len(lows), len(highs)) == (1, 1)
        assert {shown(total, n, is_reversed=is_reversed).end for total in lows | highs} == {"low", "high"}


def test_no_kept_sum_tells_of_an_answer_that_it_was_low_or_high():
    for n in SIZES:
        for total in {privacy.capped(total, n) for total in range(n, 5 * n + 1)}:
            least, most = total - 5 * (n - 1), total - (n - 1)
            assert least <= 2
            assert most >= 4


@pytest.mark.parametrize("is_reversed", [False, True])
def test_capping_changes_no_number_that_is_shown(is_reversed):
    changed = [
        (total, n)
        for n in SIZES
        for total in range(n, 5 * n + 1)
        if shown(privacy.capped(total, n), n, is_reversed=is_reversed) != shown(total, n, is_reversed=is_reversed)
    ]
    assert changed == []


def test_what_is_not_at_an_end_is_kept_as_it_is():
    for n in SIZES:
        between = [total for total in range(n, 5 * n + 1) if 17 * n <= 10 * total <= 43 * n]
        assert [privacy.capped(total, n) for total in between] == between


@pytest.mark.parametrize(
    ("value", "as_shown"),
    [
        (0, Shown(15, "low")),
        (17.4, Shown(15, "low")),
        (17.5, Shown(20)),
        (22.4, Shown(20)),
        (22.5, Shown(25)),
        (50, Shown(50)),
        (82.4, Shown(80)),
        (82.5, Shown(85, "high")),
        (100, Shown(85, "high")),
    ],
)
def test_a_score_is_shown_to_the_nearest_5_with_open_ends(value, as_shown):
    assert privacy.coarse(value) == as_shown


@given(st.floats(0, 100))
def test_no_score_is_shown_finer_than_in_fives_or_beyond_its_ends(value):
    seen = privacy.coarse(value)
    assert seen.value % 5 == 0
    assert LOW_END <= seen.value <= HIGH_END
    assert (seen.end != "") == (seen.value in (LOW_END, HIGH_END))


def test_every_sum_is_shown_as_its_exact_score_rounded_half_up():
    wrong = []
    for n in SIZES:
        for total in range(n, 5 * n + 1):
            nearest = 5 * math.floor(Fraction(5 * (total - n), n) + Fraction(1, 2))
            if shown(total, n, is_reversed=False).value != min(max(nearest, LOW_END), HIGH_END):
                wrong.append((total, n))
    assert wrong == []


@pytest.mark.parametrize(
    ("n", "members", "people"),
    [
        (5, 6, "5 or more"),
        (7, 7, "5 or more"),
        (8, 8, "5 or more"),
        (7, 9, "5-7"),
        (9, 9, "8-11"),
        (11, 11, "8-11"),
        (5, 12, "5-7"),
        (8, 12, "8 or more"),
        (12, 12, "8 or more"),
        (12, 13, "12-19"),
        (11, 20, "8-11"),
        (12, 20, "12 or more"),
        (20, 20, "12 or more"),
        (20, 21, "20+"),
        (4000, 9000, "20+"),
    ],
)
def test_people_are_told_as_a_band(n, members, people):
    assert privacy.band(n, members) == people


@given(st.integers(THRESHOLD + 1, 300))
@example(8)
@example(12)
@example(20)
def test_no_band_tells_that_everyone_answered(members):
    assert privacy.band(members, members) == privacy.band(members - 1, members)


@given(st.integers(THRESHOLD + 1, 7), st.data())
def test_below_eight_members_every_number_of_people_is_told_alike(members, data):
    assert privacy.band(data.draw(st.integers(THRESHOLD, members)), members) == "5 or more"


@given(st.integers(THRESHOLD, 30), st.integers(0, 300), st.integers(0, 300))
@example(7, 0, 9)
def test_a_band_is_true_and_never_a_single_number(threshold, more, silent):
    n, members = threshold + more, max(threshold + more + silent, threshold + 1)
    low, high = re.fullmatch(r"(\d+)(?:-(\d+)|\+| or more)", privacy.band(n, members, threshold)).groups()
    assert threshold <= int(low) <= n <= int(high or n)
    assert low != high


@given(st.integers(THRESHOLD, 30), st.integers(1, 300))
def test_no_band_tells_that_everyone_answered_where_the_threshold_is_raised(threshold, more):
    members = threshold + more
    assert privacy.band(members, members, threshold) == privacy.band(members - 1, members, threshold)


def test_the_smallest_team_has_one_more_than_have_to_answer():
    assert [privacy.smallest_team(), privacy.smallest_team(5), privacy.smallest_team(9)] == [6, 6, 10]
