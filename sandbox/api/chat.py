"""chat.*: posting, changing and deleting messages at once. Scheduling is in `scheduling`."""

from __future__ import annotations

from sandbox.api.call import Call, Method
from sandbox.api.posting import LONGEST_TEXT, blocks_of, check_may_post, content, destination, metadata_of
from sandbox.errors import SlackError
from sandbox.records import Channel, Json, Message
from sandbox.shapes import message_shape


def post_message(call: Call) -> Json:
    """Post to a channel or, by user id, to a person."""
    channel, parts = destination(call), content(call)
    message = call.workspace.post(
        channel,
        call.workspace.bot_user.id,
        parts.pop("text"),
        thread_ts=call.text("thread_ts") or None,
        client_msg_id=call.text("client_msg_id") or None,
        **parts,
    )
    shape = message_shape(call.workspace, message)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": shape}


def update(call: Call) -> Json:
    """Change a message of the bot's own; blocks and metadata that are not sent stay as they are."""
    channel = call.channel()
    message = _own_message(call, channel, "cant_update_message")
    blocks, metadata = blocks_of(call), metadata_of(call)
    if not call.text("text") and not blocks:
        raise SlackError("no_text")
    if len(call.text("text")) > LONGEST_TEXT:
        raise SlackError("msg_too_long")
    changes: Json = {"text": call.text("text")}
    if blocks is not None:
        changes["blocks"] = blocks
    if metadata is not None:
        changes["metadata"] = metadata or None
    call.workspace.edit(channel, message.ts, **changes)
    # the answer's message has no ts of its own: it stands beside it
    shape = {key: value for key, value in message_shape(call.workspace, message).items() if key != "ts"}
    return {"ok": True, "channel": channel.id, "ts": message.ts, "text": message.text, "message": shape}


def delete(call: Call) -> Json:
    """Delete a message of the bot's own."""
    channel = call.channel()
    message = _own_message(call, channel, "cant_delete_message")
    call.workspace.delete(channel, message.ts)
    return {"ok": True, "channel": channel.id, "ts": message.ts}


def _own_message(call: Call, channel: Channel, otherwise: str) -> Message:
    message = call.workspace.message(channel, call.required("ts"))
    if message.ephemeral_to:
        raise SlackError("message_not_found")
    if message.user != call.workspace.bot_user.id:
        raise SlackError(otherwise)
    return message


def post_ephemeral(call: Call) -> Json:
    """Show a message to one member of a channel."""
    channel = call.channel()
    check_may_post(call, channel)
    user_id = call.required("user")
    if user_id not in channel.members:
        raise SlackError("user_not_in_channel")
    parts = content(call)
    message = call.workspace.post(
        channel,
        call.workspace.bot_user.id,
        parts["text"],
        blocks=parts["blocks"],
        thread_ts=call.text("thread_ts") or None,
        ephemeral_to=user_id,
    )
    return {"ok": True, "message_ts": message.ts}


def get_permalink(call: Call) -> Json:
    """The address of a message."""
    channel = call.channel()
    message = call.workspace.message(channel, call.required("message_ts"))
    return {"ok": True, "channel": channel.id, "permalink": call.sandbox.permalink(channel.id, message.ts)}


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.getPermalink": get_permalink,
}
