"""The sender: gives what is in the outbox to Slack, each delivery under a lease, its intent written first."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.delivery import Ambiguous, Delivery, Failed, Next, Result, Sent, State, after
from bot.views.kit import Message
from handlers import MESSAGES
from handlers.world import World
from storage import delivery as outbox
from storage.database import Db

log = logging.getLogger("heartline.sender")
AT_ONCE = 8
CLAIMED = 32


async def send_due(world: World, owner: str) -> int:
    """Send everything that is due. Returns how many deliveries were taken up."""
    await world.act(world.workspace, lambda db: _tidy(db, world.now()))
    taken = 0
    while claimed := await world.act(world.workspace, lambda db: outbox.claim(db, owner, world.now(), CLAIMED)):
        taken += len(claimed)
        places = asyncio.Semaphore(AT_ONCE)
        tries = [_in_place(places, world, owner, delivery) for delivery in claimed]
        for error in await asyncio.gather(*tries, return_exceptions=True):
            if error:  # its lease runs out and it is tried again; the others are not its fault
                log.error("workspace=%s act=deliver outcome=error", world.workspace, exc_info=error)
    return taken


def _tidy(db: Db, now: datetime) -> None:
    outbox.recover(db, now)
    outbox.expire(db, now)


async def _in_place(places: asyncio.Semaphore, world: World, owner: str, delivery: Delivery) -> None:
    async with places:
        await deliver(world, owner, delivery)


async def deliver(world: World, owner: str, delivery: Delivery) -> None:
    """Carry one claimed delivery through: write the intent, call Slack, write down what became of it."""
    message = await world.act(world.workspace, lambda db: _intend(db, world.now(), owner, delivery))
    if message is None:
        return
    result = await post(world, delivery, message)
    tried = replace(delivery, attempts=delivery.attempts + 1)
    decided = after(tried, result, world.now())
    sent = result if isinstance(result, Sent) else None
    await world.act(world.workspace, lambda db: outbox.finish(db, delivery.id, owner, decided, sent))
    if decided.error:
        log.warning(
            "workspace=%s act=deliver kind=%s outcome=%s error=%s attempt=%d",
            world.workspace,
            delivery.kind,
            decided.state,
            decided.error,
            tried.attempts,
        )


def _intend(db: Db, now: datetime, owner: str, delivery: Delivery) -> Message | None:
    """Render the message and write down that it is about to be sent. None: it is not mine any more, or not wanted."""
    if not outbox.start(db, delivery.id, owner, now):
        return None
    message = MESSAGES[delivery.kind](db, delivery, now)
    if message is None:
        outbox.finish(db, delivery.id, owner, Next(State.SKIPPED, now), None)
    return message


async def post(world: World, delivery: Delivery, message: Message) -> Result:
    """Post a message, with the delivery's nonce in its metadata, by which it can be found again."""
    metadata = {"event_type": "heartline_delivery", "event_payload": {"k": delivery.nonce}}
    try:
        answer = await world.slack.chat_postMessage(
            channel=delivery.recipient, **message.payload(), metadata=metadata, unfurl_links=False, unfurl_media=False
        )
    except SlackApiError as error:
        return _refused(error)
    except aiohttp.ClientConnectorError:
        return Failed("connection_refused")
    except (aiohttp.ClientError, TimeoutError) as error:
        return Ambiguous(type(error).__name__)
    return Sent(str(answer["channel"]), str(answer["ts"]))


def _refused(error: SlackApiError) -> Result:
    response = error.response
    if response.status_code >= 500:
        return Ambiguous(f"http_{response.status_code}")
    wait = str(response.headers.get("Retry-After", ""))
    code = response.get("error") or "unknown_error"
    return Failed(str(code), float(wait) if wait.replace(".", "", 1).isdigit() else None)
