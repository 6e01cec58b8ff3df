"""Teams kept in step with their channel or user group.

Slack's events may be lost, repeated and out of order, so none is applied as it stands: it says which teams to read
again, and Slack's list is the truth. Many events become one reading at the clock's next beat. Which teams those are is
kept in memory only; what a crash forgets is made up for at the start, when all are read.
"""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import profiles, teams
from bot.channels import entered
from bot.delivery import WORTH_SENDING, Delivery
from bot.errors import Refused
from bot.payloads import Event
from bot.slack_codes import Meaning, meaning
from bot.teams import Source, Team
from bot.views import teams as views
from bot.views.kit import Message
from handlers import slack_errors, sources
from handlers.world import Ack, World
from storage import channels, installs
from storage import delivery as outbox
from storage import events as stored_events
from storage import people as stored_people
from storage import teams as stored
from storage.database import Db

log = logging.getLogger("heartline")
PASSES = frozenset({Meaning.LATER, Meaning.MAYBE})
GROUP_GONE = "group_gone"


async def on_change(world: World, event: Event) -> Ack:
    """Someone came to or left a channel, or a user group has changed: its teams are to be read again."""
    source, name = profiles.followed(event.body)
    now = world.now()

    def note(db: Db) -> list[str]:
        install = installs.one(db)
        if install and event.body.get("user") == install.bot_user:  # nobody knows yet who reads where it came to
            channels.put(db, [entered(channels.to_change(db).get(name), name)])
        found = stored.sourced_from(db, source, name)
        return found if found and stored_events.remember(db, event.id, now) else []

    world.stale.update(await world.act(event.workspace, note))
    return None


async def follow(world: World) -> None:
    """Bring every team in step with Slack."""
    for team in await world.act(world.workspace, stored.every):
        await _renew(world, team)


async def refresh(world: World) -> None:
    """Bring those teams in step of which an event came since the last time."""
    for team_id in sorted(world.stale):
        world.stale.discard(team_id)  # first, so that an event which comes while it is read counts anew
        try:
            team = await world.act(world.workspace, partial(stored.one, team_id=team_id))
            is_done = team is None or await _renew(world, team)
        except Refused:
            world.stale.add(team_id)
            raise
        if not is_done:
            world.stale.add(team_id)


async def _renew(world: World, team: Team) -> bool:
    """Give a team the people whom Slack lists; one that cannot be read stays as it is. False: try again soon."""
    if team.source is Source.LIST:
        return True
    try:
        ids = await sources.people(world, team)
    except Refused as refused:
        log.warning("workspace=%s act=follow outcome=%s team=%s", world.workspace, refused.code, team.id)
        if refused.code == "team_group_gone":
            await world.act(world.workspace, partial(_tell_group_gone, world=world, team=team))
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        log.warning("workspace=%s act=follow outcome=%s team=%s", world.workspace, type(error).__name__, team.id)
        return isinstance(error, SlackApiError) and meaning(slack_errors.read(error).code) not in PASSES
    else:
        await world.act(world.workspace, partial(_keep, team_id=team.id, ids=ids))
    return True


def _keep(db: Db, team_id: str, ids: list[str]) -> None:
    leads = {place.person for place in stored.memberships(db) if place.team == team_id and place.is_manager}
    stored.replace_members(db, team_id, teams.places(team_id, ids, leads))


def _tell_group_gone(db: Db, world: World, team: Team) -> None:
    """Tell those who lead a team, once, that its user group is gone."""
    leads = [place.person for place in stored.memberships(db) if place.team == team.id and place.is_manager]
    expires_at = world.now() + WORTH_SENDING
    told = (world.delivery(GROUP_GONE, f"{GROUP_GONE}:{team.id}:{lead}", lead, team.id, expires_at) for lead in leads)
    outbox.enqueue(db, told)


def render_group_gone(db: Db, delivery: Delivery, _now: datetime) -> Message | None:
    """What someone who leads a team reads when its user group is gone; None when they have left, or the team has."""
    team, person = stored.one(db, delivery.subject), stored_people.one(db, delivery.recipient)
    return views.group_gone(team) if team and person and person.is_colleague else None
