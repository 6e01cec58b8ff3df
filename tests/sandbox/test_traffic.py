"""The traffic log is bounded."""

from sandbox.clock import Clock
from sandbox.traffic import REMEMBERED, Traffic


def test_only_the_last_passages_are_kept():
    traffic = Traffic(Clock())
    for number in range(REMEMBERED + 10):
        traffic.add("api", f"method.{number}", "ok", 1.23456)
    assert len(traffic.passages) == REMEMBERED
    assert traffic.passages[0].name == "method.10"
    assert traffic.passages[-1].duration_ms == 1.235
