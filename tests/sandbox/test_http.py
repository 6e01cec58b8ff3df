"""HTTP delivery: addresses, signatures, bodies, retries, and what counts as an answer."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import parse_qs

import orjson
import pytest
from aiohttp import web

from sandbox.http import Urls, encode, read, signature
from sandbox.manifest import Manifest
from sandbox.server import Sandbox
from sandbox.workspace import User


class HttpApp:
    """The simplest app behind an address: it keeps what it gets and answers what `answer` says."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.answer: Callable[[int], web.Response] = lambda _: web.Response()
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        self.requests.append((request.path, dict(request.headers), await request.read()))
        return self.answer(len(self.requests))


@pytest.fixture
async def http_app() -> AsyncIterator[HttpApp]:
    app, server = HttpApp(), web.Application()
    server.router.add_route("*", "/{path:.*}", app.handle)
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    app.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield app
    await runner.cleanup()


@pytest.fixture
async def http_box(team: Any, http_app: HttpApp) -> AsyncIterator[Sandbox]:
    async with Sandbox(team, socket_mode=False) as box:
        box.delivery.retry_delays = (0.0, 0.01, 0.02)
        box.delivery.urls = Urls.one(f"{http_app.url}/slack/events")
        yield box


def retries(app: HttpApp) -> list[tuple[str | None, str | None]]:
    return [(h.get("x-slack-retry-num"), h.get("x-slack-retry-reason")) for _, h, _ in app.requests]


async def test_an_event_is_posted_as_signed_json(http_box: Any, http_app: HttpApp) -> None:
    http_box.workspace.add_user(User("U0DAN", "dan", "Dan"))
    await http_box.delivery.settled()
    [(path, headers, body)] = http_app.requests
    assert path == "/slack/events"
    assert headers["Content-Type"] == "application/json"
    assert orjson.loads(body)["event"]["type"] == "team_join"
    timestamp = headers["X-Slack-Request-Timestamp"]
    assert abs(int(timestamp) - time.time()) < 5
    digest = hmac.new(http_box.signing_secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256)
    assert headers["X-Slack-Signature"] == f"v0={digest.hexdigest()}"
    assert "x-slack-retry-num" not in headers


async def test_an_interaction_is_posted_as_a_form(http_box: Any, http_app: HttpApp) -> None:
    http_app.answer = lambda _: web.json_response({"response_action": "clear"})
    answer = await http_box.delivery.send("interactive", {"type": "view_submission", "word": "ä&="})
    assert answer.payload == {"response_action": "clear"}
    [(_, headers, body)] = http_app.requests
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    form = parse_qs(body.decode())
    assert orjson.loads(form["payload"][0]) == {"type": "view_submission", "word": "ä&="}


async def test_a_command_is_posted_as_a_form_of_its_fields(http_box: Any, http_app: HttpApp) -> None:
    http_app.answer = lambda _: web.Response(text="Thanks")
    answer = await http_box.delivery.send(
        "slash_commands", {"command": "/kudos", "text": "", "is_enterprise_install": False}
    )
    assert answer.payload == {"text": "Thanks"}
    form = parse_qs(http_app.requests[0][2].decode(), keep_blank_values=True)
    assert form == {"command": ["/kudos"], "text": [""], "is_enterprise_install": ["false"]}


async def test_a_failed_event_comes_again_with_its_number_and_reason(http_box: Any, http_app: HttpApp) -> None:
    http_app.answer = lambda number: web.Response(status=500 if number < 3 else 200)
    http_box.workspace.add_user(User("U0DAN", "dan", "Dan"))
    await http_box.delivery.settled()
    assert retries(http_app) == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert len({orjson.loads(body)["event_id"] for _, _, body in http_app.requests}) == 1


async def test_an_app_may_forbid_retries(http_box: Any, http_app: HttpApp) -> None:
    http_app.answer = lambda _: web.Response(status=500, headers={"X-Slack-No-Retry": "1"})
    http_box.workspace.add_user(User("U0DAN", "dan", "Dan"))
    await http_box.delivery.settled()
    assert len(http_app.requests) == 1


