"""conversations.* (and users.conversations, which lists them too)."""

from __future__ import annotations

from sandbox.api.call import Call, Method, invalid_arguments
from sandbox.api.pages import cursor_to, page, start_of
from sandbox.errors import SlackError
from sandbox.records import Channel, Json, Message
from sandbox.scopes import HISTORY_BY_KIND, READ_BY_KIND
from sandbox.shapes import channel_shape, message_shape

KIND_BY_TYPE = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
LONGEST_HISTORY_PAGE = 999


def open_direct(call: Call) -> Json:
    """Open (or find) the conversation between a person and the bot."""
    workspace = call.workspace
    if call.text("channel"):
        channel = call.channel()
        if channel.kind != "im":
            raise SlackError("method_not_supported_for_channel_type")
        return _opened(call, channel, already=True)
    ids = [user_id for user_id in call.text("users").split(",") if user_id]
    if not ids:
        raise SlackError("users_list_not_supplied")
    if len(ids) > 1:
        call.need("mpim:write")
        raise invalid_arguments("[ERROR] the sandbox has no conversations of several people [json-pointer:/users]")
    if workspace.user(ids[0]).is_bot:
        raise SlackError("cannot_dm_bot")
    if workspace.user(ids[0]).deleted:
        raise SlackError("user_disabled")
    already = workspace.has_direct(ids[0])
    return _opened(call, workspace.direct(ids[0]), already=already)


def _opened(call: Call, channel: Channel, *, already: bool) -> Json:
    whole = call.flag("return_im")
    shape = channel_shape(call.workspace, channel) | {"is_open": True} if whole else {"id": channel.id}
    if whole:
        del shape["is_user_deleted"]
    return {"ok": True, "channel": shape} | ({"no_op": True, "already_open": True} if already else {})


def list_channels(call: Call) -> Json:
    """Every conversation that the app may know of, by type."""
    channels = [c for c in _of_types(call) if c.kind == "public" or call.is_member(c)]
    return _listed(call, channels)


def list_joined(call: Call) -> Json:
    """The conversations of a person, or of the bot itself; of private ones only those the bot shares."""
    user_id = call.text("user") or call.workspace.bot_user.id
    call.workspace.user(user_id)
    channels = [c for c in _of_types(call) if user_id in c.members and (c.kind == "public" or call.is_member(c))]
    return _listed(call, channels, with_counts=False)


def _of_types(call: Call) -> list[Channel]:
    types = call.text("types", "public_channel").replace(" ", "").split(",")
    unknown = [name for name in types if name not in KIND_BY_TYPE]
    if unknown:
        raise SlackError("invalid_types")
    kinds = {KIND_BY_TYPE[name] for name in types}
    for kind in kinds:
        call.need(READ_BY_KIND.get(kind, "mpim:read"))
    hidden = call.flag("exclude_archived")
    return [c for c in call.workspace.channels.values() if c.kind in kinds and not (hidden and c.is_archived)]


def _listed(call: Call, channels: list[Channel], *, with_counts: bool = True) -> Json:
    shown, metadata = page(call, channels, default=100)
    shapes = [channel_shape(call.workspace, channel) for channel in shown]
    for shape, channel in zip(shapes, shown, strict=True):
        if with_counts and channel.kind != "im":
            shape["num_members"] = len(channel.members)
        if not with_counts:
            shape.pop("is_member", None)
    return {"ok": True, "channels": shapes, "response_metadata": metadata}


def info(call: Call) -> Json:
    """One conversation."""
    channel = call.readable_channel()
    shape = channel_shape(call.workspace, channel)
    if call.flag("include_num_members"):
        shape["num_members"] = len(channel.members)
    if call.flag("include_locale"):
        shape["locale"] = "en-US"
    return {"ok": True, "channel": shape}


def members(call: Call) -> Json:
    """Who is in a conversation."""
    channel = call.readable_channel()
    shown, metadata = page(call, channel.members, default=100)
    return {"ok": True, "members": list(shown), "response_metadata": metadata}


def join(call: Call) -> Json:
    """Put the bot into a public channel."""
    channel = call.channel()
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    already = call.is_member(channel)
    call.workspace.join(channel, call.workspace.bot_user.id)
    answer: Json = {"ok": True, "channel": channel_shape(call.workspace, channel)}
    if already:
        answer |= {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    return answer


def history(call: Call) -> Json:
    """Messages of a conversation, the newest first; replies in threads and ephemeral ones are not among them."""
    channel = call.channel()
    call.need(HISTORY_BY_KIND[channel.kind])
    if not call.is_member(channel):
        raise SlackError("not_in_channel")
    limit = call.number("limit", 100)
    if not 0 < limit <= LONGEST_HISTORY_PAGE:
        raise SlackError("invalid_limit")
    start = start_of(call.text("cursor"))
    found = _between(call, channel, most=start + limit + 1)[start:]
    more = len(found) > limit
    metadata = call.flag("include_all_metadata")
    shapes = [message_shape(call.workspace, message, metadata=metadata) for message in found[:limit]]
    answer: Json = {"ok": True, "messages": shapes, "has_more": more, "pin_count": 0}
    return answer | ({"response_metadata": {"next_cursor": cursor_to(start + limit)}} if more else {})


def _between(call: Call, channel: Channel, most: int) -> list[Message]:
    """Up to `most` messages of a stretch of time, read from the newest end so that old ones cost nothing."""
    oldest, latest = _moment(call, "oldest", 0.0), _moment(call, "latest", float("inf"))
    inclusive = call.flag("inclusive")
    found: list[Message] = []
    for ts, message in reversed(channel.messages.items()):
        moment = float(ts)
        if moment < oldest or len(found) >= most:
            break
        if moment in (oldest, latest) and not inclusive:
            continue
        if moment <= latest and not message.ephemeral_to and message.thread_ts in (None, ts):
            found.append(message)
    return found


def _moment(call: Call, name: str, default: float) -> float:
    value = call.text(name)
    try:
        return float(value) if value else default
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


METHODS: dict[str, Method] = {
    "conversations.open": open_direct,
    "conversations.list": list_channels,
    "users.conversations": list_joined,
    "conversations.info": info,
    "conversations.members": members,
    "conversations.join": join,
    "conversations.history": history,
}
