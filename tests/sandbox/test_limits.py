"""Limits on messages, as a client meets them."""

import asyncio
import time
from datetime import timedelta

import pytest

from sandbox.limits import Limits

POST = "chat.postMessage"


@pytest.fixture
def wait(workspace, monkeypatch):
    """`wait(limits, channel)`: what one call is told, on a clock that stands still."""
    frozen = workspace.clock.now()
    monkeypatch.setattr(workspace.clock, "now", lambda: frozen + workspace.clock.offset)
    return lambda limits, channel, method=POST: limits.wait(workspace, method, {"channel": channel})


def test_nothing_is_limited_unless_asked_for(wait):
    limits = Limits()
    assert {wait(limits, "U1ADA") for _ in range(1_000)} == {0}
    assert limits.refused == 0


def test_the_budget_lets_a_small_burst_through_and_then_an_even_flow(workspace, wait):
    limits = Limits(per_minute=60)
    assert [wait(limits, f"U{n}") for n in range(7)] == [0, 0, 0, 0, 0, 1, 1]
    assert limits.refused == 2
    workspace.clock.move(timedelta(seconds=2))
    assert [wait(limits, f"U{n}") for n in range(3)] == [0, 0, 1]


def test_a_large_budget_has_a_burst_of_a_second(wait):
    limits = Limits(per_minute=6_000)
    assert [wait(limits, f"U{n}") for n in range(101)] == [0] * 100 + [1]


def test_the_wait_is_in_whole_seconds_until_there_is_room(wait):
    limits = Limits(per_minute=6)
    assert [wait(limits, f"U{n}") for n in range(6)] == [0] * 5 + [10]


def test_an_idle_hour_saves_up_no_more_than_the_burst(workspace, wait):
    limits = Limits(per_minute=60)
    workspace.clock.move(timedelta(hours=1))
    assert [wait(limits, f"U{n}") for n in range(6)].count(0) == 5


def test_one_recipient_is_told_one_thing_a_second(workspace, wait):
    limits = Limits(one_a_second=True)
    assert [wait(limits, "U1ADA"), wait(limits, "U1ADA"), wait(limits, "U2BEN")] == [0, 1, 0]
    workspace.clock.move(timedelta(seconds=1))
    assert wait(limits, "U1ADA") == 0


def test_a_person_and_the_conversation_with_them_are_one_recipient(workspace, wait):
    limits = Limits(one_a_second=True)
    assert wait(limits, "U1ADA") == 0
    assert wait(limits, workspace.direct("U1ADA").id) == 1


def test_only_posting_is_limited(wait):
    limits = Limits(one_a_second=True)
    assert [wait(limits, "U1ADA", "conversations.history") for _ in range(3)] == [0, 0, 0]


@pytest.mark.parametrize("wrong", [{"per_minute": -1}, {"latency_ms": -1}])
def test_limits_below_zero_are_refused(wrong):
    with pytest.raises(ValueError, match="0 or more"):
        Limits(**wrong)


async def test_what_is_too_much_has_no_effect_and_says_when_to_come_back(sandbox, http):
    sandbox.limits = Limits(one_a_second=True)
    url, headers = sandbox.api_url + POST, {"Authorization": f"Bearer {sandbox.bot_token}"}
    answers = [await http.post(url, json={"channel": "U1ADA", "text": "Hi"}, headers=headers) for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 429]
    assert answers[1].headers["Retry-After"] == "1"
    assert (await answers[1].json()) == {"ok": False, "error": "ratelimited"}
    assert len(sandbox.workspace.direct("U1ADA").messages) == 1
    assert sandbox.limits.refused == 1


async def test_latency_passes_before_and_after_the_effect(sandbox, call):
    sandbox.limits = Limits(latency_ms=200)
    reached = asyncio.Event()
    sandbox.workspace.watchers.append(lambda change: reached.set() if change.kind == "message" else None)
    started = time.monotonic()
    answer = asyncio.create_task(call(POST, channel="U1ADA", text="Hi"))
    await reached.wait()
    assert time.monotonic() - started >= 0.1
    assert not answer.done()
    assert (await answer)["ok"]
    assert time.monotonic() - started >= 0.2
