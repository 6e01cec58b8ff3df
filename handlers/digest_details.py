"""The digest's details, in a form to read; `/pulse digest`; and digests of a week, for the command line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bot import digest_reading
from bot import stepped as starts
from bot.digests import Digest
from bot.errors import Refused
from bot.payloads import Click, Command
from bot.views import digest_details as views
from bot.views import digests as digest_views
from bot.views import stepped as stepped_views
from bot.views.kit import Block, Message
from handlers import offers
from handlers.world import Ack, World
from storage import digest_lists as lists
from storage import digests as stored
from storage import people, policies, readers, stepped
from storage.database import Db
from storage.digests import Kept

MOST = 5  # answers that Slack takes to one command


async def on_details(world: World, click: Click) -> Ack:
    """*Details* below a digest: the page, for those who read that group's digest."""
    now = world.now()
    await world.open(click, await world.act(click.workspace, lambda db: _page(db, click.person, click.value, now)))
    return None


def _page(db: Db, person: str, place: str, now: datetime) -> Block:
    kept = lists.one(db, place, _groups(db, person), now)
    if kept is None:
        raise Refused("digest_not_yours")
    begun = [starts.as_told(start, kept.week) for start in stepped.told(db, kept.group)]
    return views.page(_read(db, [kept])[kept], stepped_views.lines(begun))


async def on_digest(world: World, command: Command) -> Ack:
    """`/pulse digest`: the newest digest of each group of theirs, for their eyes alone."""
    now = world.now()
    found = await world.act(command.workspace, lambda db: _newest(db, command.person, now))
    if not found:
        raise Refused("digest_none_for_you")
    world.later(_show(world, command, found))
    return None


def _newest(db: Db, person: str, now: datetime) -> list[Message]:
    has_charts, found = policies.one(db).has_charts, lists.newest(db, _groups(db, person), now)
    newest = sorted(found, key=lambda kept: kept.week, reverse=True)[:MOST]
    digests = _read(db, newest)
    return [digest_views.message(digests[kept], f"{kept.round}:{kept.group}", has_charts) for kept in newest]


async def _show(world: World, command: Command, messages: Sequence[Message]) -> None:
    for message in messages:
        await world.answer(command, message, replace=False)


async def of_week(world: World, week: str) -> list[Digest]:
    """The digests of a week, or of the newest that has any. Raises Refused when there are none."""
    found = await world.act(world.workspace, lambda db: _read(db, lists.of_week(db, week)))
    if not found:
        raise Refused("digest_none_of_week", week=week) if week else Refused("digest_none")
    return sorted(found.values(), key=lambda digest: (digest.kind != "team", digest.team.casefold()))


def _groups(db: Db, person: str) -> frozenset[str]:
    has_guests = policies.one(db).has_guests
    return digest_reading.may_read(people.one(db, person), readers.groups(db, person), has_guests=has_guests)


def _read(db: Db, kept: Collection[Kept]) -> dict[Kept, Digest]:
    """Digests with what is so now of their practices."""
    digests = offers.filled(db, stored.some(db, [(one.round, one.group) for one in kept]))
    return {one: digests[one.round, one.group] for one in kept}
