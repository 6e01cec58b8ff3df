"""The things a workspace holds, as plain records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
ChannelKind = Literal["public", "private", "im"]


@dataclass
class User:
    """A member of the workspace, or the bot's own user."""

    id: str
    name: str
    real_name: str
    tz: str = "UTC"
    email: str = ""
    locale: str = "en-US"
    is_bot: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False
    updated: int = 0


@dataclass
class Message:
    """One message of a channel; an ephemeral one is seen by one person only and is in no history."""

    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    client_msg_id: str | None = None
    is_bot: bool = False
    ephemeral_to: str | None = None
    edited_ts: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[Json] = field(default_factory=list)


@dataclass
class Channel:
    """A channel or a direct conversation with the bot; messages are kept by `ts`, oldest first."""

    id: str
    name: str
    kind: ChannelKind
    members: list[str]
    is_archived: bool = False
    is_ext_shared: bool = False
    is_pending_ext_shared: bool = False
    created: int = 0
    messages: dict[str, Message] = field(default_factory=dict)


@dataclass
class View:
    """A modal or a Home tab as a person has it on the screen. `state` is what they filled in, as Slack sends it."""

    id: str
    user: str
    payload: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    state: dict[str, Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """Something that happened, for whoever watches. `kind` is like an event's name; `data` holds ids and objects."""

    kind: str
    data: Json