async def test_a_slow_answer_is_a_timeout(team: Any) -> None:
    async def stall(reader: Any, writer: Any) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(stall, "127.0.0.1", 0)
    async with server, Sandbox(team, socket_mode=False, ack_timeout=0.05) as box:
        box.delivery.urls = Urls.one(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        answer = await box.delivery.send("interactive", {"type": "block_actions"})
    assert (answer.acked, answer.reason) == (False, "http_timeout")


async def test_an_address_where_nobody_listens_is_a_failed_connection(http_box: Any) -> None:
    http_box.delivery.urls = Urls.one("http://127.0.0.1:9/")
    answer = await http_box.delivery.send("interactive", {"type": "block_actions"})
    assert (answer.acked, answer.reason) == (False, "connection_failed")


async def test_an_app_without_an_address_gets_nothing(http_box: Any) -> None:
    http_box.delivery.urls = Urls()
    answer = await http_box.delivery.send("interactive", {"type": "block_actions"})
    assert (answer.acked, answer.reason) == (False, "connection_failed")


async def test_a_redirect_is_not_followed(http_box: Any, http_app: HttpApp) -> None:
    http_app.answer = lambda _: web.Response(status=302, headers={"Location": f"{http_app.url}/elsewhere"})
    assert not (await http_box.delivery.send("interactive", {"type": "block_actions"})).acked
    assert len(http_app.requests) == 1


@pytest.mark.parametrize(
    ("answer", "verified"),
    [
        (lambda challenge: web.json_response({"challenge": challenge}), True),
        (lambda challenge: web.Response(text=challenge), True),
        (lambda _: web.Response(text="hello"), False),
        (lambda challenge: web.Response(text=challenge, status=500), False),
    ],
)
async def test_the_events_address_is_verified_by_a_challenge(
    http_box: Any, http_app: HttpApp, answer: Any, verified: bool
) -> None:
    http_app.answer = lambda _: answer(orjson.loads(http_app.requests[-1][2])["challenge"])
    assert await http_box.delivery.verify_url() is verified
    assert orjson.loads(http_app.requests[0][2])["type"] == "url_verification"


async def test_an_address_where_nobody_listens_is_not_verified(http_box: Any) -> None:
    http_box.delivery.urls = Urls.one("http://127.0.0.1:9/")
    assert await http_box.delivery.verify_url() is False


def test_addresses_come_from_the_manifest(raw_manifest: Any) -> None:
    raw_manifest["settings"]["event_subscriptions"]["request_url"] = "https://bot.example/events"
    raw_manifest["settings"]["interactivity"]["request_url"] = "https://bot.example/clicks"
    raw_manifest["features"]["slash_commands"][0]["url"] = "https://bot.example/kudos"
    urls = Urls.of(Manifest.from_dict(raw_manifest))
    assert urls.for_("events_api", {}) == "https://bot.example/events"
    assert urls.for_("interactive", {}) == "https://bot.example/clicks"
    assert urls.for_("slash_commands", {"command": "/kudos"}) == "https://bot.example/kudos"
    assert urls.for_("slash_commands", {"command": "/plain"}) == "https://bot.example/clicks"


def test_the_signature_is_the_one_of_slacks_own_example() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&"
        b"channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&"
        b"response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F"
        b"96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = signature("8f742231b10e8888abcd99yyyzzz85a5", 1531420618, body)
    assert headers["X-Slack-Signature"] == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


@pytest.mark.parametrize(
    ("text", "payload"),
    [("", None), (" \n", None), ('{"a": 1}', {"a": 1}), ("words", {"text": "words"}), ("12", {"text": "12"})],
)
def test_an_answer_is_nothing_or_json_or_words(text: str, payload: Any) -> None:
    assert read(text) == payload


def test_an_event_and_a_command_are_encoded_differently() -> None:
    assert encode("events_api", {"a": True}) == (b'{"a":true}', "application/json")
    assert encode("slash_commands", {"a": True, "b": "c d"})[0] == b"a=true&b=c+d"
