"""Requests that are turned away, each with a reason that helps whoever may send, and tells nobody else anything."""

from __future__ import annotations

import asyncio
import gzip
import json

import pytest

from handlers import keys

pytestmark = pytest.mark.parametrize("world_alone", ["sqlite"], indirect=True)


STRANGE = {
    "an unknown key": {"key": "0" * 24},
    "a key that is none": {"key": "é" * 24},
    "no key": {"key": ""},
    "another secret": {"secret": "another"},
    "no secret": {"key": "0" * 24, "secret": ""},
    "another body": {"signs": b"{}"},
    "no signature": {"signature": ""},
    "a signature of another kind": {"signature": "v0=" + "0" * 64},
    "an old timestamp": {"late": -301},
    "a timestamp of the future": {"late": 301},
    "a timestamp that is none": {"stamp": "now"},
    "digits of another script": {"stamp": "١٢٣"},
    "no timestamp": {"stamp": ""},
}


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE.keys())
async def test_whoever_has_not_signed_is_told_nothing_else(world_alone, desk, strange):
    status, answer = await desk.send(desk.piece, **strange)
    assert status == 401
    assert answer == (await desk.send(desk.piece, secret="wrong"))[1]
    assert desk.last.headers["WWW-Authenticate"] == "Heartline"
    assert await desk.kept() == []


@pytest.mark.parametrize("late", [-300, 300])
async def test_a_clock_may_be_five_minutes_off(desk, late):
    assert (await desk.send(late=late))[0] == 201


async def test_what_was_overheard_is_not_taken_as_another_request(desk):
    raw = json.dumps(desk.piece).encode()
    overheard = desk.headers(raw, "1")
    assert (await desk.send_as_is(raw, overheard))[0] == 201
    assert (await desk.send_as_is(raw, overheard | {"Idempotency-Key": "2"}))[0] == 401


async def test_a_revoked_key_is_told_as_much_as_an_unknown_one(world_alone, desk):
    await keys.revoke_key(world_alone, desk.key)
    assert await desk.send() == await desk.send(key="0" * 24)


@pytest.mark.parametrize("call", ["", " ", "a b", "a:b", "é", "a" * 129], ids=repr)
async def test_a_request_without_a_good_id_is_refused(desk, call):
    status, answer = await desk.send(desk.piece, call)
    assert (status, answer["error"]) == (400, "ingest_without_id")


UNFIT = {
    "customer": [None, "", " \n", 7, "x" * 121, "a\0b"],
    "said": ["", "x" * 3001, ["a"], "\0", "x" * 250_000 + "\0"],
    "rating": ["4", 4.5, True, None, 0, 6, 10**30],
    "scale": ["stars", None, "CSAT"],
    "expectations": ["cost", None, ["costs"], ["cost"] * 5],
    "needs": [[], {"autonomy": "no"}, {"relatedness": "fed"}],
    "teams": ["Support", None, ["Sales"], ["Support", 7], ["Support"] * 21],
    "happened_on": ["27.02.2026", "2026-02-30", "2026-03-04", "1772150400", 1772150400, "9999-12-31", "0000-01-01"],
    "external_id": ["", "x" * 201, 7, "\0"],
    "link": ["help.example.com", "javascript:alert(1)", "https://a b", "https://a|b>", "https://a/\0"],
    "is_impression": [0, "true", None],
    "sentiment": [1],
}
WRONG = [(field, value) for field, values in UNFIT.items() for value in values]


@pytest.mark.parametrize(("field", "value"), WRONG, ids=[f"{field}={value!r:.20}" for field, value in WRONG])
async def test_what_is_wrong_is_said_of_its_field(world_alone, desk, field, value):
    status, answer = await desk.send(desk.piece | {field: value})
    assert (status, await desk.kept()) == (422, [])
    assert {problem["field"].partition(".")[0] for problem in answer["fields"]} == {field}
    assert all(problem["problem"] for problem in answer["fields"])


@pytest.mark.parametrize("missing", ["customer", "rating", "said", "scale"])
async def test_what_is_missing_is_named(desk, missing):
    status, answer = await desk.send({name: value for name, value in desk.piece.items() if name != missing})
    assert (status, [problem["field"] for problem in answer["fields"]]) == (422, [missing])


async def test_a_team_is_named_by_its_place(desk):
    _, answer = await desk.send(desk.piece | {"teams": ["Support", "Sales"]})
    assert answer["fields"] == [{"field": "teams.1", "problem": "no team has this name"}]


async def test_a_long_list_of_what_is_wrong_is_cut_short(desk):
    _, answer = await desk.send(desk.piece | {f"{'x' * 1000}{number}": 1 for number in range(100)})
    assert len(answer["fields"]) == 20
    assert {len(problem["field"]) for problem in answer["fields"]} == {80}


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"said": "\\ud800"}', b"[" * 9000, b"\xef\xbb\xbf{}", b"NaN "])
async def test_what_is_no_json_or_no_piece_is_refused(desk, body):
    status, answer = await desk.send(body)
    assert (status, answer["error"]) in [(400, "ingest_no_json"), (422, "ingest_unfit")]


async def chunks(size, number):
    for _ in range(number):
        yield b"x" * size


async def test_a_body_that_is_too_large_is_turned_away(desk):
    large = b" " * (256 * 1024) + b"{}"
    assert (await desk.send(large))[0] == 413
    assert (await desk.send_as_is(chunks(64 * 1024, 5), desk.headers(b"", "1")))[0] == 413


async def test_a_body_of_the_largest_size_is_read(desk):
    raw = json.dumps(desk.piece).encode()
    assert (await desk.send(raw + b" " * (256 * 1024 - len(raw))))[0] == 201


async def test_a_body_that_does_not_come_is_not_waited_for(desk):
    async def waiting():
        yield b"{"
        await asyncio.sleep(5)

    assert (await desk.send_as_is(waiting(), desk.headers(b"", "1")))[0] == 408


async def test_nothing_is_unpacked(desk):
    raw = gzip.compress(json.dumps(desk.piece).encode())
    headers = desk.headers(raw, "1") | {"Content-Encoding": "gzip"}
    assert (await desk.send_as_is(raw, headers))[0] == 415


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "json", ""], ids=repr)
async def test_a_body_of_another_type_is_refused(desk, kind):
    raw = json.dumps(desk.piece).encode()
    assert (await desk.send_as_is(raw, desk.headers(raw, "1") | {"Content-Type": kind}))[0] == 415
