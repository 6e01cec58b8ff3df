"""What the sender makes of what stands between us and Slack: proxies, load balancers, nothing at all."""

import socket
from contextlib import ExitStack
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import Ambiguous, Delivery, Failed
from bot.views.kit import Message
from handlers.runtime import sender

HTML, JSON, TEXT, GZIP = "text/html", "application/json", "text/plain", "application/gzip"


async def post(office, address, http=None):
    """What came of a message that is posted to that address in the place of Slack."""
    http = http or office.world.http
    slack = AsyncWebClient("xoxb-1", base_url=address, session=http, retry_handlers=[])
    world, now = replace(office.world, slack=slack, http=http), office.world.now()
    return await sender.post(world, Delivery("d1", "k1", "pulse", "UADA", "s1", now, now, "n1"), Message("Hello"))


def bound(opened):
    """A socket with an address that nothing listens at yet."""
    free = opened.enter_context(socket.socket())
    free.bind(("127.0.0.1", 0))
    return free, f"http://127.0.0.1:{free.getsockname()[1]}/"


@pytest.mark.parametrize(
    ("status", "kind", "body", "result"),
    [
        (200, HTML, b"<p>Please log in", Ambiguous("http_200")),
        (403, HTML, b"<p>Blocked", Ambiguous("http_403")),
        (429, HTML, b"<p>Slow down", Failed("ratelimited", 7.5)),
        (502, HTML, b"<p>Bad gateway", Ambiguous("http_502")),
        (200, JSON, b"{", Ambiguous("http_200")),
        (429, JSON, b"{", Failed("ratelimited", 7.5)),
        (502, JSON, b"{", Ambiguous("http_502")),
        (429, JSON, b"null", Failed("ratelimited", 7.5)),
        (503, JSON, b'{"ok": false, "error": "is_archived"}', Ambiguous("http_503")),
        (200, JSON, b'{"ok": false}', Ambiguous("http_200")),
        (200, JSON, b"[1]", Ambiguous("http_200")),
        (200, JSON, b'"\xff"', Ambiguous("http_200")),
        (200, TEXT, b"ok", Ambiguous("http_200")),
        (429, TEXT, b"slow down", Failed("ratelimited", 7.5)),
        (503, TEXT, b"", Ambiguous("http_503")),
        (200, GZIP, b"ok", Ambiguous("http_200")),
        (503, GZIP, b"no", Ambiguous("http_503")),
        (400, JSON, b'{"ok": false, "error": "invalid_blocks"}', Failed("invalid_blocks", 7.5)),
        (200, JSON, b'{"ok": false, "error": ["no"]}', Ambiguous("http_200")),
        (200, JSON, b'{"ok": "yes", "channel": "D1", "ts": "1.2"}', Ambiguous("http_200")),
        (302, TEXT, b"", Ambiguous("http_302")),
    ],
)
async def test_an_answer_that_is_not_slacks_is_understood_as_far_as_it_goes(office, status, kind, body, result):
    async def answer(_request):
        return web.Response(status=status, body=body, content_type=kind, headers={"Retry-After": "7.5"})

    app = web.Application()
    app.router.add_post("/chat.postMessage", answer)
    async with TestServer(app) as server:
        assert await post(office, str(server.make_url("/"))) == result


async def test_where_nothing_listens_nothing_was_sent(office):
    with ExitStack() as opened:
        _, address = bound(opened)
        assert await post(office, address) == Failed("connection_refused")


async def test_where_nobody_picks_up_nothing_was_sent(office):
    with ExitStack() as opened:
        full, address = bound(opened)
        full.listen(1)
        for _ in range(8):  # the queue is full after two of them
            caller = opened.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10, connect=0.1)) as http:
            assert await post(office, address, http) == Failed("connection_refused")


def test_connecting_has_less_time_than_the_whole_call(office):
    assert 0 < office.world.http.timeout.connect < office.world.http.timeout.total
