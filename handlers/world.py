"""What every act needs from the world, and the one place where a listener's errors become sentences."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import aiohttp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.audit import Entry
from bot.delivery import Ambiguous, Delivery, Failed
from bot.errors import Refused
from bot.pacing import Pace
from bot.payloads import Click, Command, Event, Form, Json, Malformed, Shortcut
from bot.slack_codes import BLOCKS_REFUSED
from bot.views import charts, kit, words
from bot.views.kit import Block, Message
from handlers import slack_errors
from storage import people, policies
from storage.database import Database, Db

log = logging.getLogger("heartline")
T = TypeVar("T")
Heard = Click | Command | Form | Shortcut | Event
H = TypeVar("H", Click, Command, Form, Shortcut, Event)
Ack = Block | None
Outcome = dict[str, Any] | Failed | Ambiguous
PAGE = 200
UNDONE = ("database_", "error ")  # how the outcomes begin after which nothing has been kept
CALL_SECONDS = 2.0  # a command or shortcut has to be acknowledged within three


@dataclass
class World:
    """The database, Slack, the clock: everything outside `bot`. One for the whole process, handed to every listener.

    `stale` are the ids of the teams whose people Slack says have changed: they are read again at the next beat.
    """

    db: Database
    slack: AsyncWebClient
    http: aiohttp.ClientSession
    now: Callable[[], datetime]
    workspace: str = ""
    pace: Pace = field(default_factory=Pace)
    stale: set[str] = field(default_factory=set)
    _errands: set[asyncio.Task[None]] = field(default_factory=set)

    async def act(self, workspace: str, work: Callable[[Db], T]) -> T:
        """Run `work` in one transaction bound to one workspace: committed when it returns, undone when it raises."""
        return await self.db.act(workspace, work)

    def new_id(self) -> str:
        """A random id that says nothing."""
        return secrets.token_hex(12)

    def delivery(self, kind: str, key: str, recipient: str, subject: str, expires_at: datetime) -> Delivery:
        """A message that is due now, with new ids."""
        now, nonce = self.now(), self.new_id()
        return Delivery(self.new_id(), key, kind, recipient, subject, due_at=now, expires_at=expires_at, nonce=nonce)

    def change(self, by: str, act: str, subject: str = "", **detail: str) -> Entry:
        """What an admin changes now, to be noted in the act that changes it; see `bot.audit.Entry`."""
        return Entry(self.new_id(), self.now(), by, act, subject, detail)

    def later(self, errand: Coroutine[Any, Any, None]) -> None:
        """Do something after the acknowledgement that may fail without harm, such as refreshing a message."""
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def errands_done(self) -> None:
        """Wait for all that was put off with `later`."""
        while self._errands:
            for error in await asyncio.gather(*self._errands, return_exceptions=True):
                if error:
                    log.error("act=errand outcome=error", exc_info=error)

    async def whisper(self, person: str, channel: str, message: Message, thread: str = "") -> None:
        """Show a message to one person alone, in a channel or in the thread under one of its messages."""
        place = {"thread_ts": thread} if thread else {}
        await self.call("chat.postEphemeral", channel=channel, user=person, **place, **message.payload())

    def refuse(self, refused: Refused, person: str, channel: str, thread: str = "") -> None:
        """Tell one person why what they did in a channel came to nothing; Slack repeats what the database missed."""
        if not refused.code.startswith(UNDONE):
            self.later(self.whisper(person, channel, Message(kit.escape(words.refusal(refused))), thread))

    async def answer(self, click: Click | Command, message: Message, *, replace: bool) -> None:
        """Answer a command, or a click in a message: put `message` in its place, or show it to the person alone."""
        how = {"replace_original": replace} | ({} if replace else {"response_type": "ephemeral"})
        told = await self.put(lambda body: self._respond(click.response_url, body | how), message)
        if isinstance(told, Failed | Ambiguous):
            log.warning("workspace=%s act=answer outcome=%s", click.workspace, told.error)

    async def _respond(self, url: str, body: Block) -> Outcome:
        try:
            async with self.http.post(url, json=body) as response:
                return slack_errors.of_url(response.status, await response.read())
        except (aiohttp.ClientError, TimeoutError) as error:
            return Ambiguous(type(error).__name__)

    async def put(self, send: Callable[[Block], Awaitable[Outcome]], message: Message) -> Outcome:
        """Send a message; where Slack refuses its blocks, at once its plainer ones, as the others are surely not there.

        Where Slack says that this was for the chart, the workspace's later digests have none to begin with.
        """
        refusal = await send(message.payload())
        if not (isinstance(refusal, Failed) and refusal.error in BLOCKS_REFUSED and message.plainer):
            return refusal
        plain = await send(message.as_plainer().payload())
        if isinstance(plain, dict):
            log.warning("workspace=%s act=charts outcome=%s", self.workspace, refusal.error)
            if charts.are_refused(refusal.said, message.blocks):
                with suppress(Refused):  # the database is busy: the next digest that is refused tells it again
                    await self.act(self.workspace, policies.without_charts)
        return plain

    async def open(self, click: Click, view: Block) -> None:
        """Open a modal where someone clicked: over the one they are in, if they are in one."""
        await self.call("views.push" if click.view_id else "views.open", trigger_id=click.trigger_id, view=view)

    async def pages(self, method: str, key: str, **arguments: Any) -> AsyncIterator[Any]:
        """Every entry that a paged method lists under `key`, waiting where Slack asks to. Raises SlackApiError."""
        cursor = ""
        while True:
            page = await slack_errors.patiently(self.slack, method, {"limit": PAGE, "cursor": cursor, **arguments})
            for entry in page[key]:
                yield entry
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def call(self, method: str, **arguments: Any) -> None:
        """Call a Slack method whose failure harms nothing but the view; it is logged once."""
        try:
            async with asyncio.timeout(CALL_SECONDS):
                await self.slack.api_call(method, json=arguments)
        except SlackApiError as error:
            log.warning("act=%s outcome=%s", method, slack_errors.read(error).code or "unknown")
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("act=%s outcome=%s", method, type(error).__name__)


Listener = Callable[[World, H], Awaitable[Ack]]


def bind(
    world: World,
    read: Callable[[Json], H],
    routes: Mapping[str, Listener[H]],
    *,
    unlogged: Collection[str] = (),
) -> Callable[..., Awaitable[BoltResponse]]:
    """The listener for one kind of payload: reads it, finds its listener, and turns errors into sentences.

    What it returns is the acknowledgement, after the listener has committed. Only an event that came to nothing is not
    acknowledged: Slack repeats it, and nobody waits for an answer. Nothing is ever raised into Bolt, whose async runner
    would answer with an error three seconds later. Routes that are `unlogged` leave no line when all is well: the times
    of answers would tell who gave them.
    """

    async def on_payload(body: dict[str, Any]) -> BoltResponse:
        started, heard, outcome, ack = time.perf_counter(), None, "ok", None
        try:
            heard = read(body)
            listener = routes.get(heard.route)
            if listener is None:
                outcome = "no listener"
            else:
                ack, outcome = await _answered(world, heard, listener)
        except Refused as refused:  # the database was too busy to say in which language to refuse something
            outcome = refused.code
            ack = _told(world, heard, words.refusal(refused), refused.field)
        except Malformed as malformed:
            outcome = f"malformed {malformed}"
        except Exception:
            reference = secrets.token_hex(4)
            outcome = f"error {reference}"
            log.exception("act=%s reference=%s", _known(heard, routes), reference)
            ack = _told(world, heard, words.unexpected(reference), None)
        route, elapsed = _known(heard, routes), (time.perf_counter() - started) * 1000
        if route not in unlogged or outcome != "ok":
            log.info("workspace=%s act=%s outcome=%s ms=%.1f", world.workspace, route, outcome, elapsed)
        if isinstance(heard, Event) and outcome.startswith(UNDONE):
            return BoltResponse(status=503, body="")
        return _acknowledged(ack)

    on_payload.__name__ = f"on_{read.__name__}"
    return on_payload


async def _answered(world: World, heard: H, listener: Listener[H]) -> tuple[Ack, str]:
    """What a listener acknowledges, and the outcome; a refusal is told in the language of whoever meets it."""
    try:
        return await listener(world, heard), "ok"
    except Refused as refused:
        language = await _language(world, heard) if words.is_translated(refused) else ""
        return _told(world, heard, words.refusal(refused, language), refused.field), refused.code


async def _language(world: World, heard: Heard) -> str:
    if isinstance(heard, Event):
        return ""
    person = heard.person
    return await world.act(heard.workspace, lambda db: people.language(db, person))


def _known(heard: Heard | None, routes: Collection[str]) -> str:
    """The route for a log, where it is one of ours: what comes from a client is not written there."""
    return heard.route if heard and heard.route in routes else "?"


def _acknowledged(ack: Ack) -> BoltResponse:
    headers: dict[str, str | Sequence[str]] = {"content-type": ["application/json"]}
    return BoltResponse(status=200, body=ack, headers=headers) if ack else BoltResponse(status=200, body="")


def _told(world: World, heard: Heard | None, sentence: str, field_name: str | None) -> Ack:
    """Tell one person a sentence where they are: under the form's field, beside the message, or in a note."""
    match heard:
        case Command():
            return say(sentence)
        case Form() if field_name and field_name in heard.fields:
            return {"response_action": "errors", "errors": {field_name: sentence}}
        case Form():
            return {"response_action": "update", "view": note(sentence)}
        case Click(response_url=url) if url:
            world.later(world.answer(heard, Message(kit.escape(sentence)), replace=False))
        case Click():
            world.later(world.call("views.push", trigger_id=heard.trigger_id, view=note(sentence)))
        case Shortcut():
            world.later(world.call("views.open", trigger_id=heard.trigger_id, view=note(sentence)))
    return None


def say(sentence: str) -> Block:
    """The acknowledgement of a command that shows a sentence to the person alone."""
    return {"response_type": "ephemeral", "text": Message(kit.escape(sentence)).payload()["text"]}


def note(sentence: str) -> Block:
    """A modal that says one thing."""
    return kit.modal("Heartline", "note", [kit.section(kit.escape(sentence))])
