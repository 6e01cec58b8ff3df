"""Kill the real bot at random moments while it sends, start it again each time, and count what people got.

    python benchmarks/kills.py [--quick] [--store sqlite|postgresql] [--no-history] [--seed N]

10,000 direct messages, a note and a pulse to each person, and 200 times `kill -9` (`--quick`: 1,000 and 20), with one
process on SQLite and three at once on PostgreSQL, whose server is left alone. Nothing may be lost. Nothing may come
twice where the bot may read the history of its conversations; without that (`--no-history`) at most what was under way
at a kill.

Most kills come after a random number of further messages, so that they hit a bot that sends; one in ten comes at a
random moment of a start. `mid-send` counts the kills that left deliveries in the state `sending`, and these deliveries.
Exits with 1 when something is lost or doubled, or when no kill hit.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from dataclasses import dataclass, field

from crowds import OF_A_PULSE, Arrivals, Count, asked, crowd
from rig import Bot, Outbox, bots, database, environment, finished, folder, prepare, table

from sandbox import Sandbox
from sandbox.faults import Fault

PROCESSES = {"sqlite": 1, "postgresql": 3}
PER_MINUTE = 6_000
ANSWERED_AFTER = 0.04  # seconds; a message is there at once
SPENT_BY = 0.9  # the share of the messages by which all kills should have happened
AT_A_START, LONGEST_START = 0.1, 3.0
PATIENCE = 40.0
OTHERS_FINISH_WITHIN = 2.0


@dataclass
class Run:
    """One run against one store, and what its kills hit."""

    store: str
    kills: int
    people: int
    may_look: bool
    random: random.Random
    left: list[set[tuple[str, str]]] = field(default_factory=list)
    seconds: float = 0.0

    async def go(self) -> Count:
        """Send everything, killing, and count."""
        workspace = crowd(self.people, may_look=self.may_look)
        with folder() as where, database(self.store, where) as url:
            async with Sandbox(workspace) as sandbox:
                sandbox.faults.add(Fault("chat.postMessage", "delay", times=sys.maxsize, seconds=ANSWERED_AFTER))
                given = environment(sandbox, url, PER_MINUTE)
                await prepare(given, where)
                started = time.monotonic()
                async with bots(PROCESSES[self.store], given, where) as senders:
                    await self._kill_again_and_again(senders, Outbox(url), Arrivals(workspace))
                    await finished(Outbox(url))
                    self.seconds = time.monotonic() - started
                    await asyncio.gather(*(bot.running() for bot in senders))
                    await asyncio.gather(*(bot.stop() for bot in senders))
        return Count.of(workspace, asked(workspace), OF_A_PULSE)

    @property
    def hits(self) -> list[int]:
        """How many deliveries each kill has left in the state `sending`."""
        seen: set[tuple[str, str]] = set()
        fresh = []
        for left in self.left:
            fresh.append(len(left - seen))
            seen |= left
        return fresh

    async def _kill_again_and_again(self, senders: list[Bot], outbox: Outbox, arrivals: Arrivals) -> None:
        looks: list[asyncio.Task[set[tuple[str, str]]]] = []
        most = int(2 * SPENT_BY * self.people * OF_A_PULSE / self.kills)
        for _ in range(self.kills):
            if self.random.random() < AT_A_START:
                await asyncio.sleep(self.random.uniform(0, LONGEST_START))
            else:
                await arrivals.further(self.random.randrange(1, most), PATIENCE)
                await asyncio.sleep(self.random.uniform(0, 0.05))
            bot = self.random.choice([bot for bot in senders if bot.is_running] or senders)
            await bot.kill()
            looks.append(asyncio.create_task(left_behind(outbox, alone=len(senders) == 1)))
            if len(senders) == 1:
                await looks[-1]  # before the next process tidies up
            await bot.start()
        self.left = await asyncio.gather(*looks)


async def left_behind(outbox: Outbox, *, alone: bool) -> set[tuple[str, str]]:
    """What a dead process has left in the state `sending`; and perhaps those before it, whose leases still run."""
    then = await asyncio.to_thread(outbox.sending)
    if alone:
        return then
    await asyncio.sleep(OTHERS_FINISH_WITHIN)  # what belongs to the living is sent by then
    return then & await asyncio.to_thread(outbox.sending)


HEADS = ("store", "processes", "history", "messages", "kills", "mid-send", "lost", "doubled", "allowed", "seconds")


def row(run: Run, count: Count) -> tuple[list[object], bool]:
    """A line of the table, and whether it is as it should be."""
    allowed = 0 if run.may_look else sum(run.hits)
    hit = sum(left > 0 for left in run.hits)
    line: list[object] = [run.store, PROCESSES[run.store], "yes" if run.may_look else "no", count.messages, run.kills]
    line += [f"{hit} ({sum(run.hits)})", count.lost, count.doubled, allowed, f"{run.seconds:.0f}"]
    return line, not count.lost and count.doubled <= allowed and hit > 0


def main() -> None:
    """Run, print, and leave with 1 if something is not as it should be."""
    parser = argparse.ArgumentParser(description="Kill the bot while it sends, and count what people got.")
    parser.add_argument("--quick", action="store_true", help="1,000 messages and 20 kills")
    parser.add_argument("--store", choices=PROCESSES, help="only this one")
    parser.add_argument("--no-history", action="store_true", help="the bot may not read what it has sent")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    people, kills = (500, 20) if chosen.quick else (5_000, 200)
    rows, fine = [], True
    for store in [chosen.store] if chosen.store else PROCESSES:
        run = Run(store, kills, people, not chosen.no_history, random.Random(chosen.seed))
        line, is_fine = row(run, asyncio.run(run.go()))
        rows.append(line)
        fine = fine and is_fine
    table(HEADS, rows)
    sys.exit(not fine)


if __name__ == "__main__":
    main()
