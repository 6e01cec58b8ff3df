"""The Home tab, composed and published: at once when someone asks for it, and again when it says something else."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from datetime import datetime

import orjson

from bot import home as rules
from bot.delivery import DIGEST, Delivery
from bot.errors import Refused
from bot.home import Place, Teams
from bot.views import home as views
from bot.views import home_teams, home_you, set_up
from bot.views.kit import Block
from bot.views.language import texts
from handlers import offers
from handlers.world import Home, World
from storage import home as stored
from storage import people
from storage import set_up as stored_set_up
from storage.database import Db

log = logging.getLogger("heartline")
FOLLOWING = (rules.TEAMS, rules.SET_UP)


async def publish(world: World, person: str, page: str = "", number: int = 0) -> None:
    """Show someone their Home: a page of it and, of a list there, a part; without a page the one they had open last."""
    opened = world.homes.setdefault(person, Home())
    if page:
        opened.page, opened.number = page, number
    opened.published = b""
    await _bring(world, person, opened)


async def refresh(world: World) -> None:
    """Show those who opened their Home here what has changed in it; the clock calls this again and again."""
    touched = sorted(world.touched & world.homes.keys())
    world.touched.clear()
    for person in touched:
        await _bring(world, person, world.homes[person])


def follow(world: World) -> None:
    """Have the Homes looked at again that are open here on a page which tells of rounds and digests: one has changed.

    Those who have them open may be asked nothing, so that no message for them would do it.
    """
    world.touched.update(person for person, opened in world.homes.items() if opened.page in FOLLOWING)


def delivered(world: World, delivery: Delivery) -> None:
    """Have the Homes looked at again of those whom it concerns that a message came to something."""
    world.touched.add(delivery.recipient)
    if delivery.kind == DIGEST:
        follow(world)


async def _bring(world: World, person: str, opened: Home) -> None:
    """Publish someone's Home where it says something else than what was published last, one at a time."""
    async with opened.turn:
        now, wanted = world.now(), Place(opened.page, opened.number)
        try:
            shown = await world.act(world.workspace, lambda db: view(db, person, wanted, now))
        except Refused as refused:  # the database is away or busy: the next beat tries again
            log.warning("workspace=%s act=home outcome=%s", world.workspace, refused.code)
            world.touched.add(person)
            return
        mark = hashlib.sha256(orjson.dumps(shown)).digest()
        if mark != opened.published:
            worked = await world.call("views.publish", user_id=person, view=shown)
            opened.published = mark if worked else b""


def view(db: Db, person: str, wanted: Place, now: datetime) -> Block:
    """What someone's Home says on the page that they want, if it is theirs."""
    reader = stored.reader(db, person)
    if reader is None:
        return views.nobody()
    place, t = rules.shown(wanted, reader), texts(people.language(db, person))
    match place.page:
        case rules.TEAMS:
            blocks = home_teams.blocks(_filled(db, stored.led(db, reader, place.number, now)))
        case rules.SET_UP:
            blocks = set_up.blocks(stored_set_up.facts(db, place.number, now), reader.person.tz)
        case _:
            blocks = home_you.blocks(stored.you(db, reader, now), t)
    return views.view(reader, place, blocks, t)


def _filled(db: Db, led: Teams) -> Teams:
    """The groups with what their digests offer and what was tried, as it stands now."""
    kept = {(group.round, group.group): group.digest for group in led.groups if group.digest}
    filled = offers.filled(db, kept)
    return replace(led, groups=[replace(one, digest=filled.get((one.round, one.group))) for one in led.groups])
