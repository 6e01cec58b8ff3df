"""The sender against a Slack that says no: nothing is lost, and Slack is not pestered."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import WORTH_SENDING, Delivery, State
from bot.pacing import Pace
from handlers import shared
from handlers.runtime import clock, metrics, sender
from sandbox.faults import Fault
from storage import delivery as outbox

POST = "chat.postMessage"
MONDAY = datetime(2026, 3, 1, 10, tzinfo=UTC)  # when it begins, on some island
MONDAY_EVENING = datetime(2026, 3, 2, 20, tzinfo=UTC)  # when it is after ten o'clock for everyone in the office
ALL = ["ada", "dina", "eli", "fay", "gus", "hana", "ivo", "ben", "cleo", "jun", "kit", "lou", "mia", "noor", "olga"]


async def thank(office):
    """Let Cleo thank Ada, which puts one message into the outbox."""
    await office.cleo.command("/kudos", "@ada for the clear bug report")


async def send(office, after=timedelta(0), owner="test"):
    office.slack.clock.move(after)
    await shared.look(office.world)
    return await sender.send_due(office.world, owner)


async def ask_everyone(office):
    """Put this week's questions into the outbox, all of them due."""
    await office.set_up_teams()
    office.slack.clock.set(MONDAY)
    await clock.plan(office.world)
    office.slack.clock.set(MONDAY_EVENING)


def calls(office):
    """How often Slack was asked to post a message."""
    return sum(passage.name == POST for passage in office.sandbox.traffic.passages)


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


async def test_who_leads_a_team_is_told_once_that_its_channel_takes_nothing(office):
    await office.set_up_teams()
    await thank(office)
    await send(office)
    await office.ada.press(received(office)[0].button("Share with the team"))
    office.sandbox.faults.add(Fault(POST, "error", error="not_in_channel"))
    await send(office)
    for _ in range(3):
        office.sandbox.faults.add(Fault(POST, "error", error="not_in_channel"))
        await send(office, timedelta(minutes=16))
    (told,) = [message for message in office.ben.dm.messages if "cannot post" in message.text]
    assert "the channel of Support" in told.text
    assert "/invite @heartline" in told.text
    assert not any("cannot post" in message.text for message in office.ada.dm.messages)


async def test_what_nobody_mends_is_given_up_when_it_comes_too_late(office):
    office.sandbox.faults.add(Fault(POST, "error", times=1000, error="is_archived"))
    await thank(office)
    await send(office)
    await send(office, WORTH_SENDING)
    assert await states(office) == {State.EXPIRED: 1}


async def test_someone_whom_slack_does_not_know_is_not_tried_again(office):
    office.sandbox.faults.add(Fault(POST, "error", error="user_not_found"))
    await thank(office)
    await send(office)
    assert await states(office) == {State.DEAD: 1}
    assert await send(office, timedelta(hours=1)) == 0


async def test_what_is_not_wanted_any_more_is_not_sent(office):
    await thank(office)
    office.slack.change_user("UADA", deleted=True)
    await office.settled()
    skipped = metrics.DELIVERIES.labels("skipped")._value
    before = skipped.get()
    await send(office)
    assert await states(office) == {State.SKIPPED: 1}
    assert skipped.get() == before + 1
    assert not received(office)


async def test_a_message_that_comes_too_late_is_given_up(office):
    await thank(office)
    assert await send(office, WORTH_SENDING + timedelta(minutes=1)) == 0
    assert await states(office) == {State.EXPIRED: 1}


async def test_a_message_that_cannot_be_made_is_given_up_and_does_not_hold_up_the_others(office, caplog):
    now = office.world.now()
    unknown = Delivery("d1", "k1", "nonsense", "UADA", "s1", now, now + timedelta(days=1), "n1")
    await office.world.act(office.world.workspace, lambda db: outbox.enqueue(db, [unknown]))
    await thank(office)
    assert await send(office) == 2
    assert len(received(office)) == 1
    assert [record.levelname for record in caplog.records if record.name == "heartline.sender"] == ["ERROR"]
    assert await states(office) == {State.SENT: 1, State.DEAD: 1}


async def test_a_token_that_was_revoked_pauses_the_workspace_after_one_call(office):
    await ask_everyone(office)
    office.world.pace = Pace(per_minute=600)
    office.sandbox.faults.add(Fault(POST, "error", times=1000, error="token_revoked"))
    begun = calls(office)
    await send(office)
    assert calls(office) - begun == 1
    await send(office, timedelta(minutes=14))
    assert calls(office) - begun == 1
    await send(office, timedelta(minutes=2))
    assert calls(office) - begun == 2
    office.sandbox.faults.clear()
    office.world.pace = Pace(per_minute=60_000)
    for _ in range(2):  # those that tried the gate wait a little longer
        await send(office, timedelta(minutes=16))
    assert set(await states(office)) == {State.SENT}


async def test_after_a_refusal_one_call_tries_before_the_others_follow(office):
    await ask_everyone(office)
    office.sandbox.faults.add(Fault(POST, "ratelimited", times=1000, retry_after="30"))
    await send(office)
    begun = calls(office)
    for tries in range(1, 4):
        await asyncio.gather(*(sender.send_due(office.world, f"sender {n}") for n in range(20)))
        assert calls(office) == begun + tries - 1
        await asyncio.gather(*(send(office, timedelta(seconds=1.6), f"sender {n}") for n in range(20)))
        assert calls(office) == begun + tries
    office.sandbox.faults.clear()
    await send(office, timedelta(seconds=31))
    assert set(await states(office)) == {State.SENT}


async def test_messages_are_paced(office):
    await ask_everyone(office)
    office.world.pace = Pace(per_minute=1_200)
    everyone = await send(office)
    posted = sorted(float(person.dm.last.message.ts) for person in map(office.person, ALL) if person.dm.messages)
    assert len(posted) == everyone
    assert posted[-1] - posted[0] >= (everyone - 1) * 0.05 * 0.9
