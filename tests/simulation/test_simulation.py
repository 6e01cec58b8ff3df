"""Ten seeds of a week each, which is as many as any planted bug takes to be noticed, and some with more trouble.

To look into one: `python benchmarks/simulation.py --start SEED --seeds 1 --days 6`.
"""

from dataclasses import replace

import pytest

from tests.simulation.scenario import Scenario
from tests.simulation.weather import NO_EFFECT, WITH_EFFECT

SEEDS = range(10)
HALF_A_WEEK, WEEK, TWO_WEEKS = 3, 6, 13
PLACES = {
    "before a commit",
    "after a commit",
    "before a scrub",
    "after a scrub",
    "before Slack",
    "after Slack",
    "before a listener",
    "before an ack",
    "while it waits",
}


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_and_nothing_comes_twice(run, seed):
    report = run(Scenario.of(seed, WEEK))
    assert not report.wrong
    assert len(report.ledger.posts) > 15


@pytest.mark.parametrize("seed", [1001, 1002])
def test_two_weeks_hold_as_well(run, seed):
    report = run(Scenario.of(seed, TWO_WEEKS))
    assert not report.wrong
    assert report.exact > 0


def test_a_seed_goes_the_same_way_every_time_and_another_goes_its_own(run):
    first, second, other = (run(Scenario.of(seed, HALF_A_WEEK)) for seed in (7, 7, 8))
    assert first.trace == second.trace
    assert first.ledger.posts == second.ledger.posts
    assert other.trace != first.trace


def test_it_is_killed_at_every_kind_of_boundary(run):
    report = run(replace(Scenario.of(1, WEEK), aims=frozenset(PLACES)))
    assert not report.wrong
    assert set(report.ledger.crashes) == PLACES


def test_every_kind_of_fault_is_met(run):
    met = set()
    for seed in (1, 2, 3):
        report = run(replace(Scenario.of(seed, WEEK), faults=40.0))
        assert not report.wrong
        met |= set(report.ledger.faults)
    assert met == {*NO_EFFECT, *WITH_EFFECT, "throttled"}
