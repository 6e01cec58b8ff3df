"""Our events beside those that Slack's own SDK recorded: the same keys and JSON types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.events import event_callbacks
from sandbox.records import Change
from sandbox.workspace import User, Workspace

Doing = Callable[[Workspace], Any]
ENVELOPE = {"token", "team_id", "api_app_id", "event", "type", "event_id", "event_time", "authorizations"}
EVENT_TS = ".event.event_ts: not in the recording"  # every event has one, by Slack's documentation
# what Slack sends and the recordings lack
BEYOND = {
    "AppHomeOpenedPayload": {".event.view.blocks: not in the recording"},  # recorded without the app's own blocks
    "AppUninstalledPayload": {EVENT_TS},
    "TeamJoinPayload": {EVENT_TS},
    "TokensRevokedPayload": {EVENT_TS},
    "UserChangePayload": {EVENT_TS},
}


def say(team: Workspace) -> Any:
    return team.post(team.channel_named("support"), "U2BEN", "<@U0BOT> hello", client_msg_id="1", thread_ts="1.000001")


def bot_says(team: Workspace) -> Any:
    return team.post(team.channel_named("support"), "U0BOT", "hello", blocks=[{"type": "divider", "block_id": "b"}])


def edit(team: Workspace) -> None:
    team.edit(team.channel_named("support"), bot_says(team).ts, text="again")


def delete(team: Workspace) -> None:
    team.delete(team.channel_named("support"), say(team).ts)


def react(team: Workspace) -> None:
    team.react(team.channel_named("support"), say(team).ts, "U1ADA", "tada")


def unreact(team: Workspace) -> None:
    ts = say(team).ts
    team.react(team.channel_named("support"), ts, "U1ADA", "tada")
    team.unreact(team.channel_named("support"), ts, "U1ADA", "tada")


def open_home(team: Workspace) -> None:
    team.publish("U1ADA", {"type": "home", "blocks": [{"type": "divider"}]})
    team.tell("app_home_opened", user="U1ADA", tab="home")


DOINGS: list[tuple[str, Doing, set[str]]] = [
    ("MessagePayload", say, {"type", "channel", "user", "text", "ts", "event_ts", "channel_type", "client_msg_id"}),
    ("MessagePayload", bot_says, {"type", "channel", "user", "bot_id", "bot_profile", "text", "blocks", "ts"}),
    ("AppMentionPayload", say, {"type", "user", "text", "ts", "channel", "event_ts", "thread_ts"}),
    ("MessageChangedPayload", edit, {"subtype", "hidden", "message", "previous_message", "channel", "ts", "event_ts"}),
    ("MessageDeletedPayload", delete, {"subtype", "hidden", "deleted_ts", "previous_message", "channel", "event_ts"}),
    ("ReactionAddedPayload", react, {"user", "item", "reaction", "item_user", "event_ts"}),
    ("ReactionRemovedPayload", unreact, {"user", "item", "reaction", "item_user", "event_ts"}),
    (
        "MemberJoinedChannelPayload",
        lambda team: team.join(team.channel_named("support"), "U3CLEO"),
        {"user", "channel", "channel_type", "team", "event_ts"},
    ),
    (
        "MemberLeftChannelPayload",
        lambda team: team.leave(team.channel_named("support"), "U1ADA"),
        {"user", "channel", "channel_type", "team", "event_ts"},
    ),
    ("SubteamCreatedPayload", lambda team: team.groups.add("field", "Field"), {"subteam", "event_ts"}),
    (
        "SubteamMembersChangedPayload",
        lambda team: team.groups.members(team.groups.add("field", "Field", ["U1ADA"])["id"], ["U2BEN"]),
        {"subteam_id", "team_id", "added_users", "removed_users", "event_ts"},
    ),
    (
        "SubteamUpdatedPayload",
        lambda team: team.groups.disable(team.groups.add("field", "Field", ["U1ADA"])["id"], by="U2BEN"),
        {"subteam", "event_ts"},
    ),
    ("TeamJoinPayload", lambda team: team.add_user(User("U4DAN", "dan", "Dan Day")), {"user"}),
    ("UserChangePayload", lambda team: team.change_user("U1ADA", deleted=True), {"user", "cache_ts"}),
    ("AppHomeOpenedPayload", open_home, {"user", "channel", "tab", "event_ts", "view"}),
    ("AppUninstalledPayload", lambda team: team.tell("app_uninstalled"), {"type"}),
    ("TokensRevokedPayload", lambda team: team.tell("tokens_revoked"), {"tokens"}),
]


@pytest.mark.parametrize(("name", "doing", "relied_on"), DOINGS, ids=[f"{d[0]}-{n}" for n, d in enumerate(DOINGS)])
def test_an_event_has_the_shape_that_slack_recorded(
    team: Workspace, recorded: Any, unlike: Any, name: str, doing: Doing, relied_on: set[str]
) -> None:
    theirs = recorded(f"events/{name}")
    told: list[Any] = []

    def watch(change: Change) -> None:
        told.extend(event_callbacks(team, change))

    team.watchers.append(watch)
    doing(team)
    kind, subtype = theirs["event"]["type"], theirs["event"].get("subtype") or None
    ours = [
        payload for payload in told if (payload["event"]["type"], payload["event"].get("subtype")) == (kind, subtype)
    ]
    assert ours[-1].keys() >= ENVELOPE
    assert ours[-1]["event"].keys() >= relied_on
    assert unlike(ours[-1], theirs) == BEYOND.get(name, set())
