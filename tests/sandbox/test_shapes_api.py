"""Answers of the Web API beside those that Slack's own SDK recorded: the same keys, the same types.

Each case also names what callers rely on, so that an answer cannot become right by becoming empty.
"""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.api import METHODS
from sandbox.workspace import User

Json = dict[str, Any]

# Slack's reference shows `revoked`; the recording is of a refusal.
NOT_RECORDED = {"auth.revoke": {".revoked: not in the recording"}}
WITHOUT_RECORDING = {
    "api.test",
    "blocks.validate",
    "chat.deleteScheduledMessage",
    "chat.scheduledMessages.list",
    "functions.completeError",
    "functions.completeSuccess",
}
METADATA = {"event_type": "delivery", "event_payload": {"k": "1"}}
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}
MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Kudos"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [SECTION],
}
HOME = {"type": "home", "blocks": [SECTION]}
POSTED = "channel ts message.text message.bot_id message.user"
VIEW = "view.id view.hash view.state.values view.root_view_id view.private_metadata view.callback_id"
PERSON = "id name tz tz_offset is_bot deleted is_restricted is_ultra_restricted is_admin profile.real_name team_id"
CHANNEL = "channel.id channel.name channel.is_private channel.is_archived channel.is_member channel.is_ext_shared"

CASES: list[tuple[str, Json, str]] = [
    ("auth.test", {}, "url team user team_id user_id bot_id"),
    ("bots.info", {"bot": "B0SANDBOX"}, "bot.id bot.name bot.app_id bot.user_id"),
    ("chat.postMessage", {"channel": "U1ADA", "text": "Hi", "blocks": [SECTION], "metadata": METADATA}, POSTED),
    ("chat.update", {"channel": "C", "ts": "own", "text": "Hi", "blocks": [SECTION]}, "channel ts text message.text"),
    ("chat.delete", {"channel": "C", "ts": "own"}, "channel ts"),
    ("chat.postEphemeral", {"channel": "C", "user": "U1ADA", "text": "Hi"}, "message_ts"),
    ("chat.getPermalink", {"channel": "C", "message_ts": "own"}, "channel permalink"),
    ("chat.scheduleMessage", {"channel": "C", "text": "Hi", "post_at": "soon"}, "scheduled_message_id post_at channel"),
    ("conversations.history", {"channel": "C", "include_all_metadata": True}, "messages has_more messages.0.ts"),
    ("conversations.history", {"channel": "C", "limit": 1}, "has_more response_metadata.next_cursor"),
    ("conversations.info", {"channel": "C", "include_num_members": True, "include_locale": True}, CHANNEL),
    ("conversations.join", {"channel": "C"}, CHANNEL + " warning"),
    ("conversations.list", {"types": "public_channel,private_channel,im"}, "channels.0.id response_metadata"),
    ("conversations.members", {"channel": "C"}, "members.0 response_metadata.next_cursor"),
    ("conversations.open", {"users": "U1ADA", "return_im": True}, "channel.id channel.user"),
    ("dnd.info", {"user": "U1ADA"}, "dnd_enabled next_dnd_start_ts next_dnd_end_ts"),
    ("dnd.teamInfo", {"users": "U00000000"}, "users.U00000000.dnd_enabled"),
    ("files.getUploadURLExternal", {"filename": "a.png", "length": 3}, "upload_url file_id"),
    ("reactions.add", {"channel": "C", "timestamp": "own", "name": "tada"}, "ok"),
    ("reactions.get", {"channel": "C", "timestamp": "reacted"}, "message.reactions.0.count type channel"),
    ("reactions.remove", {"channel": "C", "timestamp": "reacted", "name": "eyes"}, "ok"),
    ("team.info", {}, "team.id team.name team.domain"),
    ("usergroups.list", {"include_users": True}, "usergroups.0.handle usergroups.0.users usergroups.0.id"),
    ("usergroups.users.list", {"usergroup": "S1"}, "users.0"),
    ("users.conversations", {"types": "public_channel,im"}, "channels.0.id response_metadata"),
    ("users.info", {"user": "U1ADA", "include_locale": True}, " ".join(f"user.{name}" for name in PERSON.split())),
    ("users.info", {"user": "U3CLEO"}, "user.is_stranger"),
    ("users.list", {"limit": 3}, "members.2.tz response_metadata.next_cursor cache_ts"),
    ("users.lookupByEmail", {"email": "ada@example.com"}, "user.id user.profile.email"),
    ("views.open", {"trigger_id": "fresh", "view": MODAL}, VIEW),
    ("views.push", {"trigger_id": "fresh", "view": MODAL}, VIEW),
    ("views.update", {"view_id": "open", "view": MODAL}, VIEW),
    ("views.publish", {"user_id": "U1ADA", "view": HOME}, VIEW),
    ("auth.revoke", {}, "revoked"),
]


