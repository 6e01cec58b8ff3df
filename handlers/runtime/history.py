"""Looks whether a message of unknown fate has arrived: its nonce is in the metadata of what a channel has kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from bot.delivery import Ambiguous, Delivery, Failed, Look, NotThere, Sent
from handlers.runtime.calls import ask
from handlers.world import World

CLOCKS_APART = timedelta(hours=1)  # how far our clock and Slack's may differ
PAGE = 100
EVENT_TYPE = "heartline_delivery"


async def look(world: World, delivery: Delivery) -> Look:
    """Whether Slack has what was last attempted of a delivery; Failed or Ambiguous where that cannot be told."""
    channel = delivery.channel or delivery.recipient
    if channel.startswith(("U", "W")):  # a person: their conversation with us has an id of its own
        opened = await ask(world, "conversations.open", {"users": channel})
        if isinstance(opened, Failed | Ambiguous):
            return opened
        channel = str(opened["channel"]["id"])
    return await _search(world, channel, delivery)


async def _search(world: World, channel: str, delivery: Delivery) -> Look:
    oldest = (delivery.attempted_at or delivery.due_at) - CLOCKS_APART
    asked = {"channel": channel, "oldest": f"{oldest.timestamp():.6f}", "include_all_metadata": "true", "limit": PAGE}
    while True:
        page = await ask(world, "conversations.history", asked)
        if isinstance(page, Failed | Ambiguous):
            return page
        if not isinstance(page.get("messages"), list):
            return Ambiguous("unreadable")
        if ts := _found(page["messages"], delivery.nonce):
            return Sent(channel, ts)
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return NotThere()
        asked |= {"cursor": cursor}
        await asyncio.sleep(60 / world.pace.looks_per_minute)


def _found(messages: Iterable[Mapping[str, Any]], nonce: str) -> str | None:
    for message in messages:
        metadata = message.get("metadata") or {}
        if metadata.get("event_type") == EVENT_TYPE and metadata.get("event_payload", {}).get("k") == nonce:
            return str(message["ts"])
    return None
