"""Server-sent events: a page hears of each change that its person may see, and fetches anew."""

from __future__ import annotations

import asyncio

import orjson
from aiohttp import web

from sandbox.people import Person
from sandbox.records import Change, Channel, Json, Message, User, View

LAST = "sandbox_stopped"


async def stream(person: Person, request: web.Request) -> web.StreamResponse:
    """Tell one page of changes until it goes away or the sandbox stops."""
    changes: asyncio.Queue[Change] = asyncio.Queue()
    response = await opened(request)
    watchers = person.workspace.watchers
    watchers.append(changes.put_nowait)
    try:
        change = await changes.get()
        while change.kind != LAST:
            if may_see(person, change):
                await response.write(b"data: " + orjson.dumps(ids(change)) + b"\n\n")
            change = await changes.get()
    except ConnectionError:
        pass  # the page is gone: there is nobody left to tell
    finally:
        watchers.remove(changes.put_nowait)
    return response


async def opened(request: web.Request) -> web.StreamResponse:
    """A stream of server-sent events that a page has just asked for."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await response.prepare(request)
    await response.write(b": connected\n\n")
    return response


def may_see(person: Person, change: Change) -> bool:
    """Whether a change is any of this person's business."""
    channel, message, view = (change.data.get(name) for name in ("channel", "message", "view"))
    if change.kind == "app_home_opened":
        return bool(change.data["user"] == person.user.id)
    if isinstance(view, View):
        return view.user == person.user.id
    if isinstance(message, Message) and message.ephemeral_to not in (None, person.user.id):
        return False
    return not isinstance(channel, Channel) or person.sees(channel)


def ids(change: Change) -> Json:
    """A change as a page needs it: its kind, and ids to fetch by."""
    named: Json = {"kind": change.kind}
    for name, thing in change.data.items():
        if isinstance(thing, Channel | User | View):
            named[name] = thing.id
        elif isinstance(thing, Message):
            named["ts"] = thing.ts
        elif isinstance(thing, str):
            named[name] = thing
    return named
