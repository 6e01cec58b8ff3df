"""Puts messages into Slack, with plainer blocks where a workspace refuses those of the newest kinds."""

from __future__ import annotations

from typing import Any

from bot.delivery import Ambiguous, Failed
from bot.views.kit import Message
from handlers.runtime.calls import tell
from handlers.world import World


async def put(world: World, method: str, message: Message, more: dict[str, Any]) -> dict[str, Any] | Failed | Ambiguous:
    """Call a method that posts or changes a message, with what else it needs."""
    return await world.put(lambda body: tell(world, method, body | more), message)
