"""HTTP mode over real HTTP: Slack's requests, what others send, and what watches over the bot."""

from __future__ import annotations

import asyncio
import gzip
import time

import aiohttp
import orjson
import pytest

import handlers
from bot.errors import Refused
from handlers.runtime import clock, metrics, sender, web
from handlers.runtime.clock import Clock
from handlers.runtime.web import Health
from sandbox import User
from sandbox.http import signature
from storage import people

PATH = "/slack/events"
MOST = 1024 * 1024


@pytest.fixture
async def office(office_by_http):
    return office_by_http


@pytest.fixture
async def http(office):
    base = f"http://{office.settings.host}:{office.settings.port}"
    async with aiohttp.ClientSession(base, timeout=aiohttp.ClientTimeout(total=10)) as session:
        yield session


def headers(office, body):
    return {"Content-Type": "application/json", **signature(office.sandbox.signing_secret, int(time.time()), body)}


async def raw(office, *parts, pause=0.0):
    """Everything the server answers to bytes written as they are."""
    reader, writer = await asyncio.open_connection(office.settings.host, office.settings.port)
    for part in parts:
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(pause)
    answer = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    return answer


async def chunks(size, count):
    for _ in range(count):
        yield b"x" * size


def rejected(reason):
    return metrics.REJECTED.labels(reason)._value.get()


async def test_a_day_by_http(office):
    assert await office.sandbox.delivery.verify_url()
    await office.cleo.command("/kudos")
    office.cleo.fill(people=["ada"], did="Rewrote the refund guide", enabled="New colleagues settle refunds alone")
    await office.cleo.submit()
    assert "on its way" in office.cleo.modal.text
    await office.set_up_teams()
    await office.beat()
    message = office.ada.dm.saying("thanked you")
    await office.ada.press(message.button("Share with the team"))
    await office.beat()
    assert office.ada.channel("support").saying("refund guide")
    office.slack.add_user(User("UZOE", "zoe", "Zoe Test", tz="Asia/Tokyo"))
    await office.settled()
    zoe = await office.world.act(office.world.workspace, lambda db: people.one(db, "UZOE"))
    assert zoe.tz == "Asia/Tokyo"


async def test_an_event_that_could_not_be_kept_is_repeated_until_it_is(office, monkeypatch):
    refusals = [Refused("database_locked"), Refused("database_unreachable", why="it is gone")]
    listener = handlers.EVENTS["user_change"]

    async def refusing(world, event):
        if refusals:
            raise refusals.pop(0)
        return await listener(world, event)

    monkeypatch.setitem(handlers.EVENTS, "user_change", refusing)
    office.sandbox.delivery.retry_delays = (0.0, 0.0, 0.0)
    office.slack.change_user("UADA", tz="Asia/Tokyo")
    await office.settled()
    ada = await office.world.act(office.world.workspace, lambda db: people.one(db, "UADA"))
    assert (ada.tz, refusals) == ("Asia/Tokyo", [])
    assert office.sandbox.delivery.log[-1].attempts == 3


async def test_a_request_without_a_signature_is_turned_away_and_counted(http):
    before = rejected("timestamp")
    async with http.post(PATH, json={"type": "event_callback"}) as response:
        assert (response.status, await response.text()) == (401, "timestamp")
    assert rejected("timestamp") == before + 1


async def test_a_body_that_says_it_is_too_large_is_not_waited_for(office):
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {MOST + 1}\r\n\r\n"
    assert b"413" in await raw(office, head.encode())


async def test_a_body_of_the_largest_size_is_read(office, http):
    body = orjson.dumps({"type": "view_closed", "filler": ""})
    body = body.replace(b'""', b'"%b"' % (b"x" * (MOST - len(body))))
    assert len(body) == MOST
    async with http.post(PATH, data=body, headers=headers(office, body)) as response:
        assert response.status == 200


