"""The sender: gives what is in the outbox to Slack, each delivery under a lease, its intent written first."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from bot.changes import Change, after_change
from bot.delivery import (
    LEASE,
    POST,
    Ambiguous,
    Claim,
    Delivery,
    Failed,
    Look,
    Next,
    Result,
    Sent,
    after,
    reconsider,
    unneeded,
)
from bot.errors import Refused
from bot.pacing import AHEAD, Pace
from bot.views.kit import Message
from handlers import MESSAGES, homes, shared, welcomes
from handlers.runtime import history, metrics, settling, updates
from handlers.runtime.line import Front, Line
from handlers.runtime.posting import put
from handlers.world import World
from storage import delivery as outbox
from storage import gates
from storage.database import Db

log = logging.getLogger("heartline.sender")
AT_ONCE = 32
CLAIMED = 128
CLAIM_SECONDS = 0.1
TIDY_SECONDS = 5.0
LATEST_TURN = 2.0
PAUSE_SECONDS = 0.2
FIRST_CALL_SECONDS = 0.2
UNNEEDED = Ambiguous("not needed")

Progressed = Callable[[], None]
Claiming = Callable[[Db, str, datetime, int, Pace], list[Claim]]


async def send_due(
    world: World, owner: str, stopping: asyncio.Event | None = None, progressed: Progressed = lambda: None
) -> int:
    """Send everything that is due, as fast as the workspace's gate allows. Returns how many deliveries were begun.

    Those of unknown fate are looked for beside it, and sent messages are changed, each at a pace of their own. Once
    `stopping` is set nothing more is begun, and what was claimed for it is given back. `progressed` hears of each that
    came to something.
    """
    sender = Sender(world, owner, stopping or asyncio.Event(), progressed)
    await sender.run()
    return sender.begun


async def tidy(world: World) -> None:
    """Free what others left behind, and give up what came too late."""
    now = world.now()
    expired = await world.act(world.workspace, lambda db: (outbox.recover(db, now), settling.expire(db, world, now))[1])
    metrics.DELIVERIES.labels("expired").inc(expired)


@dataclass(frozen=True)
class Lane:
    """One kind of work: how it is claimed, how a claim is carried through, and what is under way."""

    claim: Claiming
    carry: Callable[[Claim], Awaitable[None]]
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    under_way: set[asyncio.Task[None]] = field(default_factory=set)


@dataclass
class Sender:
    """One round of sending, until nothing is left or it is told to stop."""

    world: World
    owner: str
    stopping: asyncio.Event
    progressed: Progressed = lambda: None
    begun: int = 0
    took: float = FIRST_CALL_SECONDS
    lines: dict[str, Line] = field(default_factory=lambda: defaultdict(Line))

    async def run(self) -> None:
        """Claim what is due, and what to look for, again and again; one that is slow holds up no other."""
        looking, changing = Lane(outbox.claim_unknown, self.look_for), Lane(outbox.claim_changes, self.deliver)
        lanes = (Lane(outbox.claim, self.deliver), looking, changing)
        tidied = -TIDY_SECONDS
        async with asyncio.TaskGroup() as group:
            while not self.stopping.is_set():
                if time.monotonic() - tidied >= TIDY_SECONDS:
                    await self._tidy()
                    tidied = time.monotonic()
                for lane in lanes:
                    for claim in await self._claim(lane.claim, CLAIMED - len(lane.under_way)):
                        task = group.create_task(self._safely(claim, lane))
                        lane.under_way.add(task)
                        task.add_done_callback(lane.under_way.discard)
                if not (under_way := {task for lane in lanes for task in lane.under_way}):
                    break
                await asyncio.wait(under_way, timeout=CLAIM_SECONDS)

    async def _tidy(self) -> None:
        try:
            await tidy(self.world)
        except Refused as refused:
            log.warning("workspace=%s act=tidy outcome=%s", self.world.workspace, refused.code)

    async def _claim(self, claim: Claiming, limit: int) -> list[Claim]:
        world = self.world
        try:
            return await world.act(world.workspace, lambda db: claim(db, self.owner, world.now(), limit, world.pace))
        except Refused as refused:  # what is under way goes on; the clock tries again
            log.warning("workspace=%s act=claim outcome=%s", world.workspace, refused.code)
            return []

    async def _safely(self, claim: Claim, lane: Lane) -> None:
        (error,) = await asyncio.gather(self._in_turn(claim, lane), return_exceptions=True)
        if error:  # it is no other delivery's fault
            await self._broken(claim, error)

    async def _in_turn(self, claim: Claim, lane: Lane) -> None:
        """Carry a claim through when its turn comes. It is given back when that is long past, or it is time to stop."""
        wait = (claim.at - self.world.now()).total_seconds()
        await asyncio.sleep(min(max(0.0, wait), AHEAD.total_seconds()))
        async with lane.places:
            late = (self.world.now() - claim.at).total_seconds()
            if self.stopping.is_set() or late > LATEST_TURN:  # several late ones at once would be too fast
                await self.world.act(
                    self.world.workspace, lambda db: settling.give_back(db, self.world, self.owner, claim)
                )
            else:
                self.begun += 1
                await lane.carry(claim)

    async def deliver(self, claim: Claim) -> None:
        """Write the intent, call Slack, write down what became of it."""
        if not claim.delivery.vanishes:
            await self._deliver(claim)
            return
        with self.lines[claim.method].joined() as front:
            await self._deliver(claim, front)

    async def _deliver(self, claim: Claim, front: Front | None = None) -> None:
        world, delivery, until = self.world, claim.delivery, self.world.now() + LEASE
        message = await world.act(world.workspace, lambda db: self._intend(db, world.now(), claim))
        if isinstance(message, Next) and not front:
            self._came_to(delivery, message)
            return
        if message is None or world.now() >= until:  # a process may be frozen, and wake up when others have its work
            return
        decided, result = await self._carry_out(delivery, message)
        if front:
            await front()
        await self._write_down(claim, decided, result, until)

    async def _carry_out(self, delivery: Delivery, message: Message | Change | Next) -> tuple[Next, Result]:
        """Call Slack, and decide what follows. What nobody needs takes as long as the last call did."""
        world, tried = self.world, replace(delivery, attempts=delivery.attempts + 1)
        if isinstance(message, Next):
            await asyncio.sleep(self.took)
            return message, UNNEEDED
        if isinstance(message, Change):
            result = await updates.change(world, message)
            return after_change(tried, result, world.now()), result
        began = time.monotonic()
        result = await post(world, delivery, message)
        self.took = time.monotonic() - began
        return after(tried, result, world.now()), result

    async def look_for(self, claim: Claim) -> None:
        """Look whether a delivery has arrived, write down what follows from it."""
        until = self.world.now() + LEASE
        look = await history.look(self.world, claim.delivery)
        await self._write_down(claim, reconsider(claim.delivery, look, self.world.now()), look, until)

    def _intend(self, db: Db, now: datetime, claim: Claim) -> Message | Change | Next | None:
        """Render the message and write down that it is about to be sent, or why not. None: not mine, not now."""
        delivery = claim.delivery
        gate = gates.state(db, claim.method, now)
        if not claim.is_probe and (gate.is_closed(now) or gate.refusals):
            settling.give_back(db, self.world, self.owner, claim)
            return None
        message = MESSAGES[delivery.kind](db, delivery, now)  # first: what is not needed there waits for nothing
        waits = (shared.waits(db, delivery, now) or welcomes.waits(db, self.world, delivery)) if message else None
        if waits:
            message = None
        unwanted = waits or unneeded(delivery, now)
        if message or delivery.vanishes:
            return (message or unwanted) if outbox.start(db, delivery.id, self.owner, now) else None
        settling.leave_gate(db, self.world, claim)
        return unwanted if settling.finish(db, self.world, self.owner, delivery, unwanted, None) else None

    async def _write_down(self, claim: Claim, decided: Next, result: Result | Look, until: datetime) -> None:
        """Try until the lease ends: what is not written down is looked for, or sent, again."""
        world = self.world
        for attempt in count(1):
            try:
                await world.act(
                    world.workspace, lambda db: settling.settle(db, world, self.owner, claim, decided, result)
                )
            except Refused as refused:
                if world.now() >= until:
                    settling.tell_unwritten(world, claim.delivery, refused.code)
                    return
                await asyncio.sleep(attempt * PAUSE_SECONDS)
            else:
                self._came_to(claim.delivery, decided)
                return

    def _came_to(self, delivery: Delivery, decided: Next) -> None:
        self.progressed()
        homes.delivered(self.world, delivery)
        settling.tell(self.world, delivery, decided)

    async def _broken(self, claim: Claim, error: BaseException) -> None:
        """A fault of ours must not come up again every minute: what was not begun, and so is surely not sent, ends."""
        world = self.world
        log.error("workspace=%s act=deliver outcome=error", world.workspace, exc_info=error)
        if not isinstance(error, Refused):  # which is the database's affair, and passes; leases run out
            fault = type(error).__name__
            with suppress(Refused):
                await world.act(world.workspace, lambda db: settling.give_up(db, world, self.owner, claim, fault))


async def post(world: World, delivery: Delivery, message: Message) -> Result:
    """Post a message, with the delivery's nonce in its metadata, by which it can be found again."""
    metadata = {"event_type": history.EVENT_TYPE, "event_payload": {"k": delivery.nonce}}
    more = {"metadata": metadata, "unfurl_links": False, "unfurl_media": False, "channel": delivery.recipient}
    answer = await put(world, POST, message, more)
    if isinstance(answer, Failed | Ambiguous):
        return answer
    return Sent(str(answer["channel"]), str(answer["ts"]))
