from __future__ import annotations

import math
from dataclasses import replace
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import privacy, scores
from bot.privacy import THRESHOLD
from bot.scores import DOWN, UNCLEAR, UP, Noise, Week

NOISE = Noise()

sizes = st.tuples(st.integers(THRESHOLD, 60), st.integers(0, 30))
shown = st.builds(
    lambda score, size, items: Week(score, size[0], min(size[0], 20), sum(size), items),
    st.floats(0, 100),
    sizes,
    st.integers(1, 5),
)
some_weeks = st.lists(st.none() | shown, max_size=12)
blocks = st.lists(shown, min_size=4, max_size=4)


def at(*scores: float | None, n: int = 5, members: int = 7, items: int = 1) -> list[Week | None]:
    return [None if score is None else Week(score, n, n, members, items) for score in scores]


@pytest.mark.parametrize(
    ("weeks", "value"),
    [
        ((), None),
        ((50, 60), None),
        ((50, 60, 70), 60),
        ((50, None, 60, 70), 60),
        ((50, None, None, 70), None),
        ((0, 50, 60, 70, 80), 65),
        ((90, 90, 90, None, 40, None, 60), None),
        ((90, 90, 90, None, 40, 50, 60), 50),
    ],
)
def test_the_index_is_the_mean_of_the_shown_weeks_of_the_last_four(weeks, value):
    assert scores.index(at(*weeks)) == value


@given(some_weeks)
def test_an_index_lies_among_its_weeks_and_in_its_range(weeks):
    value, told = scores.index(weeks), scores.interval(weeks, NOISE)
    last = [week.score for week in weeks[-4:] if week]
    assert (value is None) == (told is None) == (len(last) < 3)
    if value is not None:
        assert min(last) - 1e-9 <= value <= max(last) + 1e-9
        assert 0 <= told[0] <= value <= told[1] <= 100


@given(some_weeks, st.lists(st.none() | shown, max_size=4))
def test_nothing_before_the_last_four_weeks_changes_an_index(weeks, earlier):
    last = [*weeks, *[None] * 4][:4]
    assert scores.index(earlier + last) == scores.index(last)
    assert scores.interval(earlier + last, NOISE) == scores.interval(last, NOISE)


@pytest.mark.parametrize(
    ("members", "n", "error"),  # 28 / sqrt(n) * sqrt(1 - .55 n / N)
    [(5, 5, 8.400), (7, 5, 9.757), (9, 9, 6.261), (12, 8, 7.878), (20, 15, 5.541), (4, 5, 8.400)],
)
def test_the_standard_error_of_a_week_is_that_of_the_formula(members, n, error):
    assert scores.standard_error([Week(60, 99, n, members)], NOISE) == pytest.approx(error, abs=0.0006)


def test_four_like_weeks_halve_the_noise_and_hear_no_more_people():
    week = Week(60, 8, 8, 12)
    assert scores.standard_error([week] * 4, NOISE) == pytest.approx(
        28 * math.sqrt(0.45 / 8 / 4 + 0.55 / 8 * (1 - 8 / 12))
    )
    heard = Week(60, 12, 12, 12)
    assert scores.standard_error([heard] * 4, NOISE) == pytest.approx(scores.standard_error([heard], NOISE) / 2)


def test_weeks_of_different_size_add_their_variances():
    error = scores.standard_error([Week(60, 5, 5, 5), Week(60, 5, 5, 5), Week(60, 20, 20, 20)], NOISE)
    assert error == pytest.approx(28 * math.sqrt(0.45 * (1 / 5 + 1 / 5 + 1 / 20)) / 3)


def test_more_items_leave_less_noise_but_hear_no_more_people():
    def error(items: int, members: int) -> float:
        return scores.standard_error([Week(60, 5, 5, members, items)], NOISE)

    assert error(2, 5) == pytest.approx(error(1, 5) / math.sqrt(2))
    assert error(5, 50) > 28 * math.sqrt(0.55 * 0.9 / 5)


@given(blocks, st.floats(0, 100))
def test_a_range_tells_nothing_of_the_true_number_or_of_the_teams_own_spread(weeks, score):
    same = [Week(score, week.at_least, week.at_least, week.members, week.items) for week in weeks]
    others = [Week(score, week.n, week.at_least, week.members, week.items) for week in weeks]
    assert scores.interval(same, NOISE) == scores.interval(others, NOISE)
    assert scores.standard_error(same, NOISE) == scores.standard_error(weeks, NOISE)


