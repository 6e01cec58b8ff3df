"""Teams in Slack: made and changed by admins, who see what will happen before it does, and removed."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import forms, marks
from bot.errors import Refused
from bot.payloads import Click, Form
from bot.previews import Preview
from bot.team_wishes import Found, Plan, Wish
from bot.teams import Roster
from bot.views import team_forms as views
from bot.views import team_previews as preview_views
from bot.views.kit import Block
from bot.views.team_forms import Choices
from handlers import sources, teams
from handlers.world import Ack, World
from storage import departments, people, pulses
from storage.database import Db

GROUPS_SECONDS, SLACK_SECONDS = 1.0, 2.0  # Slack waits three for an answer to a click or a form
NEW = "new"
TEAM = "team"  # what a preview carries beside the fields: which team, and the mark of what it was
Before = tuple[Plan, Wish] | None


async def on_add(world: World, click: Click) -> Ack:
    """*Make a team*."""
    return await _open(world, click, "")


async def on_edit(world: World, click: Click) -> Ack:
    """*Edit*, at a team."""
    return await _open(world, click, click.value)


async def _open(world: World, click: Click, team_id: str) -> Ack:
    before = await world.act(click.workspace, lambda db: _before(db, click.person, team_id))
    known = await world.act(click.workspace, departments.every)
    wish = before[1] if before else None
    private = f"{team_id}:{marks.of(wish)}" if wish else ""
    await world.open(click, views.form(await _choices(world, Choices(known)), wish, private))
    return None


def _before(db: Db, person: str, team_id: str) -> Before:
    """The team that an admin would change; None for a new one. Raises Refused."""
    people.admin(db, person)
    return teams.as_it_is(db, team_id) if team_id else None


async def _choices(world: World, choices: Choices) -> Choices:
    """With the user groups, where Slack tells which there are."""
    try:
        async with asyncio.timeout(GROUPS_SECONDS):
            return replace(choices, groups=await sources.usergroups(world))
    except Refused as refused:
        return replace(choices, no_groups=refused.code)
    except (SlackApiError, aiohttp.ClientError, TimeoutError):
        return replace(choices, no_groups="team_slow")


async def on_form(world: World, form: Form) -> Ack:
    """The form was submitted: its preview is laid over it."""
    team_id, wish, before, found = await _read(world, form, form.private)
    private = forms.carried(replace(form, fields={**form.fields, TEAM: form.private}))

    def shown(db: Db) -> Block:
        roster, asked = teams.look(db, world, wish, found, team_id or NEW)
        return preview_views.preview(roster, found, asked, is_new=before is None, private=private)

    return {"response_action": "push", "view": await world.act(form.workspace, shown)}


async def on_keep(world: World, form: Form) -> Ack:
    """They have seen what will happen: do it. A form that comes twice does it once."""
    given = forms.restored(form)
    team_id, wish, before, found = await _read(world, given, given.text(TEAM))
    new_id, seen = form.view_id or world.new_id(), given.text(TEAM).partition(":")[2]

    def keep(db: Db) -> tuple[Roster, Preview | None]:
        people.admin(db, form.person)
        if before is None:
            roster = teams.make(db, world, wish, found, new_id, by=form.person)
        else:
            roster = teams.alter(db, world, wish, found, team_id, seen, by=form.person)
        return roster, teams.asked(db, world, roster)

    roster, asked = await world.act(form.workspace, keep)
    world.touched.update(person.id for person in (*roster.members, *roster.managers))
    return {"response_action": "update", "view": preview_views.done(roster, found, asked, is_new=before is None)}


async def _read(world: World, form: Form, private: str) -> tuple[str, Wish, Before, Found]:
    """The team's id, what is wished for, the team as it is, and what Slack says of that. Raises Refused."""
    team_id = private.partition(":")[0]
    before = await world.act(form.workspace, lambda db: _before(db, form.person, team_id))
    wish = views.read(form, before[1] if before else None)
    try:
        async with asyncio.timeout(SLACK_SECONDS):
            return team_id, wish, before, await sources.find(world, wish, before[0] if before else None)
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        raise Refused("team_slow", field="channel") from error


async def on_remove(world: World, click: Click) -> Ack:
    """*Remove*, at a team: says what happens, and asks."""

    def asking(db: Db) -> Block:
        plan = _there(db, click.person, click.value)
        return views.remove(plan.team, is_open=_is_asked(db, plan.team.id))

    await world.open(click, await world.act(click.workspace, asking))
    return None


async def on_remove_form(world: World, form: Form) -> Ack:
    """They are sure."""

    def drop(db: Db) -> Plan:
        plan = _there(db, form.person, form.private)
        teams.drop(db, world, plan.team, by=form.person)
        return plan

    plan = await world.act(form.workspace, drop)
    world.touched.update(place.person for place in plan.memberships)
    return {"response_action": "update", "view": views.removed(plan.team)}


def _is_asked(db: Db, team_id: str) -> bool:
    """Whether a team takes part in the open pulse: one that was made since does not."""
    current = pulses.current(db)
    return current is not None and team_id in pulses.papers(db, current.id, [team_id])


def _there(db: Db, person: str, team_id: str) -> Plan:
    """A team, for an admin. Raises Refused when it is not there any more."""
    people.admin(db, person)
    return teams.as_it_is(db, team_id)[0]
