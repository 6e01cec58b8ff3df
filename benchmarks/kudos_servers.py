"""The two bots that take `/kudos` in `benchmarks/kudos.py`: ours, and the same as Bolt's and SQLModel's documents show.

Each says that it is ready and then answers until it is killed.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import uvloop
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, create_engine, select

from benchmarks.speed.rig import SERVER_CORE, use_core
from benchmarks.speed.servers import our_bolt, say
from handlers.runtime.socket import Socket

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
MOST_A_DAY = 5


class Member(SQLModel, table=True):
    """Someone who can be thanked."""

    id: str = Field(primary_key=True)
    name: str
    is_bot: bool = False


class Thanks(SQLModel, table=True):
    """A kudos."""

    id: str = Field(primary_key=True)
    giver: str = Field(index=True)
    receiver: str
    did: str
    day: date


class Message(SQLModel, table=True):
    """A message that is still to be sent."""

    id: int | None = Field(default=None, primary_key=True)
    recipient: str
    thanks: str


def book_store(url: str) -> Callable[[str, str, str], str]:
    """A function that keeps one kudos under the same limits as ours, and returns what the giver reads."""
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def _as_safe_as_ours(connection: object, _: object) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 5000"):
            connection.execute(f"PRAGMA {pragma}")

    SQLModel.metadata.create_all(engine, tables=[model.__table__ for model in (Member, Thanks, Message)])

    def keep(mark: str, giver: str, text: str) -> str:
        receivers, did = MENTION.findall(text), MENTION.sub("", text).strip()
        today = datetime.now(UTC).date()  # noqa: TID251 - a process of its own, whose clock this is
        with Session(engine) as session:
            receiver = session.get(Member, receivers[0])
            given = select(Thanks).where(Thanks.giver == giver, Thanks.day == today)
            earlier = session.exec(given).all()
            if not receiver or receiver.is_bot or len(earlier) >= MOST_A_DAY:
                return "That did not work."
            if any(thanks.receiver == receiver.id for thanks in earlier):
                return "You have thanked them today."
            session.add(Thanks(id=mark, giver=giver, receiver=receiver.id, did=did, day=today))
            session.add(Message(recipient=receiver.id, thanks=mark))
            session.commit()
            return "Your thanks are on their way."

    return keep


async def by_the_book(api: str, url: str) -> None:
    """Bolt's handler with its defaults, and a session in a thread."""
    keep = book_store(url)
    writer = ThreadPoolExecutor(1)  # SQLite refuses a second one that has read before it writes
    bolt = AsyncApp(client=AsyncWebClient("xoxb-speed", base_url=api))

    async def on_command(ack: Callable[[str], Awaitable[None]], body: dict[str, str]) -> None:
        given = (body["trigger_id"], body["user_id"], body["text"])
        await ack(await asyncio.get_running_loop().run_in_executor(writer, keep, *given))

    bolt.command("/kudos")(on_command)
    await AsyncSocketModeHandler(bolt, "xapp-speed", web_client=bolt.client).connect_async()
    say(ready=True)
    await asyncio.Event().wait()


async def ours(api: str, url: str) -> None:
    """Our socket, our Bolt, our store."""
    async with our_bolt(api, url) as (world, bolt):

        async def address() -> str:
            return str((await world.slack.apps_connections_open(app_token="xapp-speed"))["url"])

        await Socket(bolt, address).open()
        say(ready=True)
        await asyncio.Event().wait()


SERVERS = {"book": (by_the_book, asyncio.run), "ours": (ours, uvloop.run)}

if __name__ == "__main__":
    use_core(SERVER_CORE)
    server, run = SERVERS[sys.argv[1]]
    run(server(*sys.argv[2:]))
