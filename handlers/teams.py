"""Teams: set up by an admin from a channel, a user group or a list; listed, changed, removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot import channels, moments, privacy, teams
from bot import people as names
from bot.delivery import WORTH_SENDING, Delivery
from bot.errors import Refused
from bot.people import Person
from bot.teams import Department, Roster, Team, Wish
from bot.views import teams as views
from bot.views.kit import Message
from handlers import sources
from handlers.world import World
from storage import delivery as outbox
from storage import departments, policies
from storage import people as stored_people
from storage import teams as stored
from storage.database import Db

NOT_POSTED = "not_posted"


async def add(
    world: World,
    name: str,
    channel: str,
    *managers: str,
    group: str = "",
    people: str = "",
    department: str = "",
    meets_customers: bool = False,
) -> Roster:
    """Make a team of a channel's members, or of those of a user group or a list; see `bot.teams.Wish`.

    Raises Refused when one of them is unknown, the name or the channel is taken, or nobody there takes part.
    """
    wish = Wish(name, channel, managers, group, people, department, meets_customers)
    source, found = wish.source, await sources.channel(world, channel)
    usergroup = await sources.usergroup(world, group) if group else ""
    team = Team(world.new_id(), name, str(found["id"]), 0, source, usergroup, None, meets_customers)
    ids = await sources.people(world, team)
    made = await world.act(world.workspace, lambda db: _keep(db, wish, team, ids))
    return replace(made, bot_is_there=bool(found.get("is_member")), is_shared=channels.is_shared(found))


def _keep(db: Db, wish: Wish, team: Team, ids: list[str]) -> Roster:
    existing, members = stored.every(db), _members(db)
    name = teams.checked_name(wish.name, [team.name for team in existing])
    if taken := [other for other in existing if other.channel == team.channel]:
        raise Refused("team_channel_taken", channel=wish.channel, name=taken[0].name)
    leads = {names.called(members, manager).id for manager in wish.managers}
    listed = [person.id for person in names.all_called(members, wish.people)]
    within = teams.department_called(departments.every(db), wish.department).id if wish.department else None
    places = teams.places(team.id, [*ids, *listed], leads)
    if not {person.id for person in members}.difference(leads).intersection(place.person for place in places):
        raise Refused("team_empty", channel=wish.group or wish.people or wish.channel)
    stored.add(db, replace(team, name=name, department=within, offset=stored.next_offset(db)), places)
    return _roster(db, team.id)


def _members(db: Db) -> list[Person]:
    """Those who take part in this workspace."""
    has_guests = policies.one(db).has_guests
    return [person for person in stored_people.everyone(db) if person.takes_part(has_guests=has_guests)]


async def change_people(world: World, name: str, added: str, removed: str) -> Roster:
    """Add people to a team that is a list, and remove some; both are names with commas between.

    Raises Refused when somebody or the team is unknown, the team follows Slack, or nobody would be left in it.
    """

    def change(db: Db) -> Roster:
        team, known = teams.team_called(stored.every(db), name), stored_people.everyone(db)
        coming = [person.id for person in names.all_called(_members(db), added)]
        going = [person.id for person in names.all_called(known, removed)]
        places = teams.edited(stored.memberships(db), coming, going, team)
        stored.replace_members(db, team.id, places)
        changed = _roster(db, team.id)
        if not changed.members:
            raise Refused("team_nobody_left", name=team.name)
        return changed

    return await world.act(world.workspace, change)


async def thank_in(world: World, name: str, channel: str) -> tuple[Team, bool]:
    """Have the kudos that people of a team share go to a channel of their own, or with none to that of the team.

    The team, and whether the bot is in that channel. Raises Refused when the team or the channel is unknown.
    """
    found = await sources.channel(world, channel) if channel else {}

    def choose(db: Db) -> Team:
        team = replace(teams.team_called(stored.every(db), name), kudos_channel=str(found.get("id", "")))
        stored.thank_in(db, team.id, team.kudos_channel)
        return team

    team = await world.act(world.workspace, choose)
    return team, bool(found.get("is_member")) or not channel


def tell_managers(db: Db, world: World, failed: Delivery, code: str) -> None:
    """Tell those who lead a channel's team, once a week, that Slack takes nothing for it."""
    team = next((team for team in stored.every(db) if failed.recipient in team.posts_in), None)
    if team is None:
        return
    now, subject = world.now(), f"{team.id}:{code}:{failed.recipient}"
    key = f"{NOT_POSTED}:{team.id}:{moments.week_key(now.date())}"
    leads = [place.person for place in stored.memberships(db) if place.team == team.id and place.is_manager]
    told = (world.delivery(NOT_POSTED, f"{key}:{lead}", lead, subject, now + WORTH_SENDING) for lead in leads)
    outbox.enqueue(db, told)


def render_not_posted(db: Db, delivery: Delivery, _now: datetime) -> Message | None:
    """What someone who leads a team reads when nothing can be posted in its channel; None when they have left."""
    team_id, code, *channel = delivery.subject.split(":")
    team, person = stored.one(db, team_id), stored_people.one(db, delivery.recipient)
    if team is None or person is None or not person.is_colleague:
        return None
    return views.not_posted(team, code, is_for_kudos=channel == [team.kudos_channel])


async def listed(world: World) -> tuple[list[Roster], list[Department]]:
    """All teams with their people, and all departments."""
    return await world.act(world.workspace, lambda db: (_rosters(db), departments.every(db)))


async def remove(world: World, name: str) -> Team:
    """Remove a team; its past digests stay. Raises Refused when there is none of that name."""

    def drop(db: Db) -> Team:
        found = teams.team_called(stored.every(db), name)
        stored.remove(db, found.id)
        return found

    return await world.act(world.workspace, drop)


def _roster(db: Db, team_id: str) -> Roster:
    return next(roster for roster in _rosters(db) if roster.team.id == team_id)


def _rosters(db: Db) -> list[Roster]:
    policy = policies.one(db)
    return teams.rosters(
        stored.every(db),
        stored.memberships(db),
        stored_people.everyone(db),
        has_guests=policy.has_guests,
        smallest=privacy.smallest_team(policy.threshold),
    )
