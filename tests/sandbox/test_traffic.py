"""The traffic log is bounded."""

from sandbox.clock import Clock
from sandbox.traffic import LONGEST_BODY, REMEMBERED, WITH_BODIES, Traffic


def test_only_the_last_passages_are_kept():
    traffic = Traffic(Clock())
    for number in range(REMEMBERED + 10):
        traffic.add("api", f"method.{number}", "ok", 1.23456)
    assert len(traffic.passages) == REMEMBERED
    assert traffic.passages[0].name == "method.10"
    assert traffic.passages[-1].duration_ms == 1.235


def test_what_was_said_is_kept_of_the_last_few_hundred_only():
    traffic = Traffic(Clock())
    for number in range(WITH_BODIES + 10):
        traffic.add("api", "api.test", "ok", 1, asked=b"%d" % number)
    kept = traffic.since(0)
    assert [kept[0].asked, kept[-1].asked] == [b"10", b"%d" % (WITH_BODIES + 9)]
    assert len(kept) == WITH_BODIES


def test_a_body_is_cut_where_it_is_too_long():
    traffic = Traffic(Clock())
    traffic.add("api", "api.test", "ok", 1, asked=b"a" * (LONGEST_BODY + 1), answered=b"b" * (LONGEST_BODY + 1))
    [exchange] = traffic.since(0)
    assert (len(exchange.asked), len(exchange.answered)) == (LONGEST_BODY, LONGEST_BODY)


def test_passages_are_numbered_so_that_one_can_ask_for_those_after():
    traffic = Traffic(Clock())
    for name in ("first", "second", "third"):
        traffic.add("api", name, "ok", 1)
    assert [passage.number for passage in traffic.passages] == [1, 2, 3]
    assert [exchange.passage.name for exchange in traffic.since(1)] == ["second", "third"]
    assert traffic.since(3) == []


def test_whoever_watches_is_told_of_each_passage():
    traffic, told = Traffic(Clock()), []
    traffic.watchers.append(lambda: told.append(traffic.passages[-1].name))
    traffic.add("api", "api.test", "ok", 1)
    traffic.add("api", "auth.test", "ok", 1)
    assert told == ["api.test", "auth.test"]
