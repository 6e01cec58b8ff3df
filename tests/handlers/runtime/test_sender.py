"""The sender against a Slack that misbehaves: nothing is lost, and nothing is sent twice where that can be known."""

from datetime import timedelta

import pytest

from bot.delivery import Delivery, State
from handlers import kudos
from handlers.runtime import sender
from sandbox.faults import Fault
from storage import delivery as outbox

POST = "chat.postMessage"


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


async def test_a_message_is_sent_once_with_a_key_by_which_it_can_be_found(office):
    await thank(office)
    assert await send(office) == 1
    assert await send(office, timedelta(minutes=5)) == 0
    (message,) = received(office)
    assert message.message.metadata["event_type"] == "heartline_delivery"
    assert list(message.message.metadata["event_payload"]) == ["k"]
    assert await states(office) == {State.SENT: 1}


async def test_when_slack_asks_to_wait_it_waits_as_long_as_asked(office):
    office.sandbox.faults.add(Fault(POST, "ratelimited", retry_after="30"))
    await thank(office)
    await send(office)
    await send(office, timedelta(seconds=28))
    assert await states(office) == {State.RETRY: 1}
    await send(office, timedelta(seconds=3))
    assert len(received(office)) == 1


@pytest.mark.parametrize("wait", [None, "soon"], ids=["no Retry-After", "not a number"])
async def test_without_a_number_to_wait_for_it_waits_a_little(office, wait):
    office.sandbox.faults.add(Fault(POST, "ratelimited", retry_after=wait))
    await thank(office)
    await send(office)
    await send(office, timedelta(seconds=5))
    assert len(received(office)) == 1


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "http_500"])
async def test_what_may_have_arrived_is_tried_once_more_and_then_no_more(office, kind):
    office.sandbox.faults.add(Fault(POST, kind, times=5))
    await thank(office)
    await send(office)
    assert await states(office) == {State.UNKNOWN: 1}
    await send(office, timedelta(seconds=110))
    assert await states(office) == {State.UNKNOWN: 1}
    await send(office, timedelta(seconds=11))
    assert await states(office) == {State.DEAD: 1}
    await send(office, timedelta(hours=1))
    assert len(received(office)) == (2 if kind == "drop_after" else 0)


async def test_a_dropped_connection_loses_nothing(office):
    office.sandbox.faults.add(Fault(POST, "drop_before"))
    await thank(office)
    await send(office)
    await send(office, timedelta(seconds=121))
    assert len(received(office)) == 1


async def test_an_outage_of_two_minutes_loses_nothing(office):
    office.sandbox.faults.add(Fault(POST, "http_500", times=1000))
    await thank(office)
    for _ in range(115):
        await send(office, timedelta(seconds=1))
    office.sandbox.faults.clear()
    await send(office, timedelta(seconds=6))
    assert len(received(office)) == 1


async def test_however_long_slack_says_not_now_nothing_is_lost(office):
    office.sandbox.faults.add(Fault(POST, "ratelimited", times=1000))
    await thank(office)
    for _ in range(20):
        await send(office, timedelta(minutes=6))
    assert await states(office) == {State.RETRY: 1}
    office.sandbox.faults.clear()
    await send(office, timedelta(minutes=6))
    assert len(received(office)) == 1


@pytest.mark.parametrize("error", ["not_in_channel", "token_revoked"])
async def test_what_an_admin_mends_is_sent_then_and_until_then_the_log_tells(office, caplog, error):
    office.sandbox.faults.add(Fault(POST, "error", times=2, error=error))
    await thank(office)
    await send(office)
    assert await send(office, timedelta(minutes=14)) == 0
    assert await send(office, timedelta(minutes=2)) == 1
    assert await states(office) == {State.RETRY: 1}
    await send(office, timedelta(minutes=16))
    assert len(received(office)) == 1
    told = [record for record in caplog.records if f"error={error}" in record.getMessage()]
    assert [record.levelname for record in told] == ["WARNING", "WARNING"]


async def test_what_nobody_mends_is_given_up_when_it_comes_too_late(office):
    office.sandbox.faults.add(Fault(POST, "error", times=1000, error="is_archived"))
    await thank(office)
    await send(office)
    await send(office, kudos.WORTH_SENDING)
    assert await states(office) == {State.EXPIRED: 1}


async def test_a_channel_that_is_gone_is_not_tried_again(office):
    office.sandbox.faults.add(Fault(POST, "error", error="channel_not_found"))
    await thank(office)
    await send(office)
    assert await states(office) == {State.DEAD: 1}
    assert await send(office, timedelta(hours=1)) == 0


async def test_what_is_not_wanted_any_more_is_not_sent(office):
    await thank(office)
    office.slack.change_user("UADA", deleted=True)
    await office.settled()
    await send(office)
    assert await states(office) == {State.SKIPPED: 1}
    assert not received(office)


async def test_a_message_that_comes_too_late_is_given_up(office):
    await thank(office)
    assert await send(office, kudos.WORTH_SENDING + timedelta(minutes=1)) == 0
    assert await states(office) == {State.EXPIRED: 1}


async def test_a_message_that_cannot_be_made_does_not_hold_up_the_others(office, caplog):
    now = office.world.now()
    unknown = Delivery("d1", "k1", "nonsense", "UADA", "s1", now, now + timedelta(days=1), "n1")
    await office.world.act(office.world.workspace, lambda db: outbox.enqueue(db, [unknown]))
    await thank(office)
    assert await send(office) == 2
    assert len(received(office)) == 1
    assert [record.levelname for record in caplog.records if record.name == "heartline.sender"] == ["ERROR"]
