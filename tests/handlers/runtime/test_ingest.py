"""Feedback over real HTTP: what a key has signed is kept once, and answered the same however often it comes."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import select

from handlers.runtime import metrics, web
from handlers.runtime.ingest import Ingest
from storage.database import Database
from storage.feedback_tables import CONCERN

DOCS = Path(__file__).parents[3] / "docs"
MORE = {
    "expectations": ["commitment", "care"],
    "needs": {"autonomy": "hurt", "recognition": "fed"},
    "teams": ["SUPPORT"],
    "happened_on": "2026-02-27",
    "external_id": "ticket 7",
    "link": "https://help.example.com/7?a=b",
    "is_impression": True,
}


def move(world, seconds):
    """Move the clock on."""
    later = world.now() + timedelta(seconds=seconds)
    world.now = lambda: later


def logged(caplog):
    return [record.getMessage() for record in caplog.records if record.name.startswith("heartline")]


async def test_a_whole_piece_is_kept_as_it_was_sent(world_alone, desk):
    assert await desk.send(desk.piece | MORE) == (201, {"outcome": "kept"})
    (kept,) = await desk.kept()
    wanted = desk.piece | {"happened_on": date(2026, 2, 27), "counts_at": datetime(2026, 2, 27, 12, tzinfo=UTC)}
    wanted |= {"commitment": True, "care": True, "cost": False, "culture": False, "is_impression": True}
    wanted |= {"autonomy": -1, "recognition": 1, "competence": 0, "link": MORE["link"], "logged_by": None}
    assert dict(kept) | wanted | {"source": "Zendesk"} == dict(kept)
    assert await world_alone.act("T1", lambda db: db.run(select(CONCERN.c.team)).scalars().all()) == ["5bd1"]


async def test_a_piece_without_a_day_happened_today(world_alone, desk):
    assert (await desk.send())[0] == 201
    (kept,) = await desk.kept()
    assert (kept["happened_on"], kept["counts_at"]) == (date(2026, 3, 2), world_alone.now())


async def test_the_same_request_gets_the_same_answer_and_counts_once(world_alone, desk):
    answers = [await desk.send(late=late) for late in (0, 1, -1)]
    assert answers == [(201, {"outcome": "kept"})] * 3
    assert len(await desk.kept()) == 1


async def test_requests_of_one_id_at_the_same_time_count_once(world_alone, desk):
    answers = await asyncio.gather(*(desk.send() for _ in range(8)))
    assert answers == [(201, {"outcome": "kept"})] * 8
    assert len(await desk.kept()) == 1


async def test_another_body_under_the_same_id_is_refused(world_alone, desk):
    await desk.send()
    status, answer = await desk.send(desk.piece | {"rating": 5})
    assert (status, answer["error"]) == (422, "ingest_changed")
    assert [row["rating"] for row in await desk.kept()] == [4]


async def test_a_request_that_was_refused_may_come_again_under_its_id_once_it_is_mended(desk):
    assert (await desk.send(desk.piece | {"rating": 9}))[0] == 422
    assert (await desk.send())[0] == 201


async def test_a_piece_is_known_by_the_senders_own_id_whichever_request_and_key_brings_it(
    world_alone, desk, another_desk
):
    ticket = desk.piece | {"external_id": "7"}
    successor, stranger = await another_desk("ZENDESK"), await another_desk("Form")
    assert await desk.send(ticket, "a") == (201, {"outcome": "kept"})
    assert await desk.send(ticket | {"rating": 1}, "b") == (200, {"outcome": "known"})
    assert await successor.send(ticket, "a") == (200, {"outcome": "known"})
    assert await stranger.send(ticket, "a") == (201, {"outcome": "kept"})
    assert len(await desk.kept()) == 2


async def test_two_requests_that_say_the_same_are_two_pieces(world_alone, desk, another_desk):
    assert [(await one.send(desk.piece, call))[0] for one in (desk, await another_desk()) for call in "ab"] == [201] * 4
    assert len(await desk.kept()) == 4


async def test_a_key_may_send_sixty_a_minute_whatever_becomes_of_them(world_alone, desk, another_desk):
    sent = [await desk.send(desk.piece if number % 2 else b"{}", str(number)) for number in range(60)]
    assert [status for status, _ in sent] == [422, 201] * 30
    move(world_alone, 59.5)
    status, answer = await desk.send(desk.piece, "61")
    assert (status, answer["error"], desk.last.headers["Retry-After"]) == (429, "ingest_often", "1")
    assert (await (await another_desk()).send(desk.piece, "61"))[0] == 201
    move(world_alone, 1)
    assert (await desk.send(desk.piece, "61"))[0] == 201


async def test_replicas_share_the_limit_of_a_key(world_alone, desk):
    other_way_in = web.serving("127.0.0.1", 0, Ingest(world_alone).routes())
    async with other_way_in as address, aiohttp.ClientSession(address) as http:
        replica = replace(desk, http=http)
        both = [one.send(desk.piece, f"{number}") for number in range(35) for one in (desk, replica)]
        statuses = [status for status, _ in await asyncio.gather(*both)]
    assert sorted(statuses) == [201] * 60 + [429] * 10


async def test_the_log_holds_the_key_and_the_outcome_and_nothing_else(desk, caplog):
    with caplog.at_level(logging.DEBUG, "heartline"):
        await desk.send(desk.piece | MORE)
        await desk.send(desk.piece | MORE | {"rating": 9}, "2")
    assert logged(caplog) == [f"workspace=T1 act=ingest key={desk.key} outcome={status}" for status in (201, 422)]


async def test_who_has_not_signed_is_counted_and_not_logged(desk, caplog):
    before = metrics.REJECTED.labels("ingest")._value.get()
    with caplog.at_level(logging.DEBUG, "heartline"):
        await desk.send(secret="wrong")
    assert logged(caplog) == []
    assert metrics.REJECTED.labels("ingest")._value.get() == before + 1


async def test_while_the_database_is_away_it_says_when_to_come_again(world_alone, desk, tmp_path):
    there, world_alone.db = world_alone.db, Database(f"sqlite:///{tmp_path}/none/at.all", "a secret")
    status, answer = await desk.send()
    await world_alone.db.close()
    world_alone.db = there
    assert (status, answer["error"], desk.last.headers["Retry-After"]) == (503, "away", "30")


async def test_the_description_is_served_as_it_is_in_the_docs(desk_http):
    async with desk_http.get("/ingest/openapi.json") as response:
        assert (response.status, response.content_type) == (200, "application/json")
        assert await response.read() == (DOCS / "openapi.json").read_bytes()


def example():
    """The shell script in the docs."""
    return re.search(r"```sh\n(.*?)```", (DOCS / "ingest.md").read_text("utf-8"), re.DOTALL).group(1)


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("openssl")), reason="the example needs both")
async def test_the_example_in_the_docs_sends_a_piece(world_alone, desk, desk_address):
    world_alone.now = lambda: datetime.now(UTC)  # noqa: TID251 - the script asks the machine's clock
    own = {"HEARTLINE": desk_address, "KEY": desk.key, "SECRET": desk.secret, "PATH": os.environ["PATH"]}
    done = await asyncio.to_thread(
        subprocess.run, ["sh", "-c", example()], env=own, capture_output=True, text=True, timeout=20
    )
    assert done.stdout.strip() == '{"outcome":"kept"}', done.stderr
    assert len(await desk.kept()) == 1
