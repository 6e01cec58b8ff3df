"""The test of the link, beside figures of the algorithm as it was simulated when it was chosen."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import insight
from bot.insight import Series, Surprises

CASES = json.loads(Path(__file__).with_name("insight_cases.json").read_text("utf-8"))
AS_SIMULATED = pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
CLOSE = 1e-12
DRAWN = [383240, 448495, 319937]


def series(team) -> Series:
    return Series(*(np.array(team[side], dtype=float) for side in ("needs", "feedback")))


def random(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def noise(seed: int, weeks: int = 30, teams: int = 5) -> list[Series]:
    drawn = np.random.default_rng(seed)
    return [Series(drawn.normal(50, 10, (weeks, 3)), drawn.normal(50, 10, weeks)) for _ in range(teams)]


def following(lag: int, sign: int = 1) -> Series:
    """A team whose feedback follows its competence by so many weeks."""
    (team,) = noise(7, 52, 1)
    return Series(team.needs, team.feedback + 3 * sign * np.roll(team.needs[:, 1], lag))


def same(found, expected) -> None:
    if expected is None or expected["r"] == 0:
        assert found is None
        return
    assert (found.p, found.need, found.lag, found.weeks) == tuple(
        expected[name] for name in ("p", "need", "lag", "weeks")
    )
    assert found.r == pytest.approx(expected["r"], abs=CLOSE)


@AS_SIMULATED
def test_a_surprise_is_as_simulated(case):
    found = insight.surprise(series(case["teams"][1]).feedback)
    assert found == pytest.approx(np.array(case["surprise"], dtype=float), abs=CLOSE, nan_ok=True)


@AS_SIMULATED
def test_what_one_team_tells_and_what_all_tell_is_as_simulated(case):
    known = insight.surprises([series(team) for team in case["teams"]])
    for at in range(len(case["teams"])):
        same(insight.of_team(known, at, random(case["seed"])), case["own"][at])
        same(insight.against_others(known, at, random(case["seed"])), case["against_others"][at])
    same(insight.pooled(known, random(case["seed"])), case["pooled"])


@pytest.mark.parametrize("sign", [1, -1], ids=["better", "worse"])
@pytest.mark.parametrize("lag", [-2, -1, 0, 1, 2])
def test_what_follows_is_found_at_its_lag_and_with_its_sign(lag, sign):
    found = insight.of_team(insight.surprises([following(lag, sign)]), 0, random())
    assert (found.need, found.lag, found.p) == ("competence", lag, 0.001)
    assert found.r * sign > 0.5


def test_what_follows_in_all_teams_is_found_in_all_and_a_week_that_all_share_is_not():
    teams = noise(3, 40, 6)
    linked = [Series(team.needs, team.feedback + 2 * np.roll(team.needs[:, 0], 1)) for team in teams]
    found = insight.pooled(insight.surprises(linked), random())
    assert (found.need, found.lag, found.p) == ("autonomy", 1, 0.001)
    season = np.random.default_rng(4).normal(0, 30, 40)
    shared = insight.surprises([Series(team.needs + season[:, None], team.feedback + season) for team in teams])
    assert insight.of_team(shared, 0, random()).p == 0.001
    assert insight.against_others(shared, 0, random()).p > 0.05
    assert insight.pooled(shared, random()).p > 0.05


def test_nothing_is_found_in_too_few_weeks_or_where_nothing_varies():
    few = Series(np.full((30, 3), np.nan), np.full(30, np.nan))
    few.needs[:9], few.feedback[:7] = 50, range(7)
    flat = Series(np.full((30, 3), 50.0), np.arange(30.0) ** 2)
    known = insight.surprises([few, flat, few, few])
    assert insight.of_team(known, 0, random()) is None
    assert insight.of_team(known, 1, random()) is None
    assert insight.pooled(known, random()) is None


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 1000),
    level=st.floats(-100, 100),
    width=st.floats(0.01, 100),
    slope=st.floats(-5, 5),
)
def test_level_width_and_trend_of_a_series_change_nothing(seed, level, width, slope):
    (team,) = noise(seed, teams=1)
    weeks = np.arange(30)
    moved = Series(
        level + width * (team.needs + slope * weeks[:, None]), level + width * (team.feedback + slope * weeks)
    )
    found, same = (insight.of_team(insight.surprises([one]), 0, random()) for one in (team, moved))
    assert (found.need, found.lag, found.weeks) == (same.need, same.lag, same.weeks)
    assert found.r == pytest.approx(same.r, abs=1e-6)
    assert found.p == pytest.approx(same.p, abs=0.002)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000), order=st.permutations(range(1, 5)))
def test_the_order_of_the_other_teams_changes_nothing(seed, order):
    known = insight.surprises(noise(seed))
    places = [0, *order]
    moved = Surprises(known.feedback[:, places], known.needs[:, places])
    found, same = (insight.against_others(teams, 0, random()) for teams in (known, moved))
    assert (found.p, found.need, found.lag) == (same.p, same.need, same.lag)
    together, alike = (insight.pooled(teams, random()) for teams in (known, moved))
    assert (together.p, together.need, together.lag) == (alike.p, alike.need, alike.lag)


def test_the_same_names_give_the_same_random_numbers_in_every_process():
    assert insight.generator("t1", "2026-W26").integers(10**6, size=3).tolist() == DRAWN
    assert insight.generator("t1", "2026-W39").integers(10**6, size=3).tolist() != DRAWN
    assert insight.generator("t12", "026-W26").integers(10**6, size=3).tolist() != DRAWN
