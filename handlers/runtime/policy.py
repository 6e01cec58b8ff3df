"""`heartline policy` and `items`: how the workspace is asked, and what is shown."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Annotated

import typer

from bot import policies as choosing
from bot.errors import Refused
from bot.policies import Wish
from bot.views import admin as views
from handlers import policies
from handlers.policies import Chosen
from handlers.runtime.command import at_hand

policy_cli, items_cli = (typer.Typer(no_args_is_help=True) for _ in range(2))


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
    opens_on: Annotated[
        str | None, typer.Option(help="The day a pulse opens on: monday, tuesday or wednesday.")
    ] = None,
    days_open: Annotated[int | None, typer.Option(help="Days a pulse is open: 2 to 5, to Friday at most.")] = None,
    digest_on: Annotated[
        str | None, typer.Option(help="The weekday digests are posted on; closing for when the pulse has closed.")
    ] = None,
    digest_at: Annotated[str | None, typer.Option(help="When on that day, such as 09:00.")] = None,
    digest_zone: Annotated[str | None, typer.Option(help="By the clock of which time zone: Europe/Berlin.")] = None,
) -> None:
    """Choose how the workspace is asked, and what is shown."""
    wish = Wish(items_per_need, fourth, whole_bank, guests, threshold, lead, kudos_emoji, feedback_emoji, charts)
    opens, digests = (None if day is None else choosing.weekday(day) for day in (opens_on, digest_on))
    at = None if digest_at is None else choosing.minutes(digest_at)
    wish = replace(wish, opens_on=opens, days_open=days_open, digest_on=digests, digest_at=at, digest_zone=digest_zone)
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
