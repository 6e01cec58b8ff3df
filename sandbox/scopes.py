"""Which scope lets an app call which method; any one of those named is enough."""

from __future__ import annotations

NO_SCOPE: frozenset[str] = frozenset()
_READ = frozenset({"channels:read", "groups:read", "im:read", "mpim:read"})
_HISTORY = frozenset({"channels:history", "groups:history", "im:history", "mpim:history"})
_CHAT = frozenset({"chat:write"})

SCOPES: dict[str, frozenset[str]] = {
    "api.test": NO_SCOPE,
    "apps.connections.open": frozenset({"connections:write"}),
    "auth.revoke": NO_SCOPE,
    "auth.test": NO_SCOPE,
    "blocks.validate": NO_SCOPE,
    "bots.info": frozenset({"users:read"}),
    "chat.delete": _CHAT,
    "chat.deleteScheduledMessage": _CHAT,
    "chat.getPermalink": NO_SCOPE,
    "chat.postEphemeral": _CHAT,
    "chat.postMessage": _CHAT,
    "chat.scheduleMessage": _CHAT,
    "chat.scheduledMessages.list": NO_SCOPE,
    "chat.update": _CHAT,
    "conversations.history": _HISTORY,
    "conversations.info": _READ,
    "conversations.join": frozenset({"channels:join"}),
    "conversations.list": _READ,
    "conversations.members": _READ,
    "conversations.open": frozenset({"im:write"}),
    "dnd.info": frozenset({"dnd:read"}),
    "dnd.teamInfo": frozenset({"dnd:read"}),
    "files.completeUploadExternal": frozenset({"files:write"}),
    "files.getUploadURLExternal": frozenset({"files:write"}),
    "files.info": frozenset({"files:read"}),
    "functions.completeError": NO_SCOPE,
    "functions.completeSuccess": NO_SCOPE,
    "oauth.v2.access": NO_SCOPE,
    "reactions.add": frozenset({"reactions:write"}),
    "reactions.get": frozenset({"reactions:read"}),
    "reactions.remove": frozenset({"reactions:write"}),
    "team.info": frozenset({"team:read"}),
    "usergroups.list": frozenset({"usergroups:read"}),
    "usergroups.users.list": frozenset({"usergroups:read"}),
    "users.conversations": _READ,
    "users.info": frozenset({"users:read"}),
    "users.list": frozenset({"users:read"}),
    "users.lookupByEmail": frozenset({"users:read.email"}),
    "views.open": NO_SCOPE,
    "views.publish": NO_SCOPE,
    "views.push": NO_SCOPE,
    "views.update": NO_SCOPE,
}

READ_BY_KIND = {"public": "channels:read", "private": "groups:read", "im": "im:read"}
HISTORY_BY_KIND = {"public": "channels:history", "private": "groups:history", "im": "im:history"}
