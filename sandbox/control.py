"""The control API: people and the sandbox itself by JSON, for the web page, demos and tests in any language.

USER is a person's id or name, CHANNEL a channel's id or name; `as` says who acts or looks. Every answer is a JSON
object. What cannot be done is answered with status 400 (404 for what does not exist) and
`{"ok": false, "error": "a sentence"}`.

GET /_sandbox/state?as=USER        without `as`: as the first person has it
    {"ok", "now": ISO 8601, "me": PERSON, "people": [PERSON], "usergroups": [{"handle", "name"}], "channels": [{"id",
    "name" ("" for the conversation with the bot), "kind": "public"|"private"|"im", "unread": number, "is_member",
    "is_shared": with another organisation}],
    "views": [VIEW, the top one last], "notes": [what Slack told them], "app": {"id", "name", "bot": PERSON,
    "commands": [{"command", "description", "usage_hint"}], "shortcuts": [{"name", "type": "global"|"message",
    "callback_id"}], "home_tab", "messages_writable", "connections": number},
    "guide": GUIDE or null}
    PERSON is {"id", "name", "real_name", "is_bot", "deleted", "tz"}.
    GUIDE is {"steps": [{"id", "title", "hint", "as": id of a person, "in": channel's name ("" for the conversation with
    the bot), "tab": "messages"|"home", "is_done"}], "deeds": [{"id", "label", "hint", "is_busy"}]}.
    VIEW is Slack's view object (`id`, `type`, `title`, `submit`, `close`, `blocks`, `state.values`: what the fields
    hold, …) with "errors": {block_id: sentence}.
GET /_sandbox/messages?as=USER&channel=CHANNEL&ts=TS,TS        marks the channel as read; without `channel`: the one
    with the bot; with `ts`: only those messages, as far as they are there
    {"ok", "channel": id, "read": the newest message they had read before, or "",
    "messages": [{"ts", "thread_ts" or null, "author": {"id", "name", "is_bot"}, "text", "blocks",
    "plain": the words to read, "reactions": [{"name", "count", "users": [id]}], "ephemeral", "edited",
    "state": {block_id: {action_id: what its menus hold}}, "files": [Slack's file objects]}]}, oldest first
GET /_sandbox/home?as=USER
    {"ok", "view": VIEW or null}
POST /_sandbox/act    {"as": USER, "do": …, and what it takes}    answers when the app has acknowledged
    press, select    "block_id", "action_id", "channel" and "ts" of a message or "view_id", "value": the choice (a
                     text or option value, a list of them, a user id or name, a date, …; null empties)
    suggest          the same; "value" is what was typed; the answer has "options": [Slack's option objects]
    command          "command", "text", "channel" (absent: the conversation with the bot)
    shortcut         "callback_id" (or its name), with "channel" and "ts" for one of a message's menu
    submit           "values": {block_id, label or action_id: value} to fill in first (may be absent)
    close            the modal on top
    say              "channel" (absent: the conversation with the bot), "text", "thread_ts" (may be absent)
    drop             "channel" (absent: the conversation with the bot), "name", "content": the file's bytes in Base64,
                     "text" (may be absent)
    dismiss          "channel", "ts" of a message that only they see
    edit, delete     "channel", "ts" of a message of one's own; "text" to edit it
    react, unreact   "channel", "ts", "emoji"
    open_home
    join, leave      "channel"
    quiet            "seconds": for how long from now on they have Do Not Disturb on (0: no more)
    {"ok": true, "notes": [what Slack told them meanwhile], "view": VIEW on top or null}
POST /_sandbox/guide {"do": id of a deed}        answers when it is done
    {"ok", "said": a sentence}; one deed at a time
GET /_sandbox/events?as=USER
    server-sent events: `data: {"kind", "channel", "ts", "user", "view"}` (ids, as far as they apply) for each change
    that USER may see; changes of the guide are of the kind `guide`
GET /_sandbox/traffic?after=NUMBER&bodies=1        both may be absent
    {"ok", "passages": [PASSAGE]}, oldest first
    PASSAGE is {"number", "at", "kind": "api"|"events_api"|"interactive"|"slash_commands"|"response_url", "name",
    "status", "duration_ms"}; with `bodies`, only the last 500, with "asked" and "answered": what went first and what
    came back, as text, without tokens and secrets, cut at 64 KiB
GET /_sandbox/traffic/live?after=NUMBER
    server-sent events: `id: NUMBER` and `data: PASSAGE` with bodies, for each passage as it happens
GET /_sandbox/counts?metadata=NAME        how often each person and channel was told the same thing
    {"ok", "counts": {person's or channel's id: {value of NAME in the metadata, or without NAME the text: number}}}
GET /_sandbox/clock, POST /_sandbox/clock {"now": ISO 8601} or {"move_seconds": number}
    {"ok", "now"}
POST /_sandbox/faults {"clear": true, "faults": [{"method", "kind", "times", "retry_after", "seconds", "error",
    "status", "probability"}], "miss_acks": number, "duplicate_events": number, "reorder_events": bool,
    "lose_events": bool}, all may be absent
    {"ok"}
GET /_sandbox/limits, POST /_sandbox/limits {"per_minute": number, "one_a_second": bool, "latency_ms": number}, all may
    be absent, which lifts them
    {"ok", "per_minute", "one_a_second", "latency_ms", "refused": how many calls since they were set}
POST /_sandbox/usergroup {"handle", "name", "members": [USER], "disabled": bool}        all but the handle may be absent
    {"ok", "usergroup": Slack's user group object}; a handle that is not there yet is made
POST /_sandbox/share {"channel": CHANNEL, "shared": bool, "pending": bool}        with another organisation
    {"ok", "channel": Slack's channel object}; with `pending` (may be absent) it is only invited
POST /_sandbox/blocks {"refused": [type of block]}        messages with such blocks are refused from now on
    {"ok", "refused"}
POST /_sandbox/verify        with HTTP: send Slack's url_verification
    {"ok", "verified": whether the app gave the challenge back}
POST /_sandbox/disconnect {"reason": "warning"|"refresh_requested"|"link_disabled"|"drop"}
    {"ok", "connections": how many there were}
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import orjson
from aiohttp import web

from sandbox import listening, showing, workings
from sandbox.acts import act
from sandbox.choices import NotThere
from sandbox.errors import SlackError
from sandbox.people import Person
from sandbox.records import Json
from sandbox.stream import stream
from sandbox.workings import asked

if TYPE_CHECKING:
    from sandbox.server import Sandbox

Handler = Callable[["Sandbox", web.Request], Awaitable[Json]]
MISSING = {
    "user_not_found": "There is nobody of that name here.",
    "channel_not_found": "There is no such channel.",
    "message_not_found": "There is no such message.",
    "already_reacted": "They have reacted with this already.",
    "file_not_found": "There is no such file.",
    "no_reaction": "They have not reacted with this.",
    "no_such_subteam": "There is no such user group.",
}


async def show_state(sandbox: Sandbox, request: web.Request) -> Json:
    """What a person has around them; a page that opens does not know anybody yet."""
    if "as" in request.query:
        return showing.state(viewer(sandbox, request))
    people = [user for user in sandbox.workspace.users.values() if not user.is_bot and not user.deleted]
    if not people:
        raise SlackError("user_not_found")
    return showing.state(sandbox.person(people[0].id))


async def show_messages(sandbox: Sandbox, request: web.Request) -> Json:
    """A conversation, which the person has then read."""
    person, name = viewer(sandbox, request), request.query.get("channel")
    seen = person.channel(name) if name else person.dm
    read = seen.look()
    some = request.query["ts"].split(",") if "ts" in request.query else None
    return {"channel": seen.channel.id, "read": read, "messages": showing.messages(seen, some)}


async def show_home(sandbox: Sandbox, request: web.Request) -> Json:
    """A person's Home tab."""
    home = viewer(sandbox, request).home
    return {"view": showing.view(home) if home else None}


