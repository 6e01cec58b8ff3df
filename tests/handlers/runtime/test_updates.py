"""Messages that are changed: again where nobody knows, not where they are gone, and beside the posts."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.changes import Change
from bot.delivery import Ambiguous, Delivery, Failed, Sent
from bot.pacing import Pace
from bot.views.kit import Message
from handlers.runtime import sender, updates
from sandbox.faults import Fault
from storage import delivery as outbox

OVER = Message("It is over.", ({"type": "section", "text": {"type": "mrkdwn", "text": "It is over."}},))
UPDATE, DELETE = "chat.update", "chat.delete"


def calls(office, method):
    return sum(passage.name == method for passage in office.sandbox.traffic.passages)


async def posted(office, text="A question"):
    now = office.world.now()
    result = await sender.post(office.world, Delivery("d", "k", "pulse", "UADA", "s", now, now, "n"), Message(text))
    assert isinstance(result, Sent)
    return result


async def test_one_message_is_replaced_and_others_are_taken_away(office):
    at, gone, stays = [await posted(office, text) for text in ("A question", "A reminder", "Thanks")]
    assert await updates.change(office.world, Change(OVER, at, (gone,))) == at
    assert [message.text for message in office.ada.dm.messages] == ["It is over.", "Thanks"]
    assert office.ada.dm.messages[1].message.ts == stays.ts


async def test_it_may_be_done_again(office):
    wanted = Change(OVER, await posted(office), (await posted(office),))
    for _ in range(2):
        assert await updates.change(office.world, wanted) == wanted.at
    assert len(office.ada.dm.messages) == 1


async def test_where_the_question_was_never_sent_only_reminders_are_taken_away(office):
    gone = await posted(office)
    assert await updates.change(office.world, Change(OVER, None, (gone,))) == gone
    assert not office.ada.dm.messages
    assert calls(office, UPDATE) == 0


@pytest.mark.parametrize("error", ["message_not_found", "cant_delete_message", "channel_not_found"])
async def test_a_reminder_that_cannot_be_taken_away_does_not_keep_the_question_as_it_is(office, error):
    wanted = Change(OVER, await posted(office), (await posted(office),))
    office.sandbox.faults.add(Fault(DELETE, "error", error=error))
    assert await updates.change(office.world, wanted) == wanted.at
    assert office.ada.dm.messages[0].text == "It is over."


@pytest.mark.parametrize(
    ("method", "kind", "expected"),
    [
        (DELETE, "ratelimited", Failed("ratelimited", 30.0)),
        (UPDATE, "ratelimited", Failed("ratelimited", 30.0)),
        (DELETE, "drop_after", Ambiguous("ServerDisconnectedError")),
        (UPDATE, "drop_after", Ambiguous("ServerDisconnectedError")),
        (UPDATE, "error", Failed("cant_update_message")),
    ],
)
async def test_what_slack_said_no_to_is_told(office, method, kind, expected):
    wanted = Change(OVER, await posted(office), (await posted(office),))
    office.sandbox.faults.add(Fault(method, kind, retry_after="30", error="cant_update_message"))
    assert await updates.change(office.world, wanted) == expected


# The lane in the sender.


async def put(office, *deliveries):
    await office.world.act(office.world.workspace, lambda db: outbox.enqueue(db, deliveries))


def over(office, number, person="UADA"):
    now = office.world.now()
    key = f"pulse_over:2026-W10:{person}{number}"
    return Delivery(f"o{number}", key, "pulse_over", person, "s", now, now + timedelta(days=7), f"n{number}")


@pytest.fixture
async def changing(office, monkeypatch):
    """An office in which every change is of one message of Ada's."""
    wanted = Change(OVER, await posted(office))
    rendering = {"pulse_over": lambda *_: wanted}
    monkeypatch.setattr(sender, "MESSAGES", sender.MESSAGES | rendering)
    return office


async def state_of(office, delivery):
    return await office.world.act(office.world.workspace, lambda db: outbox.state_of(db, delivery.key))


async def test_a_change_whose_answer_was_lost_is_made_again_and_not_for_ever(changing):
    office, wanted = changing, over(changing, 1)
    await put(office, wanted)
    office.sandbox.faults.add(Fault(UPDATE, "drop_before", times=1000))
    for _ in range(20):
        await sender.send_due(office.world, "test")
        office.slack.clock.move(timedelta(minutes=10))
    assert calls(office, UPDATE) == 6
    assert calls(office, "conversations.history") == 0
    assert await state_of(office, wanted) is None


async def test_a_change_that_a_crash_cut_off_is_made_again(changing):
    office, wanted = changing, over(changing, 1)
    await put(office, wanted)

    def crash(db):
        outbox.claim_changes(db, "dead", office.world.now(), 1, office.world.pace)
        outbox.start(db, wanted.id, "dead", office.world.now())

    await office.world.act(office.world.workspace, crash)
    office.slack.clock.move(timedelta(minutes=2))
    await sender.send_due(office.world, "test")
    office.slack.clock.move(timedelta(minutes=1))
    await sender.send_due(office.world, "test")
    assert office.ada.dm.last.text == "It is over."
    assert await state_of(office, wanted) is None


async def test_a_token_that_was_revoked_pauses_changes_after_one_call(changing):
    office = changing
    await put(office, *[over(office, n) for n in range(5)])
    office.sandbox.faults.add(Fault(UPDATE, "error", error="token_revoked", times=1000))
    office.world.pace = Pace(per_minute=6_000, apart=timedelta(0))
    for _ in range(5):
        await sender.send_due(office.world, "test")
    first = calls(office, UPDATE)
    office.slack.clock.move(timedelta(minutes=14))
    await sender.send_due(office.world, "test")
    assert calls(office, UPDATE) == first
    office.sandbox.faults.clear()
    for _ in range(3):
        office.slack.clock.move(timedelta(minutes=16))
        await sender.send_due(office.world, "test")
    assert await state_of(office, over(office, 4)) is None


async def test_changes_that_hang_hold_up_no_post(changing):
    office = changing
    await put(office, *[over(office, n) for n in range(40)])
    office.sandbox.faults.add(Fault(UPDATE, "delay", times=1000, seconds=1.0))
    sending = asyncio.create_task(sender.send_due(office.world, "test"))
    await office.cleo.command("/kudos", "@ben for the clear bug report")
    async with asyncio.timeout(10):
        while not any("thanked you" in message.text for message in office.ben.dm.messages):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)
    assert not sending.done()
    await sending
