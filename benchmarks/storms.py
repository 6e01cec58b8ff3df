"""Let Slack refuse for a while (HTTP 429), and see that senders wait together and that other workspaces do not.

    python benchmarks/storms.py [--quick] [--store sqlite|postgresql]

First 20 senders share one workspace while Slack refuses everything, with a Retry-After that is absent, fractional,
long, no number, zero, negative or absurd (`--quick`: three of these, 5 senders). After a refusal nobody may call before
the time is over, and then one call at most tries whether it is. Calls that were under way when the first refusal came
are counted apart. The clock is moved through each pause in steps, so ten minutes do not take ten minutes.

Then 50 workspaces (`--quick`: 10) share one database, and one of them is refused all the time. The lateness of the
others' messages is measured beside that in a round where nobody is refused: p99 must be below 60 seconds.

Exits with 1 when one of these does not hold, or when something is lost or doubled.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta

from crowds import Count, asked, crowd
from letters import at_work, world_of, write, write_to_all
from rig import database, folder, table

from bot.pacing import Pace
from handlers.runtime import sender
from handlers.world import World
from sandbox import Sandbox, Workspace
from sandbox.clock import Clock
from sandbox.faults import Fault
from sandbox.limits import Limits
from sandbox.records import Message
from storage import delivery as outbox

STORES = ("sqlite", "postgresql")
METHOD = "chat.postMessage"
# What Slack says, and for how long at least nobody may call then. An hour is the longest that is believed.
SAID = {None: 1.0, "1.5": 1.5, "600": 600.0, "abc": 1.0, "0": 1.0, "-1": 1.0, "99999999": 3600.0}
QUICK = (None, "1.5", "600")
PEOPLE, WINDOWS, STEPS = 60, 4, 4
UNDER_WAY = 1.0  # seconds after the first refusal within which others arrive that had been sent before it
LATENCY_MS = 20.0
PATIENCE = 10.0
LATEST = 60.0
LETTERS, BEAT = 20, 1.0


@dataclass(frozen=True)
class Storm:
    """What came of one storm: calls in its first moment, tries after it, tries that came too early, and the count."""

    first: int
    tries: int
    early: int
    count: Count

    @property
    def is_fine(self) -> bool:
        """Whether everyone waited, and everything arrived once."""
        return not (self.early or self.count.lost or self.count.doubled) and self.tries >= WINDOWS


async def storm(url: str, said: str | None, senders: int) -> Storm:
    """Refuse everything with one Retry-After until the pause has ended a few times, then send the rest."""
    clock = Clock()
    workspace = crowd(PEOPLE, clock=clock)
    pace = Pace(per_minute=6_000, apart=timedelta(0))
    async with (
        Sandbox(workspace, limits=Limits(latency_ms=LATENCY_MS)) as sandbox,
        at_work(url, sandbox, pace, PATIENCE) as world,
    ):
        people = await write_to_all(world, sandbox)
        sandbox.faults.add(Fault(METHOD, "ratelimited", times=sys.maxsize, retry_after=said))
        while len(refusals := refused_at(sandbox)) < 2 or len(tries(refusals)) < WINDOWS:
            await beat(world, senders)
            clock.move(timedelta(seconds=SAID[said] / STEPS))
        sandbox.faults.clear()
        while (due := await world.act(world.workspace, outbox.next_due)) is not None:
            clock.move(max(due - world.now(), timedelta(seconds=SAID[said])))
            await beat(world, senders)
    late = tries(refusals)
    pairs = zip([refusals[0], *late], late, strict=False)
    early = sum(at - before < SAID[said] for before, at in pairs)
    return Storm(len(refusals) - len(late), len(late), early, Count.of(workspace, people))


async def beat(world: World, senders: int) -> None:
    """All senders at once send what they may."""
    await asyncio.gather(*(sender.send_due(world, f"sender {number}") for number in range(senders)))


def refused_at(sandbox: Sandbox) -> list[float]:
    """When calls were refused, by the sandbox's clock."""
    return [passage.at for passage in sandbox.traffic.passages if passage.status == "ratelimited"]


