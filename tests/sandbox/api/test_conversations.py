"""conversations.* and users.conversations."""

import pytest


@pytest.fixture
def support(workspace):
    return workspace.channel_named("support")


def names(answer):
    return [channel["name"] for channel in answer["channels"]]


async def test_opening_a_conversation_twice_finds_the_first(call, workspace):
    first = await call("conversations.open", users="U1ADA")
    second = await call("conversations.open", users=["U1ADA"], return_im=True)
    assert first == {"ok": True, "channel": {"id": workspace.direct("U1ADA").id}}
    assert second["already_open"]
    assert (second["channel"]["id"], second["channel"]["user"]) == (first["channel"]["id"], "U1ADA")


async def test_a_conversation_may_be_opened_by_its_own_id(call, workspace):
    channel = workspace.direct("U1ADA")
    assert (await call("conversations.open", channel=channel.id))["channel"]["id"] == channel.id


@pytest.mark.parametrize(
    ("users", "error"),
    [
        ("", "users_list_not_supplied"),
        ("U0NOBODY", "user_not_found"),
        ("U0BOT", "cannot_dm_bot"),
        ("U1ADA,U2BEN", "missing_scope"),
    ],
)
async def test_a_conversation_that_slack_refuses_is_refused(call, without, users, error):
    without("mpim:write")
    assert (await call("conversations.open", users=users))["error"] == error


async def test_nobody_opens_a_conversation_with_someone_who_left(call, workspace):
    workspace.change_user("U1ADA", deleted=True)
    assert (await call("conversations.open", users="U1ADA"))["error"] == "user_disabled"


async def test_opening_needs_its_scope(call, without):
    without("im:write")
    assert (await call("conversations.open", users="U1ADA"))["needed"] == "im:write"


async def test_only_public_channels_are_listed_unless_asked(call):
    assert names(await call("conversations.list")) == ["support", "lounge"]


async def test_private_channels_are_listed_where_the_bot_is(call):
    assert names(await call("conversations.list", types="private_channel")) == ["leads"]


async def test_archived_channels_can_be_left_out(call, support):
    support.is_archived = True
    assert names(await call("conversations.list", exclude_archived=True)) == ["lounge"]


async def test_direct_conversations_name_the_person(call, workspace):
    workspace.direct("U1ADA")
    [channel] = (await call("conversations.list", types="im"))["channels"]
    assert (channel["is_im"], channel["user"]) == (True, "U1ADA")


async def test_each_kind_of_channel_needs_its_own_scope(call, workspace, without):
    without("groups:read")
    leads = workspace.channel_named("leads")
    for method, args in (("list", {"types": "private_channel"}), ("info", {"channel": leads.id})):
        answer = await call(f"conversations.{method}", **args)
        assert (answer["error"], answer["needed"]) == ("missing_scope", "groups:read")
    assert (await call("conversations.list"))["ok"]


async def test_an_unknown_type_is_refused(call):
    assert (await call("conversations.list", types="public"))["error"] == "invalid_types"


async def test_the_bots_own_channels_are_listed(call):
    assert names(await call("users.conversations", types="public_channel,private_channel")) == ["support", "leads"]


async def test_of_a_persons_private_channels_only_shared_ones_are_listed(call):
    answer = await call("users.conversations", user="U2BEN", types="public_channel,private_channel")
    assert names(answer) == ["support", "leads", "lounge"]


async def test_a_channel_is_described(call, support):
    channel = (await call("conversations.info", channel=support.id, include_num_members=True))["channel"]
    assert (channel["name"], channel["is_member"], channel["num_members"]) == ("support", True, 3)
    assert not channel["is_private"]


async def test_a_channel_shared_with_another_company_says_so(call, support):
    support.is_ext_shared = True
    assert (await call("conversations.info", channel=support.id))["channel"]["is_ext_shared"]


async def test_a_private_channel_without_the_bot_is_not_found(call, workspace):
    board = workspace.channel_named("board")
    assert (await call("conversations.info", channel=board.id))["error"] == "channel_not_found"


