"""What the control API tells and changes of the sandbox itself; `control` lists what each takes."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import orjson
from aiohttp import web

from sandbox.block_kinds import IN_MESSAGES
from sandbox.faults import Fault
from sandbox.limits import Limits, recipient
from sandbox.records import Json, Message
from sandbox.shapes import channel_shape, group_shape
from sandbox.workspace import Workspace

if TYPE_CHECKING:
    from sandbox.server import Sandbox


async def asked(request: web.Request) -> Json:
    """The JSON object of a request. Raises ValueError."""
    body = orjson.loads(await request.read() or b"{}")
    if not isinstance(body, dict):
        raise ValueError("The request must be a JSON object.")
    return body


async def show_counts(sandbox: Sandbox, request: web.Request) -> Json:
    """How often each person and channel was told the same thing."""
    return {"counts": counts(sandbox.workspace, request.query.get("metadata", ""))}


def counts(workspace: Workspace, metadata: str = "") -> dict[str, dict[str, int]]:
    """By person (for the conversation with the bot) or channel: how many messages of the bot's there are of each text.

    With `metadata`, of each value under this name in the metadata; messages without it are left out.
    """

    def said(message: Message) -> str:
        return str((message.metadata or {}).get("event_payload", {}).get(metadata, "")) if metadata else message.text

    found = {}
    for channel in workspace.channels.values():
        own = Counter(said(message) for message in channel.messages.values() if message.user == workspace.bot_user.id)
        del own[""]
        if own:
            found[recipient(workspace, channel.id)] = dict(own)
    return found


async def show_clock(sandbox: Sandbox, _request: web.Request) -> Json:
    """The sandbox's time."""
    return {"now": sandbox.workspace.clock.now().isoformat()}


async def move_clock(sandbox: Sandbox, request: web.Request) -> Json:
    """Move the sandbox's time."""
    wish, clock = await asked(request), sandbox.workspace.clock
    if "now" in wish:
        moment = datetime.fromisoformat(wish["now"])
        if moment.tzinfo is None:
            raise ValueError("`now` needs a time zone, such as 2026-03-02T09:00:00+01:00.")
        clock.set(moment)
    else:
        clock.move(timedelta(seconds=float(wish["move_seconds"])))
    return {"now": clock.now().isoformat()}


async def set_faults(sandbox: Sandbox, request: web.Request) -> Json:
    """Switch faults on, or all of them off."""
    wish, faults = await asked(request), sandbox.faults
    if wish.get("clear"):
        faults.clear()
    for fault in [Fault(**given) for given in wish.get("faults", [])]:
        faults.add(fault)
    faults.miss_acks = int(wish.get("miss_acks", faults.miss_acks))
    faults.duplicate_events = int(wish.get("duplicate_events", faults.duplicate_events))
    faults.reorder_events = bool(wish.get("reorder_events", faults.reorder_events))
    faults.lose_events = bool(wish.get("lose_events", faults.lose_events))
    return {}


async def show_limits(sandbox: Sandbox, _request: web.Request) -> Json:
    """What the app is held to, and how often it was refused for it."""
    limits = sandbox.limits
    return {name: getattr(limits, name) for name in ("per_minute", "one_a_second", "latency_ms", "refused")}


async def set_limits(sandbox: Sandbox, request: web.Request) -> Json:
    """Hold the app to limits from now on; those that are not named are lifted."""
    sandbox.limits = Limits(**await asked(request))
    return await show_limits(sandbox, request)


async def change_group(sandbox: Sandbox, request: web.Request) -> Json:
    """Make a user group, or give one other members, or disable it or bring it back. Raises SlackError."""
    wish, workspace = await asked(request), sandbox.workspace
    handle, members = str(wish["handle"]), [workspace.user_named(name).id for name in wish.get("members", [])]
    known = {group["handle"] for group in workspace.usergroups.values()}
    if handle not in known:
        workspace.groups.add(handle, str(wish.get("name", handle)), members)
    elif "members" in wish:
        workspace.groups.members(handle, members)
    if "disabled" in wish:
        change = workspace.groups.disable if wish["disabled"] else workspace.groups.enable
        change(handle)
    return {"usergroup": group_shape(workspace, workspace.groups.named(handle))}


async def do_deed(sandbox: Sandbox, request: web.Request) -> Json:
    """Let the host do what a visitor wishes, to its end. Raises ValueError without a guide."""
    wish = await asked(request)
    if sandbox.guide is None:
        raise ValueError("Nobody guides visitors through this sandbox.")
    return {"said": await sandbox.guide.do(str(wish["do"]))}


async def refuse_blocks(sandbox: Sandbox, request: web.Request) -> Json:
    """From now on take no messages with blocks of these kinds; with none named, all are taken."""
    refused = frozenset((await asked(request))["refused"])
    if unknown := refused - IN_MESSAGES.keys():
        raise ValueError(f"Messages have no blocks of the kind {min(unknown)!r}.")
    sandbox.workspace.refused_blocks = refused
    return {"refused": sorted(refused)}


async def share(sandbox: Sandbox, request: web.Request) -> Json:
    """Connect a channel with another organisation, invite one, or part them again. Raises SlackError."""
    wish, workspace = await asked(request), sandbox.workspace
    channel = workspace.channels.get(wish["channel"]) or workspace.channel_named(wish["channel"])
    if wish["shared"]:
        workspace.share(channel, pending=bool(wish.get("pending")))
    else:
        workspace.unshare(channel)
    return {"channel": channel_shape(workspace, channel)}


async def verify(sandbox: Sandbox, _request: web.Request) -> Json:
    """Ask the app for a challenge, as Slack does when its address is entered."""
    if sandbox.socket_mode:
        raise ValueError("The app is told of things by Socket Mode; it has no address to verify.")
    return {"verified": await sandbox.delivery.verify_url()}


async def disconnect(sandbox: Sandbox, request: web.Request) -> Json:
    """End the app's connections, with a word or without."""
    reason, count = (await asked(request)).get("reason"), sandbox.delivery.sockets.count
    match reason:
        case "drop":
            sandbox.delivery.drop_sockets()
        case "warning" | "refresh_requested" | "link_disabled":
            await sandbox.delivery.refresh_sockets(reason)
        case _:
            raise ValueError("`reason` is one of warning, refresh_requested, link_disabled, drop.")
    return {"connections": count}
