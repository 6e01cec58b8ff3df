"""What an admin chooses for the workspace: how it asks and shows, and which items are on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from bot import audit, items, moments, policies, pulses, reliability
from bot import people as names
from bot.audit import COMMAND_LINE
from bot.items import Item
from bot.marks import Seen, Settings
from bot.people import Person
from bot.policies import Policy, Wish
from bot.pulses import Round
from bot.reliability import Reliability
from bot.schedules import Schedule
from bot.views.language import texts
from handlers.world import World
from storage import audit as changes
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
    return await world.act(world.workspace, chosen)


def chosen(db: Db) -> Chosen:
    """The same, within an act."""
    policy, schedule = stored.one(db), schedules.one(db, pulses.KIND)
    lead = stored_people.one(db, policy.lead) if policy.lead else None
    return Chosen(policy, schedule.weeks if schedule else 1, lead)


class Plan(NamedTuple):
    """What a wish would come to: the policy and the schedule as they are and as they would be.

    The schedule is None where the workspace has none yet; `last_week` is the week of its newest round, `opened` the
    one that is open.
    """

    before: Policy
    after: Policy
    known: Schedule | None
    schedule: Schedule | None
    last_week: str | None
    opened: Round | None

    @property
    def was(self) -> Settings:
        """What is chosen so far."""
        return Settings(self.before, self.known.weeks if self.known else 1)

    @property
    def comes(self) -> Settings:
        """What would be chosen then."""
        return Settings(self.after, self.schedule.weeks if self.schedule else 1)

    def told(self) -> dict[str, str]:
        """What an entry tells of it."""
        told = {"weeks": audit.written(self.comes.weeks)} if self.comes.weeks != self.was.weeks else {}
        if self.known and self.schedule and self.known.first != self.schedule.first:
            told["from_week"] = moments.week_key(self.schedule.first)
        return told | audit.chosen(self.before, self.after)


def considered(db: Db, wish: Wish, weeks: int | None, now: datetime, seen: Seen | None = None) -> Plan:
    """What a wish would come to, with nothing kept; the arguments are those of `choose`. Raises Refused as it does."""
    before, opened = stored.one(db), stored_pulses.current(db)
    colleagues = [person for person in stored_people.everyone(db) if person.is_colleague]
    named = replace(wish, lead=names.called(colleagues, wish.lead).id) if wish.lead else wish
    after = policies.changed(before, named, is_open=opened is not None)
    known, last = planning.schedule(db, before, now), planning.last_week(db)
    then = known or (pulses.begins(now, after) if weeks is not None else None)
    if then:
        then = pulses.moved(then, last, now, before, after)
    if then and weeks is not None and weeks != then.weeks:
        then = pulses.changed(then, weeks, last, now, after)
    plan = Plan(before, after, known, then, last, opened)
    if seen:
        seen.check(plan.was, plan.comes)
    return plan


def choose(
    db: Db, world: World, wish: Wish, weeks: int | None = None, *, by: str = COMMAND_LINE, seen: Seen | None = None
) -> Chosen:
    """Choose anew from the next round on; the wish's `lead` is a name as in Slack, `weeks` None for as it was.

    Raises Refused where that cannot be, or another admin has chosen otherwise since a form was `seen`; and then nothing
    may be kept.
    """
    stored.to_change(db)
    plan = considered(db, wish, weeks, world.now(), seen)
    stored.put(db, plan.after)
    if plan.schedule:
        schedules.change(db, plan.schedule)
    if told := plan.told():
        changes.note(db, world.change(by, "policy_changed", **told))
    return chosen(db)


async def change(world: World, wish: Wish, weeks: int | None = None) -> Chosen:
    """The same as `choose`, in an act of its own."""
    return await world.act(world.workspace, lambda db: choose(db, world, wish, weeks))


async def every_item(world: World) -> list[tuple[Item, bool]]:
    """All items of the bank and of the workspace's own, and whether each is on."""
    policy = (await show(world)).policy
    return [(item, item.id not in policy.off) for item in all_items(policy)]


def all_items(policy: Policy) -> tuple[Item, ...]:
    """The items of the bank, then the workspace's own."""
    return (*items.bank().values(), *policy.own)


async def known_reliability(world: World) -> dict[str, Reliability] | None:
    """How well the items of each need go together, from the weeks of the whole bank; None before the first of them."""
    found = await world.act(world.workspace, closing.products)
    return reliability.reliability(found, items.bank().values())


def set_item(db: Db, world: World, item_id: str, *, on: bool, by: str = COMMAND_LINE) -> Item:
    """Switch an item on or off. Raises Refused for one that is not known, and for the last of its need."""
    before = stored.to_change(db)
    after = policies.with_item(before, item_id, on=on)
    stored.put(db, after)
    item = next(item for item in all_items(after) if item.id == item_id)
    if before != after:
        changes.note(db, world.change(by, "item_on" if on else "item_off", texts("en").item(item)))
    return item


def new_item(db: Db, world: World, text: str, *, by: str = COMMAND_LINE) -> Item:
    """Add an item of the workspace's own. Raises Refused for words that are empty, too long or taken."""
    after = policies.with_own_item(stored.to_change(db), text)
    stored.put(db, after)
    changes.note(db, world.change(by, "item_added", after.own[-1].text))
    return after.own[-1]


async def switch(world: World, item_id: str, *, on: bool) -> Item:
    """The same as `set_item`, in an act of its own."""
    return await world.act(world.workspace, lambda db: set_item(db, world, item_id, on=on))


async def add_item(world: World, text: str) -> Item:
    """The same as `new_item`, in an act of its own."""
    return await world.act(world.workspace, lambda db: new_item(db, world, text))
