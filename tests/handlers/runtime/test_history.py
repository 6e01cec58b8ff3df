"""Messages of unknown fate: looked for in the channel's history, and sent again only where they are not there."""

from datetime import timedelta

import pytest

from bot.delivery import Delivery, Failed, NotThere, Sent, State
from handlers.runtime import history, sender
from sandbox.faults import Fault
from storage import delivery as outbox

POST, HISTORY, OPEN = "chat.postMessage", "conversations.history", "conversations.open"
ARRIVED = ["drop_after", "http_500_after", "error_after"]
NOT_ARRIVED = ["drop_before", "http_500", "error"]


async def thank(office):
    """Let Cleo thank Ada, which puts one message into the outbox."""
    await office.cleo.command("/kudos", "@ada for the clear bug report")


async def send(office, after=timedelta(0)):
    office.slack.clock.move(after)
    return await sender.send_due(office.world, "test")


async def states(office):
    return await office.world.act(office.world.workspace, outbox.counts)


def received(office):
    return [message for message in office.ada.dm.messages if "thanked you" in message.text]


def decline(office, *scopes):
    office.slack.manifest = office.slack.manifest.without(scopes)


async def unknown(office, kind="drop_after"):
    """Leave a message to Ada behind of which we do not know whether it arrived."""
    office.sandbox.faults.add(Fault(POST, kind))
    await thank(office)
    await send(office)
    assert await states(office) == {State.UNKNOWN: 1}


@pytest.mark.parametrize("kind", [*ARRIVED, *NOT_ARRIVED])
async def test_whether_it_has_arrived_or_not_it_is_there_once_in_the_end(office, kind):
    await unknown(office, kind)
    await send(office, timedelta(seconds=14))
    assert await states(office) == {State.UNKNOWN: 1}
    await send(office, timedelta(seconds=2))
    assert await states(office) == {State.SENT: 1}
    await send(office, timedelta(minutes=10))
    assert len(received(office)) == 1


async def test_an_outage_loses_nothing_and_doubles_nothing(office):
    office.sandbox.faults.add(Fault(POST, "http_500", times=5))
    office.sandbox.faults.add(Fault(POST, "drop_after", times=1))
    await thank(office)
    for _ in range(10):
        await send(office, timedelta(minutes=6))
    assert await states(office) == {State.SENT: 1}
    assert len(received(office)) == 1


async def test_where_it_was_found_is_kept(office):
    await unknown(office)
    await send(office, timedelta(seconds=16))
    (message,) = received(office)
    found = await office.world.act(
        office.world.workspace, lambda db: db.run(outbox.select(outbox.COLUMNS.channel, outbox.COLUMNS.ts)).one()
    )
    assert tuple(found) == (office.ada.dm.channel.id, message.message.ts)


@pytest.mark.parametrize("scope", ["im:history", "im:write"])
@pytest.mark.parametrize("kind", ["drop_after", "drop_before"])
async def test_where_history_may_not_be_read_it_is_sent_once_more_and_never_again(office, scope, kind):
    decline(office, scope)
    office.sandbox.faults.add(Fault(POST, kind, times=5))
    await thank(office)
    await send(office)
    await send(office, timedelta(seconds=16))
    assert await states(office) == {State.UNKNOWN: 1}
    await send(office, timedelta(seconds=105))
    assert await states(office) == {State.UNKNOWN: 1}
    await send(office, timedelta(seconds=31))
    assert await states(office) == {State.DEAD: 1}
    await send(office, timedelta(hours=1))
    assert len(received(office)) == (2 if kind == "drop_after" else 0)


@pytest.mark.parametrize("method", [OPEN, HISTORY])
@pytest.mark.parametrize("kind", ["drop_before", "http_500", "error"])
async def test_while_the_look_fails_nothing_is_sent(office, method, kind):
    await unknown(office)
    office.sandbox.faults.add(Fault(method, kind, times=1000))
    for _ in range(3):
        await send(office, timedelta(seconds=16))
        assert await states(office) == {State.UNKNOWN: 1}
    office.sandbox.faults.clear()
    await send(office, timedelta(seconds=16))
    assert await states(office) == {State.SENT: 1}
    assert len(received(office)) == 1


async def test_when_slack_limits_the_looks_they_wait(office):
    await unknown(office)
    office.sandbox.faults.add(Fault(HISTORY, "ratelimited", times=1, retry_after="60"))
    await send(office, timedelta(seconds=16))
    asked = looks(office)
    await send(office, timedelta(seconds=50))
    assert looks(office) == asked
    await send(office, timedelta(seconds=20))
    await send(office, timedelta(seconds=20))
    assert await states(office) == {State.SENT: 1}


def looks(office):
    return sum(entry.name == HISTORY for entry in office.sandbox.traffic.passages)


async def posted(office, number):
    for n in range(number):
        await office.world.slack.chat_postMessage(channel="UADA", text=f"message {n}")


def wanted(office, nonce="n1"):
    now = office.world.now()
    return Delivery("d1", "k1", "kudos", "UADA", "s1", now, now, nonce, attempted_at=now)


async def test_it_is_found_behind_many_later_messages(office):
    delivery = wanted(office)
    metadata = {"event_type": history.EVENT_TYPE, "event_payload": {"k": "n1"}}
    sent = await office.world.slack.chat_postMessage(channel="UADA", text="It", metadata=metadata)
    await posted(office, history.PAGE + 5)
    assert await history.look(office.world, delivery) == Sent(sent["channel"], sent["ts"])


async def test_another_message_is_not_taken_for_it(office):
    metadata = {"event_type": history.EVENT_TYPE, "event_payload": {"k": "n2"}}
    await office.world.slack.chat_postMessage(channel="UADA", text="Another", metadata=metadata)
    assert await history.look(office.world, wanted(office)) == NotThere()


async def test_a_channel_that_we_may_not_read_is_unreadable(office):
    channel = office.ada.channel("support").channel.id
    now = office.world.now()
    assert await history.look(office.world, Delivery("d", "k", "digest", channel, "s", now, now, "n")) == Failed(
        "missing_scope"
    )
