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
from handlers import departments, digests, kudos, policies, teams
from handlers.runtime import app, logs, manifest
from handlers.runtime.clock import Clock
from handlers.runtime.demo.company import Company
from handlers.runtime.demo.story import OWNER, Story
from handlers.world import World
from sandbox import Manifest, Sandbox

WEEKS = 12  # what a digest looks back on; and every fourth of them says what changed
VISITORS = ("Ada Lind", "Ben Okafor", "Cleo Marsh")
PLAN_SECONDS = 3
HURRIED = Pace(per_minute=60_000, apart=timedelta(0))  # the sandbox has no limits, and weeks pass in seconds


async def run(port: int, now: datetime) -> None:
    """Live the weeks up to `now`, show the latest digest, stay up until stopped. Raises Refused for a taken port."""
    logs.set_up("WARNING")
    company = Company.load()
    begins = moments.starts_everywhere(this_week(now) - timedelta(weeks=WEEKS)) - timedelta(days=2)
    sandbox = Sandbox(company.workspace(Manifest.read(manifest.path()), begins), port=port)
    try:
        await sandbox.start()
    except OSError as error:
        raise Refused("port_taken", port=port) from error
    try:
        with tempfile.TemporaryDirectory(prefix="heartline-demo-") as folder:
            await _live(sandbox, company, Path(folder), now)
    finally:
        await sandbox.stop()


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


async def _live(sandbox: Sandbox, company: Company, folder: Path, now: datetime) -> None:
    present = this_week(now)
    async with app.connected(settings(sandbox, folder), sandbox.workspace.clock.now) as world:
        world.pace = HURRIED
        for team in company.teams:
            await teams.add(world, team.name, team.channel, team.manager)
        for department in company.departments:
            await departments.add(world, department.name, department.teams, department.lead)
        # The whole bank would come in another week of the story each time: the same is to happen on any day.
        await policies.change(world, Wish(lead=company.lead, has_whole_bank=False))
        for value in company.values:
            await kudos.add_value(world, value)
        story = Story(sandbox, world, company, shift=present - company.present)
        for week in range(WEEKS, 0, -1):
            typer.echo(f"Week {WEEKS - week + 1} of {WEEKS}: a pulse, some kudos, what customers said, a digest.")
            await story.live(present - timedelta(weeks=week))
        await story.begin(present, max(now, arrival(present)), VISITORS)
        await _show(sandbox, world)
        await _stay(world)


def this_week(now: datetime) -> date:
    """The Monday of the week that the visitor finds open: this one, or on its last days the next one."""
    monday = now.date() - timedelta(days=now.weekday())
    return monday if now < pulses.scheduled("", monday).closes_at - timedelta(days=1) else monday + timedelta(weeks=1)


def arrival(monday: date) -> datetime:
    """A moment when it is past ten on that Monday for everyone, so that all have been asked: Tuesday, 09:00 UTC."""
    return moments.ended_everywhere(monday) - timedelta(hours=3)


async def _show(sandbox: Sandbox, world: World) -> None:
    latest = await digests.previews(world)
    typer.echo(f"\n{digest_views.text(latest[0])}\n{terminal.demo_ready(sandbox.url, VISITORS)}")
    if not os.environ.get("NO_BROWSER"):
        await asyncio.to_thread(webbrowser.open, sandbox.url)


async def _stay(world: World) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    clock = Clock(world, OWNER, plan_seconds=PLAN_SECONDS)
    await stopped.wait()
    await clock.stop()
