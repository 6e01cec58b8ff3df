"""chat.scheduleMessage and its kin: messages that are posted when the clock passes them."""

from datetime import timedelta

import pytest

DAY = 86_400


@pytest.fixture
def support(workspace):
    return workspace.channel_named("support")


def texts(channel):
    return [message.text for message in channel.messages.values()]


async def test_a_message_is_posted_when_the_clock_passes_it(call, workspace, support):
    await call("chat.scheduleMessage", channel=support.id, text="Later", post_at=workspace.epoch() + 3600)
    workspace.clock.move(timedelta(minutes=59))
    assert texts(support) == []
    workspace.clock.move(timedelta(minutes=1))
    assert texts(support) == ["Later"]
    assert (await call("chat.scheduledMessages.list"))["scheduled_messages"] == []


async def test_due_messages_are_posted_in_order(call, workspace, support):
    for hours, text in ((2, "second"), (1, "first")):
        at = workspace.epoch() + hours * 3600
        await call("chat.scheduleMessage", channel=support.id, text=text, post_at=at)
    workspace.clock.move(timedelta(days=1))
    assert texts(support) == ["first", "second"]


async def test_a_message_with_metadata_is_never_posted(call, workspace, support):
    metadata = {"event_type": "t", "event_payload": {}}
    at = workspace.epoch() + 60
    assert (await call("chat.scheduleMessage", channel=support.id, text="x", post_at=at, metadata=metadata))["ok"]
    workspace.clock.move(timedelta(days=1))
    assert texts(support) == []


async def test_a_call_posts_what_became_due_by_itself(call, workspace, support):
    await call("chat.scheduleMessage", channel=support.id, text="Later", post_at=workspace.epoch() + 60)
    workspace.clock.offset += timedelta(minutes=2)
    await call("api.test")
    assert texts(support) == ["Later"]


@pytest.mark.parametrize(
    ("seconds", "error"), [(-1, "time_in_past"), (120 * DAY + 60, "time_too_far"), (None, "invalid_arguments")]
)
async def test_a_moment_that_slack_refuses_is_refused(call, workspace, support, seconds, error):
    at = {} if seconds is None else {"post_at": workspace.epoch() + seconds}
    assert (await call("chat.scheduleMessage", channel=support.id, text="x", **at))["error"] == error


async def test_a_moment_must_be_a_number(call, support):
    answer = await call("chat.scheduleMessage", channel=support.id, text="x", post_at="noon")
    assert answer["error"] == "invalid_arguments"


async def test_too_many_at_once_are_refused(call, workspace, support):
    at = (workspace.epoch() // 300 + 2) * 300
    answers = [await call("chat.scheduleMessage", channel=support.id, text="x", post_at=at + n) for n in range(31)]
    assert [answer["ok"] for answer in answers] == [True] * 30 + [False]
    assert answers[-1]["error"] == "restricted_too_many"


async def test_a_cancelled_message_is_not_posted(call, workspace, support):
    at = workspace.epoch() + 60
    scheduled = await call("chat.scheduleMessage", channel=support.id, text="x", post_at=at)
    name = {"channel": support.id, "scheduled_message_id": scheduled["scheduled_message_id"]}
    assert (await call("chat.deleteScheduledMessage", **name)) == {"ok": True}
    assert (await call("chat.deleteScheduledMessage", **name))["error"] == "invalid_scheduled_message_id"
    workspace.clock.move(timedelta(days=1))
    assert texts(support) == []


async def test_waiting_messages_are_listed(call, workspace, support):
    at = workspace.epoch() + 60
    scheduled = await call("chat.scheduleMessage", channel=support.id, text="x", post_at=at)
    [listed] = (await call("chat.scheduledMessages.list", channel=support.id))["scheduled_messages"]
    assert listed["id"] == scheduled["scheduled_message_id"]
    assert (listed["channel_id"], listed["post_at"], listed["text"]) == (support.id, at, "x")


async def test_a_channel_archived_meanwhile_gets_nothing(call, workspace, support):
    await call("chat.scheduleMessage", channel=support.id, text="x", post_at=workspace.epoch() + 60)
    support.is_archived = True
    workspace.clock.move(timedelta(days=1))
    assert texts(support) == []
