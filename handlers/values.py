"""What kudos can be about: the values of a workspace."""

from __future__ import annotations

from bot import kudos
from bot.audit import COMMAND_LINE
from handlers.world import World
from storage import audit, kudos_values
from storage.database import Db


async def values(world: World) -> list[str]:
    """The workspace's values, by the alphabet."""
    return await world.act(world.workspace, kudos_values.every)


def add(db: Db, world: World, name: str, *, by: str = COMMAND_LINE) -> str:
    """Add a value, and return it. Raises Refused for one that is empty, long or known, and for too many."""
    value = kudos.new_value(name, kudos_values.to_change(db))
    kudos_values.add(db, value)
    audit.note(db, world.change(by, "value_added", value))
    return value


def remove(db: Db, world: World, name: str, *, by: str = COMMAND_LINE) -> str:
    """Remove a value, and return it. Raises Refused where there is none of that name."""
    value = kudos.known_value(name, kudos_values.to_change(db))
    kudos_values.remove(db, value)
    audit.note(db, world.change(by, "value_removed", value))
    return value


async def add_value(world: World, name: str) -> str:
    """The same as `add`, in an act of its own."""
    return await world.act(world.workspace, lambda db: add(db, world, name))


async def remove_value(world: World, name: str) -> str:
    """The same as `remove`, in an act of its own."""
    return await world.act(world.workspace, lambda db: remove(db, world, name))
