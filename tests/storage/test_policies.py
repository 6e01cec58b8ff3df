from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from bot import policies as rules
from bot.policies import Policy, Wish
from storage import installs, policies
from storage.database import Database, Db
from storage.installs import Install

CHOSEN = Policy(
    2,
    has_fourth=False,
    has_whole_bank=False,
    has_guests=True,
    threshold=7,
    lead="U1",
    kudos_emoji="tada",
    feedback_emoji="ear",
)


async def test_all_is_as_it_ships_where_nothing_was_chosen(database: Database) -> None:
    assert await database.act("T1", policies.one) == Policy()


async def test_a_policy_comes_back_as_it_was_kept(database: Database) -> None:
    whole = rules.with_item(rules.with_own_item(CHOSEN, "Is the coffee good?"), "own-01", on=False)
    await database.act("T1", lambda db: policies.put(db, whole))
    assert await database.act("T1", policies.one) == whole
    assert await database.act("T2", policies.one) == Policy()
    on = rules.with_item(whole, "own-01", on=True)
    await database.act("T1", lambda db: policies.put(db, on))
    assert await database.act("T1", policies.one) == on


async def test_charts_are_switched_off_and_all_else_stays(database: Database) -> None:
    for before in (CHOSEN, Policy()):
        await database.act("T1", partial(policies.put, policy=before))
        await database.act("T1", policies.without_charts)
        assert await database.act("T1", policies.one) == replace(before, has_charts=False)


async def test_own_items_keep_their_order(database: Database) -> None:
    policy = Policy()
    for number in range(12):
        policy = rules.with_own_item(policy, f"Is number {number} good?")
        await database.act("T1", lambda db, policy=policy: policies.put(db, policy))
    assert await database.act("T1", policies.one) == policy


async def test_of_two_who_change_it_at_once_none_undoes_what_the_other_chose(
    postgres_url: str, second_waits: Callable[[object], Awaitable[None]]
) -> None:
    desks = [Database(postgres_url, "a secret") for _ in range(2)]
    await desks[0].act("T1", lambda db: installs.keep(db, Install("T1", "Acme", "UB")))
    done, go_on = threading.Event(), threading.Event()

    def choose(db: Db, wish: Wish) -> None:
        policies.put(db, rules.changed(policies.to_change(db), wish, is_open=False))

    def held(db: Db) -> None:
        choose(db, Wish(has_guests=True))
        done.set()
        go_on.wait(10)

    first = asyncio.create_task(desks[0].act("T1", held))
    await asyncio.to_thread(done.wait, 10)
    second = asyncio.create_task(desks[1].act("T1", lambda db: choose(db, Wish(threshold=7))))
    await second_waits(second)
    go_on.set()
    await asyncio.gather(first, second)
    policy = await desks[0].act("T1", policies.one)
    for desk in desks:
        await desk.close()
    assert (policy.has_guests, policy.threshold) == (True, 7)
