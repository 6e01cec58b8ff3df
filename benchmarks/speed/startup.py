"""Starting: the CPU it takes, and the memory that the idle bot holds."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.speed.rig import ROOT, Failed, Goal, Options, Server, medians, ratio, serving, take_turns
from benchmarks.speed.sockets import ACTIONS, Envelopes, serving_envelopes
from storage.database import upgrade

COMMANDS = {
    "libraries": [sys.executable, "-c", "from slack_bolt.app.async_app import AsyncApp; import sqlmodel"],
    "help": [sys.executable, "-m", "bot", "--help"],
}
IDLE_SECONDS = 3.0
MIB = 1024 * 1024


def environ(**more: str) -> dict[str, str]:
    """The environment of a process of ours."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def taken(command: list[str]) -> float:
    """Seconds of CPU that a command takes from its start to its end."""
    process = subprocess.Popen(command, cwd=ROOT, env=environ(), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Failed(f"{' '.join(command)} failed.")
    return usage.ru_utime + usage.ru_stime


@asynccontextmanager
async def running(api: str, url: str) -> AsyncIterator[Server]:
    """`heartline run` until the block ends, from the moment it says that it is running."""
    mine = {
        "SLACK_BOT_TOKEN": "xoxb-speed",
        "SLACK_APP_TOKEN": "xapp-speed",
        "HEARTLINE_SECRET": "a secret of the benchmarks, long enough",
        "SLACK_API_URL": api,
        "DATABASE_URL": url,
        "LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "bot", "run"]
    with subprocess.Popen(command, cwd=ROOT, env=environ(**mine), stdout=subprocess.PIPE, text=True) as process:  # noqa: ASYNC220 - nothing else runs meanwhile
        try:
            assert process.stdout is not None
            if not await asyncio.to_thread(process.stdout.readline):
                raise Failed("`heartline run` did not start.")
            yield Server(process, {})
        finally:
            process.terminate()


async def idle(options: Options) -> list[Goal]:
    """What the running bot took to start and holds when it has nothing to do, beside a bare AsyncApp on a socket."""
    starts: list[float] = []
    libraries: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'speed.db'}"
        upgrade(url)
        async with serving_envelopes(Envelopes(ACTIONS["ours"])) as api:
            for _ in range(options.rounds):
                async with running(api, url) as bot:
                    starts.append(bot.cpu())
                libraries.append(await asyncio.to_thread(taken, COMMANDS["libraries"]))
            async with running(api, url) as bot, serving("clients", "book", api) as bare:
                await asyncio.sleep(IDLE_SECONDS)
                ours, theirs, has_numpy = bot.memory(), bare.memory(), bot.maps("numpy")
    remark = f"{ours / MIB:.0f} MiB; AsyncApp {theirs / MIB:.0f}"
    return [
        Goal("`heartline run` until it is up, beside the libraries", ratio(starts, libraries), 1.3, most=True),
        Goal("idle memory, beside a bare AsyncApp", ours / theirs, 2, most=True, remark=remark),
        Goal("numpy in the idle bot", has_numpy, 0, unit="", most=True),
    ]


async def goals(options: Options) -> list[Goal]:
    """The command line and the bot."""
    rounds = 3 if options.quick else 9

    async def cpu(name: str) -> float:
        return await asyncio.to_thread(taken, COMMANDS[name])

    used = await take_turns(tuple(COMMANDS), rounds, cpu)
    each = medians(used)
    remark = f"{each['help'] * 1000:.0f} ms of CPU; AsyncApp and SQLModel alone {each['libraries'] * 1000:.0f}"
    start = ratio(used["help"], used["libraries"])
    return [
        Goal("`heartline --help`, beside the libraries", start, 1.3, most=True, remark=remark),
        *await idle(options),
    ]
