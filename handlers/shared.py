"""Channels that another organisation reads: nothing that is meant for a team goes there until an admin allows it.

Slack's events may be lost, late and out of order, so that none is believed: it has the channel looked at again, and
nothing is sent there before that.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import datetime

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import channels, teams
from bot import people as names
from bot.channels import SHARED, Channel
from bot.delivery import WORTH_SENDING, Delivery, Next
from bot.errors import Refused
from bot.payloads import Click, Event, text_at
from bot.teams import Team
from bot.views import channels as views
from bot.views.kit import Message
from handlers.world import Ack, World
from storage import audit, changes, people
from storage import channels as stored
from storage import digests as stored_digests
from storage import events as stored_events
from storage import teams as stored_teams
from storage.database import Db

log = logging.getLogger("heartline")
KIND = SHARED
KINDS = "public_channel,private_channel"
Known = Mapping[str, Channel | None]  # channels by id; None for one that was never looked at


async def look(world: World) -> None:
    """Look at the channels that have not been seen for a day, or for what waits to be told there."""
    wanted = await world.act(world.workspace, lambda db: _unseen(db, world.now()))
    if not wanted:
        return
    try:
        await _look_at(world, wanted)
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:  # what waits goes on waiting
        log.warning("workspace=%s act=look outcome=%s", world.workspace, type(error).__name__)


def _unseen(db: Db, now: datetime) -> Known:
    """The channels to look at, as they are known."""
    known, waiting = stored.every(db), stored.waiting(db, now + channels.LOOK_AFTER)
    places = {place for team in stored_teams.every(db) for place in team.posts_in}
    meant = [delivery for delivery in waiting if channels.is_meant(delivery)]
    needed = {one.recipient for one in meant if channels.needs_look(one, known.get(one.recipient))}
    wanted = needed | {place for place in places if channels.is_due(known.get(place), now)}
    return {place: known.get(place) for place in wanted}


async def _look_at(world: World, wanted: Known) -> None:
    """Keep what Slack says of these channels. It lists those that the bot is in, and it can post in no others."""
    now, found = world.now(), dict[str, bool]()
    async for listed in world.pages("users.conversations", "channels", types=KINDS):
        found[str(listed["id"])] = channels.is_shared(listed)
    await world.act(world.workspace, lambda db: _keep(db, world, wanted, found, now))


def _keep(db: Db, world: World, before: Known, found: Mapping[str, bool], now: datetime) -> None:
    """Keep a look at channels, but of none that has changed since it began: what came meanwhile is newer than that.

    They are looked at anew at the next beat.
    """
    known = stored.to_change(db)
    places = [place for place in sorted(before) if known.get(place) == before[place]]
    _change(db, world, known, [channels.seen(known.get(place), place, found.get(place), now) for place in places])


def _change(db: Db, world: World, known: Mapping[str, Channel], after: Collection[Channel]) -> None:
    """Keep channels as they are now, ask where something has to wait from now on, and let go where it need not."""
    stored.put(db, after)
    before = {place for place, channel in known.items() if not channel.is_open}
    for channel in after:
        if not channel.is_open and channel.id not in before:
            _ask(db, world, channel.id)
    opened = [channel.id for channel in after if channel.is_open and channel.id in before]
    stored.hasten(db, opened, world.now())
    stored_digests.mark_posted_in(db, opened)


def _ask(db: Db, world: World, channel: str) -> None:
    """Tell the workspace's admins, and those who lead the channel's teams, once for each time that it is shared."""
    concerned = {team.id for team in _teams(db, channel)}
    leads = {place.person for place in stored_teams.memberships(db) if place.team in concerned and place.is_manager}
    admins = {person.id for person in people.everyone(db) if person.is_admin and person.is_colleague}
    expires_at = world.now() + WORTH_SENDING
    told = sorted(leads | admins) if concerned else []
    changes.renew(db, [world.delivery(KIND, f"{KIND}:{channel}:{who}", who, channel, expires_at) for who in told])


def _teams(db: Db, channel: str) -> list[Team]:
    return [team for team in stored_teams.every(db) if channel in team.posts_in]


def render(db: Db, delivery: Delivery, _now: datetime) -> Message | None:
    """What admins and leads read; None when there is nothing to allow any more, or they have left."""
    channel, concerned = delivery.subject, _teams(db, delivery.subject)
    person = people.one(db, delivery.recipient)
    if not concerned or stored.may_post(db, channel) or person is None or not person.is_colleague:
        return None
    return views.shared(channel, concerned, may_confirm=person.is_admin)


def waits(db: Db, delivery: Delivery, now: datetime) -> Next | None:
    """How a delivery waits because of who reads its channel; None where it may be sent."""
    known = stored.one(db, delivery.recipient) if channels.is_meant(delivery) else None
    return channels.waits(delivery, known, now)


def confirm(db: Db, world: World, channel: str, by: str) -> None:
    """Allow digests and kudos in a shared channel. Raises Refused when it is not shared any more."""
    known = stored.to_change(db)
    _change(db, world, known, [channels.confirmed(known.get(channel), by)])
    concerned = names.listed([team.name for team in _teams(db, channel)])
    audit.note(db, world.change(by, "channel_allowed", concerned))


async def confirm_team(world: World, name: str) -> Team:
    """Allow them in the channels of a team, as they are now, on the word of an admin at the command line.

    Raises Refused when there is no team of that name or none of its channels is shared, and what Slack's calls raise.
    """
    team = await world.act(world.workspace, lambda db: teams.team_called(stored_teams.every(db), name))
    places = sorted(team.posts_in)
    known = await world.act(world.workspace, stored.every)
    await _look_at(world, {place: known.get(place) for place in places})

    def allow(db: Db) -> None:
        shared = [place for place in places if (known := stored.one(db, place)) and known.is_shared]
        if not shared:
            raise Refused("channel_not_shared")
        for place in shared:
            confirm(db, world, place, "")

    await world.act(world.workspace, allow)
    return team


async def on_confirm(world: World, click: Click) -> Ack:
    """*Post there anyway*, pressed by an admin."""

    def allow(db: Db) -> None:
        channels.may_confirm(people.one(db, click.person))
        confirm(db, world, click.value, click.person)

    await world.act(click.workspace, allow)
    world.later(world.answer(click, views.confirmed(click.value), replace=True))
    return None


async def on_change(world: World, event: Event) -> Ack:
    """A channel was shared with somebody, or is not any more."""
    channel, now = text_at(event.body, "channel"), world.now()

    def doubt(db: Db) -> None:
        known = stored.to_change(db)
        if channel in known and stored_events.remember(db, event.id, now):
            somebody_came = event.route == "channel_shared"
            _change(db, world, known, [channels.doubted(known[channel], somebody_came=somebody_came)])

    await world.act(event.workspace, doubt)
    return None
