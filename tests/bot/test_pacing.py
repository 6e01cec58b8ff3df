from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import AHEAD, LONGEST_PAUSE, PROBE_TAKES, Gate, passed, refused, reserve, untried

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
OPEN = Gate(NOW - timedelta(hours=1))
CLOSED = Gate(NOW, NOW + timedelta(seconds=30), 1)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_places_are_evenly_spaced_and_not_far_ahead():
    places, gate = reserve(OPEN, NOW, 100, per_minute=600)
    assert places == [NOW + n * timedelta(seconds=0.1) for n in range(6)]
    assert gate.free_at == places[-1] + timedelta(seconds=0.1)
    assert reserve(gate, NOW, 100, per_minute=600) == ([], gate)


def test_a_long_silence_saves_up_no_places():
    places, _ = reserve(Gate(NOW - timedelta(days=1)), NOW, 100, per_minute=60)
    assert places == [NOW]


def test_no_more_places_are_taken_than_wanted():
    assert len(reserve(OPEN, NOW, 3, per_minute=6000)[0]) == 3
    assert reserve(OPEN, NOW, 0, per_minute=6000) == ([], OPEN)


def test_a_closed_gate_gives_no_place_before_its_time():
    assert reserve(CLOSED, after(29.9), 9, 240) == ([], CLOSED)
    assert CLOSED.is_closed(after(29.9))
    assert not CLOSED.is_closed(after(30))
    assert CLOSED.opens_at(NOW) == after(30)


def test_then_it_gives_one_and_no_other_until_that_has_come_back():
    places, trying = reserve(CLOSED, after(30), 9, 240)
    assert places == [after(30)]
    assert reserve(trying, after(31), 9, 240) == ([], trying)
    assert trying.is_closed(after(30) + PROBE_TAKES - timedelta(seconds=1))
    lost, _ = reserve(trying, after(30) + PROBE_TAKES, 9, 240)
    assert len(lost) == 1


def test_a_call_that_was_taken_opens_the_gate_for_all():
    _, trying = reserve(CLOSED, after(30), 9, 240)
    places, _ = reserve(passed(trying), after(31), 2, 240)
    assert len(places) == 2


def test_a_call_that_was_not_made_lets_another_try():
    _, trying = reserve(CLOSED, after(30), 9, 240)
    places, again = reserve(untried(trying), after(31), 9, 240)
    assert places == [after(31)]
    assert again.refusals == 1


def test_a_refusal_closes_it_for_as_long_as_slack_says():
    gate = refused(OPEN, NOW, 30, is_probe=False)
    assert (gate.paused_until, gate.refusals) == (after(30), 1)


@pytest.mark.parametrize(("refusals", "pause"), [(0, 2), (1, 4), (2, 8), (7, 256), (8, 300), (1_000, 300)])
def test_without_a_word_the_pause_grows_with_each_refusal(refusals, pause):
    gate = refused(replace(CLOSED, refusals=refusals), NOW, None, is_probe=True)
    assert gate.paused_until == after(pause)


def test_calls_that_were_under_way_count_as_one_refusal():
    first = refused(OPEN, NOW, None, is_probe=False)
    assert refused(first, after(0.1), None, is_probe=False) == first
    assert refused(first, after(0.1), 60, is_probe=False) == replace(first, paused_until=after(60.1))
    assert refused(replace(first, paused_until=after(99)), after(0.1), 60, is_probe=False).paused_until == after(99)


steps = st.lists(st.tuples(st.floats(0, 3), st.integers(0, 200)), max_size=40)


@given(steps, st.integers(1, 6000))
def test_no_two_places_are_closer_than_the_pace_allows_however_they_are_asked_for(asked, per_minute):
    gate, now, places = OPEN, NOW, []
    for pause, wanted in asked:
        now += timedelta(seconds=pause)
        given_, gate = reserve(gate, now, wanted, per_minute)
        assert all(now <= place <= now + AHEAD for place in given_)
        places += given_
    apart = timedelta(minutes=1) / per_minute
    assert all(later - earlier >= apart for earlier, later in pairwise(places))


outcomes = st.lists(st.sampled_from(["passed", "refused", "refused 5", "untried", "lost"]), max_size=30)


@given(outcomes)
def test_after_a_refusal_one_call_at_a_time_tries_until_one_is_taken(results):
    gate, now = refused(OPEN, NOW, None, is_probe=False), NOW
    for result in results:
        now = gate.opens_at(now)
        places, gate = reserve(gate, now, 9, 240)
        assert len(places) == 1
        assert reserve(gate, now, 9, 240)[0] == []
        if result == "passed":
            assert passed(gate).refusals == 0
            return
        if result.startswith("refused"):
            before = gate.refusals
            gate = refused(gate, now, 5 if result.endswith("5") else None, is_probe=True)
            assert gate.refusals == before + 1
            assert now < gate.paused_until <= now + LONGEST_PAUSE
        elif result == "untried":
            gate = untried(gate)


def test_what_a_clock_that_ran_ahead_has_written_is_not_believed():
    apart = timedelta(seconds=0.25)
    fast = Gate(after(3600), after(7200), 1)
    assert fast.as_of(NOW, apart) == Gate(NOW, None, 1)
    usual = Gate(NOW + AHEAD + apart, after(3600), 1)
    assert usual.as_of(NOW, apart) == usual
