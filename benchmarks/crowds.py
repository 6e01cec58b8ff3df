"""People in a sandbox who should each get so many messages, and what they got."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sandbox import Manifest, User, Workspace, workings
from sandbox.clock import Clock
from sandbox.records import Change

MANIFEST = Path(__file__).resolve().parents[1] / "manifest.yml"
OPTIONAL = ("im:history", "im:write")
OF_A_PULSE = 2  # the note that comes before anybody's first pulse, and the pulse


def crowd(people: int, *, may_look: bool = True, clock: Clock | None = None) -> Workspace:
    """A workspace with so many people in one channel with the bot; without `may_look` the app cannot read history."""
    manifest = Manifest.read(MANIFEST).without(() if may_look else OPTIONAL)
    workspace = Workspace(manifest, clock=clock)
    for number in range(people):
        workspace.add_user(User(f"U{number:06d}", f"p{number}", f"Person {number}"))
    workspace.add_channel("everyone", [*workspace.users])
    return workspace


class Arrivals:
    """Counts the messages of a workspace as they come."""

    def __init__(self, workspace: Workspace) -> None:
        self._number = 0
        self._more = asyncio.Event()
        workspace.watchers.append(self._see)

    async def further(self, number: int, patience: float) -> None:
        """Wait for so many more, for so many seconds at most: the last ones may wait for a lease to end."""
        goal = self._number + number
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self._number < goal:
                    self._more.clear()
                    await self._more.wait()

    def _see(self, change: Change) -> None:
        if change.kind == "message":
            self._number += 1
            self._more.set()


@dataclass(frozen=True)
class Count:
    """What people have got, of the messages that they should have got."""

    messages: int
    lost: int
    doubled: int

    @classmethod
    def of(cls, workspace: Workspace, people: Sequence[str], each: int = 1) -> Count:
        """Count by the nonce in the metadata of what stands in everyone's conversation with the bot.

        `each` is how many messages everyone should have got; one more than that counts as doubled too.
        """
        found = workings.counts(workspace, "k")
        lost = doubled = 0
        for person in people:
            got = found.get(person, {})
            lost += max(0, each - len(got))
            doubled += sum(got.values()) - min(len(got), each)
        return cls(each * len(people), lost, doubled)


def asked(workspace: Workspace) -> list[str]:
    """Who is asked when a pulse opens: everyone but the bot."""
    return [user.id for user in workspace.users.values() if not user.is_bot]