@pytest.mark.parametrize(
    ("value", "told"),
    [(60, (46, 74)), (61.9, (46, 74)), (62.5, (51, 79)), (17, (0, 29)), (3, (0, 29)), (83, (71, 100)), (99, (71, 100))],
)
def test_a_range_lies_around_what_is_shown_and_is_open_where_that_is(value, told):
    assert scores.interval(at(*[value] * 4), NOISE) == told


def test_the_rounding_of_what_is_shown_is_counted_in():
    assert scores.interval(at(*[60] * 4, n=20, members=20), NOISE) == (55, 65)  # 1.96 * sqrt(2.1^2 + 25/12), rounded up


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_range_tells_no_more_of_an_index_than_the_index_as_shown(one, other):
    if privacy.coarse(one) == privacy.coarse(other):
        assert scores.interval(at(*[one] * 4), NOISE) == scores.interval(at(*[other] * 4), NOISE)


@pytest.mark.parametrize(
    ("members", "n", "items", "least"),
    # 1.96 * sqrt(2 v); v = (376.36 * [1 or .645] + 400 * (1 - n/N)) / 4n
    [(7, 5, 1, 13.729), (12, 8, 1, 11.062), (9, 8, 1, 10.051), (9, 9, 1, 10.051), (7, 5, 2, 11.711), (12, 9, 2, 8.553)],
)
def test_an_arrow_needs_a_difference_of_so_many_points(members, n, items, least):
    def change(difference: float) -> str | None:
        moved = at(*[50] * 4, *[50 + difference] * 4, n=n, members=members, items=items)
        return scores.change(moved, NOISE)

    assert [change(sign * (least - 0.01)) for sign in (1, -1)] == [UNCLEAR, UNCLEAR]
    assert [change(sign * (least + 0.01)) for sign in (1, -1)] == [UP, DOWN]


def test_an_arrow_counts_all_who_answered_and_not_only_the_band():
    def change(n: int) -> str | None:
        return scores.change([Week(score, n, 8, 12) for score in (50, 60) for _ in range(4)], NOISE)

    assert [change(8), change(11)] == [UNCLEAR, UP]


@given(blocks, blocks, st.sets(st.integers(0, 7)))
def test_no_arrow_tells_that_everybody_answered(earlier, later, whole):
    """P7: it stands alike whether all answered or all but one."""
    weeks = [*earlier, *later]
    all_of = [replace(week, n=week.members) if at in whole else week for at, week in enumerate(weeks)]
    but_one = [replace(week, n=week.members - 1) if at in whole else week for at, week in enumerate(weeks)]
    assert scores.change(all_of, NOISE) == scores.change(but_one, NOISE)


@pytest.mark.parametrize(
    ("weeks", "change"),
    [
        ((), None),
        ((20, 20, 20, 20), None),
        ((20, 20, 20, 20, 80, 80, 80), None),
        ((20, 20, 20, 20, 80, 80, 80, 80), UP),
        ((20, 20, 20, 20, 80, 80, 80, 80, 80), None),
        ((20, 20, 20, 20, 80, 80, 80, 80, 80, 80, 80, 80), UNCLEAR),
        ((20, None, 20, 20, 80, 80, None, 80), UP),
        ((20, None, None, 20, 80, 80, 80, 80), None),
        ((20, 20, 20, 20, 80, None, None, 80), None),
        ((80, 80, 80, 80, 20, 20, 20, 20), DOWN),
    ],
)
def test_a_change_is_looked_for_once_in_four_weeks_between_two_whole_blocks(weeks, change):
    assert scores.change(at(*weeks), NOISE) == change


@given(blocks, blocks)
def test_what_went_up_would_have_gone_down_the_other_way_round(earlier, later):
    turned = {UP: DOWN, DOWN: UP, UNCLEAR: UNCLEAR}
    assert scores.change(later + earlier, NOISE) == turned[scores.change(earlier + later, NOISE)]


@given(blocks)
def test_a_team_that_stays_the_same_has_no_arrow(weeks):
    assert scores.change(weeks + weeks, NOISE) == UNCLEAR


@given(blocks, blocks)
def test_a_hidden_week_counts_in_no_change(earlier, later):
    hidden = [*earlier[:2], None, earlier[3], *later]
    means = fmean(week.score for week in hidden[:4] if week), fmean(week.score for week in later)
    change = scores.change(hidden, NOISE)
    assert change == UNCLEAR or (change == UP) == (means[1] > means[0])
