"""Who is sending what: two senders, one that dies, one that cannot write, one that is told to stop."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import State
from bot.errors import Refused
from bot.pacing import Pace
from handlers.runtime import clock, sender
from storage import delivery as outbox

MONDAY = datetime(2026, 3, 1, 10, tzinfo=UTC)  # when it begins, on some island
MONDAY_EVENING = datetime(2026, 3, 2, 20, tzinfo=UTC)  # when it is after ten o'clock for everyone in the office


async def thank(office):
    """Let Cleo thank Ada, which puts one message into the outbox."""
    await office.cleo.command("/kudos", "@ada for the clear bug report")


async def send(office, after=timedelta(0), owner="test"):
    office.slack.clock.move(after)
    return await sender.send_due(office.world, owner)


async def claim(office, owner):
    world = office.world
    return await world.act(world.workspace, lambda db: outbox.claim(db, owner, world.now(), 8, world.pace))


async def states(office):
    return await office.world.act(office.world.workspace, outbox.counts)


def received(office):
    return [message for message in office.ada.dm.messages if "thanked you" in message.text]


async def test_two_senders_at_once_send_it_once(office):
    await thank(office)
    await asyncio.gather(send(office, owner="one"), send(office, owner="two"))
    assert len(received(office)) == 1


async def test_a_sender_that_dies_before_slack_is_called_leaves_the_message_to_the_next(office):
    await thank(office)
    await claim(office, "dead")
    assert await send(office, timedelta(seconds=30)) == 0
    assert await send(office, timedelta(seconds=31)) == 1
    assert len(received(office)) == 1


async def test_a_sender_that_wakes_up_after_its_lease_sends_nothing(office):
    await thank(office)
    (claimed,) = await claim(office, "slow")
    await send(office, timedelta(seconds=61))
    await sender.Sender(office.world, "slow", asyncio.Event()).deliver(claimed)
    assert len(received(office)) == 1


async def test_a_sender_that_is_frozen_between_intent_and_call_sends_nothing_when_it_wakes_up(office, monkeypatch):
    await thank(office)
    act, frozen = office.world.db.act, []

    async def freezing_act(workspace, work):
        result = await act(workspace, work)
        if not frozen and await states_by(act, office) == {State.SENDING: 1}:
            frozen.append(office.slack.clock.move(timedelta(seconds=61)))
            await other_sends(office)
        return result

    monkeypatch.setattr(office.world.db, "act", freezing_act)
    await sender.send_due(office.world, "slow")
    assert frozen
    assert len(received(office)) == 1


async def states_by(act, office):
    return await act(office.world.workspace, outbox.counts)


async def other_sends(office):
    """Another process, which is not frozen, finds the delivery's lease over and carries it through."""
    for seconds in (0, 16):
        office.slack.clock.move(timedelta(seconds=seconds))
        await sender.send_due(office.world, "other")


@pytest.fixture
def refusing(office, monkeypatch):
    """Let the database refuse so often to write down what became of a message; `before` is called each time."""
    finish, refusals = outbox.finish, []

    def refuse(times, before=lambda: None):
        def refusing_finish(*arguments):
            if len(refusals) < times:
                refusals.append(arguments)
                before()
                raise Refused("database_locked")
            return finish(*arguments)

        monkeypatch.setattr(outbox, "finish", refusing_finish)
        return refusals

    return refuse


async def test_what_slack_has_is_written_down_as_soon_as_the_database_lets_us(office, refusing):
    await thank(office)
    refusals = refusing(times=3)
    await send(office)
    assert len(refusals) == 3
    assert await states(office) == {State.SENT: 1}
    await send(office, timedelta(minutes=5))
    assert len(received(office)) == 1


async def test_what_cannot_be_written_down_while_the_lease_lasts_is_told_in_the_log(office, refusing, caplog):
    await thank(office)
    refusals = refusing(times=2, before=lambda: office.slack.clock.move(timedelta(seconds=31)))
    await send(office)
    assert len(refusals) == 2
    (record,) = [record for record in caplog.records if record.name == "heartline.sender"]
    assert record.levelname == "ERROR"
    assert "kind=kudos" in record.getMessage()
    assert " id=" in record.getMessage()
    assert "outcome=database_locked" in record.getMessage()
    assert await states(office) == {State.SENDING: 1}


async def asked_everyone(office):
    """Put this week's questions into the outbox: more messages than are sent at once."""
    await office.set_up_teams()
    office.slack.clock.set(MONDAY)
    await clock.plan(office.world)
    office.slack.clock.set(MONDAY_EVENING)
    return sum((await states(office)).values())


async def test_stopping_finishes_what_is_begun_and_gives_the_rest_back(office):
    everyone = await asked_everyone(office)
    stopping, begun = asyncio.Event(), Counter()

    async def answer(_request):
        begun["calls"] += 1
        stopping.set()
        return web.json_response({"ok": True, "channel": "D1", "ts": "1.2"})

    office.world.pace = Pace(per_minute=1_200)
    app = web.Application()
    app.router.add_post("/chat.postMessage", answer)
    async with TestServer(app) as server, asyncio.timeout(30):
        slack = AsyncWebClient("xoxb-1", base_url=str(server.make_url("/")), session=office.world.http)
        taken = await sender.send_due(replace(office.world, slack=slack), "test", stopping)
    assert taken == begun["calls"] < everyone
    assert await states(office) == {State.SENT: taken, State.DUE: everyone - taken}
    assert await send(office, owner="next") == everyone - taken


async def test_once_stopping_nothing_is_taken_up(office):
    await thank(office)
    stopping = asyncio.Event()
    stopping.set()
    assert await sender.send_due(office.world, "test", stopping) == 0
    assert await states(office) == {State.DUE: 1}
