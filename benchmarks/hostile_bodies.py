"""Ten thousand hostile requests to the real bot in HTTP mode: unsigned, wrongly signed, stale, replayed, malformed.

    python benchmarks/hostile_bodies.py [--quick] [--count N] [--seed N]

None may be answered with a server error or leave a traceback, and the bot's memory may grow by 50 MB at most.
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import json
import os
import random
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import orjson
import psutil

import handlers
from sandbox import Manifest, Sandbox, User, Workspace
from sandbox.http import FORM, signature

ROOT = Path(__file__).parents[1]
COUNT, QUICK, AT_ONCE = 10_000, 1_000, 16
MOST_GROWTH = 50 * 1024 * 1024
WARM_UP = 200
JSON = "application/json"
TYPES = (JSON, FORM, f"{FORM}; charset=utf-8", "", "text/plain", "application/json; charset=ÿ", ";", "a" * 3000)
JUNK: tuple[Any, ...] = (
    None, True, 0, -1, 2**63, 2**64 - 1, 10**400, 1e308, 0.1, "", "\0", "U" * 20_000, "\u202e", "é𝄞", "<!channel>",
    "'; DROP TABLE person", [], [[]], [None], {}, {"": {}}, {"id": []}, {"id": "\0"}, [{"action_id": {}}],
)  # fmt: skip

TEAM, ADA = {"id": "T0SANDBOX", "domain": "box"}, {"id": "UADA", "team_id": "T0SANDBOX", "name": "ada"}
MEMBER = ADA | {"tz": "Europe/Berlin", "updated": 1, "profile": {"display_name": "ada", "real_name": "Ada"}}
Json = dict[str, Any]
Request = tuple[str, bytes, dict[str, str]]


def events() -> list[Json]:
    """An event of each type that the bot listens to, and of one it does not."""
    rest = {"type": "event_callback", "team_id": "T0SANDBOX", "authorizations": [{"team_id": "T0SANDBOX"}]}
    types = [*handlers.EVENTS, "message"]
    return [rest | {"event_id": f"Ev{type_}", "event": {"type": type_, "user": MEMBER}} for type_ in types]


def interactions() -> list[Json]:
    """A click, form and shortcut for each route of the bot."""
    who = {"team": TEAM, "user": ADA, "trigger_id": "1.2", "response_url": "", "view": {"id": "V1"}}
    clicks = [
        who | {"type": "block_actions", "actions": [{"action_id": f"{route}:1", "block_id": "b", "value": "1"}]}
        for route in handlers.CLICKS
    ]
    state = {"values": {"people": {"people": {"selected_users": ["UADA"]}}, "said": {"said": {"value": "Fine"}}}}
    forms = [
        who | {"type": "view_submission", "view": {"id": "V1", "type": "modal", "callback_id": route, "state": state}}
        for route in handlers.FORMS
    ]
    shortcuts = [
        who | {"type": kind, "callback_id": route, "message": {"user": "UADA", "text": "Hello"}}
        for route in handlers.SHORTCUTS
        for kind in ("shortcut", "message_action")
    ]
    return [*clicks, *forms, *shortcuts, who | {"type": "view_closed"}, {"type": "url_verification", "challenge": "a"}]


def commands() -> list[Json]:
    """Each command, with words that it takes."""
    rest = {"team_id": "T0SANDBOX", "user_id": "UADA", "text": "help", "trigger_id": "1.2", "response_url": ""}
    return [rest | {"command": command} for command in handlers.COMMANDS]


class Hostile:
    """Makes requests from a seed: most are spoilt after they were right, and then signed as if they still were."""

    def __init__(self, seed: int, secret: str) -> None:
        self.random = random.Random(seed)
        self.secret = secret
        self.sent: list[Request] = []
        self.ways: list[Callable[[], Request]] = [
            self.unsigned, self.wrongly_signed, self.stale, self.replayed, *[self.spoilt] * 4, self.torn, self.noise,
        ]  # fmt: skip

    def next(self) -> Request:
        """One more request."""
        request = self.random.choice(self.ways)()
        self.sent = [*self.sent[-50:], request]
        return request

    def unsigned(self) -> Request:
        _, body, _ = self.spoilt()
        return "unsigned", body, {"Content-Type": self.random.choice((JSON, FORM))}

    def wrongly_signed(self) -> Request:
        _, body, headers = self.spoilt()
        wrong = self.random.choice(
            ("", "v0=", "v0=" + "0" * 64, "v1=abc", "é", headers["X-Slack-Signature"][:-1] + "x")
        )
        return "wrongly signed", body, headers | {"X-Slack-Signature": wrong}

    def stale(self) -> Request:
        body = orjson.dumps(self.random.choice(events()))
        age = self.random.choice((-(10**9), -400, 400, 10**6))
        headers = signature(self.secret, int(time.time()) - age, body)
        odd = self.random.choice((headers["X-Slack-Request-Timestamp"], "soon", "1e9", "9" * 400, "²"))
        return "stale", body, headers | {"Content-Type": JSON, "X-Slack-Request-Timestamp": odd}

    def replayed(self) -> Request:
        if not self.sent:
            return self.spoilt()
        _, body, headers = self.random.choice(self.sent)
        return "replayed", body, headers

    def spoilt(self) -> Request:
        """A payload of the bot's own with some of its parts replaced, and signed."""
        content_type, payloads = self.random.choice(((JSON, events), (FORM, interactions), (FORM, commands)))
        payload = copy.deepcopy(self.random.choice(payloads()))
        for _ in range(self.random.randint(0, 4)):
            self.spoil(payload)
        if payloads is commands:
            body = urlencode(payload, errors="replace").encode()
        else:
            text = dumped(payload)
            body = text if content_type == JSON else urlencode({"payload": text}).encode()
        return self.signed("malformed", body, content_type)

    def spoil(self, value: Any) -> None:
        """Replace, remove or deepen something anywhere inside."""
        while isinstance(value, dict | list) and value:
            key = self.random.choice(list(value)) if isinstance(value, dict) else self.random.randrange(len(value))
            if not isinstance(value[key], dict | list) or not value[key] or self.random.random() < 0.4:
                self.replace(value, key)
                return
            value = value[key]

    def replace(self, value: Any, key: Any) -> None:
        match self.random.randrange(4):
            case 0:
                del value[key]
            case 1:
                for _ in range(self.random.choice((1, 30, 200))):
                    value[key] = {str(key): value[key]}
            case _:
                value[key] = copy.deepcopy(self.random.choice(JUNK))

    def torn(self) -> Request:
        """A right request that ends too early, says a key twice, or has another type."""
        _, body, headers = self.spoilt()
        cut = body[: self.random.randrange(len(body) + 1)] + self.random.choice(
            (b"", b"\0", b"\xff", b"%", b"&payload=1")
        )
        return self.signed("torn", cut, self.random.choice((headers["Content-Type"], *TYPES)))

    def noise(self) -> Request:
        long = self.random.choice((b"[", b'{"event":', b"a&", b"%00", b"payload=%7B&", b"9")) * self.random.randrange(
            9000
        )
        body = self.random.choice((self.random.randbytes(self.random.randrange(3000)), long))
        return self.signed("noise", body, self.random.choice(TYPES))

    def signed(self, kind: str, body: bytes, content_type: str) -> Request:
        return kind, body, signature(self.secret, int(time.time()), body) | {"Content-Type": content_type}


