"""chat.*: posting, changing and deleting messages."""

from dataclasses import replace

import pytest

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "How was your week?"}}


@pytest.fixture
def support(workspace):
    return workspace.channel_named("support")


async def test_posting_to_a_person_opens_their_conversation(call, workspace):
    answer = await call("chat.postMessage", channel="U1ADA", text="Hi Ada")
    assert answer["channel"] == workspace.direct("U1ADA").id
    assert answer["channel"].startswith("D")
    message = workspace.direct("U1ADA").messages[answer["ts"]]
    assert (message.text, message.user, message.is_bot) == ("Hi Ada", workspace.bot_user.id, True)


async def test_posting_twice_to_a_person_uses_one_conversation(call):
    first = await call("chat.postMessage", channel="U1ADA", text="Hi")
    second = await call("chat.postMessage", channel="U1ADA", text="Hi again")
    assert first["channel"] == second["channel"]
    assert float(first["ts"]) < float(second["ts"])


@pytest.mark.parametrize("name", ["support", "#support"])
async def test_a_channel_may_be_named(call, support, name):
    assert (await call("chat.postMessage", channel=name, text="Hi"))["channel"] == support.id


async def test_the_answer_names_the_bot_as_author(call, workspace, support):
    message = (await call("chat.postMessage", channel=support.id, text="Hi"))["message"]
    assert (message["bot_id"], message["app_id"]) == (workspace.bot_id, workspace.app_id)
    assert message["bot_profile"]["name"] == "Heartline"


async def test_blocks_without_an_id_are_given_one(call, support):
    message = (await call("chat.postMessage", channel=support.id, text="Hi", blocks=[SECTION]))["message"]
    assert message["blocks"][0]["block_id"]


async def test_thread_and_client_id_are_kept(call, workspace, support):
    args = {"channel": support.id, "text": "Hi", "thread_ts": "1.000000", "client_msg_id": "c1"}
    message = workspace.message(support, (await call("chat.postMessage", **args))["ts"])
    assert (message.thread_ts, message.client_msg_id) == ("1.000000", "c1")


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({}, "no_text"),
        ({"text": "", "blocks": []}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": "{not json"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"text": "x", "metadata": "[1"}, "invalid_metadata_format"),
        ({"text": "x", "metadata": [1]}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "t"}}, "invalid_metadata_schema"),
    ],
)
async def test_a_message_that_slack_refuses_is_refused(call, workspace, support, args, error):
    assert (await call("chat.postMessage", channel=support.id, **args))["error"] == error
    assert support.messages == {}


async def test_forty_thousand_characters_are_allowed(call, support):
    assert (await call("chat.postMessage", channel=support.id, text="x" * 40_000))["ok"]


async def test_bad_blocks_are_explained(call, support):
    answer = await call("chat.postMessage", channel=support.id, text="Hi", blocks=[SECTION] * 51)
    assert answer["error"] == "invalid_blocks"
    assert any("50 items" in message for message in answer["response_metadata"]["messages"])


@pytest.mark.parametrize(
    ("channel", "error"),
    [("lounge", "not_in_channel"), ("board", "channel_not_found"), ("C0NOWHERE", "channel_not_found")],
)
async def test_posting_where_the_bot_is_not_is_refused(call, without, channel, error):
    without("chat:write.public")
    assert (await call("chat.postMessage", channel=channel, text="Hi"))["error"] == error


async def test_with_a_scope_for_it_public_channels_are_open(call):
    assert (await call("chat.postMessage", channel="lounge", text="Hi"))["ok"]
    assert (await call("chat.postMessage", channel="board", text="Hi"))["error"] == "channel_not_found"


async def test_posting_to_an_archived_channel_is_refused(call, support):
    support.is_archived = True
    assert (await call("chat.postMessage", channel=support.id, text="Hi"))["error"] == "is_archived"


@pytest.mark.parametrize("user", ["U0NOBODY", "U0BOT"])
async def test_posting_to_nobody_or_to_a_bot_is_refused(call, user):
    assert (await call("chat.postMessage", channel=user, text="Hi"))["error"] == "channel_not_found"


async def test_posting_to_someone_who_left_succeeds(call, workspace):
    workspace.change_user("U1ADA", deleted=True)
    assert (await call("chat.postMessage", channel="U1ADA", text="Hi"))["ok"]


