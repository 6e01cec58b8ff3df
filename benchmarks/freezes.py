"""Freeze the real bot past its lease while others go on, let it go on too, and count what people got.

    python benchmarks/freezes.py [--quick] [--no-history] [--seed N]

Five processes send from one PostgreSQL. Four of them are stopped (SIGSTOP) at random moments, which leaves messages
half sent; after 75 seconds, when the fifth has taken over what they held, they go on (SIGCONT) as if nothing had been.
Five rounds make 20 freezes (`--quick`: one round). Nothing may be lost, and at most one message a freeze may come
twice: the one that was past its last look at the lease. `mid-send` counts what the frozen were sending. Exits with 1
when it is otherwise, or when no freeze hit.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time

from crowds import OF_A_PULSE, Arrivals, Count, asked, crowd
from rig import Bot, Outbox, bots, database, environment, finished, folder, prepare, table

from sandbox import Sandbox
from sandbox.limits import Limits

PROCESSES, FROZEN = 5, 4
PER_MINUTE = 1_200
LATENCY_MS = 400.0  # long enough that something is always under way
SECONDS_FROZEN = 75.0
PATIENCE = 120.0  # outside of the day each pulse is looked at once before the notes go out
BETWEEN = 40  # messages between two rounds


async def run(rounds: int, people: int, *, may_look: bool, chance: random.Random) -> tuple[Count, int, float]:
    """Send everything, freezing; what people got, how much was mid-send, and the seconds."""
    workspace, started, held = crowd(people, may_look=may_look), time.monotonic(), 0
    with folder() as where, database("postgresql", where) as url:
        async with Sandbox(workspace, limits=Limits(latency_ms=LATENCY_MS)) as sandbox:
            given = environment(sandbox, url, PER_MINUTE)
            await prepare(given, where)
            async with bots(PROCESSES, given, where) as senders:
                await asyncio.gather(*(bot.running() for bot in senders))
                arrivals = Arrivals(workspace)
                for _ in range(rounds):
                    await arrivals.further(BETWEEN, PATIENCE)
                    held += await freeze_some(chance.sample(senders, FROZEN), Outbox(url), chance)
                await finished(Outbox(url))
                await asyncio.gather(*(bot.stop() for bot in senders))
    return Count.of(workspace, asked(workspace), OF_A_PULSE), held, time.monotonic() - started


async def freeze_some(some: list[Bot], outbox: Outbox, chance: random.Random) -> int:
    """Freeze one after another, wait, and let all go on. Returns how many messages they were sending."""
    for bot in some:
        bot.freeze()
        await asyncio.sleep(chance.uniform(0, 0.5))
    then = await asyncio.to_thread(outbox.sending)
    await asyncio.sleep(SECONDS_FROZEN / 5)  # what belongs to the one that goes on is sent by then
    left = then & await asyncio.to_thread(outbox.sending)
    await asyncio.sleep(SECONDS_FROZEN * 4 / 5)
    for bot in some:
        bot.thaw()
    return len(left)


def main() -> None:
    """Run, print, and leave with 1 if something is lost or more is doubled than may be."""
    parser = argparse.ArgumentParser(description="Freeze the bot while it sends, and count what people got.")
    parser.add_argument("--quick", action="store_true", help="4 freezes instead of 20")
    parser.add_argument("--no-history", action="store_true", help="the bot may not read what it has sent")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    rounds, people = (1, 1_000) if chosen.quick else (5, 4_500)
    chance = random.Random(chosen.seed)
    count, held, seconds = asyncio.run(run(rounds, people, may_look=not chosen.no_history, chance=chance))
    freezes = rounds * FROZEN
    allowed = held if chosen.no_history else freezes
    looks = "no" if chosen.no_history else "yes"
    row = (PROCESSES, looks, count.messages, freezes, held, count.lost, count.doubled, allowed, f"{seconds:.0f}")
    heads = ("processes", "history", "messages", "freezes", "mid-send", "lost", "doubled", "allowed", "seconds")
    table(heads, [row])
    sys.exit(bool(count.lost) or count.doubled > allowed or not held)


if __name__ == "__main__":
    main()
