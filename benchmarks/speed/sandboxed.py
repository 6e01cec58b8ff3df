"""The sandbox, which has to be fast enough for what is measured and tested with it."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from benchmarks import sandbox_load
from benchmarks.speed.rig import Goal, Options


async def goals(options: Options) -> list[Goal]:
    """How many messages a second it takes."""
    calls, rounds = (500, 4) if options.quick else (5_000, 5)
    with tempfile.TemporaryDirectory() as folder, sandbox_load.serve(Path(folder) / "people.toml") as server:
        try:
            environment = await asyncio.to_thread(sandbox_load.read_environment, server)
            rate = await sandbox_load.measure(environment, calls, rounds)
        finally:
            server.terminate()
    return [Goal("messages a second that the sandbox takes", rate, sandbox_load.GOAL, unit="/s")]
