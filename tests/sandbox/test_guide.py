"""The guide for visitors: its steps, its deeds, and what pages hear of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import pytest

from sandbox import Deed, Guide, Step

Ask = Callable[..., Awaitable[Any]]


class Host:
    """Does one deed, which ends when it is let."""

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.goes_on = asyncio.Event()

    async def wait(self) -> str:
        self.began.set()
        await self.goes_on.wait()
        return "A week went by."

    async def break_off(self) -> str:
        raise RuntimeError("the host stumbled")


@pytest.fixture
async def host() -> Host:
    return Host()


@pytest.fixture
def guide(box: Any, host: Host) -> Guide:
    box.guide = Guide(
        box.workspace,
        [
            Step("answer", "Answer", "Press a number", "U1ADA"),
            Step("read", "Read", "Look", "U2BEN", "support", "home", "News", "wait", is_optional=True),
        ],
        [Deed("wait", "Next week", "Live on", host.wait), Deed("break", "Break", "Stumble", host.break_off)],
    )
    return box.guide


async def test_without_a_host_there_is_no_guide(look: Ask, tell: Ask) -> None:
    assert (await look("state"))["guide"] is None
    assert (await tell("guide", status=400, do="wait"))["error"] == "Nobody guides visitors through this sandbox."


async def test_everybody_sees_the_steps_and_the_deeds(guide: Guide, look: Ask) -> None:
    for name in ("ada", "cleo"):
        shown = (await look("state", **{"as": name}))["guide"]
        assert shown["steps"] == [
            {
                "id": "answer",
                "title": "Answer",
                "hint": "Press a number",
                "as": "U1ADA",
                "in": "",
                "tab": "messages",
                "about": "",
                "deed": "",
                "is_optional": False,
                "is_done": False,
            },
            {
                "id": "read",
                "title": "Read",
                "hint": "Look",
                "as": "U2BEN",
                "in": "support",
                "tab": "home",
                "about": "News",
                "deed": "wait",
                "is_optional": True,
                "is_done": False,
            },
        ]
        assert shown["closing"] == "That was all of it."
        assert shown["deeds"][0] == {"id": "wait", "label": "Next week", "hint": "Live on", "is_busy": False}


async def test_pages_hear_once_that_a_step_is_done(box: Any, guide: Guide, look: Ask) -> None:
    told: list[str] = []
    box.workspace.watchers.append(lambda change: told.append(change.kind))
    guide.finish("read")
    guide.finish("read")
    assert [step["is_done"] for step in (await look("state"))["guide"]["steps"]] == [False, True]
    assert told == ["guide"]


async def test_a_deed_answers_when_it_is_done_and_is_busy_until_then(
    box: Any, guide: Guide, host: Host, look: Ask, tell: Ask
) -> None:
    told: list[str] = []
    box.workspace.watchers.append(lambda change: told.append(change.kind))
    doing = asyncio.create_task(tell("guide", do="wait"))
    await asyncio.wait_for(host.began.wait(), 5)
    assert [deed["is_busy"] for deed in (await look("state"))["guide"]["deeds"]] == [True, False]
    refused = await tell("guide", status=400, do="break")
    assert refused["error"] == "“Next week” is still under way. Wait until it is done."
    host.goes_on.set()
    assert await doing == {"ok": True, "said": "A week went by."}
    assert told == ["guide", "guide"]
    assert [deed["is_busy"] for deed in (await look("state"))["guide"]["deeds"]] == [False, False]


async def test_a_deed_that_breaks_off_is_no_longer_busy(guide: Guide) -> None:
    with pytest.raises(RuntimeError, match="stumbled"):
        await guide.do("break")
    assert not guide.deeds["break"].is_busy


async def test_what_is_not_offered_is_told_in_a_sentence(guide: Guide, tell: Ask) -> None:
    assert (await tell("guide", status=400, do="fly"))["error"].startswith("The deed 'fly' is not there. There is: ")
    assert (await tell("guide", status=400))["error"] == "'do' is missing."


async def test_a_page_hears_of_it_on_its_stream(box: Any, guide: Guide, http: Any) -> None:
    async with http.get(f"{box.url}/_sandbox/events", params={"as": "cleo"}) as response:
        await response.content.readline()
        guide.finish("answer")
        while not (line := await asyncio.wait_for(response.content.readline(), 5)).startswith(b"data: "):
            assert line
    assert orjson.loads(line.removeprefix(b"data: ")) == {"kind": "guide"}
