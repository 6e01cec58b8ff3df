"""Trigger ids: one use, three seconds."""

from datetime import timedelta

import pytest

from sandbox.clock import Clock
from sandbox.errors import SlackError
from sandbox.triggers import Triggers


class HandClock(Clock):
    """A clock whose seconds pass by hand."""

    seconds = 0.0

    def monotonic(self):
        return self.seconds


def test_a_trigger_names_its_person_once():
    triggers = Triggers(Clock())
    trigger_id = triggers.issue("U1ADA")
    assert triggers.redeem(trigger_id) == "U1ADA"
    with pytest.raises(SlackError, match="exchanged_trigger_id"):
        triggers.redeem(trigger_id)


def test_a_trigger_lasts_three_seconds():
    clock = HandClock()
    triggers = Triggers(clock)
    first, second = triggers.issue("U1ADA"), triggers.issue("U1ADA")
    clock.seconds = 3.0
    assert triggers.redeem(first) == "U1ADA"
    clock.seconds = 3.1
    with pytest.raises(SlackError, match="expired_trigger_id"):
        triggers.redeem(second)


def test_an_invented_trigger_is_refused():
    with pytest.raises(SlackError, match="invalid_trigger_id"):
        Triggers(Clock()).redeem("1.2.x")


def test_moving_the_sandboxs_clock_does_not_expire_triggers(workspace):
    triggers = Triggers(workspace.clock)
    trigger_id = triggers.issue("U1ADA")
    workspace.clock.move(timedelta(days=7))
    assert triggers.redeem(trigger_id) == "U1ADA"
