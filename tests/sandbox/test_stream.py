"""What a page hears of changes."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson

from sandbox.records import Change
from sandbox.stream import ids, may_see


async def next_change(response: Any) -> Any:
    while not (line := await asyncio.wait_for(response.content.readline(), 5)).startswith(b"data: "):
        assert line
    return orjson.loads(line.removeprefix(b"data: "))


async def test_a_page_hears_of_what_its_person_may_see(box: Any, http: Any) -> None:
    support = box.workspace.channel_named("support")
    async with http.get(f"{box.url}/_sandbox/events", params={"as": "ada"}) as response:
        assert response.content_type == "text/event-stream"
        assert await response.content.readline() == b": connected\n"
        box.workspace.post(support, "U0BOT", "for Ben", ephemeral_to="U2BEN")
        box.workspace.post(box.workspace.channel_named("leads"), "U2BEN", "secret")
        message = box.workspace.post(support, "U2BEN", "Hello")
        assert await next_change(response) == {"kind": "message", "channel": support.id, "ts": message.ts}


async def test_a_page_that_leaves_is_forgotten(box: Any, http: Any) -> None:
    before = len(box.workspace.watchers)
    async with http.get(f"{box.url}/_sandbox/events", params={"as": "ada"}) as response:
        await response.content.readline()
        assert len(box.workspace.watchers) == before + 1
    for _ in range(100):
        box.workspace.change_user("U2BEN", tz="UTC")
        if len(box.workspace.watchers) == before:
            break
        await asyncio.sleep(0.01)
    assert len(box.workspace.watchers) == before


async def test_a_stopping_sandbox_ends_the_stream(box: Any, http: Any) -> None:
    async with http.get(f"{box.url}/_sandbox/events", params={"as": "ada"}) as response:
        await response.content.readline()
        await asyncio.wait_for(box.stop(), 5)
        assert (await response.content.read()).strip() == b""


async def test_everybody_sees_changes_of_people(box: Any) -> None:
    assert may_see(box.person("cleo"), Change("user_change", {"user": box.workspace.user("U2BEN")}))


async def test_modals_home_tabs_and_ephemeral_messages_are_ones_own(box: Any, form: Any) -> None:
    view = box.workspace.show("U1ADA", form)
    support = box.workspace.channel_named("support")
    message = box.workspace.post(support, "U0BOT", "for Ada", ephemeral_to="U1ADA")
    for change in (
        Change("view_shown", {"view": view}),
        Change("message", {"channel": support, "message": message}),
        Change("app_home_opened", {"user": "U1ADA", "tab": "home"}),
    ):
        assert [may_see(box.person(name), change) for name in ("ada", "ben")] == [True, False]


async def test_direct_conversations_are_ones_own(box: Any) -> None:
    change = Change("im_created", {"channel": box.workspace.direct("U1ADA"), "user": "U1ADA"})
    assert [may_see(box.person(name), change) for name in ("ada", "ben")] == [True, False]


async def test_a_change_is_told_by_ids(box: Any, form: Any) -> None:
    view = box.workspace.show("U1ADA", form)
    data = {"view": view, "user": box.workspace.user("U1ADA"), "emoji": "tada", "previous": ("", [])}
    assert ids(Change("k", data)) == {"kind": "k", "view": view.id, "user": "U1ADA", "emoji": "tada"}
