"""The randomisation test: exact for any scores, deaf to whatever all teams share, and told in four words only."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import moments
from bot import stepped_result as results
from bot.stepped import Result, Start, Step

FIRST, APART = moments.monday_of("2026-W10"), 2
seeds = st.integers(0, 2**32 - 1)


def week(number: int) -> str:
    return moments.week_key(FIRST + timedelta(weeks=number))


def begun(*teams: str, start_id: str = "s1", together: int = 1) -> Start:
    turns = tuple(Step(team, week(APART * (at // together))) for at, team in enumerate(teams))
    return Start(start_id, None, "recognition", "Say thanks.", turns)


def scored(start: Start, table: np.ndarray) -> dict[str, dict[str, float]]:
    """The scores of a table with a row for each team of a start; NaN for what was not shown."""
    weeks = [week(number - 8) for number in range(table.shape[1])]
    shown = ({key: float(x) for key, x in zip(weeks, row, strict=True) if np.isfinite(x)} for row in table)
    return dict(zip([step.team for step in start.steps], shown, strict=True))


def drawn(seed: int, teams: int, missing: float = 0.1) -> np.ndarray:
    """Scores with levels of teams, a season, a trend of each team, and weeks that hang together."""
    rng = np.random.default_rng(seed)
    weeks = 17 + APART * (teams - 1)
    walk = np.cumsum(rng.normal(0, 3, (teams, weeks)), axis=1)
    table = 55 + rng.normal(0, 10, (teams, 1)) + rng.normal(0, 8, weeks) + walk
    return np.where(rng.random((teams, weeks)) < missing, np.nan, table)


def lifted(start: Start, table: np.ndarray, points: float) -> np.ndarray:
    """The scores, had they risen by so many points in the weeks after each team's turn."""
    weeks = [week(number - 8) for number in range(table.shape[1])]
    return table + points * np.array([[key > step.week for key in weeks] for step in start.steps])


def names(teams: int) -> list[str]:
    return [f"t{number}" for number in range(teams)]


@pytest.mark.parametrize("missing", [0, 0.3])
@pytest.mark.parametrize("seed", range(5))
def test_of_all_orders_of_any_scores_fewer_than_one_in_twenty_are_told_as_a_difference(seed, missing):
    """The scores stay what they are: nothing comes of starting. This holds for every order that could be drawn."""
    scores = scored(begun(*names(4)), drawn(seed, 4, missing))
    told = [results.result(begun(*order), scores) for order in permutations(names(4))]
    assert sum(one in (Result.HIGHER, Result.LOWER) for one in told) < len(told) / 20


@given(seeds)
@settings(max_examples=20)
def test_new_names_and_another_sequence_of_rows_change_nothing(seed):
    table = drawn(seed, 5)
    start, renamed = begun(*names(5)), begun(*"zyxwv")
    assert results.seen(start, scored(start, table)) == results.seen(renamed, scored(renamed, table))


@given(seeds, st.floats(-40, 40))
@settings(max_examples=20)
def test_what_all_teams_share_in_a_week_and_what_a_team_always_has_do_not_count(seed, size):
    start, table = begun(*names(5)), drawn(seed, 5)
    rng = np.random.default_rng(seed + 1)
    moved = table + size * rng.normal(size=table.shape[1]) + size * rng.normal(size=(5, 1))
    one, other = results.seen(start, scored(start, table)), results.seen(start, scored(start, moved))
    assert (one.difference, one.p) == pytest.approx((other.difference, other.p), abs=1e-6)


@given(seeds)
@settings(max_examples=20)
def test_lower_is_higher_turned_round(seed):
    start, table = begun(*names(5)), drawn(seed, 5)
    one, other = results.seen(start, scored(start, table)), results.seen(start, scored(start, -table))
    assert (one.difference, one.p) == pytest.approx((-other.difference, other.p))


@given(seeds, st.floats(0, 0.5))
@settings(max_examples=20)
def test_what_is_left_is_that_of_least_squares_with_a_level_for_each_team_and_week(seed, missing):
    table = drawn(seed, 6, missing)
    left = results.adjusted(table)
    rows, columns = np.nonzero(np.isfinite(table))
    design = np.zeros((len(rows), sum(table.shape)))
    design[np.arange(len(rows)), rows] = design[np.arange(len(rows)), table.shape[0] + columns] = 1
    values = table[rows, columns]
    fitted = design @ np.linalg.lstsq(design, values, rcond=None)[0]
    assert left[rows, columns] == pytest.approx(values - fitted, abs=1e-6)
    assert np.isnan(left[np.isnan(table)]).all()


