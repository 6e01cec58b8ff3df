"""A real process that is told to stop while it still starts."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from sandbox.faults import Fault

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_start_that_waits_for_slack_ends_when_it_is_told_to(office, tmp_path, number):
    office.sandbox.faults.add(Fault("users.list", "ratelimited", times=1000, retry_after="3600"))
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": office.settings.bot_token,
        "SLACK_APP_TOKEN": office.settings.app_token,
        "SLACK_API_URL": office.settings.slack_api_url,
        "HEARTLINE_SECRET": office.settings.secret,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'another.db'}",
    }
    asked = office.sandbox.traffic.passages
    before = len(asked)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environ, cwd=tmp_path, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(30):
        while not any(passage.name == "users.list" for passage in list(asked)[before:]):  # noqa: ASYNC110 - a log
            await asyncio.sleep(0.05)
        process.send_signal(number)
        _, said = await process.communicate()
    assert process.returncode == 0
    assert b"Traceback" not in said
