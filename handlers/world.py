"""What every act needs from the world: the database, Slack, the clock, and ways to answer people."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.audit import Entry
from bot.delivery import Ambiguous, Delivery, Failed
from bot.errors import Refused
from bot.pacing import Pace
from bot.payloads import Click, Command
from bot.slack_codes import BLOCKS_REFUSED
from bot.views import charts, kit, words
from bot.views.kit import Block, Message
from handlers import slack_errors
from storage import policies
from storage.database import Database, Db

log = logging.getLogger("heartline")
T = TypeVar("T")
Ack = Block | None
Outcome = dict[str, Any] | Failed | Ambiguous
PAGE = 200
UNDONE = ("database_", "error ")  # how the outcomes begin after which nothing has been kept
CALL_SECONDS = 2.0  # a command or shortcut has to be acknowledged within three


@dataclass
class Home:
    """The Home tab that someone opened here: its page, and a digest of what was last published, empty if not known.

    It is in memory alone, as a row that follows what Home says would tell who has answered. One publishes at a time.
    """

    page: str = ""
    number: int = 0
    published: bytes = b""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass
class World:
    """The database, Slack, the clock: everything outside `bot`. One for the whole process, handed to every listener.

    `stale` are the ids of the teams whose people Slack says have changed: they are read again at the next beat.
    `touched` are the ids of people whose Home may say something else now, `homes` the Homes that were opened here.
    """

    db: Database
    slack: AsyncWebClient
    http: aiohttp.ClientSession
    now: Callable[[], datetime]
    workspace: str = ""
    pace: Pace = field(default_factory=Pace)
    stale: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    homes: dict[str, Home] = field(default_factory=dict)
    _errands: set[asyncio.Task[object]] = field(default_factory=set)

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

    def later(self, errand: Coroutine[Any, Any, object]) -> None:
        """Do something after the acknowledgement that may fail without harm, such as refreshing a message."""
        task: asyncio.Task[object] = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def errands_done(self) -> None:
        """Wait for all that was put off with `later`."""
        while self._errands:
            for error in await asyncio.gather(*self._errands, return_exceptions=True):
                if isinstance(error, BaseException):
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
        """Answer a command, or a click in a message: put `message` in its place, or show it to the person alone.

        A click on the Home tab, which comes without an address, is answered by what Home says then.
        """
        if not click.response_url:
            return
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

    async def call(self, method: str, **arguments: Any) -> bool:
        """Call a Slack method whose failure harms nothing but the view; it is logged once. Whether it worked."""
        try:
            async with asyncio.timeout(CALL_SECONDS):
                await self.slack.api_call(method, json=arguments)
                return True
        except SlackApiError as error:
            log.warning("act=%s outcome=%s", method, slack_errors.read(error).code or "unknown")
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("act=%s outcome=%s", method, type(error).__name__)
        return False


def say(sentence: str) -> Block:
    """The acknowledgement of a command that shows a sentence to the person alone."""
    return {"response_type": "ephemeral", "text": Message(kit.escape(sentence)).payload()["text"]}


def note(sentence: str) -> Block:
    """A modal that says one thing."""
    return kit.modal("Heartline", "note", [kit.section(kit.escape(sentence))])
