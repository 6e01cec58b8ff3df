from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable

from storage import installs, locks
from storage.database import Database, Db
from storage.installs import Install


async def test_who_would_hold_a_workspace_waits_for_the_one_who_does_and_for_no_other(
    postgres_url: str, second_waits: Callable[[object], Awaitable[None]]
) -> None:
    desks = [Database(postgres_url, "a secret") for _ in range(2)]
    for workspace in ("T1", "T2"):
        await desks[0].act(workspace, lambda db: installs.keep(db, Install(db.workspace, "Acme", "UB")))
    held, go_on = threading.Event(), threading.Event()

    def hold(db: Db) -> None:
        locks.workspace(db)
        held.set()
        go_on.wait(10)

    first = asyncio.create_task(desks[0].act("T1", hold))
    await asyncio.to_thread(held.wait, 10)
    await desks[1].act("T2", locks.workspace)
    second = asyncio.create_task(desks[1].act("T1", locks.workspace))
    await second_waits(second)
    go_on.set()
    await asyncio.gather(first, second)
    for desk in desks:
        await desk.close()
