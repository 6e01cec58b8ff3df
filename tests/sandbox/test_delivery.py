"""Retries, lost and doubled events, and what counts as delivered."""

from __future__ import annotations

import asyncio
from typing import Any

from sandbox.workspace import User


def ids(app: Any) -> list[str]:
    return [payload["event_id"] for payload in app.payloads]


async def test_an_acknowledged_event_comes_once(box: Any, app: Any) -> None:
    box.workspace.add_user(User("U0DAN", "dan", "Dan"))
    await box.delivery.settled()
    assert [event["type"] for event in app.events] == ["team_join"]
    [delivered] = box.delivery.log
    assert (delivered.acked, delivered.attempts, delivered.name) == (True, 1, "team_join")


async def test_an_unacknowledged_event_comes_four_times_with_one_event_id(box: Any, app: Any, no_ack: Any) -> None:
    box.ack_timeout = 0.02
    app.answer = lambda _: no_ack
    box.workspace.add_user(User("U0DAN", "dan", "Dan"))
    await box.delivery.settled()
    assert [envelope["retry_attempt"] for envelope in app.envelopes] == [0, 1, 2, 3]
    assert [envelope["retry_reason"] for envelope in app.envelopes] == ["", "timeout", "timeout", "timeout"]
    assert len(set(ids(app))) == 1
    [delivered] = box.delivery.log
    assert (delivered.acked, delivered.attempts) == (False, 4)


async def test_retries_end_with_the_first_acknowledgement(box: Any, app: Any, no_ack: Any) -> None:
    box.ack_timeout = 0.2
    app.answer = lambda envelope: no_ack if envelope["retry_attempt"] == 0 else None
    box.workspace.add_user(User("U0DAN", "dan", "Dan"))
    await box.delivery.settled()
    assert [envelope["retry_attempt"] for envelope in app.envelopes] == [0, 1]


async def test_interactions_and_commands_are_never_sent_again(box: Any, app: Any, no_ack: Any) -> None:
    box.ack_timeout = 0.02
    app.answer = lambda _: no_ack
    assert not (await box.delivery.send("interactive", {"type": "block_actions"})).acked
    assert not (await box.delivery.send("slash_commands", {"command": "/kudos"})).acked
    assert len(app.envelopes) == 2


async def test_an_event_without_a_connection_is_delivered_by_a_retry(box: Any, new_app: Any) -> None:
    box.delivery.retry_delays = (0.05,) * 200
    box.workspace.add_user(User("U0DAN", "dan", "Dan"))
    async with new_app() as app:
        await box.delivery.settled()
    [envelope] = app.envelopes
    assert envelope["retry_attempt"] == box.delivery.log[0].attempts - 1 > 0


async def test_an_event_whose_socket_broke_is_delivered_by_a_retry(box: Any, new_app: Any, no_ack: Any) -> None:
    box.ack_timeout = 0.2
    box.delivery.retry_delays = (0.05,) * 200
    async with new_app() as first:
        first.answer = lambda _: no_ack
        box.workspace.add_user(User("U0DAN", "dan", "Dan"))
        await first.frames.get()
        box.delivery.drop_sockets()
        await first.reading
        async with new_app() as second:
            await box.delivery.settled()
    assert set(ids(first)) == set(ids(second))
    assert second.envelopes[0]["retry_attempt"] > 0


async def test_a_missed_acknowledgement_makes_slack_try_again(box: Any, app: Any) -> None:
    box.faults.miss_acks = 1
    box.workspace.add_user(User("U0DAN", "dan", "Dan"))
    await box.delivery.settled()
    assert [envelope["retry_attempt"] for envelope in app.envelopes] == [0, 1]
    assert box.faults.miss_acks == 0


async def test_a_duplicated_event_comes_twice_as_new_with_one_event_id(box: Any, app: Any) -> None:
    box.faults.duplicate_events = 1
    box.workspace.add_user(User("U0DAN", "dan", "Dan"))
    box.workspace.add_user(User("U0EVE", "eve", "Eve"))
    await box.delivery.settled()
    assert [event["user"]["name"] for event in app.events] == ["dan", "dan", "eve"]
    assert ids(app)[0] == ids(app)[1] != ids(app)[2]
    assert [envelope["retry_attempt"] for envelope in app.envelopes] == [0, 0, 0]


async def test_reordered_events_come_in_another_order_once(box: Any, app: Any) -> None:
    box.faults.reorder_events = True
    for name in ("dan", "eve", "fay"):
        box.workspace.add_user(User(f"U0{name.upper()}", name, name))
    await box.delivery.settled()
    box.workspace.add_user(User("U0GUS", "gus", "gus"))
    box.workspace.add_user(User("U0HAL", "hal", "hal"))
    await box.delivery.settled()
    assert [event["user"]["name"] for event in app.events] == ["fay", "eve", "dan", "gus", "hal"]


async def test_traffic_names_what_was_sent_and_how_it_ended(box: Any, app: Any, no_ack: Any) -> None:
    await box.delivery.send("slash_commands", {"command": "/kudos"})
    box.ack_timeout = 0.02
    app.answer = lambda _: no_ack
    await box.delivery.send("interactive", {"type": "view_submission"})
    last = [(passage.kind, passage.name, passage.status) for passage in box.traffic.passages]
    assert last == [("slash_commands", "/kudos", "ok"), ("interactive", "view_submission", "timeout")]


async def test_settled_returns_at_once_when_nothing_is_under_way(box: Any) -> None:
    await asyncio.wait_for(box.delivery.settled(), 0.1)


async def test_stopping_gives_up_what_waits_for_a_retry(box: Any) -> None:
    box.delivery.retry_delays = (60.0,)
    box.workspace.add_user(User("U0DAN", "dan", "Dan"))
    await asyncio.sleep(0)
    await box.stop()
    await asyncio.wait_for(box.delivery.settled(), 0.1)


async def test_many_envelopes_are_answered_each_with_its_own(box: Any, app: Any) -> None:
    box.ack_timeout = 30.0
    app.answer = lambda envelope: {"text": envelope["payload"]["command"]}
    names = [f"/command-{number}" for number in range(1_000)]
    answers = await asyncio.gather(*(box.delivery.send("slash_commands", {"command": name}) for name in names))
    assert [answer.payload["text"] for answer in answers] == names
