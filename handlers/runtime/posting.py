"""Puts messages into Slack, with plainer blocks where a workspace refuses those of the newest kinds."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from typing import Any

from bot.delivery import Ambiguous, Failed
from bot.errors import Refused
from bot.slack_codes import BLOCKS_REFUSED
from bot.views.kit import Message
from handlers import policies
from handlers.runtime.calls import tell
from handlers.world import World

log = logging.getLogger("heartline.sender")


async def put(world: World, method: str, message: Message, more: dict[str, Any]) -> dict[str, Any] | Failed | Ambiguous:
    """Call a method that posts or changes a message, with what else it needs.

    Blocks that are refused are surely not posted, so the plainer ones follow at once. When those are taken, the
    workspace's later digests have no charts to begin with.
    """
    answer = await tell(world, method, message.payload() | more)
    if not (isinstance(answer, Failed) and answer.error in BLOCKS_REFUSED and message.plainer):
        return answer
    plain = await tell(world, method, replace(message, blocks=message.plainer).payload() | more)
    if isinstance(plain, dict):
        log.warning("workspace=%s act=charts outcome=%s", world.workspace, answer.error)
        with suppress(Refused):  # the database is busy: the next digest that is refused tells it again
            await world.act(world.workspace, policies.without_charts)
    return plain