async def test_members_come_in_pages(call, support):
    first = await call("conversations.members", channel=support.id, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = await call("conversations.members", channel=support.id, limit=2, cursor=cursor)
    assert (first["members"], second["members"]) == (["U1ADA", "U2BEN"], ["U0BOT"])
    assert second["response_metadata"]["next_cursor"] == ""


@pytest.mark.parametrize(("page", "error"), [({"cursor": "?"}, "invalid_cursor"), ({"limit": 1001}, "invalid_limit")])
async def test_a_page_that_makes_no_sense_is_refused(call, support, page, error):
    assert (await call("conversations.members", channel=support.id, **page))["error"] == error


async def test_the_bot_joins_a_public_channel_once(call, workspace):
    lounge = workspace.channel_named("lounge")
    assert "warning" not in await call("conversations.join", channel=lounge.id)
    assert (await call("conversations.join", channel=lounge.id))["warning"] == "already_in_channel"
    assert lounge.members.count(workspace.bot_user.id) == 1


async def test_the_bot_cannot_join_private_or_archived_channels(call, workspace, support):
    leads = workspace.channel_named("leads")
    assert (await call("conversations.join", channel=leads.id))["error"] == "method_not_supported_for_channel_type"
    support.is_archived = True
    assert (await call("conversations.join", channel=support.id))["error"] == "is_archived"


async def test_history_begins_with_the_newest(call, workspace, support):
    for text in ("one", "two", "three"):
        workspace.post(support, "U1ADA", text)
    first = await call("conversations.history", channel=support.id, limit=2)
    assert [message["text"] for message in first["messages"]] == ["three", "two"]
    assert first["has_more"]
    cursor = first["response_metadata"]["next_cursor"]
    second = await call("conversations.history", channel=support.id, limit=2, cursor=cursor)
    assert [message["text"] for message in second["messages"]] == ["one"]
    assert not second["has_more"]


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ({"oldest": 1}, ["three"]),
        ({"oldest": 1, "inclusive": True}, ["three", "two"]),
        ({"latest": 1}, ["one"]),
        ({"latest": 1, "inclusive": True}, ["two", "one"]),
        ({"oldest": 0, "latest": 2}, ["two"]),
    ],
)
async def test_history_can_be_bounded(call, workspace, support, bounds, expected):
    stamps = [workspace.post(support, "U1ADA", text).ts for text in ("one", "two", "three")]
    args = {name: value if name == "inclusive" else stamps[value] for name, value in bounds.items()}
    answer = await call("conversations.history", channel=support.id, **args)
    assert [message["text"] for message in answer["messages"]] == expected


async def test_history_shows_metadata_only_on_request(call, support):
    metadata = {"event_type": "t", "event_payload": {"k": "1"}}
    await call("chat.postMessage", channel=support.id, text="Hi", metadata=metadata)
    plain = await call("conversations.history", channel=support.id)
    whole = await call("conversations.history", channel=support.id, include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert whole["messages"][0]["metadata"] == metadata


async def test_history_is_read_by_the_conversations_id_not_the_persons(call, workspace):
    direct = workspace.direct("U1ADA")
    workspace.post(direct, workspace.bot_user.id, "Hi")
    assert (await call("conversations.history", channel="U1ADA"))["error"] == "channel_not_found"
    assert [message["text"] for message in (await call("conversations.history", channel=direct.id))["messages"]] == [
        "Hi"
    ]


async def test_history_has_neither_ephemeral_messages_nor_replies(call, workspace, support):
    parent = workspace.post(support, "U1ADA", "parent")
    parent.thread_ts = parent.ts
    workspace.post(support, "U2BEN", "reply", thread_ts=parent.ts)
    workspace.post(support, workspace.bot_user.id, "hush", ephemeral_to="U1ADA")
    answer = await call("conversations.history", channel=support.id)
    assert [message["text"] for message in answer["messages"]] == ["parent"]


async def test_history_needs_the_scope_of_its_kind_and_membership(call, workspace, without):
    lounge = workspace.channel_named("lounge")
    assert (await call("conversations.history", channel=lounge.id))["error"] == "not_in_channel"
    without("im:history")
    answer = await call("conversations.history", channel=workspace.direct("U1ADA").id)
    assert (answer["error"], answer["needed"]) == ("missing_scope", "im:history")


async def test_reading_about_a_direct_conversation_needs_another_scope_than_its_messages(call, workspace, without):
    without("im:read")
    direct = workspace.direct("U1ADA")
    answer = await call("conversations.info", channel=direct.id)
    assert (answer["error"], answer["needed"]) == ("missing_scope", "im:read")
    assert (await call("conversations.history", channel=direct.id))["ok"]
    assert (await call("conversations.open", users="U1ADA"))["ok"]


async def test_a_bound_that_is_no_moment_is_refused(call, support):
    assert (await call("conversations.history", channel=support.id, oldest="noon"))["error"] == "invalid_ts_oldest"