def dumped(payload: Json) -> bytes:
    """JSON of anything: also of numbers that orjson does not write."""
    try:
        return orjson.dumps(payload)
    except TypeError:
        return json.dumps(payload).encode()


@asynccontextmanager
async def bot(log: Path) -> AsyncIterator[tuple[psutil.Process, str, str]]:
    """`heartline run` in HTTP mode, logging to a file: its process, where it listens, its signing secret."""
    workspace = Workspace(Manifest.read(ROOT / "manifest.yml"))
    workspace.add_user(User("UADA", "ada", "Ada Test"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with Sandbox(workspace, socket_mode=False) as sandbox:
        environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": sandbox.bot_token,
            "SLACK_API_URL": sandbox.api_url,
            "SLACK_SIGNING_SECRET": sandbox.signing_secret,
            "HEARTLINE_SECRET": "a secret of a benchmark, long enough",
            "HEARTLINE_PORT": str(port),
            "DATABASE_URL": f"sqlite:///{log.parent / 'heartline.db'}",
        }
        with log.open("wb") as errors:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                env=environ,
                cwd=log.parent,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
            )
        assert process.stdout
        await asyncio.wait_for(process.stdout.readline(), 60)
        yield psutil.Process(process.pid), f"http://127.0.0.1:{port}/slack/events", sandbox.signing_secret
        process.terminate()
        await asyncio.wait_for(process.wait(), 30)


async def attack(hostile: Hostile, url: str, count: int, statuses: Counter[tuple[str, int]]) -> None:
    """Send so many requests, a few at a time, and count how each kind was answered."""
    left = iter(range(count))

    async def one_after_another(http: aiohttp.ClientSession) -> None:
        for _ in left:
            kind, body, headers = hostile.next()
            async with http.post(url, data=body, headers=headers) as response:
                await response.read()
                statuses[kind, response.status] += 1

    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(timeout=timeout, skip_auto_headers=["Content-Type"]) as http:
        await asyncio.gather(*(one_after_another(http) for _ in range(AT_ONCE)))


async def main(count: int, seed: int) -> int:
    """Attack, and tell what came of it. 0 when all is well."""
    statuses: Counter[tuple[str, int]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        async with bot(log) as (process, url, secret):
            hostile = Hostile(seed, secret)
            await attack(hostile, url, WARM_UP, statuses)
            before = process.memory_info().rss
            await attack(hostile, url, count, statuses)
            growth = process.memory_info().rss - before
            alive = process.is_running()
        logged = log.read_text("utf-8")
    for (kind, status), number in sorted(statuses.items()):
        print(f"{kind:16} {status}  {number}")
    faults = sum(number for (_, status), number in statuses.items() if status >= 500)
    tracebacks = logged.count("Traceback")
    print(logged[logged.index("Traceback") :][:4000] if tracebacks else "")
    print(f"seed {seed}: server errors {faults}, tracebacks {tracebacks}, memory {growth / 2**20:+.1f} MB")
    return 0 if alive and not faults and not tracebacks and growth < MOST_GROWTH else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} requests")
    parser.add_argument("--count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.count or (QUICK if given.quick else COUNT), given.seed)))
