"""The Events API: which changes of the workspace the app is told of, and in which words.

An app hears of a change only if its manifest subscribes to the event, it has the scope the event needs and, for what
happens in a channel, its bot is a member there.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

from sandbox.records import Change, Channel, Json, Message
from sandbox.shapes import ELSEWHERE, group_shape, message_shape, user_shape, view_shape
from sandbox.workspace import Workspace

HISTORY = {
    "im": ("message.im", "im:history", "im"),
    "public": ("message.channels", "channels:history", "channel"),
    "private": ("message.groups", "groups:history", "group"),
}
READ = {"public": ("channels:read", "C"), "private": ("groups:read", "G")}
NOT_IN_EVENTS = frozenset({"app_id", "files", "reactions", "metadata"})


def event_callbacks(workspace: Workspace, change: Change) -> list[Json]:
    """The Events API payloads for a change: none if the app is not told of it, two for a message that names the bot."""
    tell = TELLERS.get(change.kind)
    if tell is None:
        return []
    channel = change.data.get("channel")
    shared = isinstance(channel, Channel) and channel.is_ext_shared
    return [callback(workspace, event, shared=shared) for event in tell(workspace, change.data)]


def callback(workspace: Workspace, event: Json, *, shared: bool) -> Json:
    """An event in its envelope, with a fresh `event_id`."""
    moment = event.setdefault("event_ts", workspace.next_ts())
    return {
        "token": "sandbox",
        "team_id": workspace.team_id,
        "api_app_id": workspace.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(float(moment)),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team_id,
                "user_id": workspace.bot_user.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{secrets.token_urlsafe(24)}",
    }


def allowed(workspace: Workspace, event: str, scope: str = "") -> bool:
    """Whether the app asked for an event and holds the scope it needs."""
    manifest = workspace.manifest
    return event in manifest.events and (not scope or scope in manifest.scopes)


def hears(workspace: Workspace, channel: Channel, event: str, scope: str) -> bool:
    """Whether the app is told of an event in a channel, where its bot must be a member."""
    return allowed(workspace, event, scope) and workspace.bot_user.id in channel.members


def knows(workspace: Workspace, channel: Channel, event: str) -> bool:
    """Whether the app is told of an event about a channel: any public one, or a private one that its bot is in."""
    scope, _ = READ[channel.kind]
    can_see = channel.kind == "public" or workspace.bot_user.id in channel.members
    return can_see and allowed(workspace, event, scope)


def _message(workspace: Workspace, data: Json) -> Iterator[Json]:
    channel, message = data["channel"], data["message"]
    if message.ephemeral_to is not None:
        return
    said = {"channel": channel.id, "event_ts": message.ts}
    subscription, scope, channel_type = HISTORY[channel.kind]
    if hears(workspace, channel, subscription, scope):
        yield message_event(workspace, message) | said | {"channel_type": channel_type}
    if mentions(workspace, channel, message):
        yield message_event(workspace, message) | said | {"type": "app_mention"}


def mentions(workspace: Workspace, channel: Channel, message: Message) -> bool:
    """Whether the app is told that a person's message names its bot."""
    named = f"<@{workspace.bot_user.id}" in message.text and not message.is_bot and channel.kind != "im"
    return named and hears(workspace, channel, "app_mention", "app_mentions:read")


def message_event(workspace: Workspace, message: Message) -> Json:
    """A message as events carry it."""
    shape = {key: value for key, value in message_shape(workspace, message).items() if key not in NOT_IN_EVENTS}
    return shape | ({"subtype": "file_share", "files": message.files} if message.files else {})


def _message_changed(workspace: Workspace, data: Json) -> Iterator[Json]:
    changed = data["message"]
    for event in _hidden(workspace, data, "message_changed"):
        message = message_event(workspace, changed)
        text, blocks = data["previous"]
        yield event | {"message": message, "previous_message": message | {"text": text, "blocks": blocks}}
    if changed.ephemeral_to is None and mentions(workspace, data["channel"], changed):
        said = {"type": "app_mention", "channel": data["channel"].id, "event_ts": changed.edited_ts}
        yield message_event(workspace, changed) | said


def _file_shared(workspace: Workspace, data: Json) -> Iterator[Json]:
    channel, file = data["channel"], data["file"]
    if hears(workspace, channel, "file_shared", "files:read"):
        named = {"file_id": file["id"], "file": {"id": file["id"]}}
        yield {"type": "file_shared", "user_id": file["user"], "channel_id": channel.id} | named


def _message_deleted(workspace: Workspace, data: Json) -> Iterator[Json]:
    for event in _hidden(workspace, data, "message_deleted"):
        message = data["message"]
        yield event | {"deleted_ts": message.ts, "previous_message": message_event(workspace, message)}


