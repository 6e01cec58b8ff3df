"""Teams: set up by an admin from a channel, listed, removed."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import moments, privacy, teams
from bot.delivery import WORTH_SENDING, Delivery
from bot.errors import Refused
from bot.people import Person
from bot.teams import Membership, Team
from bot.views import teams as views
from bot.views.kit import Message
from handlers import slack_errors
from handlers.world import World
from storage import delivery as outbox
from storage import people as stored_people
from storage import teams as stored
from storage.database import Db

log = logging.getLogger("heartline")
NOT_POSTED = "not_posted"
NOT_THERE = frozenset({"channel_not_found", "not_in_channel", "missing_scope"})


@dataclass(frozen=True)
class Roster:
    """A team as an admin sees it: who answers, who leads, and how many are in another team already and count there."""

    team: Team
    members: tuple[Person, ...]
    managers: tuple[Person, ...]
    counted_elsewhere: int
    bot_is_there: bool = True

    @property
    def is_small(self) -> bool:
        """Whether it can never show scores of its own."""
        return len(self.members) - self.counted_elsewhere < privacy.SMALLEST_TEAM


async def add(world: World, name: str, channel: str, manager: str) -> Roster:
    """Make a team of a channel's members. `channel` is a name or an id, `manager` a name as in Slack or an id.

    Raises Refused when one of them is unknown, the name or the channel is taken, or nobody there takes part.
    """
    found = await _channel(world, channel)
    channel_id, bot_is_there = str(found["id"]), bool(found.get("is_member"))
    ids = await _members(world, channel, channel_id)
    team_id = world.new_id()

    def keep(db: Db) -> Roster:
        people = {person.id: person for person in stored_people.everyone(db)}
        existing = stored.every(db)
        checked = teams.checked_name(name, [team.name for team in existing])
        if taken := [team for team in existing if team.channel == channel_id]:
            raise Refused("team_channel_taken", channel=channel, name=taken[0].name)
        lead = _manager(people.values(), manager)
        places = _places(team_id, people, ids, {lead.id})
        if all(place.is_manager for place in places):
            raise Refused("team_empty", channel=channel)
        stored.add(db, Team(team_id, checked, channel_id, stored.next_offset(db)), places)
        return _roster(db, Team(team_id, checked, channel_id, 0), people)

    return replace(await world.act(world.workspace, keep), bot_is_there=bot_is_there)


async def follow(world: World) -> None:
    """Bring every team in step with the people of its channel. One whose channel cannot be read stays as it is."""
    for team in await world.act(world.workspace, stored.every):
        try:
            ids = await _members(world, team.name, team.channel)
        except (Refused, SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("workspace=%s act=follow outcome=%s team=%s", world.workspace, type(error).__name__, team.id)
        else:
            await world.act(world.workspace, partial(_renew, team_id=team.id, ids=ids))


def _renew(db: Db, team_id: str, ids: list[str]) -> None:
    people = {person.id: person for person in stored_people.everyone(db)}
    leads = {place.person for place in stored.memberships(db) if place.team == team_id and place.is_manager}
    stored.replace_members(db, team_id, _places(team_id, people, ids, leads))


def _places(team_id: str, people: dict[str, Person], ids: list[str], leads: set[str]) -> list[Membership]:
    """The places of a team: those of its channel who take part, and whoever leads it, in the channel or not."""
    members = [i for i in ids if i in people and people[i].takes_part and i not in leads]
    return [Membership(team_id, i) for i in members] + [Membership(team_id, i, is_manager=True) for i in sorted(leads)]


def tell_managers(db: Db, world: World, failed: Delivery, code: str) -> None:
    """Tell those who lead a channel's team, once a week, that Slack takes nothing for it."""
    team = next((team for team in stored.every(db) if team.channel == failed.recipient), None)
    if team is None:
        return
    now, subject = world.now(), f"{team.id}:{code}"
    key = f"{NOT_POSTED}:{team.id}:{moments.week_key(now.date())}"
    leads = [place.person for place in stored.memberships(db) if place.team == team.id and place.is_manager]
    told = (world.delivery(NOT_POSTED, f"{key}:{lead}", lead, subject, now + WORTH_SENDING) for lead in leads)
    outbox.enqueue(db, told)


def render_not_posted(db: Db, delivery: Delivery, _now: datetime) -> Message | None:
    """What someone who leads a team reads when nothing can be posted in its channel; None when they have left."""
    team_id, _, code = delivery.subject.partition(":")
    team, person = stored.one(db, team_id), stored_people.one(db, delivery.recipient)
    return views.not_posted(team, code) if team and person and person.takes_part else None


async def listed(world: World) -> list[Roster]:
    """All teams with their people."""

    def load(db: Db) -> list[Roster]:
        people = {person.id: person for person in stored_people.everyone(db)}
        return [_roster(db, team, people) for team in stored.every(db)]

    return await world.act(world.workspace, load)


async def remove(world: World, name: str) -> Team:
    """Remove a team; its past digests stay. Raises Refused when there is none of that name."""

    def drop(db: Db) -> Team:
        existing = stored.every(db)
        found = next((team for team in existing if team.name.casefold() == name.strip().casefold()), None)
        if found is None:
            known = f"The teams are: {', '.join(team.name for team in existing)}." if existing else "No team is set up."
            raise Refused("team_unknown", name=name, known=known)
        stored.remove(db, found.id)
        return found

    return await world.act(world.workspace, drop)


def _roster(db: Db, team: Team, people: dict[str, Person]) -> Roster:
    places = stored.memberships(db)
    here = [place for place in places if place.team == team.id and place.person in people]
    members = tuple(people[place.person] for place in here if not place.is_manager)
    cohort = teams.cohort(stored.every(db), places, people.values())
    counted = {member.person for member in cohort if member.team == team.id and not member.is_manager}
    return Roster(
        team,
        tuple(sorted((person for person in members if person.takes_part), key=lambda person: person.name)),
        tuple(people[place.person] for place in here if place.is_manager),
        counted_elsewhere=sum(person.takes_part and person.id not in counted for person in members),
    )


def _manager(people: Iterable[Person], wanted: str) -> Person:
    name = wanted.strip().lstrip("@").casefold()
    for person in people:
        if person.takes_part and name in (person.id.casefold(), person.name.casefold(), person.handle.casefold()):
            return person
    raise Refused("team_manager_unknown", manager=wanted)


async def _channel(world: World, wanted: str) -> dict[str, Any]:
    name = wanted.strip().lstrip("#")
    kinds = "public_channel,private_channel"
    async for channel in world.pages("conversations.list", "channels", types=kinds, exclude_archived=1):
        if name in (channel["id"], channel["name"]):
            return dict(channel)
    raise Refused("team_channel_unknown", channel=wanted)


async def _members(world: World, wanted: str, channel_id: str) -> list[str]:
    try:
        return [str(person) async for person in world.pages("conversations.members", "members", channel=channel_id)]
    except SlackApiError as error:
        if slack_errors.read(error).code in NOT_THERE:
            raise Refused("team_channel_unknown", channel=wanted) from error
        raise
