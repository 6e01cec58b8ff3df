"""The demo: a small invented company lives twelve weeks in the sandbox, by using the unmodified bot.

Nothing here writes into the bot's database. People press, type and submit as they would in Slack; what an admin does
goes through the same acts as the command line.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import tempfile
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import typer

from bot import moments, pulses
from bot.config import Settings
from bot.errors import Refused
from bot.pacing import Pace
from bot.policies import Wish
from bot.views import digests as digest_views
from bot.views import terminal
from handlers import departments, digests, policies, teams, values
from handlers.runtime import app, logs, manifest
from handlers.runtime.demo.company import Company
from handlers.runtime.demo.guide import Tour
from handlers.runtime.demo.story import Story, arrival
from handlers.world import World
from sandbox import Manifest, Sandbox, Workspace

WEEKS = 12  # what a digest looks back on; and every fourth of them says what changed
VISITORS = ("ada", "ben", "cleo")  # an employee, who leads her team, and a peer of another one
HURRIED = Pace(per_minute=60_000, apart=timedelta(0))  # the sandbox has no limits, and weeks pass in seconds


async def run(port: int, now: datetime) -> None:
    """Live the weeks up to `now`, show the latest digest, stay up until stopped. Raises Refused for a taken port."""
    logs.set_up("WARNING")
    company = Company.load()
    sandbox = Sandbox(workspace(company, now), port=port)
    try:
        await sandbox.start()
    except OSError as error:
        raise Refused("port_taken", port=port) from error
    try:
        with tempfile.TemporaryDirectory(prefix="heartline-demo-") as folder:
            async with lived(sandbox, company, Path(folder), now) as world:
                await _show(sandbox, world)
                await _stopped()
    finally:
        await sandbox.stop()


def workspace(company: Company, now: datetime, weeks: int = WEEKS) -> Workspace:
    """The company's workspace as its story begins, so many weeks before `now`: the day before everyone is told."""
    begins = moments.starts_everywhere(told_on(this_week(now) - timedelta(weeks=weeks))) - timedelta(days=1)
    return company.workspace(Manifest.read(manifest.path()), begins)


def told_on(monday: date) -> date:
    """The Friday before that Monday: people hear what will come before their first pulse does."""
    return monday - timedelta(days=3)


def settings(sandbox: Sandbox, folder: Path) -> Settings:
    """The bot's settings for a sandbox, with its database in a folder."""
    return Settings(
        bot_token=sandbox.bot_token,
        app_token=sandbox.app_token,
        secret=secrets.token_urlsafe(32),
        database_url=f"sqlite:///{folder / 'demo.db'}",
        slack_api_url=sandbox.api_url,
        log_level="WARNING",
    )


@asynccontextmanager
async def lived(
    sandbox: Sandbox, company: Company, folder: Path, now: datetime, weeks: int = WEEKS
) -> AsyncIterator[World]:
    """The bot in a company that has used it for so many weeks, in the week that visitors find open, with their guide.

    Its database is in `folder`; the bot's clock ticks until the block ends.
    """
    present = this_week(now)
    async with app.connected(settings(sandbox, folder), sandbox.workspace.clock.now) as world:
        world.pace = HURRIED
        await _set_up(world, company)
        story = Story(sandbox, world, company, shift=present - company.present)
        await story.introduce(told_on(present - timedelta(weeks=weeks)))
        for week in range(weeks, 0, -1):
            typer.echo(f"Week {weeks - week + 1} of {weeks}: a pulse, some kudos, what customers said, a digest.")
            await story.live(present - timedelta(weeks=week))
        await story.begin(present, max(now, arrival(present)), VISITORS)
        async with Tour(sandbox, world, story, [sandbox.person(name) for name in VISITORS]).running():
            yield world


async def _set_up(world: World, company: Company) -> None:
    """What an admin sets up before the first pulse."""
    for team in company.teams:
        await teams.add(world, team.name, team.channel, team.manager)
    for department in company.departments:
        await departments.add(world, department.name, department.teams, department.lead)
    # The whole bank would come in another week of the story each time: the same is to happen on any day.
    await policies.change(world, Wish(lead=company.lead, has_whole_bank=False))
    for value in company.values:
        await values.add_value(world, value)


def this_week(now: datetime) -> date:
    """The Monday of the week that the visitor finds open: this one, or on its last days the next one."""
    monday = now.date() - timedelta(days=now.weekday())
    return monday if now < pulses.scheduled("", monday).closes_at - timedelta(days=1) else monday + timedelta(weeks=1)


async def _show(sandbox: Sandbox, world: World) -> None:
    latest = await digests.previews(world)
    names = [sandbox.person(name).user.real_name for name in VISITORS]
    address = f"{sandbox.url}/?as={VISITORS[0]}"
    typer.echo(f"\n{digest_views.text(latest[0])}\n{terminal.demo_ready(address, names)}")
    if not os.environ.get("NO_BROWSER"):
        await asyncio.to_thread(webbrowser.open, address)


async def _stopped() -> None:
    """Wait for Ctrl-C, or for being told to end."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()