@pytest.fixture
async def prepared(sandbox, workspace):
    """Something of everything in the workspace, and what stands for it in the cases above."""
    support, bot = workspace.channel_named("support"), workspace.bot_user.id
    workspace.change_user("U3CLEO", is_stranger=True)
    workspace.direct("U1ADA")
    workspace.add_user(User("U00000000", "rec", "As in the recording of dnd.teamInfo"))
    workspace.usergroups["S1"] = {"id": "S1", "handle": "team", "name": "Team", "users": ["U1ADA"]}
    reacted = workspace.post(support, "U1ADA", "Done")
    workspace.react(support, reacted.ts, bot, "eyes")
    own = workspace.post(support, bot, "Mine", metadata=METADATA, blocks=[SECTION])
    view = workspace.show("U2BEN", MODAL)
    values = {"C": support.id, "own": own.ts, "reacted": reacted.ts, "open": view.id, "soon": workspace.epoch() + 60}
    return {**values, "fresh": sandbox.triggers.issue("U1ADA")}


def found(answer: Any, path: str) -> bool:
    """Whether there is something at a path such as `members.0.id`."""
    for name in path.split("."):
        if isinstance(answer, list) and len(answer) > int(name):
            answer = answer[int(name)]
        elif isinstance(answer, dict) and name in answer:
            answer = answer[name]
        else:
            return False
    return True


@pytest.mark.parametrize(("method", "args", "relied_on"), CASES)
async def test_an_answer_is_like_the_recorded_one(call, prepared, recorded, unlike, method, args, relied_on):
    given = {name: prepared.get(value, value) if isinstance(value, str) else value for name, value in args.items()}
    answer = await call(method, **given)
    assert answer["ok"], answer
    assert [path for path in relied_on.split() if not found(answer, path)] == []
    assert unlike(answer, recorded(f"api/{method}")) == NOT_RECORDED.get(method, set())


async def test_a_completed_upload_is_like_the_recorded_one(call, http, recorded, unlike):
    started = await call("files.getUploadURLExternal", filename="chart.png", length=3)
    async with http.post(started["upload_url"], data=b"png"):
        pass
    answer = await call("files.completeUploadExternal", files=[{"id": started["file_id"], "title": "Chart"}])
    described = await call("files.info", file=started["file_id"])
    assert unlike(answer, recorded("api/files.completeUploadExternal")) == set()
    assert unlike(described, recorded("api/files.info")) == set()


async def test_an_installation_is_like_the_recorded_one(call, sandbox, recorded, unlike):
    tokens = sandbox.tokens
    code = tokens.new_code("http://127.0.0.1:1/callback")
    args = {"client_id": tokens.client_id, "client_secret": tokens.client_secret, "code": code}
    answer = await call("oauth.v2.access", **args)
    assert answer["ok"]
    assert unlike(answer, recorded("api/oauth.v2.access")) == set()


async def test_a_socket_address_is_like_the_recorded_one(sandbox, http, recorded, unlike):
    headers = {"Authorization": f"Bearer {sandbox.app_token}"}
    async with http.post(sandbox.api_url + "apps.connections.open", headers=headers) as response:
        assert unlike(await response.json(), recorded("api/apps.connections.open")) == set()


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("chat.postMessage", {"channel": "C", "text": "Hi", "blocks": [{"type": "shout"}]}, "invalid_blocks"),
        ("views.publish", {"user_id": "U1ADA", "view": {"type": "home"}}, "invalid_arguments"),
        ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
    ],
)
async def test_a_refusal_is_like_the_recorded_one(call, prepared, recorded, unlike, method, args, error):
    answer = await call(method, **{name: prepared.get(str(value), value) for name, value in args.items()})
    assert answer["error"] == error
    assert unlike(answer, recorded(f"api/{method}")) == set()


def test_every_method_with_a_recording_is_compared():
    compared = {method for method, _, _ in CASES}
    others = {"files.completeUploadExternal", "files.info", "oauth.v2.access", "apps.connections.open"}
    assert compared | others | WITHOUT_RECORDING == METHODS.keys()
