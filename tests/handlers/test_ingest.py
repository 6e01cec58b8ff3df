"""What becomes of a call that a key has signed, without the web around it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.errors import Refused
from bot.ingest import Call
from handlers import ingest, keys
from handlers.runtime.clock import housekeep
from storage.database import Database
from storage.feedback_tables import FEEDBACK, INGEST_CALL, INGEST_KEY

BODY = json.dumps({"customer": "Ember", "said": "Fine.", "scale": "csat", "rating": 3}).encode()


def calling(world, key, secret, call="1", body=BODY):
    made = Call(key.id, str(int(world.now().timestamp())), "", call, body)
    signed = Call(made.key, made.stamp, made.signed_with(secret), made.id, made.body)
    return lambda db: ingest.take(db, world, signed)


async def counted(world, table):
    return await world.act("T1", lambda db: db.run(select(func.count()).select_from(table)).scalar_one())


async def test_a_call_under_another_heartline_secret_is_told_as_little_as_a_stranger(world_alone, request, caplog):
    key, secret = await keys.add_key(world_alone, "Zendesk")
    url = str(world_alone.db._store._engine.url.render_as_string(hide_password=False))
    there, world_alone.db = world_alone.db, Database(url, "another secret")
    with pytest.raises(Refused, match="ingest_denied"):
        await world_alone.act("T1", calling(world_alone, key, secret))
    await world_alone.db.close()
    world_alone.db = there
    assert [record.getMessage() for record in caplog.records] == ["workspace=T1 act=ingest outcome=secret_changed"]


async def test_a_secret_is_nowhere_in_the_open(world_alone):
    _, secret = await keys.add_key(world_alone, "Zendesk")
    row = await world_alone.act("T1", lambda db: db.run(select(INGEST_KEY)).mappings().one())
    assert secret.encode() not in row["sealed"]
    assert secret not in str(dict(row))


async def test_an_answered_call_does_not_hold_what_was_said(world_alone):
    key, secret = await keys.add_key(world_alone, "Zendesk")
    await world_alone.act("T1", calling(world_alone, key, secret))
    row = await world_alone.act("T1", lambda db: db.run(select(INGEST_CALL)).mappings().one())
    assert "Ember" not in str(dict(row))
    assert "Fine" not in str(dict(row))


async def test_a_call_is_forgotten_after_a_week_and_its_feedback_still_counts_once(world_alone):
    key, secret = await keys.add_key(world_alone, "Zendesk")
    start = world_alone.now()
    for days, calls in ((0, 1), (7, 1), (7.1, 0)):
        world_alone.now = lambda at=start + timedelta(days=days): at
        await ingest.forget_calls(world_alone)
        if days == 0:
            await world_alone.act("T1", calling(world_alone, key, secret))
        assert await counted(world_alone, INGEST_CALL) == calls
    answer = await world_alone.act("T1", calling(world_alone, key, secret))
    assert (answer.status, answer.body) == (200, {"outcome": "known"})
    assert await counted(world_alone, FEEDBACK) == 1


async def test_housekeeping_forgets_calls(office):
    key, secret = await keys.add_key(office.world, "Zendesk")
    workspace = office.world.workspace
    await office.world.act(workspace, calling(office.world, key, secret))
    office.slack.clock.offset += timedelta(days=8)
    await housekeep(office.world)
    left = await office.world.act(workspace, lambda db: db.run(select(func.count()).select_from(INGEST_CALL)).scalar())
    assert left == 0


async def test_what_is_refused_leaves_no_feedback_but_counts_as_a_call(world_alone):
    key, secret = await keys.add_key(world_alone, "Zendesk")
    answer = await world_alone.act("T1", calling(world_alone, key, secret, body=b"{}"))
    assert answer.status == 422
    row = await world_alone.act("T1", lambda db: db.run(select(INGEST_KEY.c.recent)).scalar_one())
    assert row == [world_alone.now().timestamp()]
    assert [await counted(world_alone, table) for table in (FEEDBACK, INGEST_CALL)] == [0, 0]
