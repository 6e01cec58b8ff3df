"""The clock that is moved by hand."""

from datetime import UTC, datetime, timedelta

from sandbox.clock import Clock


def test_time_moves_by_hand_and_goes_on_by_itself():
    clock, monday = Clock(), datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    clock.set(monday)
    assert timedelta(0) <= clock.now() - monday < timedelta(seconds=5)
    clock.move(timedelta(days=7))
    assert timedelta(days=7) <= clock.now() - monday < timedelta(days=7, seconds=5)


def test_watchers_hear_of_every_move():
    clock, heard = Clock(), []
    clock.watchers.append(lambda: heard.append(clock.now()))
    clock.move(timedelta(hours=1))
    clock.set(datetime(2026, 3, 2, tzinfo=UTC))
    assert [moment.year for moment in heard[1:]] == [2026]
    assert len(heard) == 2
