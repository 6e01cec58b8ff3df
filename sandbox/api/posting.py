"""What every way of posting shares: where a message may go and what it may hold."""

from __future__ import annotations

from typing import Any

from sandbox.api.call import Call
from sandbox.blocks import check_message
from sandbox.elements import give_ids
from sandbox.errors import SlackError
from sandbox.records import Channel, Json

LONGEST_TEXT = 40_000


def destination(call: Call) -> Channel:
    """The conversation to post to: a channel's id or name, or a person's id, which opens their DM.

    Raises SlackError `channel_not_found`, `not_in_channel`, `is_archived`, `messages_tab_disabled`.
    """
    wanted = call.required("channel")
    if wanted.startswith(("U", "W")):
        return _direct(call, wanted)
    workspace = call.workspace
    channel = workspace.channels.get(wanted) or workspace.channel_named(wanted)
    check_may_post(call, channel)
    return channel


def _direct(call: Call, user_id: str) -> Channel:
    user = call.workspace.users.get(user_id)
    if user is None or user.is_bot:
        raise SlackError("channel_not_found")
    if not call.workspace.manifest.messages_tab:
        raise SlackError("messages_tab_disabled")
    return call.workspace.direct(user.id)


def check_may_post(call: Call, channel: Channel) -> None:
    """Whether the app may post here. Raises SlackError `channel_not_found`, `not_in_channel`, `is_archived`."""
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.is_member(channel):
        return
    if channel.kind == "private":
        raise SlackError("channel_not_found")
    if "chat:write.public" not in call.workspace.manifest.scopes:
        raise SlackError("not_in_channel")


def content(call: Call) -> Json:
    """Text, blocks and metadata of a message, checked.

    Raises SlackError `no_text`, `msg_too_long`, `invalid_blocks_format`, `invalid_blocks`, `invalid_metadata_format`,
    `invalid_metadata_schema`.
    """
    text, blocks = call.text("text"), blocks_of(call) or []
    if not text and not blocks:
        raise SlackError("no_text")
    if len(text) > LONGEST_TEXT:
        raise SlackError("msg_too_long")
    return {"text": text, "blocks": blocks, "metadata": metadata_of(call) or None}


def blocks_of(call: Call) -> list[Json] | None:
    """The blocks of a message, checked; None when the call has none.

    Raises SlackError `invalid_blocks_format`, `invalid_blocks`.
    """
    blocks = call.parsed("blocks", "invalid_blocks_format")
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if blocks and (messages := check_message({"blocks": blocks}, call.workspace.refused_blocks)):
        raise SlackError("invalid_blocks", errors=messages, response_metadata={"messages": messages})
    give_ids(blocks)
    return blocks


def metadata_of(call: Call) -> Json | None:
    """The metadata of a message; None when the call has none, empty to remove it.

    Raises SlackError `invalid_metadata_format`, `invalid_metadata_schema`.
    """
    metadata: Any = call.parsed("metadata", "invalid_metadata_format")
    if not metadata:
        return {} if isinstance(metadata, dict) else None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    return metadata
