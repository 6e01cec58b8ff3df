"""Let Slack fail in every way while the sender works, and count what people got.

    python benchmarks/faults.py [--quick] [--store sqlite|postgresql]

10,000 messages (`--quick`: 1,000). Of all calls, 5 % each are accepted and then cut off; answered with HTTP 500 without
and with effect; answered with an error after the effect; answered too late; cut off and taken up a little later. The
sender may look into the history of its conversations, where the same goes wrong, so nothing may be lost and nothing
come twice. Waiting costs no time here: the clock is moved to where something is due. Exits with 1 when something is
lost or doubled.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from datetime import timedelta

from crowds import Count, crowd
from letters import at_work, write_to_all
from rig import database, folder, table

from bot.pacing import Pace
from handlers.runtime import sender
from handlers.world import World
from sandbox import Sandbox
from sandbox.clock import Clock
from sandbox.faults import Fault
from storage import delivery as outbox

STORES = ("sqlite", "postgresql")
SHARE = 0.05
PATIENCE = 0.5  # how long the client waits for an answer, in seconds
TOO_LATE, A_LITTLE_LATER = 1.0, 0.2
PACE = Pace(per_minute=60_000, apart=timedelta(0))
FAULTS = (
    Fault("*", "drop_after"),
    Fault("*", "http_500"),
    Fault("*", "http_500_after", status=503),
    Fault("*", "error_after", error="internal_error"),
    Fault("*", "delay", seconds=TOO_LATE),
    Fault("*", "late", seconds=A_LITTLE_LATER),
)


async def run(store: str, people: int) -> tuple[Count, Counter[str], float]:
    """Send everything; what people got, what the calls met, and the seconds."""
    started, clock, met = time.monotonic(), Clock(), Counter[str]()
    with folder() as where, database(store, where) as url:
        async with (
            Sandbox(crowd(people, clock=clock)) as sandbox,
            at_work(url, sandbox, PACE, PATIENCE) as world,
        ):
            written_to = await write_to_all(world, sandbox)
            for fault in FAULTS:
                fault.times, fault.probability = sys.maxsize, SHARE
                sandbox.faults.add(fault)
            await send_all(world, clock)
            met.update(passage.status for passage in sandbox.traffic.passages)
    return Count.of(sandbox.workspace, written_to), met, time.monotonic() - started


async def send_all(world: World, clock: Clock) -> None:
    """Send until nothing waits any more, moving the clock over the pauses once late effects have happened."""
    while True:
        await sender.send_due(world, "faults")
        due = await world.act(world.workspace, outbox.next_due)
        if due is None:
            return
        await asyncio.sleep(A_LITTLE_LATER + 0.1)
        clock.move(max(due - world.now(), timedelta(seconds=1)))


def main() -> None:
    """Run, print, and leave with 1 if something is lost or doubled."""
    parser = argparse.ArgumentParser(description="Let Slack fail while the sender works, and count what people got.")
    parser.add_argument("--quick", action="store_true", help="1,000 messages")
    parser.add_argument("--store", choices=STORES, help="only this one")
    chosen = parser.parse_args()
    rows, fine = [], True
    for store in [chosen.store] if chosen.store else STORES:
        count, met, seconds = asyncio.run(run(store, 1_000 if chosen.quick else 10_000))
        rows.append([store, count.messages, count.lost, count.doubled, f"{seconds:.0f}"])
        fine = fine and not count.lost and not count.doubled
        print(f"{store}: of the last calls", ", ".join(f"{number} {what}" for what, number in met.most_common()))
    table(("store", "messages", "lost", "doubled", "seconds"), rows)
    sys.exit(not fine)


if __name__ == "__main__":
    main()
