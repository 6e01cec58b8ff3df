from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import pulses, quiet
from bot.asking import Respondent
from bot.pacing import Gate
from bot.preferences import DaysOff, Preferences
from bot.pulses import Round
from bot.quiet import Planned

TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
OPEN = pulses.scheduled("r10", date(2026, 3, 2))
ANY_DAY = Respondent("UTC", 0, Preferences(weekdays=frozenset(range(7))))
ASK = Planned("pulse:2026-W10:U1", "U1", TEN, TEN, OPEN, ANY_DAY)
TUESDAY_OFF = (DaysOff(date(2026, 3, 3), date(2026, 3, 3)),)


def at(hours: float) -> datetime:
    return TEN + hours * HOUR


def closing(moment: datetime) -> Round:
    return replace(OPEN, closes_at=moment)


@pytest.mark.parametrize(("ends", "held"), [(0.5, 0.5), (5.9, 5.9), (6, 6), (6.1, 6), (20, 6), (-1, 0)])
def test_a_message_waits_for_the_end_of_the_quiet_time_and_at_most_for_six_hours(ends, held):
    assert quiet.held_until(ASK, at(ends)) == at(held)


def test_the_six_hours_count_from_the_moment_it_was_planned_for():
    held_before = replace(ASK, due_at=at(4))
    assert quiet.held_until(held_before, at(9)) == at(6)


@pytest.mark.parametrize(("closes", "held"), [(10, 6), (5, 4), (1.5, 0.5), (0.5, 0)])
def test_a_message_goes_out_an_hour_before_the_round_closes(closes, held):
    assert quiet.held_until(replace(ASK, round=closing(at(closes))), at(20)) == at(held)


@given(*[st.floats(-48, 48)] * 4)
def test_a_message_is_never_sent_before_it_is_due(due, planned, closes, ends):
    message = Planned(ASK.key, "U1", at(due), at(planned), closing(at(closes)), ANY_DAY)
    held = quiet.held_until(message, at(ends))
    assert held >= message.due_at
    assert held == message.due_at or held <= min(at(planned + 6), at(closes - 1)) + timedelta(seconds=1)


EVENING = Preferences(time(17), quiet=(time(19), time(8)))


@pytest.mark.parametrize(
    ("wishes", "due", "ends", "held"),
    [
        pytest.param(EVENING, 7, 8, 8, id="before their quiet hours"),
        pytest.param(EVENING, 7, 16, 31, id="not in their quiet hours but at their next hour"),
        pytest.param(Preferences(time(17), quiet=(time(22), time(8))), 7, 16, 31, id="though six hours were over then"),
        pytest.param(Preferences(time(22), days_off=TUESDAY_OFF), 12, 20, 60, id="not on a day off"),
        pytest.param(Preferences(time(22), weekdays=frozenset({0, 3})), 12, 20, 84, id="nor on one they do not work"),
        pytest.param(Preferences(time(22), weekdays=frozenset({0})), 12, 20, 18, id="but where no hour is left"),
        pytest.param(Preferences(quiet=(time(9), time(11))), 0, 0.5, 1, id="but where the quiet ends"),
        pytest.param(Preferences(quiet=(time(9), time(11))), 0, -1, 0, id="one that does not wait stays where it is"),
    ],
)
def test_who_waits_is_not_written_to_in_quiet_hours_or_on_a_day_off(wishes, due, ends, held):
    message = replace(ASK, due_at=at(due), planned_for=at(due), who=Respondent("UTC", 0, wishes))
    assert quiet.held_until(message, at(ends)) == at(held)


def test_in_a_round_by_hand_whoever_was_asked_on_a_sunday_waits_on_it():
    sunday = datetime(2026, 3, 1, 9, tzinfo=UTC)
    who, opened = Respondent("UTC"), pulses.by_hand("r", sunday)
    message = Planned("pulse:2026-W10:U1", "U1", sunday, sunday, opened, who)
    assert quiet.held_until(message, sunday + HOUR) == sunday + HOUR


@pytest.mark.parametrize(
    ("key", "hours", "is_followed"),
    [
        ("pulse:2026-W10:U1", 13, False),
        ("pulse:2026-W10:U1", 14, True),
        ("reminder:2026-W10:U1:later", 14, True),
        ("reminder:2026-W10:U1:1", 14, False),
        ("reminder:2026-W10:U1:2", 14, False),
    ],
)
def test_reminders_give_way_to_an_ask_that_comes_on_another_day(key, hours, is_followed):
    assert replace(ASK, key=key).is_followed(at(hours)) is is_followed


@pytest.mark.parametrize(
    ("error", "wait", "seconds"),
    [
        ("ratelimited", 30.0, 30),
        ("ratelimited", None, 15),
        ("", None, 15),
        ("", 20.0, 20),
        ("fatal_error", None, 15),
        ("internal_error", None, 15),
        ("service_unavailable", None, 15),
        ("missing_scope", None, 3600),
        ("token_revoked", None, 3600),
        ("invalid_auth", None, 3600),
        ("unknown_method", None, 3600),
    ],
)
def test_an_hour_is_left_out_only_for_what_does_not_pass_by_itself(error, wait, seconds):
    assert quiet.pause(error, wait) == timedelta(seconds=seconds)


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
