"""The door lets in what Slack has signed, once, and answers everything else without looking at it."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.authorization import AuthorizeResult

import handlers
from bot.errors import Refused
from handlers.runtime import app
from handlers.runtime.door import Door, Rejected, Replays, decoded
from sandbox.http import FORM, signature

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
JSON = "application/json"
CANARY = "the-canary-words"
NOW = datetime(2026, 3, 2, 9, 0, 0, 700_000, UTC)


@pytest.fixture
def door(office):
    bolt = app.bolt_of(office.world, office.settings, AuthorizeResult(enterprise_id=None, team_id="T1"))
    return Door(bolt, SECRET, lambda: NOW)


def joined(person="UNEW", event="Ev1"):
    """Someone joins the workspace, as an event says it."""
    member = {"id": person, "name": "new", "tz": "Europe/Berlin", "updated": 1, "team_id": "T0SANDBOX"}
    inner = {"type": "team_join", "user": member}
    return {"type": "event_callback", "team_id": "T0SANDBOX", "event_id": event, "event": inner}


def signed(body, content_type=JSON, *, age=0):
    """The headers of a request that is `age` seconds old."""
    stamp = int(NOW.timestamp()) - age
    return {"Content-Type": content_type, **signature(SECRET, stamp, body)}


async def enter(door, payload, **how):
    body = payload if isinstance(payload, bytes) else orjson.dumps(payload)
    return await door.enter(signed(body, **how), body)


async def turned_away(door, headers, body):
    with pytest.raises(Rejected) as caught:
        await door.enter(headers, body)
    return caught.value.status, caught.value.reason


async def names(office):
    people = await office.world.act(office.world.workspace, app.stored_people.everyone)
    return {person.id for person in people}


async def test_an_event_that_slack_signed_is_acted_upon(office, door):
    assert (await enter(door, joined())).status == 200
    assert "UNEW" in await names(office)


@pytest.mark.parametrize("age", [-300, -299, 299, 300])
async def test_five_minutes_are_allowed_either_way(door, age):
    assert (await enter(door, joined(), age=age)).status == 200


@pytest.mark.parametrize("age", [-301, 301, 86400])
async def test_a_request_from_another_time_is_turned_away_though_signed(office, door, age):
    body = orjson.dumps(joined())
    assert await turned_away(door, signed(body, age=age), body) == (401, "timestamp")
    assert "UNEW" not in await names(office)


@pytest.mark.parametrize("stamp", ["", "soon", "1e9", "-5", "١٧٩٠٠٠٠٠٠٠", "9" * 5000, " 5", "0x1f", "1_000"])
async def test_a_timestamp_that_is_no_whole_number_is_turned_away(door, stamp):
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": "v0=00"}
    assert await turned_away(door, headers, b"{}") == (401, "timestamp")


async def test_a_request_without_a_timestamp_is_turned_away(door):
    assert await turned_away(door, {}, b"{}") == (401, "timestamp")


@pytest.mark.parametrize("given", [None, "", "v0=", "v0=" + "0" * 64, "v1=", "\udcff\udcfe", "v0=é"])
async def test_a_wrong_signature_is_turned_away(office, door, given):
    body = orjson.dumps(joined())
    headers = signed(body) | {"X-Slack-Signature": given}
    if given is None:
        del headers["X-Slack-Signature"]
    assert await turned_away(door, headers, body) == (401, "signature")
    assert "UNEW" not in await names(office)


async def test_a_signature_holds_for_its_own_bytes_alone(door):
    body = orjson.dumps(joined())
    assert await turned_away(door, signed(body), body + b" ") == (401, "signature")


async def test_the_signature_is_looked_at_before_the_content(door):
    assert (await turned_away(door, {**signed(b"x"), "Content-Type": "x"}, b"{"))[0] == 401


async def test_a_replayed_request_is_acknowledged_and_does_nothing(door, monkeypatch):
    heard = []

    async def hear(world, event):
        heard.append(event.id)

    monkeypatch.setitem(handlers.EVENTS, "team_join", hear)
    body = orjson.dumps(joined())
    headers = signed(body)
    assert [(await door.enter(headers, body)).status for _ in range(3)] == [200] * 3
    assert heard == ["Ev1"]


async def test_what_could_not_be_done_may_come_again_with_the_same_signature(door, monkeypatch):
    outcomes = [Refused("database_locked"), OSError("out of order"), None]

    async def hear(world, event):
        if error := outcomes.pop(0):
            raise error

    monkeypatch.setitem(handlers.EVENTS, "team_join", hear)
    body = orjson.dumps(joined())
    headers = signed(body)
    assert [(await door.enter(headers, body)).status for _ in range(4)] == [503, 503, 200, 200]
    assert outcomes == []


def test_signatures_are_remembered_for_ten_minutes_and_not_longer():
    replays = Replays()
    assert replays.is_new(b"a", 0.0)
    assert not replays.is_new(b"a", 600.0)
    assert replays.is_new(b"b", 601.0)
    assert len(replays) == 1


def test_only_so_many_signatures_are_remembered():
    replays = Replays(most=3)
    for number in range(100):
        assert replays.is_new(b"%d" % number, 0.0)
    assert len(replays) == 3
    assert not replays.is_new(b"99", 0.0)


async def test_slack_gets_its_challenge_back_as_text(door):
    reply = await enter(door, {"type": "url_verification", "challenge": "3eZbrw1aB", "token": "x"})
    assert (reply.status, reply.text, reply.content_type) == (200, "3eZbrw1aB", "text/plain")


async def test_a_check_of_the_certificate_is_answered(door):
    reply = await enter(door, b"ssl_check=1&token=x", content_type=FORM)
    assert (reply.status, reply.text) == (200, "")


async def test_a_command_is_answered_where_it_was_typed(door):
    words = {"command": "/kudos", "text": "help", "team_id": "T0SANDBOX", "user_id": "UADA", "trigger_id": "1.2"}
    reply = await enter(door, urlencode(words).encode(), content_type=f"{FORM}; charset=utf-8")
    assert (reply.status, reply.content_type) == (200, "application/json")
    assert orjson.loads(reply.text)["response_type"] == "ephemeral"


@pytest.mark.parametrize("kind", ["view_closed", "block_suggestion", "app_rate_limited"])
async def test_what_nobody_listens_for_is_acknowledged(door, kind):
    assert (await enter(door, {"type": kind})).status == 200


async def test_an_event_that_nobody_listens_for_is_acknowledged(door):
    assert (await enter(door, {"type": "event_callback", "event": {"type": "reaction_added"}})).status == 200


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (JSON, b""),
        (JSON, b"{"),
        (JSON, b'{"type": NaN}'),
        (JSON, b"\xff\xfe"),
        (JSON, b"[" * 100_000),
        (JSON, b'{"a":' * 100_000),
        (FORM, b"payload=%7B"),
        (FORM, b"payload="),
        (FORM, "payload=é".encode()),
        ("", b"{}"),
        ("text/xml", b"<a/>"),
        ("multipart/form-data; boundary=a", b"--a"),
    ],
)
async def test_content_that_cannot_be_read_is_turned_away(door, content_type, body):
    headers = signed(body, content_type)
    assert await turned_away(door, headers, body) == (400, "content")


async def test_a_payload_of_another_shape_is_turned_away(door):
    assert await turned_away(door, signed(b"[]"), b"[]") == (400, "shape")


async def test_nothing_of_a_rejected_body_is_logged(door, caplog):
    with caplog.at_level(logging.DEBUG):
        for payload in ({"type": CANARY}, {"type": "shortcut", "callback_id": [CANARY]}):
            body = orjson.dumps(payload)
            await turned_away(door, signed(body), body)
        await turned_away(door, {"X-Slack-Signature": CANARY}, CANARY.encode())
    assert CANARY not in caplog.text


async def test_headers_of_bolts_own_do_not_get_through(office, door):
    body = orjson.dumps(joined())
    headers = signed(body) | {"x-slack-bolt-lazy-only": "1", "x-slack-bolt-lazy-function-name": "any"}
    assert (await door.enter(headers, body)).status == 200
    assert "UNEW" in await names(office)


@given(st.dictionaries(st.text(), st.text(), max_size=5).filter(lambda fields: "payload" not in fields))
def test_a_form_is_read_as_it_was_written(fields):
    assert decoded(FORM, urlencode(fields).encode()) == fields


@given(st.text("ab=&%+;#?/\\ 0f", max_size=40).filter(lambda query: "payload" not in query))
def test_a_form_is_read_as_pythons_own_library_reads_it(query):
    pairs = parse_qsl(query, keep_blank_values=True)
    assert decoded(FORM, query.encode()) == dict(reversed(pairs))
