"""Faults on demand, as a client meets them."""

import asyncio
import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.faults import Fault, Faults


@pytest.fixture
def post(sandbox, http):
    """Post to Ada and give the response's status, headers and body."""

    async def make():
        url, headers = sandbox.api_url + "chat.postMessage", {"Authorization": f"Bearer {sandbox.bot_token}"}
        async with http.post(url, json={"channel": "U1ADA", "text": "Hi"}, headers=headers) as response:
            return response.status, response.headers, await response.text()

    return make


def arrived(sandbox):
    return len(sandbox.workspace.direct("U1ADA").messages)


async def test_a_rate_limit_says_when_to_come_back(sandbox, post):
    sandbox.faults.add(Fault("chat.postMessage", "ratelimited", retry_after="7"))
    status, headers, body = await post()
    assert (status, headers["Retry-After"], body) == (429, "7", '{"ok":false,"error":"ratelimited"}')
    assert arrived(sandbox) == 0


async def test_a_rate_limit_may_lack_the_header_or_say_nonsense(sandbox, post):
    sandbox.faults.add(Fault("chat.postMessage", "ratelimited"))
    sandbox.faults.add(Fault("chat.postMessage", "ratelimited", retry_after="soon"))
    assert "Retry-After" not in (await post())[1]
    assert (await post())[1]["Retry-After"] == "soon"


async def test_the_sdk_sees_the_rate_limit(sandbox):
    sandbox.faults.add(Fault("*", "ratelimited", retry_after="1"))
    client = AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url)
    with pytest.raises(SlackApiError) as caught:
        await client.auth_test()
    assert caught.value.response.status_code == 429


async def test_a_fault_is_used_up(sandbox, post):
    sandbox.faults.add(Fault("chat.postMessage", "error", times=2, error="fatal_error"))
    bodies = [(await post())[2] for _ in range(3)]
    assert ["fatal_error" in body for body in bodies] == [True, True, False]
    assert arrived(sandbox) == 1


async def test_a_fault_of_one_method_leaves_others_alone(sandbox, post):
    sandbox.faults.add(Fault("views.open", "http_500"))
    assert (await post())[0] == 200


async def test_a_server_error_has_no_effect(sandbox, post):
    sandbox.faults.add(Fault("*", "http_500"))
    assert (await post())[0] == 500
    assert arrived(sandbox) == 0


async def test_the_status_of_a_server_error_may_be_chosen(sandbox, post):
    sandbox.faults.add(Fault("*", "http_500", status=503))
    assert (await post())[0] == 503


async def test_a_server_may_fail_after_the_effect(sandbox, post):
    sandbox.faults.add(Fault("*", "http_500_after"))
    sandbox.faults.add(Fault("*", "http_500_after", status=502))
    assert [(await post())[0], (await post())[0]] == [500, 502]
    assert arrived(sandbox) == 2
    assert [passage.status for passage in sandbox.traffic.passages][-2:] == ["http_500", "http_502"]


async def test_an_error_may_be_answered_after_the_effect(sandbox, post):
    sandbox.faults.add(Fault("*", "error_after", error="service_unavailable"))
    assert (await post())[2] == '{"ok":false,"error":"service_unavailable"}'
    assert arrived(sandbox) == 1


async def test_a_late_effect_comes_after_the_connection_was_cut(sandbox, post):
    sandbox.faults.add(Fault("*", "late", seconds=0.1))
    reached = asyncio.Event()
    sandbox.workspace.watchers.append(lambda change: reached.set() if change.kind == "message" else None)
    started = time.monotonic()
    with pytest.raises(aiohttp.ClientConnectionError):
        await post()
    assert arrived(sandbox) == 0
    await reached.wait()
    assert arrived(sandbox) == 1
    assert time.monotonic() - started >= 0.1


async def test_a_connection_dropped_before_the_effect_leaves_none(sandbox, post):
    sandbox.faults.add(Fault("*", "drop_before"))
    with pytest.raises(aiohttp.ClientConnectionError):
        await post()
    assert arrived(sandbox) == 0


async def test_a_connection_dropped_after_the_effect_leaves_the_message(sandbox, post):
    sandbox.faults.add(Fault("*", "drop_after"))
    with pytest.raises(aiohttp.ClientConnectionError):
        await post()
    assert arrived(sandbox) == 1
    assert sandbox.traffic.passages[-1].status == "dropped"


async def test_a_delayed_answer_has_its_effect_at_once(sandbox, post):
    sandbox.faults.add(Fault("chat.postMessage", "delay", seconds=0.3))
    reached = asyncio.Event()
    sandbox.workspace.watchers.append(lambda change: reached.set() if change.kind == "message" else None)
    started = time.monotonic()
    answer = asyncio.create_task(post())
    await reached.wait()
    assert not answer.done()
    assert (await answer)[0] == 200
    assert time.monotonic() - started >= 0.3


def test_chances_are_repeatable():
    def hits(seed):
        faults = Faults(seed)
        faults.add(Fault("*", "error", times=1000, probability=0.5))
        return [faults.take("auth.test") is not None for _ in range(100)]

    assert hits(7) == hits(7)
    assert 20 < sum(hits(7)) < 80


def test_clearing_switches_everything_off():
    faults = Faults()
    faults.add(Fault("*", "error"))
    faults.miss_acks, faults.duplicate_events, faults.reorder_events = 1, 2, True
    faults.clear()
    assert faults.take("auth.test") is None
    assert (faults.miss_acks, faults.duplicate_events, faults.reorder_events) == (0, 0, False)
