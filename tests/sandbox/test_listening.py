"""Listening in on the traffic: all of it, raw, and nothing in it that would let somebody in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import orjson
import pytest

from sandbox.listening import blotted

Ask = Callable[..., Awaitable[Any]]
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Raw"}, "blocks": [{"type": "divider"}]}


async def next_passage(response: aiohttp.ClientResponse) -> Any:
    while not (line := await asyncio.wait_for(response.content.readline(), 5)).startswith(b"data: "):
        assert line
    return orjson.loads(line.removeprefix(b"data: "))


async def test_a_call_is_shown_with_what_was_asked_and_answered(box: Any, call_box: Ask, look: Ask) -> None:
    await call_box("chat.postMessage", channel="C0NOWHERE", text="Hi")
    [passage] = (await look("traffic", bodies="1"))["passages"]
    assert (passage["kind"], passage["name"], passage["status"]) == ("api", "chat.postMessage", "channel_not_found")
    assert orjson.loads(passage["asked"]) == {"channel": "C0NOWHERE", "text": "Hi"}
    assert orjson.loads(passage["answered"])["error"] == "channel_not_found"


async def test_arguments_are_shown_as_they_came_and_not_as_the_call_left_them(
    box: Any, call_box: Ask, look: Ask
) -> None:
    await call_box("views.publish", user_id="U1ADA", view=MODAL | {"type": "home"})
    [passage] = (await look("traffic", bodies="1"))["passages"]
    assert orjson.loads(passage["asked"])["view"]["blocks"] == [{"type": "divider"}]


async def test_what_the_app_was_told_is_shown_with_its_acknowledgement(box: Any, app: Any, look: Ask) -> None:
    app.answer = lambda _: {"text": "Here you are"}
    await box.person("ada").command("/kudos", "@ben")
    [passage] = (await look("traffic", bodies="1"))["passages"]
    assert passage["kind"] == "slash_commands"
    assert orjson.loads(passage["asked"])["command"] == "/kudos"
    assert orjson.loads(passage["answered"]) == {"text": "Here you are"}


async def test_an_answer_by_response_url_is_traffic_too(box: Any, http: Any, look: Ask) -> None:
    address = box.person("ada").response_url(box.workspace.channel_named("support"))
    await http.post(address, json={"text": "Later"})
    await http.post(f"{address}x", json={"text": "Later still"})
    fine, wrong = (await look("traffic", bodies="1"))["passages"]
    assert (fine["kind"], fine["status"], orjson.loads(fine["asked"])) == ("response_url", "ok", {"text": "Later"})
    assert (wrong["status"], orjson.loads(wrong["answered"])["error"]) == ("http_404", "expired_url")


async def test_a_call_that_is_cut_off_was_answered_with_nothing(box: Any, call_box: Ask, tell: Ask, look: Ask) -> None:
    await tell("faults", faults=[{"method": "api.test", "kind": "drop_after"}])
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await call_box("api.test")
    [passage] = (await look("traffic", bodies="1"))["passages"]
    assert (passage["status"], passage["asked"], passage["answered"]) == ("dropped", "{}", "")


async def test_only_what_came_after_a_passage_is_listed(box: Any, call_box: Ask, look: Ask) -> None:
    for _ in range(3):
        await call_box("api.test")
    for more in ({}, {"bodies": "1"}):
        assert [passage["number"] for passage in (await look("traffic", after="1", **more))["passages"]] == [2, 3]
    assert (await look("traffic", status=400, after="yesterday"))["ok"] is False


async def test_tokens_never_show(box: Any, call_box: Ask, look: Ask) -> None:
    await call_box("auth.test", token=box.bot_token, note=f"{box.bot_token} {box.app_token}")
    await call_box("oauth.v2.access", client_id="1", client_secret="sesame", code="2", refresh_token="xoxe-1-abc")
    said = orjson.dumps(await look("traffic", bodies="1")).decode()
    for secret in (box.bot_token, box.app_token, "sesame", "xoxe-1-abc"):
        assert secret not in said
    assert said.count("(hidden)") >= 4


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (
            b'{"url":"ws://127.0.0.1/link?ticket=a-B_1&app_id=A0"}',
            '{"url":"ws://127.0.0.1/link?ticket=(hidden)&app_id=A0"}',
        ),
        (b'{"response_url":"http://h/response/a-B_1"}', '{"response_url":"http://h/response/(hidden)"}'),
        (b'{"upload_url":"http://h/upload/v1/a-B_1"}', '{"upload_url":"http://h/upload/v1/(hidden)"}'),
        (b'{"access_token": "abc"}', '{"access_token": "(hidden)"}'),
        (b"xoxb-1-abc and xoxe.xoxb-1-abc, xapp-1-abc.", "xoxb-(hidden) and xoxe-(hidden), xapp-(hidden)"),
        ('{"text":"Bücher"}'.encode()[:-4], '{"text":"Büch'),
        ('{"text":"ü"}'.encode()[:10], '{"text":"'),
    ],
)
def test_what_is_as_good_as_a_key_is_blotted_out(body: bytes, shown: str) -> None:
    assert blotted(body) == shown


async def test_passages_come_live_and_only_once(box: Any, call_box: Ask, http: Any) -> None:
    await call_box("api.test")
    async with http.get(f"{box.url}/_sandbox/traffic/live") as response:
        assert response.content_type == "text/event-stream"
        assert (await next_passage(response))["number"] == 1
        await call_box("auth.test")
        passage = await next_passage(response)
        assert (passage["number"], passage["name"]) == (2, "auth.test")
        assert orjson.loads(passage["answered"])["ok"] is True


@pytest.mark.parametrize(
    "where", [{"params": {"after": "2"}}, {"headers": {"Last-Event-ID": "2"}}], ids=["query", "header"]
)
async def test_a_page_that_was_away_goes_on_where_it_was(box: Any, call_box: Ask, http: Any, where: Any) -> None:
    for _ in range(3):
        await call_box("api.test")
    async with http.get(f"{box.url}/_sandbox/traffic/live", **where) as response:
        assert (await next_passage(response))["number"] == 3


async def test_a_stream_from_nowhere_is_refused_in_a_sentence(box: Any, http: Any) -> None:
    async with http.get(f"{box.url}/_sandbox/traffic/live", params={"after": "now"}) as response:
        assert (response.status, (await response.json())["error"]) == (400, "`after` is the number of a passage.")


async def test_a_page_that_stops_listening_is_forgotten(box: Any, call_box: Ask, http: Any) -> None:
    async with http.get(f"{box.url}/_sandbox/traffic/live") as response:
        await response.content.readline()
        assert len(box.traffic.watchers) == 1
    for _ in range(100):
        await call_box("api.test")
        if not box.traffic.watchers:
            break
        await asyncio.sleep(0.01)
    assert box.traffic.watchers == []


async def test_a_stopping_sandbox_ends_the_stream(box: Any, http: Any) -> None:
    async with http.get(f"{box.url}/_sandbox/traffic/live") as response:
        await response.content.readline()
        await asyncio.wait_for(box.stop(), 5)
        assert (await response.content.read()).strip() == b""
    assert box.traffic.watchers == []
