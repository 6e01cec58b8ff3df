"""The way to the bot: what people do and what Slack tells it, handed to one of the processes that are up."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Any

import orjson
from slack_bolt.response import BoltResponse

from sandbox.answers import Answer, Kind
from sandbox.events import callback
from sandbox.response_urls import ResponseUrls
from sandbox.shapes import user_shape
from sandbox.workspace import Workspace
from tests.simulation.bot import Bot
from tests.simulation.ledger import OPERATION, Ledger, Operation

ACK_SECONDS = 3.0
AGAIN_AFTER = (0.0, 60.0, 300.0)  # Slack sends an event up to four times
NOBODY = Answer(acked=False, reason="timeout")


class Road:
    """In the place of the sandbox's own delivery. `lost_acks` is how many acknowledgements of a hundred are lost."""

    def __init__(self, workspace: Workspace, chance: Random, ledger: Ledger, lost_acks: float) -> None:
        self.response_urls = ResponseUrls(workspace)
        self.asked_by: dict[str, Operation] = {}
        self.bots: list[Bot] = []
        self.lost_acks = lost_acks
        self._workspace = workspace
        self._chance = chance
        self._ledger = ledger

    async def send(self, kind: Kind, payload: dict[str, Any]) -> Answer:
        """Give one payload to the bot, and wait three seconds for its acknowledgement."""
        operation = OPERATION.get()
        if operation and (url := payload.get("response_url")):
            self.asked_by[url] = operation
        up = [bot for bot in self.bots if bot.life.is_listening]
        if not up:
            return self._answered(operation, NOBODY)
        task = self._chance.choice(up).hear(payload)
        if operation:
            operation.reached = True
            task.add_done_callback(lambda _: self._over(operation))
        await asyncio.wait([task], timeout=ACK_SECONDS)
        if not task.done() or task.cancelled() or task.exception() or self._chance.random() * 100 < self.lost_acks:
            return self._answered(operation, NOBODY)
        return self._answered(operation, answer_of(task.result()))

    def _over(self, operation: Operation) -> None:
        operation.ended = asyncio.get_running_loop().time()

    def _answered(self, operation: Operation | None, answer: Answer) -> Answer:
        self._ledger.note("ack", answer.acked, orjson.dumps(answer.payload or {}, option=orjson.OPT_SORT_KEYS))
        if operation:
            operation.is_acked = answer.acked
            operation.was_told += [text for text in texts(answer.payload) if text]
        return answer

    async def tell_of(self, user_id: str, copies: int) -> None:
        """Tell the bot of a change to someone, as that person is now: several times, and again until it is heard."""
        user = user_shape(self._workspace, self._workspace.user(user_id))
        event = {"type": "user_change", "user": user, "cache_ts": self._workspace.epoch()}
        payload = callback(self._workspace, event, shared=False) | {"event_id": f"Ev{self._chance.getrandbits(48):X}"}
        await asyncio.gather(*[self._once(payload, user) for _ in range(copies)])

    async def _once(self, payload: dict[str, Any], user: dict[str, Any]) -> None:
        await asyncio.sleep(self._chance.uniform(0, 90))
        for pause in (*AGAIN_AFTER, None):
            if (await self.send("events_api", payload)).acked:
                self._ledger.heard(user["id"], user["updated"])
                return
            if pause is not None:
                await asyncio.sleep(pause)


def answer_of(response: BoltResponse) -> Answer:
    """What Slack makes of the bot's response."""
    if response.status != 200:
        return NOBODY
    return Answer(acked=True, payload=orjson.loads(response.body) if response.body else None)


def texts(payload: Any) -> list[str]:
    """Every text in a payload."""
    if isinstance(payload, dict):
        own = [payload["text"]] if isinstance(payload.get("text"), str) else []
        return own + [text for value in payload.values() for text in texts(value)]
    return [text for value in payload for text in texts(value)] if isinstance(payload, list) else []
