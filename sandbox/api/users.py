"""users.*, usergroups.* and dnd.*: who is in the workspace, in which groups, and who wants quiet."""

from __future__ import annotations

from sandbox.api.call import Call, Method
from sandbox.api.pages import page
from sandbox.errors import SlackError
from sandbox.records import Json, User
from sandbox.shapes import group_shape, user_shape

# Slackbot is in every workspace's list and, as apps learn the hard way, does not call itself a bot.
SLACKBOT = User("USLACKBOT", "slackbot", "Slackbot")


def _shape(call: Call, user: User) -> Json:
    may_see_address = "users:read.email" in call.workspace.manifest.scopes
    return user_shape(call.workspace, user, email=may_see_address, locale=call.flag("include_locale"))


def list_users(call: Call) -> Json:
    """Everyone, including bots and those who left."""
    shown, metadata = page(call, [SLACKBOT, *call.workspace.users.values()])
    members = [_shape(call, user) for user in shown]
    return {"ok": True, "members": members, "cache_ts": call.workspace.epoch(), "response_metadata": metadata}


def info(call: Call) -> Json:
    """One person."""
    user_id = call.required("user")
    user = SLACKBOT if user_id == SLACKBOT.id else call.workspace.user(user_id)
    return {"ok": True, "user": _shape(call, user)}


def lookup_by_email(call: Call) -> Json:
    """The person with this address."""
    email = call.required("email").lower()
    for user in call.workspace.users.values():
        if user.email.lower() == email and not user.deleted:
            return {"ok": True, "user": _shape(call, user)}
    raise SlackError("users_not_found")


def list_groups(call: Call) -> Json:
    """The user groups, with their members if asked for; disabled ones only on request."""
    groups = [group for group in call.workspace.usergroups.values() if _is_shown(call, group)]
    users = call.flag("include_users")
    return {"ok": True, "usergroups": [group_shape(call.workspace, group, users=users) for group in groups]}


def list_group_members(call: Call) -> Json:
    """Who is in a user group."""
    group = call.workspace.usergroups.get(call.required("usergroup"))
    if group is None or not _is_shown(call, group):
        raise SlackError("no_such_subteam")
    return {"ok": True, "users": group["users"]}


def _is_shown(call: Call, group: Json) -> bool:
    return not group.get("deleted") or call.flag("include_disabled")


def dnd_info(call: Call) -> Json:
    """One person's quiet hours."""
    user = call.workspace.user(call.text("user") or call.workspace.bot_user.id)
    return {"ok": True, **_quiet(call, user.id)}


def dnd_of_several(call: Call) -> Json:
    """The quiet hours of up to fifty people."""
    ids = call.required("users").split(",")
    if len(ids) > 50:
        raise SlackError("too_many_users")
    return {"ok": True, "users": {user_id: _quiet(call, user_id) for user_id in ids if user_id in call.workspace.users}}


def _quiet(call: Call, user_id: str) -> Json:
    """Someone's quiet hours; where they have set none, Slack gives both ends as 1."""
    begins, ends = call.workspace.quiet.get(user_id, (1, 1))
    return {"dnd_enabled": user_id in call.workspace.quiet, "next_dnd_start_ts": begins, "next_dnd_end_ts": ends}


METHODS: dict[str, Method] = {
    "users.list": list_users,
    "users.info": info,
    "users.lookupByEmail": lookup_by_email,
    "usergroups.list": list_groups,
    "usergroups.users.list": list_group_members,
    "dnd.info": dnd_info,
    "dnd.teamInfo": dnd_of_several,
}