async def test_updating_keeps_blocks_and_metadata_that_are_not_sent(call, workspace, support):
    metadata = {"event_type": "digest", "event_payload": {"k": "1"}}
    ts = (await call("chat.postMessage", channel=support.id, text="Old", blocks=[SECTION], metadata=metadata))["ts"]
    answer = await call("chat.update", channel=support.id, ts=ts, text="New")
    message = workspace.message(support, ts)
    assert answer["text"] == message.text == "New"
    assert (message.metadata, len(message.blocks)) == (metadata, 1)
    assert answer["message"]["edited"]["ts"] == message.edited_ts


async def test_updating_with_empty_blocks_and_metadata_removes_them(call, workspace, support):
    metadata = {"event_type": "digest", "event_payload": {"k": "1"}}
    ts = (await call("chat.postMessage", channel=support.id, text="Old", blocks=[SECTION], metadata=metadata))["ts"]
    assert (await call("chat.update", channel=support.id, ts=ts, text="New", blocks=[], metadata={}))["ok"]
    message = workspace.message(support, ts)
    assert (message.metadata, message.blocks) == (None, [])


@pytest.mark.parametrize(
    ("args", "error"),
    [({}, "no_text"), ({"text": "x" * 40_001}, "msg_too_long"), ({"blocks": [{"type": "shout"}]}, "invalid_blocks")],
)
async def test_an_update_is_held_to_the_rules_of_posting(call, workspace, support, args, error):
    ts = (await call("chat.postMessage", channel=support.id, text="Old"))["ts"]
    assert (await call("chat.update", channel=support.id, ts=ts, **args))["error"] == error
    assert workspace.message(support, ts).text == "Old"


@pytest.mark.parametrize(
    ("method", "error"), [("chat.update", "cant_update_message"), ("chat.delete", "cant_delete_message")]
)
async def test_messages_of_others_stay_as_they_are(call, workspace, support, method, error):
    message = workspace.post(support, "U1ADA", "Mine")
    assert (await call(method, channel=support.id, ts=message.ts, text="New"))["error"] == error
    assert workspace.message(support, message.ts).text == "Mine"


@pytest.mark.parametrize("method", ["chat.update", "chat.delete"])
async def test_a_message_that_is_not_there_is_not_found(call, support, method):
    answer = await call(method, channel=support.id, ts="1.000000", text="New")
    assert answer["error"] == "message_not_found"


async def test_a_deleted_message_is_gone(call, support):
    ts = (await call("chat.postMessage", channel=support.id, text="Hi"))["ts"]
    assert await call("chat.delete", channel=support.id, ts=ts) == {"ok": True, "channel": support.id, "ts": ts}
    assert support.messages == {}


async def test_an_ephemeral_message_is_for_one_member(call, workspace, support):
    answer = await call("chat.postEphemeral", channel=support.id, user="U1ADA", text="Only you")
    assert workspace.message(support, answer["message_ts"]).ephemeral_to == "U1ADA"


async def test_an_ephemeral_message_cannot_be_changed(call, support):
    ts = (await call("chat.postEphemeral", channel=support.id, user="U1ADA", text="Only you"))["message_ts"]
    assert (await call("chat.update", channel=support.id, ts=ts, text="x"))["error"] == "message_not_found"


async def test_an_ephemeral_message_to_an_outsider_is_refused(call, support):
    answer = await call("chat.postEphemeral", channel=support.id, user="U3CLEO", text="Only you")
    assert answer["error"] == "user_not_in_channel"


async def test_a_permalink_leads_to_the_message(call, support):
    ts = (await call("chat.postMessage", channel=support.id, text="Hi"))["ts"]
    answer = await call("chat.getPermalink", channel=support.id, message_ts=ts)
    assert answer["permalink"].endswith(f"/archives/{support.id}/p{ts.replace('.', '')}")


async def test_without_the_messages_tab_people_cannot_be_written_to(call, workspace):
    workspace.manifest = replace(workspace.manifest, messages_tab=False)
    assert (await call("chat.postMessage", channel="U1ADA", text="Hi"))["error"] == "messages_tab_disabled"
