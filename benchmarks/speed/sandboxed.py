"""The sandbox, which has to be fast enough for what is measured and tested with it."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from benchmarks import sandbox_load
from benchmarks.speed.rig import SERVER_CORE, Goal, Options, medians, ratio, serving, take_turns, use_core


async def goals(options: Options) -> list[Goal]:
    """How many messages a second it takes, of what a server takes that reads them and says yes."""
    calls = 500 if options.quick else 5_000
    with tempfile.TemporaryDirectory() as folder, sandbox_load.serve(Path(folder) / "people.toml") as process:
        use_core(SERVER_CORE, process.pid)
        try:
            sandbox = await asyncio.to_thread(sandbox_load.read_environment, process)
            async with serving("servers", "yes") as server:
                yes = {"SLACK_BOT_TOKEN": "xoxb-speed", "SLACK_API_URL": f"http://127.0.0.1:{server.port}/api/"}
                ends = {"sandbox": sandbox, "yes": yes}

                async def rate(name: str) -> float:
                    return await sandbox_load.measure(ends[name], calls, 1)

                found = await take_turns(tuple(ends), options.rounds + 2, rate)
        finally:
            process.terminate()
    each = medians(found)
    remark = f"{each['sandbox']:.0f} messages a second; a server that says yes {each['yes']:.0f}"
    return [
        Goal(
            "what the sandbox takes, of a server that says yes",
            ratio(found["sandbox"], found["yes"]),
            0.3,
            remark=remark,
        )
    ]
