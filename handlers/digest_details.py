"""The digest's details, in a form to read; `/pulse digest`; and digests of a week, for the command line."""

from __future__ import annotations

from collections.abc import Sequence

from bot import digest_reading
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
    await world.open(click, await world.act(click.workspace, lambda db: _page(db, click.person, click.value)))
    return None


def _page(db: Db, person: str, place: str) -> Block:
    kept = lists.one(db, place, _groups(db, person))
    digest = _read(db, kept) if kept else None
    if kept is None or digest is None:
        raise Refused("digest_not_yours")
    return views.page(digest, stepped_views.lines(stepped.told(db, kept.team)))


async def on_digest(world: World, command: Command) -> Ack:
    """`/pulse digest`: the newest digest of each group of theirs, for their eyes alone."""
    found = await world.act(command.workspace, lambda db: _newest(db, command.person))
    if not found:
        raise Refused("digest_none_for_you")
    world.later(_show(world, command, found))
    return None


def _newest(db: Db, person: str) -> list[Message]:
    has_charts, found = policies.one(db).has_charts, lists.newest(db, _groups(db, person))
    newest = sorted(found, key=lambda kept: kept.week, reverse=True)[:MOST]
    digests = [(f"{kept.round}:{kept.team}", _read(db, kept)) for kept in newest]
    return [digest_views.message(digest, place, has_charts) for place, digest in digests if digest]


async def _show(world: World, command: Command, messages: Sequence[Message]) -> None:
    for message in messages:
        await world.answer(command, message, replace=False)


async def of_week(world: World, week: str) -> list[Digest]:
    """The digests of a week, or of the newest that has any. Raises Refused when there are none."""

    def load(db: Db) -> list[Digest]:
        every = [_read(db, kept) for kept in lists.of_week(db, week)]
        return [digest for digest in every if digest]

    found = await world.act(world.workspace, load)
    if not found:
        raise Refused("digest_none_of_week", week=week) if week else Refused("digest_none")
    return sorted(found, key=lambda digest: (digest.kind != "team", digest.team.casefold()))


def _groups(db: Db, person: str) -> frozenset[str]:
    has_guests = policies.one(db).has_guests
    return digest_reading.may_read(people.one(db, person), readers.groups(db, person), has_guests=has_guests)


def _read(db: Db, kept: Kept) -> Digest | None:
    """A digest with what is so now of its practices."""
    digest = stored.one(db, kept.round, kept.team)
    return offers.filled(db, kept.round, kept.team, digest) if digest else None
