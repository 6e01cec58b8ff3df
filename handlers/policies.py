"""What an admin chooses for the workspace: how it asks and shows, and which items are on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from bot import items, policies, pulses, reliability
from bot import people as names
from bot.items import Item
from bot.people import Person
from bot.policies import Policy, Wish
from bot.reliability import Reliability
from handlers.world import World
from storage import closing, planning, schedules
from storage import people as stored_people
from storage import policies as stored
from storage import pulses as stored_pulses
from storage.database import Db


class Chosen(NamedTuple):
    """A workspace's policy, how many weeks lie between its rounds, and who reads what is about the whole company."""

    policy: Policy
    weeks: int
    lead: Person | None


async def show(world: World) -> Chosen:
    """What is chosen."""
    return await world.act(world.workspace, _chosen)


def _chosen(db: Db) -> Chosen:
    policy, schedule = stored.one(db), schedules.one(db, pulses.KIND)
    lead = stored_people.one(db, policy.lead) if policy.lead else None
    return Chosen(policy, schedule.weeks if schedule else 1, lead)


async def change(world: World, wish: Wish, weeks: int | None = None) -> Chosen:
    """Choose anew from the next round on; the wish's `lead` is a name as in Slack, `weeks` None for as it was.

    Raises Refused where that cannot be, and then changes nothing.
    """
    now = world.now()

    def keep(db: Db) -> Chosen:
        policy = stored.to_change(db)
        colleagues = [person for person in stored_people.everyone(db) if person.is_colleague]
        named = replace(wish, lead=names.called(colleagues, wish.lead).id) if wish.lead else wish
        stored.put(db, policies.changed(policy, named, is_open=stored_pulses.current(db) is not None))
        if weeks is not None:
            schedules.add(db, pulses.begins(now))  # nothing, where there is one
            schedule = schedules.one(db, pulses.KIND)
            assert schedule is not None
            schedules.change(db, pulses.changed(schedule, weeks, planning.last_week(db), now))
        return _chosen(db)

    return await world.act(world.workspace, keep)


async def every_item(world: World) -> list[tuple[Item, bool]]:
    """All items of the bank and of the workspace's own, and whether each is on."""
    policy = (await show(world)).policy
    return [(item, item.id not in policy.off) for item in (*items.bank().values(), *policy.own)]


async def known_reliability(world: World) -> dict[str, Reliability] | None:
    """How well the items of each need go together, from the weeks of the whole bank; None before the first of them."""
    found = await world.act(world.workspace, closing.products)
    return reliability.reliability(found, items.bank().values())


async def switch(world: World, item_id: str, *, on: bool) -> Item:
    """Switch an item on or off. Raises Refused for one that is not known, and for the last of its need."""
    policy = await _with(world, lambda policy: policies.with_item(policy, item_id, on=on))
    return next(item for item in (*items.bank().values(), *policy.own) if item.id == item_id)


async def add_item(world: World, text: str) -> Item:
    """Add an item of the workspace's own. Raises Refused for words that are empty, too long or taken."""
    return (await _with(world, lambda policy: policies.with_own_item(policy, text))).own[-1]


async def _with(world: World, changed: Callable[[Policy], Policy]) -> Policy:
    def keep(db: Db) -> Policy:
        policy = changed(stored.to_change(db))
        stored.put(db, policy)
        return policy

    return await world.act(world.workspace, keep)
