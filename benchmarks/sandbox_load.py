"""How many chat.postMessage calls a second the sandbox takes from one client, each in a process of its own.

    python benchmarks/sandbox_load.py [--quick]

The messages are like a pulse: three questions with five buttons each, posted to people by their id, 32 calls in flight.
Exits with 1 if the best round has fewer than 1,000 calls a second: other work on the machine can only slow a round.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp
import orjson

ROOT = Path(__file__).resolve().parents[1]
GOAL = 1_000
PEOPLE = 500
IN_FLIGHT = 32


def pulse_blocks() -> list[dict[str, object]]:
    """Blocks as a pulse has them."""
    blocks: list[dict[str, object]] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "Three questions about your week. Twenty seconds."}}
    ]
    for question in range(3):
        text = {"type": "plain_text", "text": "I could decide how to go about my own work."}
        buttons = [
            {
                "type": "button",
                "action_id": f"answer_{score}",
                "text": {"type": "plain_text", "text": str(score)},
                "value": f"3f2c-{question}-{score}",
                "accessibility_label": f"{score} of 5",
            }
            for score in range(1, 6)
        ]
        blocks.append({"type": "section", "block_id": f"question_{question}", "text": text})
        blocks.append({"type": "actions", "block_id": f"answers_{question}", "elements": buttons})
    return [*blocks, {"type": "context", "elements": [{"type": "mrkdwn", "text": "Nobody can see a single answer."}]}]


def body(number: int) -> bytes:
    """One call's arguments."""
    return orjson.dumps(
        {
            "channel": f"U{number % PEOPLE + 1:08d}",
            "text": "Three questions about your week.",
            "blocks": pulse_blocks(),
            "metadata": {"event_type": "delivery", "event_payload": {"k": f"{number:032x}"}},
        }
    )


async def post(session: aiohttp.ClientSession, url: str, bodies: list[bytes], seconds: list[float]) -> None:
    """Take bodies from the common heap and post them until none is left."""
    while bodies:
        data = bodies.pop()
        started = time.perf_counter()
        async with session.post(url, data=data) as response:
            answer = orjson.loads(await response.read())
        seconds.append(time.perf_counter() - started)
        if not answer["ok"]:
            raise SystemExit(f"The sandbox refused a message: {answer}")


async def measure(environment: dict[str, str], calls: int, rounds: int) -> float:
    """Run the rounds and print each; the calls a second of the best."""
    headers = {"Authorization": f"Bearer {environment['SLACK_BOT_TOKEN']}", "Content-Type": "application/json"}
    url, rates = environment["SLACK_API_URL"] + "chat.postMessage", []
    async with aiohttp.ClientSession(headers=headers) as session:
        await post(session, url, [body(number) for number in range(PEOPLE)], [])
        for number in range(1, rounds + 1):
            bodies, seconds = [body(number) for number in range(calls)], list[float]()
            started = time.perf_counter()
            await asyncio.gather(*(post(session, url, bodies, seconds) for _ in range(IN_FLIGHT)))
            rates.append(calls / (time.perf_counter() - started))
            middle, *_, late = statistics.quantiles(seconds, n=100)[49::49]
            print(f"round {number}: {rates[-1]:,.0f} calls/s, p50 {middle * 1000:.1f} ms, p99 {late * 1000:.1f} ms")
    print(f"median {statistics.median(rates):,.0f} calls/s")
    return max(rates)


def serve(people: Path) -> subprocess.Popen[str]:
    """A sandbox in a process of its own."""
    people.write_text("".join(f'[[people]]\nname = "p{n}"\nreal_name = "Person {n}"\n' for n in range(1, PEOPLE + 1)))
    command = [sys.executable, "-m", "sandbox", "--manifest", str(ROOT / "manifest.yml"), "--people", str(people)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def read_environment(server: subprocess.Popen[str]) -> dict[str, str]:
    """What the sandbox prints for its app."""
    assert server.stdout is not None
    environment: dict[str, str] = {}
    for line in server.stdout:
        if line.startswith("# press"):
            return environment
        if not line.startswith("#"):
            name, _, value = line.strip().partition("=")
            environment[name] = value
    raise SystemExit("The sandbox did not start.")


def main() -> None:
    """Measure, print, and leave with 1 if the goal is missed."""
    parser = argparse.ArgumentParser(description="Measure how many messages a second the sandbox takes.")
    parser.add_argument("--quick", action="store_true", help="short rounds")
    calls, rounds = (500, 4) if parser.parse_args().quick else (5_000, 5)
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "people.toml") as server:
        try:
            rate = asyncio.run(measure(read_environment(server), calls, rounds))
        finally:
            server.terminate()
    verdict = "reached" if rate >= GOAL else "missed"
    print(f"best {rate:,.0f} calls/s; the goal of {GOAL:,} is {verdict}")
    sys.exit(rate < GOAL)


if __name__ == "__main__":
    main()
