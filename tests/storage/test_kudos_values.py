from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from storage import installs, kudos_values
from storage.database import Database, Db
from storage.installs import Install


async def test_values_are_kept_by_the_alphabet_and_removed_however_they_are_written(database: Database) -> None:
    for name in ("Speed", "Customer first", "care"):
        await database.act("T1", lambda db, name=name: kudos_values.add(db, name))
    assert await database.act("T1", kudos_values.every) == ["care", "Customer first", "Speed"]
    await database.act("T1", lambda db: kudos_values.remove(db, "customer-first"))
    assert await database.act("T1", kudos_values.every) == ["care", "Speed"]
    assert await database.act("T2", kudos_values.every) == []


async def test_who_changes_values_waits_for_who_changes_them_now(
    postgres_url: str, second_waits: Callable[[asyncio.Task[object]], Awaitable[None]]
) -> None:
    desks = [Database(postgres_url, "a secret") for _ in range(2)]
    await desks[0].act("T1", lambda db: installs.keep(db, Install("T1", "Acme", "UB")))
    began, may_end = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def first(db: Db) -> None:
        kudos_values.to_change(db)
        loop.call_soon_threadsafe(began.set)
        asyncio.run_coroutine_threadsafe(may_end.wait(), loop).result()
        kudos_values.add(db, "Care")

    one = asyncio.create_task(desks[0].act("T1", first))
    await began.wait()
    other = asyncio.create_task(desks[1].act("T1", kudos_values.to_change))
    await second_waits(other)
    may_end.set()
    await one
    assert await other == ["Care"]
    for desk in desks:
        await desk.close()
