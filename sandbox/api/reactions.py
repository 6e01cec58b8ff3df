"""reactions.*: emoji under messages."""

from __future__ import annotations

from sandbox.api.call import Call, Method
from sandbox.errors import SlackError
from sandbox.records import Channel, Json, Message
from sandbox.shapes import message_shape


def add(call: Call) -> Json:
    """React as the bot."""
    channel, message = _target(call)
    call.workspace.react(channel, message.ts, call.workspace.bot_user.id, _emoji(call))
    return {"ok": True}


def remove(call: Call) -> Json:
    """Take the bot's reaction back."""
    channel, message = _target(call)
    call.workspace.unreact(channel, message.ts, call.workspace.bot_user.id, _emoji(call))
    return {"ok": True}


def get(call: Call) -> Json:
    """A message with everyone's reactions."""
    channel, message = _target(call)
    shape = message_shape(call.workspace, message)
    shape["permalink"] = call.sandbox.permalink(channel.id, message.ts)
    return {"ok": True, "type": "message", "channel": channel.id, "message": shape}


def _target(call: Call) -> tuple[Channel, Message]:
    if not call.text("channel") or not call.text("timestamp"):
        raise SlackError("no_item_specified")
    channel = call.channel()
    return channel, call.workspace.message(channel, call.text("timestamp"))


def _emoji(call: Call) -> str:
    name = call.text("name").strip(":")
    if not name or not name.replace("_", "").replace("-", "").replace("+", "").replace(":", "").isalnum():
        raise SlackError("invalid_name")
    return name


METHODS: dict[str, Method] = {"reactions.add": add, "reactions.remove": remove, "reactions.get": get}
