"""chat.scheduleMessage and its kin."""

from __future__ import annotations

from sandbox.api.call import Call, Method
from sandbox.api.pages import page
from sandbox.api.posting import content, destination
from sandbox.records import Json, Message
from sandbox.shapes import message_shape


def schedule_message(call: Call) -> Json:
    """Post later, at most 120 days ahead."""
    call.required("post_at")
    channel, parts = destination(call), content(call)
    parts["thread_ts"] = call.text("thread_ts") or None
    scheduled = call.sandbox.schedule.add(channel.id, call.number("post_at", 0), parts)
    preview = message_shape(call.workspace, Message("", call.workspace.bot_user.id, is_bot=True, **scheduled.content))
    del preview["ts"]
    return {
        "ok": True,
        "scheduled_message_id": scheduled.id,
        "channel": channel.id,
        "post_at": scheduled.post_at,
        "message": preview,
    }


def delete_scheduled_message(call: Call) -> Json:
    """Think better of it."""
    call.sandbox.schedule.cancel(call.required("scheduled_message_id"), call.channel().id)
    return {"ok": True}


def list_scheduled_messages(call: Call) -> Json:
    """What waits to be posted."""
    waiting, metadata = page(call, call.sandbox.schedule.of(call.text("channel")), default=100)
    listed = [
        {
            "id": scheduled.id,
            "channel_id": scheduled.channel_id,
            "post_at": scheduled.post_at,
            "date_created": scheduled.created,
            "text": scheduled.content["text"],
        }
        for scheduled in waiting
    ]
    return {"ok": True, "scheduled_messages": listed, "response_metadata": metadata}


METHODS: dict[str, Method] = {
    "chat.scheduleMessage": schedule_message,
    "chat.deleteScheduledMessage": delete_scheduled_message,
    "chat.scheduledMessages.list": list_scheduled_messages,
}