def _hidden(workspace: Workspace, data: Json, subtype: str) -> Iterator[Json]:
    channel = data["channel"]
    subscription, scope, channel_type = HISTORY[channel.kind]
    if data["message"].ephemeral_to is None and hears(workspace, channel, subscription, scope):
        ts = workspace.next_ts()
        event = {"type": "message", "subtype": subtype, "channel": channel.id, "hidden": True}
        yield event | {"ts": ts, "event_ts": ts, "channel_type": channel_type}


def _reaction(event: str) -> Callable[[Workspace, Json], Iterator[Json]]:
    def tell(workspace: Workspace, data: Json) -> Iterator[Json]:
        channel, ts = data["channel"], data["ts"]
        if hears(workspace, channel, event, "reactions:read"):
            yield {
                "type": event,
                "user": data["user"],
                "reaction": data["emoji"],
                "item": {"type": "message", "channel": channel.id, "ts": ts},
                "item_user": channel.messages[ts].user,
            }

    return tell


def _membership(event: str) -> Callable[[Workspace, Json], Iterator[Json]]:
    def tell(workspace: Workspace, data: Json) -> Iterator[Json]:
        channel = data["channel"]
        scope, channel_type = READ[channel.kind]
        about_the_bot = data["user"] == workspace.bot_user.id
        if allowed(workspace, event, scope) and (about_the_bot or workspace.bot_user.id in channel.members):
            where = {"channel": channel.id, "channel_type": channel_type}
            yield {"type": event, "user": data["user"], "team": workspace.team_id} | where

    return tell


def _shared(workspace: Workspace, data: Json) -> Iterator[Json]:
    if knows(workspace, data["channel"], "channel_shared"):
        yield {"type": "channel_shared", "channel": data["channel"].id, "connected_team_id": ELSEWHERE}


def _unshared(workspace: Workspace, data: Json) -> Iterator[Json]:
    if knows(workspace, data["channel"], "channel_unshared"):
        parted = {"previously_connected_team_id": ELSEWHERE, "is_ext_shared": data["channel"].is_ext_shared}
        yield {"type": "channel_unshared", "channel": data["channel"].id, **parted}


def _user(event: str) -> Callable[[Workspace, Json], Iterator[Json]]:
    def tell(workspace: Workspace, data: Json) -> Iterator[Json]:
        if allowed(workspace, event, "users:read"):
            email = "users:read.email" in workspace.manifest.scopes
            user = user_shape(workspace, data["user"], email=email, locale=True)
            yield {"type": event, "user": user} | ({"cache_ts": workspace.epoch()} if event == "user_change" else {})

    return tell


def _group(event: str) -> Callable[[Workspace, Json], Iterator[Json]]:
    def tell(workspace: Workspace, data: Json) -> Iterator[Json]:
        if allowed(workspace, event, "usergroups:read"):
            yield {"type": event, "subteam": group_shape(workspace, data["group"])}

    return tell


def _group_members(workspace: Workspace, data: Json) -> Iterator[Json]:
    if allowed(workspace, "subteam_members_changed", "usergroups:read"):
        group = data["group"]
        yield {
            "type": "subteam_members_changed",
            "subteam_id": group["id"],
            "team_id": workspace.team_id,
            "date_previous_update": data["previous"],
            "date_update": group["updated"],
            "added_users": data["added"],
            "added_users_count": len(data["added"]),
            "removed_users": data["removed"],
            "removed_users_count": len(data["removed"]),
        }


def _app_home_opened(workspace: Workspace, data: Json) -> Iterator[Json]:
    if allowed(workspace, "app_home_opened"):
        opened = {"type": "app_home_opened", "user": data["user"], "channel": workspace.direct(data["user"]).id}
        home = workspace.homes.get(data["user"])
        view = {"view": view_shape(workspace, home)} if home and data["tab"] == "home" else {}
        yield opened | {"tab": data["tab"]} | view


def _app_uninstalled(workspace: Workspace, _data: Json) -> Iterator[Json]:
    if allowed(workspace, "app_uninstalled"):
        yield {"type": "app_uninstalled"}


def _tokens_revoked(workspace: Workspace, _data: Json) -> Iterator[Json]:
    if allowed(workspace, "tokens_revoked"):
        yield {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [workspace.bot_user.id]}}


TELLERS: dict[str, Callable[[Workspace, Json], Iterator[Json]]] = {
    "message": _message,
    "message_changed": _message_changed,
    "message_deleted": _message_deleted,
    "file_shared": _file_shared,
    "reaction_added": _reaction("reaction_added"),
    "reaction_removed": _reaction("reaction_removed"),
    "member_joined_channel": _membership("member_joined_channel"),
    "member_left_channel": _membership("member_left_channel"),
    "channel_shared": _shared,
    "channel_unshared": _unshared,
    "team_join": _user("team_join"),
    "user_change": _user("user_change"),
    "subteam_created": _group("subteam_created"),
    "subteam_updated": _group("subteam_updated"),
    "subteam_members_changed": _group_members,
    "app_home_opened": _app_home_opened,
    "app_uninstalled": _app_uninstalled,
    "tokens_revoked": _tokens_revoked,
}
