"""The description of the ingest, tried by schemathesis against the running server: it allows what is taken, no more."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
KEYS = 20
pytestmark = pytest.mark.parametrize("world_alone", ["sqlite"], indirect=True)


async def test_the_server_does_as_its_description_says(world_alone, desk_address, desk, another_desk, tmp_path):
    world_alone.now = lambda: datetime.now(UTC)  # noqa: TID251 - the other process asks the machine's clock
    desks = [desk, *[await another_desk() for _ in range(KEYS - 1)]]
    own = {
        "INGEST_KEYS": " ".join(f"{one.key}:{one.secret}" for one in desks),
        "SCHEMATHESIS_HOOKS": "tests.handlers.runtime.schemathesis_hooks",
        "PYTHONPATH": str(ROOT),
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
    }
    tried = ["--phases", "examples,coverage,fuzzing", "--max-examples", "40", "--seed", "1", "--no-color"]
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{desk_address}/ingest/openapi.json", *tried]
    done = await asyncio.to_thread(
        subprocess.run, command, env=own, cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(await desk.kept()) > 10
