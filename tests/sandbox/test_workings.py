"""What the control API tells and changes of the sandbox itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from sandbox.http import Urls
from sandbox.workings import counts

Ask = Callable[..., Awaitable[Any]]


async def test_the_clock_is_shown_and_moved(box: Any, look: Ask, tell: Ask) -> None:
    moved = await tell("clock", now="2026-03-02T09:00:00+01:00")
    assert moved["now"].startswith("2026-03-02T08:00:0")
    assert (await tell("clock", move_seconds=3600))["now"].startswith("2026-03-02T09:00:0")
    assert (await look("clock"))["now"].startswith("2026-03-02T09:00:0")
    assert "time zone" in (await tell("clock", status=400, now="2026-03-02T09:00:00"))["error"]
    assert "'move_seconds' is missing." in (await tell("clock", status=400))["error"]


async def test_faults_are_switched_on_and_off(box: Any, tell: Ask) -> None:
    fault = {"method": "chat.postMessage", "kind": "ratelimited", "retry_after": "7"}
    await tell("faults", faults=[fault], miss_acks=2, duplicate_events=1, reorder_events=True)
    assert (box.faults.miss_acks, box.faults.duplicate_events, box.faults.reorder_events) == (2, 1, True)
    assert box.faults.take("chat.postMessage").retry_after == "7"
    await tell("faults", clear=True)
    assert (box.faults.miss_acks, box.faults.duplicate_events, box.faults.reorder_events) == (0, 0, False)
    assert (await tell("faults", status=400, faults=[{"colour": "red"}]))["ok"] is False


async def test_connections_end_on_request(box: Any, app: Any, tell: Ask) -> None:
    assert (await tell("disconnect", reason="warning"))["connections"] == 1
    assert (await app.frames.get())["reason"] == "warning"
    await tell("disconnect", reason="drop")
    await app.reading
    assert "one of warning" in (await tell("disconnect", status=400, reason="boredom"))["error"]


async def test_traffic_is_listed(box: Any, app: Any, look: Ask) -> None:
    await box.person("ada").command("/kudos")
    [passage] = (await look("traffic"))["passages"]
    assert (passage["kind"], passage["name"], passage["status"]) == ("slash_commands", "/kudos", "ok")
    assert passage.keys() == {"number", "at", "kind", "name", "status", "duration_ms"}


async def test_what_each_was_told_is_counted_by_text(box: Any, look: Ask) -> None:
    support = box.workspace.channel_named("support")
    for text in ("Hi", "Hi", "Bye"):
        box.workspace.post(box.workspace.direct("U1ADA"), "U0BOT", text)
    box.workspace.post(support, "U0BOT", "Hi")
    box.workspace.post(support, "U2BEN", "Hi")
    assert (await look("counts"))["counts"] == {"U1ADA": {"Hi": 2, "Bye": 1}, support.id: {"Hi": 1}}


def test_what_each_was_told_is_counted_by_metadata(workspace: Any) -> None:
    def post(user: str, payload: Any) -> None:
        metadata = {"event_type": "t", "event_payload": payload} if payload is not None else None
        workspace.post(workspace.direct(user), "U0BOT", "Hi", metadata=metadata)

    for payload in ({"k": "1"}, {"k": "1"}, {"k": "2"}, {"other": "3"}, None):
        post("U1ADA", payload)
    post("U2BEN", None)
    assert counts(workspace, "k") == {"U1ADA": {"1": 2, "2": 1}}


async def test_limits_are_set_shown_and_lifted(box: Any, look: Ask, tell: Ask) -> None:
    await tell("limits", per_minute=240, one_a_second=True, latency_ms=5)
    box.limits.refused = 3
    told = {"ok": True, "per_minute": 240, "one_a_second": True, "latency_ms": 5, "refused": 3}
    assert await look("limits") == told
    assert await tell("limits") == told | {"per_minute": 0, "one_a_second": False, "latency_ms": 0, "refused": 0}
    for wrong in ({"per_minute": -1}, {"refused": 1}):
        assert (await tell("limits", status=400, **wrong))["ok"] is False


@pytest.fixture
async def challenged() -> AsyncIterator[str]:
    """The address of an app that knows what to answer to a challenge."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=(await request.json())["challenge"])

    server = web.Application()
    server.router.add_post("/slack/events", answer)
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    await runner.cleanup()


async def test_the_apps_address_is_verified_on_request(box: Any, tell: Ask, challenged: str) -> None:
    assert "Socket Mode" in (await tell("verify", status=400))["error"]
    box.socket_mode = False
    assert (await tell("verify"))["verified"] is False
    box.delivery.urls = Urls.one(challenged)
    assert (await tell("verify"))["verified"] is True
