"""An office: the sandbox with a small company in it, and the real bot connected to it."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, chdir, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from unittest.mock import patch

import pytest
from typer.testing import CliRunner

from bot.config import Settings
from bot.pacing import Pace
from handlers import teams
from handlers.runtime import app, cli, logs
from handlers.runtime.clock import tick
from handlers.world import World
from sandbox import Manifest, Person, Sandbox, User, Workspace
from sandbox.clock import Clock
from sandbox.http import Urls
from storage import welcomes

pytest_plugins = ["tests.stores"]

MANIFEST = Path(__file__).parents[1] / "manifest.yml"
SUPPORT = ("ada", "dina", "eli", "fay", "gus", "hana", "ivo")
PRODUCT = ("cleo", "jun", "kit", "lou", "mia", "noor")
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "America/Los_Angeles")
UNHURRIED = Pace(per_minute=600_000, apart=timedelta(0))  # tests of other things need not wait for Slack's limits
SUNDAY = datetime(2026, 3, 1, 9, tzinfo=UTC)  # an hour before the Monday of week 10 begins anywhere


class Office:
    """People in a sandbox, and the bot at work there; time stands where the test has put it and goes on from there."""

    def __init__(self, sandbox: Sandbox, world: World, settings: Settings) -> None:
        self.sandbox = sandbox
        self.world = world
        self.settings = settings
        self.slack = sandbox.workspace
        self.ada, self.ben, self.cleo = (self.person(name) for name in ("ada", "ben", "cleo"))

    def person(self, name: str) -> Person:
        return self.sandbox.person(name)

    async def at(self, moment: datetime) -> None:
        """Move the clock and let the bot do what is due."""
        self.slack.clock.set(moment)
        await self.beat()

    async def beat(self) -> None:
        await tick(self.world, "test")
        await self.settled()

    async def settled(self) -> None:
        """Wait for what was put off and for events under way."""
        await self.world.errands_done()
        await self.sandbox.delivery.settled()

    async def told(self) -> None:
        """Have all who are here by now got the note that comes before a first pulse."""
        everyone = [user.id for user in self.slack.users.values()]
        await self.world.act(self.world.workspace, lambda db: welcomes.mark_told(db, everyone, SUNDAY))

    async def set_up_teams(self) -> None:
        await teams.add(self.world, "Support", "#support", "@ben")
        await teams.add(self.world, "Product", "#product", "@olga")

    def run(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a `heartline` command with this office's settings, in this process: to start another takes seconds."""
        given: dict[str, str | None] = dict.fromkeys(os.environ) | self._environ(environ)
        with ExitStack() as surroundings:
            surroundings.enter_context(chdir(Path(__file__).parent))
            surroundings.enter_context(logs_restored())
            surroundings.enter_context(patch.object(sys, "argv", ["heartline", *arguments]))
            out, err, _ = surroundings.enter_context(CliRunner().isolation(env=given))
            with pytest.raises(SystemExit) as left:
                cli.main()
            return subprocess.CompletedProcess(
                arguments, int(left.value.code or 0), out.getvalue().decode(), err.getvalue().decode()
            )

    def run_apart(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a `heartline` command as a process of its own, as a person does."""
        command = [sys.executable, "-m", "bot", *arguments]
        return subprocess.run(
            command,
            env=self._environ(environ),
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def _environ(self, more: Mapping[str, str]) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "SLACK_BOT_TOKEN": self.settings.bot_token,
            "SLACK_APP_TOKEN": self.settings.app_token,
            "HEARTLINE_SECRET": self.settings.secret,
            "SLACK_API_URL": self.settings.slack_api_url,
            "DATABASE_URL": self.settings.database_url,
            "PYTHONPATH": str(MANIFEST.parent),
            **more,
        }


@contextmanager
def logs_restored() -> Iterator[None]:
    """Undo what a command that runs in this process does to the logs."""
    loggers = [logging.getLogger(), *map(logging.getLogger, logs.QUIET)]
    levels, handlers = [logger.level for logger in loggers], loggers[0].handlers[:]
    loggers[0].handlers.clear()
    try:
        yield
    finally:
        loggers[0].handlers[:] = handlers
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@cache
def manifest() -> Manifest:
    return Manifest.read(MANIFEST)


def company() -> Workspace:
    clock = Clock()
    clock.set(SUNDAY)
    workspace = Workspace(manifest(), clock=clock)
    for number, name in enumerate((*SUPPORT, "ben", *PRODUCT, "olga")):
        zone = ZONES[number % len(ZONES)]
        workspace.add_user(User(f"U{name.upper()}", name, f"{name.capitalize()} Test", tz=zone))
    workspace.add_user(User("UBUILD", "buildbot", "Build Bot", is_bot=True))
    workspace.add_user(User("UGUEST", "gil", "Gil Guest", is_restricted=True))
    bot = workspace.bot_user.id
    workspace.add_channel("support", [bot, "UBEN", "UBUILD", *(f"U{name.upper()}" for name in SUPPORT)])
    workspace.add_channel("product", [bot, "UOLGA", "UGUEST", *(f"U{name.upper()}" for name in PRODUCT)])
    return workspace


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def unused_port() -> int:
    return free_port()


@asynccontextmanager
async def opened_office(database_url: str, *, by_http: bool = False, were_told: bool = True) -> AsyncIterator[Office]:
    workspace = company()
    async with Sandbox(workspace, socket_mode=not by_http) as sandbox:
        settings = Settings(
            bot_token=sandbox.bot_token,
            app_token=sandbox.app_token,
            secret="a secret of the tests, long enough",
            database_url=database_url,
            slack_api_url=sandbox.api_url,
            log_level="INFO",
        )
        if by_http:
            settings = replace(settings, app_token="", signing_secret=sandbox.signing_secret, port=free_port())
            sandbox.delivery.urls = Urls.one(f"http://{settings.host}:{settings.port}/slack/events")
            workspace.clock.offset = timedelta(0)  # Slack signs its requests in real time
        async with app.connected(settings, workspace.clock.now) as world:
            world.pace = UNHURRIED
            office = Office(sandbox, world, settings)
            if were_told:
                await office.told()
            yield office


@pytest.fixture
async def office(file_url: str) -> AsyncIterator[Office]:
    """An office on SQLite."""
    async with opened_office(file_url) as office:
        yield office


@pytest.fixture
def new_office(template: Path, tmp_path: Path) -> Callable[[], AbstractAsyncContextManager[Office]]:
    """Opens one office after another on SQLite, for tests that need many."""
    numbers = count()
    return lambda: opened_office(f"sqlite:///{shutil.copy(template, tmp_path / f'office{next(numbers)}.db')}")


@pytest.fixture
async def office_by_http(file_url: str) -> AsyncIterator[Office]:
    """An office on SQLite to which Slack comes by HTTP, in real time."""
    async with opened_office(file_url, by_http=True) as office:
        yield office


def url_on(store: str, request: pytest.FixtureRequest) -> str:
    """The address of a database with all tables and no rows."""
    return str(
        request.getfixturevalue("file_url") if store == "sqlite" else request.getfixturevalue("postgres").fresh()
    )


@pytest.fixture(params=["sqlite", "postgresql"])
async def office_on_each_store(request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    """An office on SQLite, and the same on PostgreSQL."""
    async with opened_office(url_on(request.param, request)) as office:
        yield office


@pytest.fixture
async def newcomers(file_url: str) -> AsyncIterator[Office]:
    """An office on SQLite in which nobody was told yet: all are to get a note before they are first asked."""
    async with opened_office(file_url, were_told=False) as office:
        yield office


@pytest.fixture(params=["sqlite", "postgresql"])
async def newcomers_on_each_store(request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    """The same on SQLite and on PostgreSQL."""
    async with opened_office(url_on(request.param, request), were_told=False) as office:
        yield office


@pytest.fixture(params=["sqlite", "postgresql"])
async def two_offices(
    request: pytest.FixtureRequest, template: Path, tmp_path: Path
) -> AsyncIterator[tuple[Office, Office]]:
    """Two offices that are alike, on SQLite and on PostgreSQL, to compare what happens in them."""
    names = ("one", "other")
    if request.param == "sqlite":
        urls = [f"sqlite:///{shutil.copy(template, tmp_path / f'{name}.db')}" for name in names]
    else:
        urls = [request.getfixturevalue("postgres").fresh() for _ in names]
    async with opened_office(urls[0]) as one, opened_office(urls[1]) as other:
        yield one, other
