"""`heartline teams` and `departments`: who answers together."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

import typer

from bot.errors import Refused
from bot.views import admin as views
from bot.views import channels as channel_views
from handlers import departments, people, shared, teams
from handlers.runtime.command import at_hand

teams_cli, departments_cli = (typer.Typer(no_args_is_help=True) for _ in range(2))


@teams_cli.command("add")
def teams_add(
    name: Annotated[str, typer.Option(help="What the team is called.")],
    channel: Annotated[str, typer.Option(help="The channel whose members are the team, and where its digest goes.")],
    manager: Annotated[
        list[str],
        typer.Option(help="Who leads it; asked too, but not counted in its scores. May be given several times."),
    ],
    group: Annotated[
        str, typer.Option(help="The user group whose members are the team, instead of the channel's.")
    ] = "",
    people: Annotated[str, typer.Option(help="The people of the team, with commas, instead of the channel's.")] = "",
    customers: Annotated[bool, typer.Option("--customers/--no-customers", help="Whether it meets customers.")] = False,
    department: Annotated[str, typer.Option(help="The department that it is in.")] = "",
) -> None:
    """Make a team of a channel's members, of a user group's, or of a list."""
    asyncio.run(_teams_add(name, channel, manager, group, people, department, meets_customers=customers))


async def _teams_add(
    name: str, channel: str, managers: list[str], group: str, listed: str, department: str, *, meets_customers: bool
) -> None:
    async with at_hand() as world:
        await people.sync(world)
        more = {"group": group, "people": listed, "department": department}
        made = await teams.add(world, name, channel, *managers, **more, meets_customers=meets_customers)
        typer.echo(views.team_added(made))


@teams_cli.command("list")
def teams_list() -> None:
    """List the teams."""
    asyncio.run(_teams_list())


async def _teams_list() -> None:
    async with at_hand() as world:
        rosters, known = await teams.listed(world)
        typer.echo("\n".join(views.team_line(made, known) for made in rosters) or views.NO_TEAMS)


@teams_cli.command("people")
def teams_people(
    name: str,
    add: Annotated[str, typer.Option(help="Who joins the team, with commas.")] = "",
    remove: Annotated[str, typer.Option(help="Who leaves it, with commas.")] = "",
) -> None:
    """Change the people of a team that is a list."""
    asyncio.run(_teams_people(name, add, remove))


async def _teams_people(name: str, added: str, removed: str) -> None:
    async with at_hand() as world:
        await people.sync(world)
        typer.echo(views.team_changed(await teams.change_people(world, name, added, removed)))


@teams_cli.command("change")
def teams_change(
    team: str,
    name: Annotated[str | None, typer.Option(help="What it is called from now on.")] = None,
    channel: Annotated[str | None, typer.Option(help="Another channel for it.")] = None,
    manager: Annotated[
        list[str] | None, typer.Option(help="Who leads it from now on. May be given several times.")
    ] = None,
    group: Annotated[
        str | None,
        typer.Option(help='The user group whose members it is, or "" for its channel\'s, in place of a list.'),
    ] = None,
    customers: Annotated[
        bool | None, typer.Option("--customers/--no-customers", help="Whether it meets customers.")
    ] = None,
    department: Annotated[str | None, typer.Option(help='The department that it is in; "" for none.')] = None,
    digest_channel: Annotated[
        str | None, typer.Option(help='Where its digests go; "" for the channel of the team.')
    ] = None,
) -> None:
    """Change a team: its name, who leads it, where its people come from, where its digests go."""
    given = {
        "name": name,
        "channel": channel,
        "managers": tuple(manager) if manager else None,
        "group": group,
        "people": None if group is None else "",  # a team has one source: a list gives way to the one that is named
        "meets_customers": customers,
        "department": department,
        "digest_channel": digest_channel,
    }
    asyncio.run(_teams_change(team, {field: value for field, value in given.items() if value is not None}))


async def _teams_change(name: str, given: Mapping[str, Any]) -> None:
    if not given:
        raise Refused("team_nothing")
    async with at_hand() as world:
        await people.sync(world)
        team_id, before = await teams.wish_of(world, name)
        changed, is_other = await teams.change(world, team_id, before, replace(before, **given))
        typer.echo(views.team_changed(changed, is_other=is_other))


@teams_cli.command("kudos")
def teams_kudos(
    name: str,
    channel: Annotated[str, typer.Option(help='Where shared kudos go; "" for the channel of the team.')],
) -> None:
    """Choose the channel for the kudos that people of a team share."""
    asyncio.run(_teams_kudos(name, channel))


async def _teams_kudos(name: str, channel: str) -> None:
    async with at_hand() as world:
        typer.echo(views.team_thanks_in(*await teams.thank_in(world, name, channel)))


@teams_cli.command("confirm")
def teams_confirm(name: str) -> None:
    """Allow digests and kudos in a team's channel although another organisation can read it."""
    asyncio.run(_teams_confirm(name))


async def _teams_confirm(name: str) -> None:
    async with at_hand() as world:
        typer.echo(channel_views.team_confirmed(await shared.confirm_team(world, name)))


@teams_cli.command("remove")
def teams_remove(name: str) -> None:
    """Remove a team."""
    asyncio.run(_teams_remove(name))


async def _teams_remove(name: str) -> None:
    async with at_hand() as world:
        typer.echo(views.team_removed(await teams.remove(world, name)))


@departments_cli.command("add")
def departments_add(
    name: Annotated[str, typer.Option(help="What the department is called.")],
    of: Annotated[str, typer.Option("--teams", help="Its teams, with commas. Each leaves another one it was in.")],
    lead: Annotated[str, typer.Option(help="Who reads what is about it.")] = "",
) -> None:
    """Make a department of teams."""
    asyncio.run(_departments_add(name, of, lead))


async def _departments_add(name: str, of: str, lead: str) -> None:
    async with at_hand() as world:
        typer.echo(f"{views.department_line(*await departments.add(world, name, of, lead))}\n{views.NEXT_ROUND}")


@departments_cli.command("list")
def departments_list() -> None:
    """List the departments."""
    asyncio.run(_departments_list())


async def _departments_list() -> None:
    async with at_hand() as world:
        lines = [views.department_line(*chosen) for chosen in await departments.listed(world)]
        typer.echo("\n".join(lines) or views.NO_DEPARTMENTS)


@departments_cli.command("remove")
def departments_remove(name: str) -> None:
    """Remove a department; its teams stay."""
    asyncio.run(_departments_remove(name))


async def _departments_remove(name: str) -> None:
    async with at_hand() as world:
        typer.echo(views.department_removed(await departments.remove(world, name)))