@pytest.mark.parametrize(("points", "told"), [(25, Result.HIGHER), (-25, Result.LOWER), (0, Result.NO_DIFFERENCE)])
@pytest.mark.parametrize("teams", [5, 6, 9])
def test_what_starting_does_is_told(points, told, teams):
    start = begun(*names(teams))
    assert results.result(start, scored(start, lifted(start, drawn(2, teams, 0.1), points))) is told


def test_the_difference_is_found_in_its_size_where_nothing_else_moves():
    start = begun(*names(4))
    weeks = 17 + 3 * APART
    table = lifted(start, 50 + np.zeros((4, weeks)), 10)
    after = np.array([[number - 8 > APART * at for number in range(weeks)] for at in range(4)])
    left = results.adjusted(table)
    expected = left[after].mean() - left[~after].mean()
    found = results.seen(start, scored(start, table))
    assert found.difference == pytest.approx(expected)
    assert found.p == pytest.approx(1 / 24)


@pytest.mark.parametrize("teams", [4, 5, 6])
def test_few_orders_are_counted_out_all(teams):
    orders = results._orders(teams, seed=1)
    assert sorted(map(tuple, orders)) == sorted(permutations(range(teams)))
    assert list(orders[0]) == list(range(teams))


def test_of_many_orders_some_are_drawn_and_always_the_same():
    orders = results._orders(7, seed=1)
    assert orders.shape == (5000, 7)
    assert list(orders[0]) == list(range(7))
    assert (np.sort(orders, axis=1) == np.arange(7)).all()
    assert (orders == results._orders(7, seed=1)).all()
    assert (orders != results._orders(7, seed=2)).any()


def test_orders_that_are_drawn_tell_nearly_what_all_would():
    start, table = begun(*names(7)), lifted(begun(*names(7)), drawn(5, 7), 5)
    p = results.seen(start, scored(start, table)).p
    every = np.array(list(permutations(range(7))))
    weeks = [week(number - 8) for number in range(table.shape[1])]
    begun_in = np.array([[key > step.week for key in weeks] for step in start.steps]).astype(float)
    found = results._differences(results.adjusted(table), begun_in, every)
    exact = np.mean(np.abs(found) >= abs(found[0]) - 1e-9)
    assert p == pytest.approx(exact, abs=3 * np.sqrt(exact * (1 - exact) / 5000))


def test_teams_that_begin_together_are_told_apart_from_the_others_all_the_same():
    start = begun(*names(12), together=3)
    table = lifted(start, drawn(3, 12, 0.1)[:, :23], 25)
    assert results.result(start, scored(start, table)) is Result.HIGHER


@pytest.mark.parametrize(
    ("first_shown", "last_shown", "told"),
    [
        pytest.param(0, 22, Result.NO_DIFFERENCE, id="of four teams all are shown"),
        pytest.param(7, 16, Result.NO_DIFFERENCE, id="one is shown for two weeks before the first, and two at the end"),
        pytest.param(8, 22, Result.TOO_FEW, id="one joined in the middle, and was shown for one week before the first"),
        pytest.param(0, 15, Result.TOO_FEW, id="one was removed in the middle, with one week after the last had begun"),
    ],
)
def test_nothing_is_told_of_fewer_than_four_teams_with_weeks_before_and_after(first_shown, last_shown, told):
    start, table = begun(*names(4)), drawn(1, 4, 0)
    table[2, :first_shown] = np.nan
    table[2, last_shown + 1 :] = np.nan
    assert results.result(start, scored(start, table)) is told


def test_a_team_without_weeks_at_the_end_does_not_count():
    """It was removed: what it told before is no more weighed than if it had never been there."""
    start, table = begun(*names(6)), drawn(4, 6, 0)
    table[3, 14:] = np.nan
    scores = scored(start, table)
    fewer = Start("s1", None, "recognition", "Say thanks.", tuple(step for step in start.steps if step.team != "t3"))
    assert results.seen(start, scores) == results.seen(fewer, {t: s for t, s in scores.items() if t != "t3"})


def test_no_scores_at_all_tell_nothing():
    assert results.result(begun(*names(4)), {}) is Result.TOO_FEW


def test_scores_of_other_weeks_and_teams_are_not_looked_at():
    start, table = begun(*names(5)), drawn(6, 5)
    scores = scored(start, table)
    more = {team: own | {week(-9): 0.0, week(17 + 8): 100.0} for team, own in scores.items()}
    assert results.seen(start, more | {"t9": {week(0): 5.0}}) == results.seen(start, scores)
