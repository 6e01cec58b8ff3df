"""Users, channels, messages and views in the JSON form in which Slack shows them to apps."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.records import Channel, Json, Message, User, View
from sandbox.workspace import Workspace

ELSEWHERE = "T0ELSEWHERE"  # the workspace that strangers of a shared channel come from


def user_shape(workspace: Workspace, user: User, *, email: bool = False, locale: bool = False) -> Json:
    """A user as `users.info` shows them; the address only for apps that may see it."""
    team_id = ELSEWHERE if user.is_stranger else workspace.team_id
    shape: Json = {
        "id": user.id,
        "team_id": team_id,
        "name": user.name,
        "deleted": user.deleted,
        "updated": user.updated,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "profile": _profile(workspace, user, team_id, email=email),
    }
    if not user.deleted:
        here: datetime = workspace.clock.now().astimezone(ZoneInfo(user.tz))
        offset = here.utcoffset()
        shape |= {
            "real_name": user.real_name,
            "tz": user.tz,
            "tz_label": here.tzname() or user.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_admin": user.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": user.is_restricted,
            "is_ultra_restricted": user.is_ultra_restricted,
        }
    # Slack names a stranger only where there is one, and the locale only on request
    return shape | ({"is_stranger": True} if user.is_stranger else {}) | ({"locale": user.locale} if locale else {})


def _profile(workspace: Workspace, user: User, team_id: str, *, email: bool) -> Json:
    profile = {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": "",  # most people never set one; Slack then shows the real name
        "display_name_normalized": "",
        "status_text": "",
        "status_emoji": "",
        "team": team_id,
    }
    if user is workspace.bot_user:
        profile |= {"api_app_id": workspace.app_id, "bot_id": workspace.bot_id}
    return profile | ({"email": user.email} if email and user.email else {})


def group_shape(workspace: Workspace, group: Json, *, users: bool = True) -> Json:
    """A user group as `usergroups.list` and events show it."""
    shape: Json = {
        "id": group["id"],
        "team_id": workspace.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group["name"],
        "handle": group["handle"],
        "description": "",
        "is_external": False,
        "date_create": group.get("created", 0),
        "date_update": group.get("updated", 0),
        "date_delete": group.get("deleted", 0),
        "prefs": {"channels": [], "groups": []},
        "user_count": len(group["users"]),
    }
    if group.get("deleted_by"):
        shape["deleted_by"] = group["deleted_by"]
    return shape | ({"users": group["users"]} if users else {})


def channel_shape(workspace: Workspace, channel: Channel) -> Json:
    """A conversation as `conversations.info` shows it."""
    shape: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": channel.kind == "im",
        "is_org_shared": False,
        "context_team_id": workspace.team_id,
        "updated": channel.created * 1000,
    }
    if channel.kind == "im":
        person = next(member for member in channel.members if member != workspace.bot_user.id)
        return shape | {"user": person, "is_user_deleted": workspace.user(person).deleted, "priority": 0}
    return shape | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_mpim": False,
        "is_private": channel.kind == "private",
        "is_general": channel.name == "general",
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": channel.is_pending_ext_shared,
        "is_member": workspace.bot_user.id in channel.members,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }


def message_shape(workspace: Workspace, message: Message, *, metadata: bool = True) -> Json:
    """A message as apps see it in answers, histories and events."""
    shape: Json = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": workspace.team_id,
    }
    if message.is_bot:
        shape |= {"bot_id": workspace.bot_id, "app_id": workspace.app_id, "bot_profile": _bot_profile(workspace)}
    if message.blocks:
        shape["blocks"] = message.blocks
    if message.thread_ts:
        shape["thread_ts"] = message.thread_ts
    if message.client_msg_id:
        shape["client_msg_id"] = message.client_msg_id
    if message.edited_ts:
        shape["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.files:
        shape["files"] = message.files
    if message.reactions:
        shape["reactions"] = [
            {"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()
        ]
    if message.metadata and metadata:
        shape["metadata"] = message.metadata
    return shape


def _bot_profile(workspace: Workspace) -> Json:
    bot = workspace.bot_user
    return {
        "id": workspace.bot_id,
        "deleted": bot.deleted,
        "name": workspace.manifest.name,
        "updated": bot.updated,
        "app_id": workspace.app_id,
        "icons": {},
        "team_id": workspace.team_id,
    }


VIEW_DEFAULTS: Json = {
    "private_metadata": "",
    "callback_id": "",
    "external_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
}


def view_shape(workspace: Workspace, view: View) -> Json:
    """A modal or Home tab as `views.*` answers with it and as interactions carry it."""
    return {
        "id": view.id,
        "team_id": workspace.team_id,
        **VIEW_DEFAULTS,
        **view.payload,
        "state": {"values": view.state},
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": workspace.app_id,
        "app_installed_team_id": workspace.team_id,
        "bot_id": workspace.bot_id,
    }
