"""Socket Mode: one connection that comes back whatever happens, and acknowledges what has been done."""

from __future__ import annotations

import asyncio
import logging

import orjson
import pytest
from aiohttp import WSMsgType, web
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

import handlers
from bot.errors import Refused
from handlers.runtime import app, metrics
from handlers.runtime.socket import Socket, acknowledgement
from sandbox import Sandbox
from storage import people

NO_PAUSES = (0.0, 0.02)
HELLO = {"type": "hello"}


async def until(condition, seconds=10.0):
    """Wait until something is so; a connection tells nobody when it comes or goes."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def tz(office, person="UADA"):
    return (await office.world.act(office.world.workspace, lambda db: people.one(db, person))).tz


@pytest.fixture
def bolt(office):
    return app.bolt_of(office.world, office.settings, AuthorizeResult(enterprise_id=None, team_id="T1"))


class Slack:
    """A server that plays Slack's end of a socket as a test tells it to, connection by connection."""

    def __init__(self, *scripts):
        self.scripts = list(scripts)
        self.addresses = 0
        self.used = []
        self.frames = asyncio.Queue()
        self.url = ""

    async def new_address(self):
        self.addresses += 1
        return f"{self.url}/link?ticket={self.addresses}"

    async def link(self, request):
        self.used.append(int(request.query["ticket"]))
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        return await script(self, request)

    async def __aenter__(self):
        application = web.Application()
        application.add_routes([web.get("/link", self.link)])
        self.runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self.runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_):
        await self.runner.cleanup()


async def opened(request, *frames, **options):
    socket = web.WebSocketResponse(**options)
    await socket.prepare(request)
    for frame in frames:
        await socket.send_bytes(frame) if isinstance(frame, bytes) else await socket.send_json(frame)
    return socket


async def steady(slack, request):
    """Says hello and listens."""
    socket = await opened(request, HELLO)
    async for message in socket:
        slack.frames.put_nowait(orjson.loads(message.data))
    return socket


def sending(*frames):
    """Says hello, sends frames as text, and listens."""

    async def script(slack, request):
        socket = await opened(request, HELLO)
        for frame in frames:
            await socket.send_str(frame if isinstance(frame, str) else orjson.dumps(frame).decode())
        async for message in socket:
            slack.frames.put_nowait(orjson.loads(message.data))
        return socket

    return script


async def refusing(slack, request):
    return web.Response(status=403)


async def silent(slack, request):
    """Says hello and then nothing any more, not even to a ping."""
    socket = await opened(request, HELLO, autoping=False)
    async for _ in socket:
        pass
    return socket


async def speechless(slack, request):
    """Takes the connection and says nothing."""
    socket = await opened(request)
    async for _ in socket:
        pass
    return socket


async def keeping_it_waiting(slack, request):
    """Says no hello, and notes when it is waited for, and how that ends."""
    socket = await opened(request, autoping=False)
    await socket.ping()
    for _ in range(2):
        slack.frames.put_nowait((await socket.receive()).type)
    return socket


async def noting_its_end(slack, request):
    """Says hello, and notes how it ends."""
    socket = await opened(request, HELLO)
    slack.frames.put_nowait((await socket.receive()).type)
    return socket


async def closing(slack, request):
    """Closes at once instead of a hello."""
    socket = await opened(request)
    await socket.close()
    return socket


async def test_a_broken_connection_is_made_anew(office):
    links = list(office.sandbox.delivery.sockets._open)
    office.sandbox.delivery.drop_sockets()
    await until(lambda: set(office.sandbox.delivery.sockets._open) - set(links))
    await office.cleo.command("/kudos")
    assert office.cleo.modal


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled", "warning"])
async def test_when_slack_takes_leave_a_new_connection_is_made(office, reason):
    links = list(office.sandbox.delivery.sockets._open)
    await office.sandbox.delivery.refresh_sockets(reason)
    await until(lambda: set(office.sandbox.delivery.sockets._open) - set(links))
    office.slack.change_user("UADA", tz="Asia/Tokyo")
    await office.settled()
    assert await tz(office) == "Asia/Tokyo"


@pytest.mark.parametrize("trouble", [refusing, closing, speechless, silent])
async def test_whatever_is_wrong_with_a_connection_the_next_has_an_address_of_its_own(bolt, trouble):
    async with Slack(trouble, trouble, steady) as slack:
        socket = Socket(bolt, slack.new_address, pauses=NO_PAUSES, heartbeat_seconds=0.1, open_seconds=0.2)
        await socket.open()
        await until(lambda: len(slack.used) == 3 and socket.is_connected())
        assert slack.used == [1, 2, 3]
        await socket.close()


async def test_it_is_tried_for_ever_and_told_once(bolt, caplog):
    async with Slack(steady) as slack:
        outcomes = [None, *[Refused("slack_unreachable", url="x")] * 5, OSError("odd"), None]

        async def new_address():
            if error := outcomes.pop(0):
                raise error
            return await slack.new_address()

        socket = Socket(bolt, new_address, pauses=NO_PAUSES)
        with caplog.at_level(logging.INFO, "heartline.socket"):
            await socket.open()
            for link in list(slack.runner.server.connections):
                link.transport.abort()
            await until(lambda: not outcomes and socket.is_connected())
        assert [record.getMessage() for record in caplog.records] == [
            f"act=connect outcome={outcome}"
            for outcome in ("ok", "ConnectionResetError", "slack_unreachable", "OSError", "ok")
        ]
        await socket.close()


