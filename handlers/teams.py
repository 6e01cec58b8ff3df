"""Teams: set up by an admin from a channel, a user group or a list; listed, changed, removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot import marks, moments, previews, privacy, team_wishes, teams
from bot import people as names
from bot.audit import COMMAND_LINE
from bot.delivery import WORTH_SENDING, Delivery
from bot.errors import Refused
from bot.previews import Preview
from bot.team_wishes import Found, Known, Plan, Wish
from bot.teams import Department, Roster, Team
from bot.views import teams as views
from bot.views.kit import Message
from handlers import sources
from handlers.world import World
from storage import audit, departments, planning, policies, schedules, set_up
from storage import delivery as outbox
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
    """Make a team of a channel's members, or of those of a user group or a list; see `bot.team_wishes.Wish`.

    Raises Refused when one of them is unknown, the name or the channel is taken, or nobody there takes part.
    """
    wish = Wish(name, channel, managers, group, people, department, meets_customers)
    found, team_id = await sources.find(world, wish), world.new_id()
    return await world.act(world.workspace, lambda db: make(db, world, wish, found, team_id))


def look(db: Db, world: World, wish: Wish, found: Found, team_id: str) -> tuple[Roster, Preview | None]:
    """The team that would come of a wish, and when its people are asked next; nothing is kept.

    Raises Refused as `bot.team_wishes.plan` does.
    """
    there = set_up.known(db)
    roster = team_wishes.roster(team_wishes.plan(wish, found, there, team_id), found, there)
    return roster, asked(db, world, roster)


def asked(db: Db, world: World, roster: Roster) -> Preview | None:
    """When those of a team are asked next; None where nobody is."""
    now = world.now()
    coming = set_up.next_round(db, policies.one(db), now)
    return previews.team((*roster.members, *roster.managers), coming, now)


def make(db: Db, world: World, wish: Wish, found: Found, team_id: str, *, by: str = COMMAND_LINE) -> Roster:
    """Make a team under this id, once. Raises Refused as `bot.team_wishes.plan` does."""
    there = set_up.known(db)
    if made := next((team for team in there.teams if team.id == team_id), None):  # the same form came again
        return _roster(db, made.id)
    planned = team_wishes.plan(wish, found, there, team_id)
    planned = replace(planned, team=replace(planned.team, offset=stored.next_offset(db)))
    if not there.teams and (schedule := planning.schedule(db, policies.one(db), world.now())):
        schedules.change(db, schedule)
    stored.add(db, planned.team, planned.memberships)
    audit.note(db, world.change(by, "team_added", planned.team.name, people_from=planned.team.source.value))
    return team_wishes.roster(planned, found, there)


def as_it_is(db: Db, team_id: str) -> tuple[Plan, Wish]:
    """A team, and the wish of which it would come. Raises Refused when it was removed."""
    there = set_up.known(db)
    return _as_it_is(there, team_id)


def _as_it_is(there: Known, team_id: str) -> tuple[Plan, Wish]:
    team = next((team for team in there.teams if team.id == team_id), None)
    if team is None:
        raise Refused("team_gone")
    own = [place for place in there.memberships if place.team == team.id]
    return Plan(team, own), team_wishes.as_it_is(team, there)


def alter(db: Db, world: World, wish: Wish, found: Found, team_id: str, seen: str, *, by: str = COMMAND_LINE) -> Roster:
    """Give a team another form; `seen` is the mark of what it was when that was wished for.

    Raises Refused when it was removed or changed since, and as `bot.team_wishes.plan` does.
    """
    there = set_up.known(db)
    before, was = _as_it_is(there, team_id)
    planned = team_wishes.plan(wish, found, there, team_id)
    changed = team_wishes.changes(
        was, team_wishes.as_it_is(planned.team, replace(there, memberships=planned.memberships))
    )
    if changed and seen != marks.of(was):
        raise Refused("team_changed")
    stored.change(db, planned.team)
    stored.replace_members(db, team_id, planned.memberships)
    if changed:
        named = {"new_name": planned.team.name} if planned.team.name != before.team.name else {}
        audit.note(db, world.change(by, "team_changed", before.team.name, changed=", ".join(changed), **named))
    return team_wishes.roster(planned, found, there)


async def change(world: World, team_id: str, before: Wish, after: Wish) -> tuple[Roster, bool]:
    """Give a team another form, at the command line, and tell whether it is another one. Raises as `alter` does."""
    plan, _ = await world.act(world.workspace, lambda db: as_it_is(db, team_id))
    found = await sources.find(world, after, plan)
    seen = marks.of(before)

    def work(db: Db) -> tuple[Roster, bool]:
        changed = alter(db, world, after, found, team_id, seen)
        return changed, bool(team_wishes.changes(before, as_it_is(db, team_id)[1]))

    return await world.act(world.workspace, work)


async def wish_of(world: World, name: str) -> tuple[str, Wish]:
    """The id of a team, and the wish of which it would come as it is. Raises Refused when nothing is called so."""

    def load(db: Db) -> tuple[str, Wish]:
        team_id = teams.team_called(stored.every(db), name).id
        return team_id, as_it_is(db, team_id)[1]

    return await world.act(world.workspace, load)


async def change_people(world: World, name: str, added: str, removed: str) -> Roster:
    """Add people to a team that is a list, and remove some; both are names with commas between.

    Raises Refused when somebody or the team is unknown, the team follows Slack, or nobody would be left in it.
    """

    def change(db: Db) -> Roster:
        there = set_up.known(db)
        team = teams.team_called(there.teams, name)
        coming = [person.id for person in names.all_called(there.taking_part, added)]
        going = [person.id for person in names.all_called(there.people, removed)]
        before = _roster(db, team.id)
        stored.replace_members(db, team.id, teams.edited(there.memberships, coming, going, team))
        changed = _roster(db, team.id)
        if not changed.members:
            raise Refused("team_nobody_left", name=team.name)
        if changed != before:
            audit.note(db, world.change(COMMAND_LINE, "team_changed", team.name, changed="people"))
        return changed

    return await world.act(world.workspace, change)


async def thank_in(world: World, name: str, channel: str) -> tuple[Team, bool]:
    """Have the kudos that people of a team share go to a channel of their own, or with none to that of the team.

    The team, and whether the bot is in that channel. Raises Refused when the team or the channel is unknown.
    """
    found = await sources.channel(world, channel) if channel else {}

    def choose(db: Db) -> Team:
        before = teams.team_called(stored.every(db), name)
        team = replace(before, kudos_channel=str(found.get("id", "")))
        if team != before:
            stored.thank_in(db, team.id, team.kudos_channel)
            audit.note(db, world.change(COMMAND_LINE, "team_changed", team.name, changed="kudos channel"))
        return team

    team = await world.act(world.workspace, choose)
    return team, bool(found.get("is_member")) or not channel


def tell_managers(db: Db, world: World, failed: Delivery, code: str) -> None:
    """Tell those who lead the teams of a channel, once a week, that Slack takes nothing for it."""
    now, memberships = world.now(), stored.memberships(db)
    for team in stored.every(db):
        if failed.recipient in team.posts_in:
            key = f"{NOT_POSTED}:{team.id}:{moments.week_key(now.date())}"
            leads = [place.person for place in memberships if place.team == team.id and place.is_manager]
            about, until = f"{team.id}:{code}:{failed.recipient}", now + WORTH_SENDING
            outbox.enqueue(db, [world.delivery(NOT_POSTED, f"{key}:{lead}", lead, about, until) for lead in leads])


def render_not_posted(db: Db, delivery: Delivery, _now: datetime) -> Message | None:
    """What someone who leads a team reads when nothing can be posted in its channel; None when they have left."""
    team_id, code, *channel = delivery.subject.split(":")
    team, person = stored.one(db, team_id), stored_people.one(db, delivery.recipient)
    if team is None or person is None or not person.is_colleague:
        return None
    return views.not_posted(team, code, channel[0] if channel else team.channel)


async def listed(world: World) -> tuple[list[Roster], list[Department]]:
    """All teams with their people, and all departments."""
    return await world.act(world.workspace, lambda db: (_rosters(db), departments.every(db)))


def drop(db: Db, world: World, team: Team, *, by: str = COMMAND_LINE) -> None:
    """Remove a team; its past digests stay."""
    stored.remove(db, team.id)
    audit.note(db, world.change(by, "team_removed", team.name))


async def remove(world: World, name: str) -> Team:
    """The same by its name, in an act of its own. Raises Refused when there is none of that name."""

    def by_name(db: Db) -> Team:
        found = teams.team_called(stored.every(db), name)
        drop(db, world, found)
        return found

    return await world.act(world.workspace, by_name)


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
