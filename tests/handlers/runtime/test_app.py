"""The whole bot as a process: it comes up, does its work, and goes in time without leaving anything half done."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from handlers.runtime import app, clock, socket, web
from sandbox import Manifest, Sandbox, User, Workspace
from sandbox.faults import Fault
from sandbox.http import Urls

ROOT = Path(__file__).parents[3]


async def until(condition, seconds=30.0):
    """Wait until something is so in another process."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@pytest.fixture(params=["socket", "http"])
async def sandbox(request):
    workspace = Workspace(Manifest.read(ROOT / "manifest.yml"))
    for name in ("ada", "cleo"):
        workspace.add_user(User(f"U{name.upper()}", name, f"{name.capitalize()} Test"))
    async with Sandbox(workspace, socket_mode=request.param == "socket") as sandbox:
        yield sandbox


@asynccontextmanager
async def running(sandbox, database, port):
    """`heartline run` with this sandbox for Slack. Killed at the end, if it is still there."""
    way = (
        {"SLACK_APP_TOKEN": sandbox.app_token}
        if sandbox.socket_mode
        else {"SLACK_SIGNING_SECRET": sandbox.signing_secret}
    )
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_API_URL": sandbox.api_url,
        "HEARTLINE_SECRET": "a secret of the tests, long enough",
        "HEARTLINE_PORT": str(port),
        "DATABASE_URL": f"sqlite:///{database}",
    } | way
    sandbox.delivery.urls = Urls.one(f"http://127.0.0.1:{port}/slack/events")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environ, cwd=Path(__file__).parent, stdout=pipe, stderr=pipe
    )
    try:
        assert process.stdout
        assert b"is running" in await asyncio.wait_for(process.stdout.readline(), 30)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_it_answers_sends_and_stops_when_told_to(sandbox, tmp_path, unused_port):
    database = tmp_path / "heartline.db"
    ada, cleo = sandbox.person("ada"), sandbox.person("cleo")
    async with running(sandbox, database, unused_port) as process:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{unused_port}") as http, http.get("/readyz") as response:
            checks = await response.json()
        assert set(checks) == {"database", "planner", "sender"} | ({"socket"} if sandbox.socket_mode else set())
        assert all(checks.values())
        sandbox.faults.add(Fault("chat.postMessage", "delay", seconds=1.5))
        await cleo.command("/kudos", "@ada for the clear bug report")
        await until(lambda: ada.dm.messages)
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(process.communicate(), 20)
        assert process.returncode == 0, errors.decode()
        assert time.monotonic() - asked > 0.5  # it waited for Slack's answer
        assert b"Traceback" not in errors
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT state, owner FROM delivery").fetchall() == [("sent", None)]


async def test_hostile_requests_do_no_harm():
    command = [sys.executable, "benchmarks/hostile_bodies.py", "--count", "300"]
    pipe = asyncio.subprocess.PIPE
    attack = await asyncio.create_subprocess_exec(
        *command, env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}, cwd=ROOT, stdout=pipe
    )
    told, _ = await asyncio.wait_for(attack.communicate(), 60)
    assert attack.returncode == 0, told.decode()


def test_what_cannot_be_put_off_is_not_waited_for_longer_than_20_seconds():
    """The parts of stopping, in a row: Slack's last requests, jobs, errands."""
    front = max(web.FINISH_SECONDS, socket.FINISH_SECONDS) + web.LINGER_SECONDS
    assert front + clock.DRAIN_SECONDS + clock.CUT_SECONDS + app.ERRAND_SECONDS <= 20


async def test_errands_that_hang_are_left_behind(office, monkeypatch):
    monkeypatch.setattr(app, "ERRAND_SECONDS", 0.1)
    async with asyncio.timeout(2):
        async with app.opened(office.settings, office.world.now) as world:
            world.later(asyncio.sleep(60))


async def test_slacks_budget_is_what_was_set(office):
    async with app.opened(replace(office.settings, messages_per_minute=17), office.world.now) as world:
        assert world.pace.per_minute == 17
