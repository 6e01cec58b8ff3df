"""`heartline teams`, `departments`, `policy` and `items`: what an admin sets up and chooses."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.errors import Refused
from bot.policies import Wish
from bot.views import admin as views
from bot.views import channels as channel_views
from handlers import departments, people, policies, shared, teams
from handlers.policies import Chosen
from handlers.runtime.command import at_hand

teams_cli, departments_cli, policy_cli, items_cli = (typer.Typer(no_args_is_help=True) for _ in range(4))


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


@policy_cli.command("show")
def policy_show() -> None:
    """Show what is chosen for the workspace."""
    asyncio.run(_policy_show())


async def _policy_show() -> None:
    async with at_hand() as world:
        typer.echo(_told(await policies.show(world)))


def _told(chosen: Chosen) -> str:
    return views.policy(chosen.policy, chosen.weeks, chosen.lead.name if chosen.lead else "")


@policy_cli.command("set")
def policy_set(
    items_per_need: Annotated[int | None, typer.Option(help="How many questions for each need: 1 or 2.")] = None,
    fourth: Annotated[bool | None, typer.Option("--fourth/--no-fourth", help="An optional fourth question.")] = None,
    whole_bank: Annotated[
        bool | None, typer.Option("--whole-bank/--no-whole-bank", help="All questions once a quarter.")
    ] = None,
    guests: Annotated[bool | None, typer.Option("--guests/--no-guests", help="Whether guests take part.")] = None,
    threshold: Annotated[int | None, typer.Option(help="Answers that a number needs to be shown: 5 or more.")] = None,
    every: Annotated[int | None, typer.Option(help="Weeks from one pulse to the next: 1, 2 or 4.")] = None,
    lead: Annotated[str | None, typer.Option(help='Who reads what is about the whole company; "" for nobody.')] = None,
    kudos_emoji: Annotated[str | None, typer.Option(help='The reaction that gives kudos; "" for none.')] = None,
    feedback_emoji: Annotated[str | None, typer.Option(help='The reaction that logs feedback; "" for none.')] = None,
    charts: Annotated[bool | None, typer.Option("--charts/--no-charts", help="Whether digests have charts.")] = None,
) -> None:
    """Choose how the workspace is asked, and what is shown."""
    wish = Wish(items_per_need, fourth, whole_bank, guests, threshold, lead, kudos_emoji, feedback_emoji, charts)
    asyncio.run(_policy_set(wish, every))


async def _policy_set(wish: Wish, every: int | None) -> None:
    if wish == Wish() and every is None:
        raise Refused("policy_nothing")
    async with at_hand() as world:
        told = _told(await policies.change(world, wish, every))
        typer.echo(f"{told}\n{views.from_when(wish, every)}")


@items_cli.command("list")
def items_list() -> None:
    """List the questions, and which are on."""
    asyncio.run(_items_list())


async def _items_list() -> None:
    async with at_hand() as world:
        for item, is_on in await policies.every_item(world):
            typer.echo(views.item_line(item, is_on=is_on))
        typer.echo(views.reliability(await policies.known_reliability(world)))


@items_cli.command("on")
def items_on(item: Annotated[str, typer.Argument(help="Its name in `items list`.")]) -> None:
    """Switch a question on."""
    asyncio.run(_items_switch(item, on=True))


@items_cli.command("off")
def items_off(item: Annotated[str, typer.Argument(help="Its name in `items list`.")]) -> None:
    """Switch a question off."""
    asyncio.run(_items_switch(item, on=False))


async def _items_switch(item_id: str, *, on: bool) -> None:
    async with at_hand() as world:
        typer.echo(views.item_switched(await policies.switch(world, item_id, on=on), is_on=on))


@items_cli.command("add")
def items_add(text: Annotated[str, typer.Argument(help="The question, answered from 1 (no) to 5 (yes).")]) -> None:
    """Add a question of your own."""
    asyncio.run(_items_add(text))


async def _items_add(text: str) -> None:
    async with at_hand() as world:
        typer.echo(views.item_added(await policies.add_item(world, text)))
