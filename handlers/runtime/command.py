"""What a command of the command line needs: the settings, the clock, a world, a file."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from bot import config
from bot.config import Settings
from bot.errors import Refused
from handlers.runtime import app, env_file, logs
from handlers.world import World


def settings() -> Settings:
    """The settings from the environment and, below it, from `.env` in this folder."""
    return config.read(environ(), lambda path: Path(path).read_text("utf-8"))


def environ() -> dict[str, str]:
    """The variables of the environment and, below them, those of `.env`."""
    return {**env_file.values(), **os.environ}


def now() -> datetime:
    """The current moment: the only place where real time is read."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one clock


@asynccontextmanager
async def at_hand() -> AsyncIterator[World]:
    """A world for one command. It asks Slack which workspace is ours only where the database cannot tell."""
    configured = settings()
    logs.set_up("WARNING")
    async with app.opened(configured, now) as world:
        known = await world.db.workspaces()
        if len(known) == 1:
            world.workspace = known[0].id
        else:
            await app.known(world, configured)
        yield world


@contextmanager
def content_of(file: Path) -> Iterator[tuple[BinaryIO, int]]:
    """A file to read, and its size in bytes. Raises Refused when it cannot be read, or only once, as a pipe."""
    try:
        content = file.open("rb")
    except OSError as error:
        raise Refused("file_missing", path=file) from error
    with content:
        if not content.seekable():
            raise Refused("csv_pipe", path=file)
        yield content, file.stat().st_size
