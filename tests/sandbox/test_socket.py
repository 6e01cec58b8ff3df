"""Socket Mode as the app sees it: links, frames, acknowledgements, disconnects."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest

ACTION = {"type": "block_actions"}


async def test_a_connection_begins_with_hello(app: Any) -> None:
    assert app.hello["type"] == "hello"
    assert app.hello["num_connections"] == 1
    assert app.hello["connection_info"] == {"app_id": "A0SANDBOX"}
    assert app.hello["debug_info"].keys() == {"host", "build_number", "approximate_connection_time"}


async def test_a_ticket_is_good_for_one_connection(box: Any) -> None:
    url = box.delivery.ticket()
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as first:
        assert (await first.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            await session.ws_connect(url)
    assert refusal.value.status == 403


async def test_a_link_without_a_ticket_is_refused(box: Any) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{box.url}/link") as response:
        assert response.status == 403
        assert "apps.connections.open" in await response.text()


async def test_an_acknowledgement_brings_its_payload(box: Any, app: Any) -> None:
    app.answer = lambda _: {"response_action": "clear"}
    answer = await box.delivery.send("interactive", ACTION)
    assert answer.acked
    assert answer.payload == {"response_action": "clear"}


async def test_an_envelope_has_the_keys_of_its_kind(box: Any, app: Any) -> None:
    await box.delivery.send("interactive", ACTION)
    await box.delivery.send("events_api", {"event": {"type": "team_join"}})
    interactive, event = app.envelopes
    assert interactive.keys() == {"envelope_id", "payload", "type", "accepts_response_payload"}
    assert interactive["accepts_response_payload"] is True
    assert event["accepts_response_payload"] is False
    assert (event["retry_attempt"], event["retry_reason"]) == (0, "")


async def test_each_envelope_goes_to_one_connection_in_turn(box: Any, new_app: Any) -> None:
    async with AsyncExitStack() as stack:
        apps = [await stack.enter_async_context(new_app()) for _ in range(3)]
        assert [app.hello["num_connections"] for app in apps] == [1, 2, 3]
        for _ in range(9):
            await box.delivery.send("interactive", ACTION)
        assert [len(app.envelopes) for app in apps] == [3, 3, 3]


async def test_an_acknowledgement_may_come_on_another_connection(box: Any, new_app: Any, no_ack: Any) -> None:
    async with new_app() as first, new_app() as second:
        first.answer = second.answer = lambda _: no_ack
        sending = asyncio.create_task(box.delivery.send("interactive", ACTION))
        _, pending = await asyncio.wait(
            {asyncio.create_task(app.frames.get()) for app in (first, second)}, return_when=asyncio.FIRST_COMPLETED
        )
        got, other = (first, second) if first.envelopes else (second, first)
        await other.socket.send_json({"envelope_id": got.envelopes[0]["envelope_id"]})
        assert (await sending).acked
        for task in pending:
            task.cancel()


async def test_an_eleventh_connection_is_sent_away(box: Any, new_app: Any) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(10):
            await stack.enter_async_context(new_app())
        async with aiohttp.ClientSession() as session, session.ws_connect(box.delivery.ticket()) as eleventh:
            frame = await eleventh.receive_json()
            assert (frame["type"], frame["reason"]) == ("disconnect", "too_many_websockets")
            assert (await eleventh.receive()).type is aiohttp.WSMsgType.CLOSE
        assert box.delivery.sockets.count == 10


async def test_a_warning_leaves_the_connection_open(box: Any, app: Any) -> None:
    await box.delivery.refresh_sockets("warning")
    assert await app.frames.get() == {"type": "disconnect", "reason": "warning", "debug_info": {"host": "sandbox"}}
    assert (await box.delivery.send("interactive", ACTION)).acked


async def test_a_refresh_ends_the_connection(box: Any, app: Any) -> None:
    await box.delivery.refresh_sockets()
    assert (await app.frames.get())["reason"] == "refresh_requested"
    await app.reading
    assert app.socket.closed
    assert box.delivery.sockets.count == 0


async def test_a_dropped_connection_ends_without_a_word(box: Any, app: Any) -> None:
    box.delivery.drop_sockets()
    await app.reading
    assert app.socket.close_code in (None, aiohttp.WSCloseCode.ABNORMAL_CLOSURE)
    assert app.frames.empty()


async def test_pings_are_answered_with_their_own_words(box: Any) -> None:
    link = box.delivery.ticket()
    async with aiohttp.ClientSession() as session, session.ws_connect(link, autoping=False) as socket:
        await socket.receive_json()
        await socket.ping(b"sdk-ping-pong:1.5")
        pong = await socket.receive()
    assert (pong.type, bytes(pong.data)) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1.5")


@pytest.mark.parametrize("words", ["not json", "[]", '{"envelope_id": "unknown"}', '{"no": "id"}'])
async def test_what_is_no_acknowledgement_is_ignored(box: Any, app: Any, words: str) -> None:
    await app.socket.send_str(words)
    assert (await box.delivery.send("interactive", ACTION)).acked


async def test_without_a_connection_there_is_no_answer(box: Any) -> None:
    answer = await box.delivery.send("interactive", ACTION)
    assert (answer.acked, answer.reason) == (False, "timeout")