async def test_a_connection_that_has_not_said_hello_is_closed_when_we_go(bolt):
    async with Slack(keeping_it_waiting) as slack:
        socket = Socket(bolt, slack.new_address)
        opening = asyncio.create_task(socket.open())
        assert await slack.frames.get() is WSMsgType.PONG
        await socket.close()
        assert await slack.frames.get() is WSMsgType.CLOSE
        opening.cancel()


async def test_a_connection_that_has_just_said_hello_is_closed_when_we_go(bolt):
    async with Slack(noting_its_end) as slack:
        socket = Socket(bolt, slack.new_address)
        opening = asyncio.create_task(socket.open())
        while not socket.is_connected():  # noqa: ASYNC110 - to be there before the connection is read from
            await asyncio.sleep(0)
        await socket.close()
        assert await slack.frames.get() is WSMsgType.CLOSE
        opening.cancel()


async def test_without_a_first_address_nothing_is_opened(bolt):
    async def none():
        raise Refused("slack_token", name="SLACK_APP_TOKEN", error="invalid_auth", mend="")

    socket = Socket(bolt, none)
    with pytest.raises(Refused):
        await socket.open()
    assert not socket.is_connected()
    await socket.close()


async def test_slack_may_be_gone_and_come_back_at_the_same_address(office, bolt):
    sandbox = Sandbox(office.slack)
    await sandbox.start()
    sandbox._port = int(sandbox.url.rpartition(":")[2])
    slack = app.AsyncWebClient(base_url=sandbox.api_url, session=office.world.http, retry_handlers=[])
    settings = app.Settings("", sandbox.app_token, "", "", sandbox.api_url, "INFO")
    socket = Socket(bolt, lambda: app.socket_address(slack, settings), pauses=NO_PAUSES)
    await socket.open()
    await sandbox.stop()
    await until(lambda: not socket.is_connected())
    await asyncio.sleep(0.1)  # a few attempts that fail
    await sandbox.start()
    await sandbox.delivery.connected()
    await until(socket.is_connected)
    await socket.close()
    await sandbox.stop()


async def test_an_event_whose_acknowledgement_was_lost_is_applied_once(office, monkeypatch):
    office.sandbox.delivery.retry_delays = (0.3, 0.3)
    listener, kept = handlers.EVENTS["user_change"], []

    async def dropping(world, event):
        ack = await listener(world, event)
        if not kept:
            office.sandbox.delivery.drop_sockets()
        kept.append(event.id)
        return ack

    monkeypatch.setitem(handlers.EVENTS, "user_change", dropping)
    office.sandbox.ack_timeout = 0.5
    office.slack.change_user("UADA", tz="Asia/Tokyo")
    await office.settled()
    assert await tz(office) == "Asia/Tokyo"
    assert office.sandbox.delivery.log[-1].acked
    assert len(set(kept)) == 1


async def test_an_event_that_could_not_be_kept_is_repeated_until_it_is(office, monkeypatch):
    office.sandbox.delivery.retry_delays = (0.0, 0.0)
    office.sandbox.ack_timeout = 0.3
    listener, refusals = handlers.EVENTS["user_change"], [Refused("database_locked"), OSError("out of order")]

    async def refusing_first(world, event):
        if refusals:
            raise refusals.pop(0)
        return await listener(world, event)

    monkeypatch.setitem(handlers.EVENTS, "user_change", refusing_first)
    office.slack.change_user("UADA", tz="Asia/Tokyo")
    await office.settled()
    assert (await tz(office), office.sandbox.delivery.log[-1].attempts) == ("Asia/Tokyo", 3)


async def test_what_nobody_can_read_is_acknowledged_and_counted(bolt):
    before = metrics.REJECTED.labels("shape")._value.get()
    odd = [{"envelope_id": name, "payload": payload} for name, payload in (("a", None), ("b", {"type": 5}))]
    async with Slack(sending("{", "[]", {"envelope_id": 5}, *odd)) as slack:
        socket = Socket(bolt, slack.new_address)
        await socket.open()
        assert [await slack.frames.get() for _ in odd] == [{"envelope_id": "a"}, {"envelope_id": "b"}]
        assert metrics.REJECTED.labels("shape")._value.get() == before + 2
        await socket.close()


async def test_what_nobody_listens_for_is_acknowledged(bolt):
    async with Slack(sending({"envelope_id": "a", "payload": {"type": "view_closed"}})) as slack:
        socket = Socket(bolt, slack.new_address)
        await socket.open()
        assert await slack.frames.get() == {"envelope_id": "a"}
        await socket.close()


async def test_what_is_under_way_is_answered_before_it_closes(bolt, monkeypatch):
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(world, event):
        begun.set()
        await go_on.wait()

    monkeypatch.setitem(handlers.EVENTS, "team_join", slow)
    event = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": {"type": "team_join"}}
    async with Slack(sending({"envelope_id": "a", "payload": event})) as slack:
        socket = Socket(bolt, slack.new_address)
        await socket.open()
        await begun.wait()
        asyncio.get_running_loop().call_later(0.1, go_on.set)
        await socket.close()
        assert await slack.frames.get() == {"envelope_id": "a"}
        assert not socket.is_connected()


def test_an_acknowledgement_carries_what_slack_is_to_show():
    shown = BoltResponse(status=200, body={"text": "é"}, headers={"content-type": ["application/json"]})
    words = BoltResponse(status=200, body="Thank you.")
    assert orjson.loads(acknowledgement("a", shown)) == {"envelope_id": "a", "payload": {"text": "é"}}
    assert orjson.loads(acknowledgement("a", words)) == {"envelope_id": "a", "payload": {"text": "Thank you."}}
    assert orjson.loads(acknowledgement("a", BoltResponse(status=200, body=""))) == {"envelope_id": "a"}