def tries(refusals: list[float]) -> list[float]:
    """The refusals of calls that were made after the first one had been answered."""
    return [at for at in refusals if at > refusals[0] + UNDER_WAY]


async def neighbours(store: str, workspaces: int, *, throttled: bool) -> tuple[list[float], int]:
    """Let many workspaces send at once. The lateness in seconds of the others' messages, and how many are missing."""
    pace = Pace(apart=timedelta(0))
    with folder() as where, database(store, where) as url:
        async with AsyncExitStack() as stack:
            boxes = [await stack.enter_async_context(Sandbox(tenant(number))) for number in range(workspaces)]
            first = await stack.enter_async_context(at_work(url, boxes[0], pace, PATIENCE))
            worlds = [first, *(world_of(first.db, first.http, box, pace) for box in boxes[1:])]
            if throttled:
                boxes[0].faults.add(Fault(METHOD, "ratelimited", times=sys.maxsize, retry_after="30"))
            started = first.now().timestamp()
            await asyncio.gather(
                *(write(world, asked(box.workspace)) for world, box in zip(worlds, boxes, strict=True))
            )
            async with asyncio.TaskGroup() as group:
                own = [group.create_task(work(world)) for world in worlds]
                await asyncio.wait(own[1:])
                own[0].cancel()
    late = [float(message.ts) - started for box in boxes[1:] for message in messages(box)]
    return late, LETTERS * (workspaces - 1) - len(late)


def tenant(number: int) -> Workspace:
    """One of many workspaces, which differ in their ids."""
    workspace = crowd(LETTERS)
    workspace.team_id = f"T{number:08d}"
    return workspace


def messages(box: Sandbox) -> list[Message]:
    """All messages of a workspace."""
    return [message for channel in box.workspace.channels.values() for message in channel.messages.values()]


async def work(world: World) -> None:
    """Send like a bot that runs, until nothing waits any more."""
    while await world.act(world.workspace, outbox.next_due) is not None:
        await sender.send_due(world, "bot")
        await asyncio.sleep(BEAT)


def storms(store: str, said: tuple[str | None, ...], senders: int) -> bool:
    """Run each storm on its own database, print a table; whether all was fine."""
    rows, fine = [], True
    for retry_after in said:
        with folder() as where, database(store, where) as url:
            seen = asyncio.run(storm(url, retry_after, senders))
        fine = fine and seen.is_fine
        count = seen.count
        rows.append([store, senders, repr(retry_after), seen.first, seen.tries, seen.early, count.lost, count.doubled])
    table(("store", "senders", "Retry-After", "under way", "tries", "too early", "lost", "doubled"), rows)
    return fine


def fairness(store: str, workspaces: int) -> bool:
    """Compare a round with one throttled workspace with one without; whether the others' p99 is fine."""
    rows, fine = [], True
    for throttled in (False, True):
        late, missing = asyncio.run(neighbours(store, workspaces, throttled=throttled))
        middle, *_, p99 = statistics.quantiles(late, n=100)[49:]
        fine = fine and not missing and (p99 < LATEST or not throttled)
        rows.append([store, workspaces, "one" if throttled else "none", f"{middle:.1f}", f"{p99:.1f}", missing])
    table(("store", "workspaces", "refused", "p50 s", "p99 s", "missing"), rows)
    return fine


def main() -> None:
    """Run, print, and leave with 1 if something is not as it should be."""
    parser = argparse.ArgumentParser(description="Let Slack refuse, and see who waits.")
    parser.add_argument("--quick", action="store_true", help="fewer storms, senders and workspaces")
    parser.add_argument("--store", choices=STORES, help="only this one")
    chosen = parser.parse_args()
    said, senders, workspaces = (QUICK, 5, 10) if chosen.quick else (tuple(SAID), 20, 50)
    fine = True
    for store in [chosen.store] if chosen.store else STORES:
        fine = storms(store, said, senders) and fine
        fine = fairness(store, workspaces) and fine
    sys.exit(not fine)


if __name__ == "__main__":
    main()
