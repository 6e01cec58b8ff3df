"""Giving a kudos, whichever door it comes through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from bot import kudos, moments
from bot.kudos import Door, Kudos
from bot.people import named
from handlers import kudos_messages
from handlers.world import World
from storage import kudos as stored
from storage import kudos_choices, kudos_values
from storage.database import Db


@dataclass(frozen=True)
class Thanks:
    """A kudos as its giver asks for it. `id` is the same when the same form, command or reaction arrives again.

    `channel` and `ts` name the message that it is about or was given with; `is_public` where others see that.
    """

    id: str
    giver: str
    receivers: tuple[str, ...]
    did: str
    enabled: str = ""
    value: str = ""
    need: str = ""
    door: Door = Door.FORM
    channel: str = ""
    ts: str = ""
    is_public: bool = False


class Given(NamedTuple):
    """A kudos, the names of its receivers, and whether it was given just now, or had been before."""

    kudos: Kudos
    names: str
    is_new: bool


def give(db: Db, world: World, thanks: Thanks) -> Given:
    """Keep a kudos, once, and tell those who are thanked. Raises Refused."""
    known, always = kudos_choices.parties(db, thanks.giver, thanks.receivers)
    now, giver = world.now(), known.get(thanks.giver)
    day = moments.local_day(now, giver.tz if giver else "UTC")
    values = kudos_values.every(db) if thanks.value or "#" in thanks.did + thanks.enabled else []
    asked = Kudos(**vars(thanks), given_at=now, day=day)
    receivers = [known.get(receiver) for receiver in thanks.receivers]
    given = kudos.give(asked, giver, receivers, stored.of_day(db, thanks.giver, day), values)
    names = named(known.values(), given.receivers)
    if stored.keep(db, given):
        kept: Kudos | None = given
    else:
        kept = stored.revive(db, given) if given.door is Door.REACTION else None
    if kept:
        kudos_messages.tell(db, world, kept, always)
    return Given(kept or given, names, is_new=kept is not None)
