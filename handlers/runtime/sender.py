"""The sender: gives what is in the outbox to Slack, each delivery under a lease, its intent written first."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.delivery import LEASE, Ambiguous, Delivery, Failed, Next, Result, Sent, State, after
from bot.errors import Refused
from bot.views.kit import Message
from handlers import MESSAGES, slack_errors
from handlers.world import World
from storage import delivery as outbox
from storage.database import Db

log = logging.getLogger("heartline.sender")
AT_ONCE = 8
CLAIMED = 32
PAUSE_SECONDS = 0.2


async def send_due(world: World, owner: str, stopping: asyncio.Event | None = None) -> int:
    """Send everything that is due. Returns how many deliveries were taken up.

    Once `stopping` is set nothing more is begun, and what was claimed for it is given back.
    """
    stopping = stopping or asyncio.Event()
    await world.act(world.workspace, lambda db: _tidy(db, world.now()))
    taken = 0
    while not stopping.is_set():
        claimed = await world.act(world.workspace, lambda db: outbox.claim(db, owner, world.now(), CLAIMED))
        if not claimed:
            break
        taken += await _deliver_all(world, owner, claimed, stopping)
    return taken


def _tidy(db: Db, now: datetime) -> None:
    outbox.recover(db, now)
    outbox.expire(db, now)


async def _deliver_all(world: World, owner: str, claimed: Sequence[Delivery], stopping: asyncio.Event) -> int:
    """Deliver a few at once, and give back what is not begun when it is time to stop. Returns how many were begun."""
    places = asyncio.Semaphore(AT_ONCE)
    left: list[str] = []

    async def in_place(delivery: Delivery) -> None:
        async with places:
            if stopping.is_set():
                left.append(delivery.id)
            else:
                await deliver(world, owner, delivery)

    for error in await asyncio.gather(*map(in_place, claimed), return_exceptions=True):
        if error:  # its lease runs out and it is tried again; the others are not its fault
            log.error("workspace=%s act=deliver outcome=error", world.workspace, exc_info=error)
    if left:
        await world.act(world.workspace, lambda db: outbox.release(db, owner, left))
    return len(claimed) - len(left)


async def deliver(world: World, owner: str, delivery: Delivery) -> None:
    """Carry one claimed delivery through: write the intent, call Slack, write down what became of it."""
    until = world.now() + LEASE
    message = await world.act(world.workspace, lambda db: _intend(db, world.now(), owner, delivery))
    if message is None:
        return
    result = await post(world, delivery, message)
    tried = replace(delivery, attempts=delivery.attempts + 1)
    decided = after(tried, result, world.now())
    await _write_down(world, owner, delivery, decided, result, until)
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


async def _write_down(
    world: World, owner: str, delivery: Delivery, decided: Next, result: Result, until: datetime
) -> None:
    """Try until the lease ends: what is not written down is sent again, though Slack may have it."""
    sent = result if isinstance(result, Sent) else None
    for attempt in count(1):
        try:
            await world.act(world.workspace, lambda db: outbox.finish(db, delivery.id, owner, decided, sent))
        except Refused as refused:
            if world.now() >= until:
                told = (world.workspace, delivery.kind, delivery.id, refused.code)
                log.error("workspace=%s act=finish kind=%s id=%s outcome=%s", *told)
                return
            await asyncio.sleep(attempt * PAUSE_SECONDS)
        else:
            return


async def post(world: World, delivery: Delivery, message: Message) -> Result:
    """Post a message, with the delivery's nonce in its metadata, by which it can be found again."""
    metadata = {"event_type": "heartline_delivery", "event_payload": {"k": delivery.nonce}}
    payload = message.payload() | {"metadata": metadata, "unfurl_links": False, "unfurl_media": False}
    try:
        answer = await world.slack.chat_postMessage(channel=delivery.recipient, **payload)
        return Sent(str(answer["channel"]), str(answer["ts"]))
    except SlackApiError as error:
        return _failed(error)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        return Failed("connection_refused")
    except (aiohttp.ClientError, TimeoutError) as error:
        return Ambiguous(type(error).__name__)
    except (AttributeError, ValueError):  # slack_sdk takes any body for a JSON object
        return Ambiguous("unreadable")


def _failed(error: SlackApiError) -> Result:
    answer = slack_errors.read(error)
    if not answer.code or answer.status >= 500:
        return Ambiguous(f"http_{answer.status}")
    return Failed(answer.code, answer.retry_after)
