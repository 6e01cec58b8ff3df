from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import quiet
from bot.pacing import Gate
from bot.quiet import Planned

TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
CLOSES = TEN + timedelta(days=4)
ASK = Planned("pulse:2026-W10:U1", "U1", TEN, TEN, CLOSES)


def at(hours: float) -> datetime:
    return TEN + hours * HOUR


@pytest.mark.parametrize(("ends", "held"), [(0.5, 0.5), (5.9, 5.9), (6, 6), (6.1, 6), (20, 6), (-1, 0)])
def test_a_message_waits_for_the_end_of_the_quiet_time_and_at_most_for_six_hours(ends, held):
    assert quiet.held_until(ASK, at(ends)) == at(held)


def test_the_six_hours_count_from_the_moment_it_was_planned_for():
    held_before = Planned(ASK.key, "U1", at(4), TEN, CLOSES)
    assert quiet.held_until(held_before, at(9)) == at(6)


@pytest.mark.parametrize(("closes", "held"), [(10, 6), (5, 4), (1.5, 0.5), (0.5, 0)])
def test_a_message_goes_out_an_hour_before_the_round_closes(closes, held):
    assert quiet.held_until(Planned(ASK.key, "U1", TEN, TEN, at(closes)), at(20)) == at(held)


@given(*[st.floats(-48, 48)] * 4)
def test_a_message_is_never_sent_before_it_is_due(due, planned, closes, ends):
    message = Planned(ASK.key, "U1", at(due), at(planned), at(closes))
    held = quiet.held_until(message, at(ends))
    assert held >= message.due_at
    assert held == message.due_at or held <= min(at(planned + 6), at(closes - 1)) + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("begins", "ends", "until"), [(-1, 2, 2), (0, 2, 2), (-1, 0, None), (1, 2, None), (-9, 1_000, 6), (None, 1, None)]
)
def test_someone_is_quiet_from_the_beginning_of_their_quiet_time_to_its_end(begins, ends, until):
    stamps = {"next_dnd_start_ts": begins if begins is None else int(at(begins).timestamp())}
    said = {"dnd_enabled": True, **stamps, "next_dnd_end_ts": int(at(ends).timestamp())}
    assert quiet.quiet_until(said, TEN) == (None if until is None else at(until))
    assert quiet.quiet_until(said | {"dnd_enabled": False}, TEN) is None


@pytest.mark.parametrize("end", [10**30, float("nan"), "soon", None], ids=str)
def test_an_end_that_is_no_moment_does_no_harm(end):
    said = {"dnd_enabled": True, "next_dnd_start_ts": 1, "next_dnd_end_ts": end}
    assert quiet.quiet_until(said, TEN) in (None, at(6))
    assert quiet.quiet_until({}, TEN) is None


def test_calls_are_made_twenty_times_a_minute_at_most():
    gate, now, calls = Gate(TEN), TEN, 0
    while now < at(1):
        if then := quiet.reserved(gate, now, 5):
            gate, calls = then, calls + 5
        now += timedelta(seconds=1)
    assert calls == 20 * 60


def test_no_call_is_made_while_slack_wants_none():
    assert quiet.reserved(Gate(TEN, paused_until=at(0.5)), TEN, 1) is None
    assert quiet.reserved(Gate(TEN, paused_until=at(0.5)), at(0.5), 1) == Gate(
        at(0.5) + timedelta(seconds=3), paused_until=at(0.5)
    )