async def test_a_body_in_chunks_that_grows_too_large_is_cut_off(http):
    async with http.post(PATH, data=chunks(MOST // 4, 5)) as response:
        assert response.status == 413


@pytest.mark.parametrize(
    ("header", "part"),
    [("Content-Length: 10", b"abc"), ("Transfer-Encoding: chunked", b"3\r\nabc")],
)
async def test_a_body_that_does_not_come_is_not_waited_for_long(header, part):
    mailbox = web.Mailbox(None, body_seconds=0.1)  # nothing gets to its door
    async with web.serving("127.0.0.1", 0, mailbox.routes()) as address:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
        writer.write(f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n".encode())
        await writer.drain()
        writer.write(part)
        assert b"408" in await asyncio.wait_for(reader.readline(), 5)
        writer.close()


async def test_nothing_is_unpacked(office, http):
    packed = gzip.compress(orjson.dumps({"type": "view_closed", "filler": "x" * 10_000_000}))
    given = headers(office, packed) | {"Content-Encoding": "gzip"}
    async with http.post(PATH, data=packed, headers=given) as response:
        assert (response.status, await response.text()) == (400, "content")


@pytest.mark.parametrize(
    "parts",
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",),
        (b"GET / HTTP/9.9\r\n\r\n",),
        (f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n".encode(),),
        (f"POST {PATH} HTTP/1.1\r\nHost: x\r\nX: {'y' * 20_000}\r\n\r\n".encode(),),
        (b"POST " + PATH.encode() + b" HTTP/1.1\r\nHost: x\r\nX-Slack-Signature: \xff\xfe\x00\r\n\r\n",),
    ],
    ids=["tls", "version", "length", "long header", "zero in a header"],
)
async def test_what_is_no_http_is_refused_without_a_fuss(office, parts, caplog):
    assert b" 40" in await raw(office, *parts, pause=0.05)
    assert "Traceback" not in caplog.text


async def test_only_what_is_there_is_served(http):
    for method, path, status in [("GET", "/", 404), ("POST", "/slack/other", 404), ("GET", PATH, 405)]:
        async with http.request(method, path) as response:
            assert response.status == status


async def test_a_request_under_way_is_answered_before_the_server_goes(office, monkeypatch):
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(request):
        begun.set()
        await go_on.wait()
        return aiohttp.web.Response(text="done")

    async with aiohttp.ClientSession() as session:
        async with web.serving("127.0.0.1", 0, [aiohttp.web.get("/slow", slow)]) as address:
            asked = asyncio.create_task(session.get(f"{address}/slow"))
            await begun.wait()
            asyncio.get_running_loop().call_later(0.1, go_on.set)
        assert (await asked).status == 200
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(f"{address}/slow")


async def test_an_address_that_is_taken_is_refused_with_a_sentence(office):
    with pytest.raises(Refused) as caught:
        async with web.serving(office.settings.host, office.settings.port, []):
            pass
    assert caught.value.code == "address_taken"


async def until(health, wanted):
    """Wait until the checks are as wanted; time alone changes them."""
    async with asyncio.timeout(5):
        while not wanted(await health.checks()):  # noqa: ASYNC110 - a job that hangs tells nobody
            await asyncio.sleep(0.05)


async def ready(session):
    async with session.get("/readyz") as response:
        return response.status, await response.json()


async def test_a_bot_at_work_is_alive_and_ready(http):
    async with http.get("/healthz") as response:
        assert (response.status, await response.text()) == (200, "ok")
    assert await ready(http) == (200, {"database": True})


async def test_without_its_database_a_bot_is_alive_and_not_ready(office, http, monkeypatch):
    async def unreachable():
        raise Refused("database_unreachable", why="it is gone")

    monkeypatch.setattr(office.world.db, "workspaces", unreachable)
    assert await ready(http) == (503, {"database": False})
    async with http.get("/healthz") as response:
        assert response.status == 200


async def test_a_database_that_does_not_answer_makes_it_unready(office, http, monkeypatch):
    monkeypatch.setattr(web, "DATABASE_SECONDS", 0.05)
    monkeypatch.setattr(office.world.db, "workspaces", asyncio.Event().wait)
    assert await ready(http) == (503, {"database": False})


async def test_a_socket_that_is_down_makes_it_unready(office):
    assert await Health(office.world, is_connected=lambda: False).checks() == {"database": True, "socket": False}


@pytest.mark.parametrize(("job", "name"), [("send_due", "sender"), ("plan", "planner")])
async def test_a_job_that_hangs_makes_it_unready_until_it_goes_on(office, monkeypatch, job, name):
    hanging = asyncio.Event()

    async def hang(*_):
        await hanging.wait()

    monkeypatch.setattr(sender if job == "send_due" else clock, job, hang)
    monkeypatch.setattr(clock, "SEND_SECONDS", 0.05)
    monkeypatch.setattr(clock, "STALLED_SECONDS", {"plan": 0.5, "send": 0.5})
    ticking = Clock(office.world, "test", plan_seconds=0.05)
    health = Health(office.world, ticking)
    assert (await health.checks())[name]
    await until(health, lambda checks: not checks[name])
    hanging.set()
    await until(health, lambda checks: all(checks.values()))
    await ticking.stop()


async def test_the_metrics_can_be_read(office, http):
    async with http.post(PATH, json={}) as response:
        assert response.status == 401
    async with http.get("/metrics") as response:
        page = await response.text()
    for name in ("deliveries_total", "delivery_lateness_seconds_count", "ack_seconds_bucket", "overdue_seconds 0.0"):
        assert f"heartline_{name}" in page
    assert 'heartline_rejected_requests_total{reason="timestamp"}' in page


async def test_what_is_overdue_is_told_in_seconds(office, http):
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    async with http.get("/metrics") as response:
        page = await response.text()
    (line,) = [line for line in page.splitlines() if line.startswith("heartline_overdue_seconds ")]
    assert 0 < float(line.split()[1]) < 60