async def do(sandbox: Sandbox, request: web.Request) -> Json:
    """Let a person do something."""
    wish = await asked(request)
    person = sandbox.person(str(wish.get("as", "")))
    told = len(person.notes)
    found = await act(person, wish)
    shown = showing.view(person.modal) if person.modal else None
    return {"notes": person.notes[told:], "view": shown, **found}


async def show_changes(sandbox: Sandbox, request: web.Request) -> web.StreamResponse:
    """Tell of changes as they happen."""
    try:
        person = viewer(sandbox, request)
    except SlackError:
        return refusal(404, MISSING["user_not_found"])
    return await stream(person, request)


def viewer(sandbox: Sandbox, request: web.Request) -> Person:
    """The person who looks. Raises SlackError `user_not_found`."""
    return sandbox.person(request.query.get("as", ""))


def refusal(status: int, sentence: str) -> web.Response:
    """An answer that says why not."""
    return web.json_response({"ok": False, "error": sentence}, status=status)


def answering(sandbox: Sandbox, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A handler whose refusals are answered in sentences."""

    async def answer(request: web.Request) -> web.Response:
        try:
            found = await handler(sandbox, request)
        except SlackError as refused:
            sentence = MISSING.get(refused.code, f"Slack says: {refused.code}.")
            return refusal(404 if refused.code.endswith("_not_found") else 400, sentence)
        except KeyError as missing:
            return refusal(400, f"{missing} is missing.")
        except (NotThere, TypeError, ValueError) as wrong:
            return refusal(400, str(wrong))
        return web.Response(body=orjson.dumps({"ok": True, **found}), content_type="application/json")

    return answer


def routes(sandbox: Sandbox) -> list[web.RouteDef]:
    """The control API's addresses."""

    async def changes(request: web.Request) -> web.StreamResponse:
        return await show_changes(sandbox, request)

    async def traffic(request: web.Request) -> web.StreamResponse:
        try:
            return await listening.stream_traffic(sandbox, request)
        except ValueError:
            return refusal(400, "`after` is the number of a passage.")

    return [
        web.get("/_sandbox/traffic/live", traffic),
        web.get("/_sandbox/events", changes),
        *(web.get(f"/_sandbox/{name}", answering(sandbox, look)) for name, look in LOOKS.items()),
        *(web.post(f"/_sandbox/{name}", answering(sandbox, deed)) for name, deed in DEEDS.items()),
    ]


LOOKS: dict[str, Handler] = {
    "state": show_state,
    "messages": show_messages,
    "home": show_home,
    "traffic": listening.show_traffic,
    "counts": workings.show_counts,
    "clock": workings.show_clock,
    "limits": workings.show_limits,
}
DEEDS: dict[str, Handler] = {
    "act": do,
    "guide": workings.do_deed,
    "clock": workings.move_clock,
    "faults": workings.set_faults,
    "limits": workings.set_limits,
    "usergroup": workings.change_group,
    "share": workings.share,
    "blocks": workings.refuse_blocks,
    "verify": workings.verify,
    "disconnect": workings.disconnect,
}
