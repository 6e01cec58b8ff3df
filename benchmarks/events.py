"""Send everything that happens up to four times and in any order, and see that each thing counts once.

    python benchmarks/events.py [--quick] [--store sqlite|postgresql] [--seed N]

10,000 things (`--quick`: 1,000) reach the whole bot by Socket Mode: changes of people's names, two of each person;
answers to a pulse; kudos given with the form and with a command. Each is sent one to four times, all of them shuffled,
64 at once. Afterwards each must have been kept once, and of the two names the newer. Exits with 1 when it is otherwise.
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import random
import sys
import time
from dataclasses import dataclass, field
from datetime import timedelta

from crowds import asked, crowd
from rig import SECRET, database, folder, table
from sqlalchemy import text

from bot.config import Settings
from bot.kudos import A_DAY
from bot.pacing import Pace
from handlers import rounds, teams
from handlers.runtime import app, sender
from handlers.world import World
from sandbox import Person, Sandbox, Workspace
from sandbox.answers import Kind
from sandbox.events import event_callbacks
from sandbox.records import Change, Json
from storage import people as stored_people
from storage import welcomes

STORES = ("sqlite", "postgresql")
AT_ONCE = 64
MOST_COPIES = 4
PACE = Pace(per_minute=600_000, apart=timedelta(0))
CHANGES, SCORES = 2, 5
A_PERSON = CHANGES + 1 + A_DAY  # things that happen to each
KEPT = {
    "changes": "SELECT COUNT(*) FROM event",
    "answers": "SELECT COUNT(*) FROM answer",
    "kudos": "SELECT COUNT(*) FROM kudos",
    "messages of kudos": "SELECT COUNT(*) FROM delivery WHERE kind = 'kudos'",
}


@dataclass
class Things:
    """What happens, as Slack sends it, and what must be kept of it."""

    sent: list[tuple[Kind, Json]] = field(default_factory=list)
    expected: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KEPT, 0))

    def add(self, kind: Kind, payload: Json, *kept: str) -> None:
        """Note one thing, and under which names it must be kept."""
        self.sent.append((kind, payload))
        for name in kept:
            self.expected[name] += 1


def changes(workspace: Workspace, things: Things) -> None:
    """Everyone changes their name twice; Slack knows the times of that in seconds."""
    for person in asked(workspace):
        for number in range(1, CHANGES + 1):
            user = workspace.users[person]
            user.real_name, user.updated = f"{person} name {number}", user.updated + 60
            for payload in event_callbacks(workspace, Change("user_change", {"user": user})):
                things.add("events_api", payload, "changes")


def answers(sandbox: Sandbox, things: Things, chance: random.Random) -> None:
    """Everyone answers the question that their pulse shows first."""
    for person in map(sandbox.person, asked(sandbox.workspace)):
        message = person.dm.last
        element, where = chance.choice([*message.widgets][:SCORES]).element, message.where
        url = person.response_url(where.channel, where.message)
        payload = person.scene.block_actions(element, {}, where, sandbox.triggers.issue(person.user.id), url)
        things.add("interactive", payload, "answers")


async def kudos(sandbox: Sandbox, things: Things) -> None:
    """Everyone gives as many as may be in a day, each to someone else, by the form and by the command in turns."""
    people = asked(sandbox.workspace)
    for at, giver in enumerate(map(sandbox.person, people)):
        await giver.command("/kudos")
        for place in range(A_DAY):
            receiver, is_form = people[(at + 1 + place) % len(people)], place % 2 == 0
            kind: Kind = "interactive" if is_form else "slash_commands"
            payload = form(sandbox, giver, receiver) if is_form else command(sandbox, giver, receiver)
            things.add(kind, payload, "kudos", "messages of kudos")


def form(sandbox: Sandbox, giver: Person, receiver: str) -> Json:
    """The giver's open form, filled in for someone, as if it were another one each time."""
    giver.fill(people=[receiver], did="Rewrote the refund guide", enabled="New colleagues settle refunds alone")
    trigger = sandbox.triggers.issue(giver.user.id)
    sent = copy.deepcopy(giver.scene.view_submission(giver.modal.view, giver.modal.values, trigger, []))
    sent["view"]["id"] = f"V{giver.user.id}{receiver}"
    return sent


def command(sandbox: Sandbox, giver: Person, receiver: str) -> Json:
    """The same in one line."""
    trigger, url = sandbox.triggers.issue(giver.user.id), giver.response_url(giver.dm.channel)
    return giver.scene.command("/kudos", f"<@{receiver}> for the clear bug report", giver.dm.channel, trigger, url)


async def send(sandbox: Sandbox, things: Things, chance: random.Random) -> int:
    """Send all of it up to four times, shuffled. Returns how many payloads that were."""
    copies = [thing for thing in things.sent for _ in range(chance.randint(1, MOST_COPIES))]
    chance.shuffle(copies)
    waiting = iter(copies)

    async def take() -> None:
        for kind, payload in waiting:
            await sandbox.delivery.send(kind, payload)

    await asyncio.gather(*(take() for _ in range(AT_ONCE)))
    return len(copies)


async def found(world: World, workspace: Workspace) -> dict[str, int]:
    """What was kept, and how many people have an older name than they should."""
    kept = await world.act(
        world.workspace, lambda db: {name: int(db.run(text(query)).scalar_one()) for name, query in KEPT.items()}
    )
    known = await world.act(world.workspace, stored_people.everyone)
    stale = sum(person.name != workspace.users[person.id].real_name for person in known if person.id in workspace.users)
    return kept | {"older names": stale}


async def run(store: str, number: int, chance: random.Random) -> tuple[dict[str, int], dict[str, int], str]:
    """Let everything happen; what must be kept, what was, and a line about it."""
    people = number // A_PERSON
    workspace = crowd(people)
    with folder() as where, database(store, where) as url:
        async with Sandbox(workspace) as sandbox:
            settings = Settings(sandbox.bot_token, sandbox.app_token, SECRET, url, sandbox.api_url, "WARNING")
            async with app.connected(settings, workspace.clock.now) as world:
                world.pace = PACE
                await teams.add(world, "All", "#everyone", "@p0")
                await world.act(world.workspace, lambda db: welcomes.mark_told(db, asked(workspace), world.now()))
                await rounds.open_by_hand(world)
                await sender.send_due(world, "events")
                things = Things()
                changes(workspace, things)
                answers(sandbox, things, chance)
                await kudos(sandbox, things)
                started = time.monotonic()
                payloads = await send(sandbox, things, chance)
                line = f"{store}: {len(things.sent)} things in {payloads} payloads, {time.monotonic() - started:.0f} s"
                await world.errands_done()
                return things.expected | {"older names": 0}, await found(world, workspace), line


def main() -> None:
    """Run, print, and leave with 1 if something was kept twice, or not at all."""
    parser = argparse.ArgumentParser(description="Send everything up to four times, shuffled, and count what is kept.")
    parser.add_argument("--quick", action="store_true", help="1,000 things")
    parser.add_argument("--store", choices=STORES, help="only this one")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    rows, fine = [], True
    for store in [chosen.store] if chosen.store else STORES:
        number, chance = 1_000 if chosen.quick else 10_000, random.Random(chosen.seed)
        expected, kept, line = asyncio.run(run(store, number, chance))
        print(line)
        rows += [[store, name, expected[name], kept[name]] for name in expected]
        fine = fine and kept == expected
    table(("store", "what", "expected", "kept"), rows)
    sys.exit(not fine)


if __name__ == "__main__":
    main()
