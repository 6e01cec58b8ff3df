"""Keys and answered calls, on both stores."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import Refused
from bot.ingest import Answer, Key
from storage import ingest
from storage.database import Database

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEY = Key("a" * 24, "Zendesk", NOW)
KEPT = Answer(201, {"outcome": "kept"})


@pytest.fixture
async def with_key(database: Database) -> Database:
    await database.act("T1", lambda db: ingest.add_key(db, KEY, "the secret"))
    return database


async def test_a_key_is_there_with_its_secret(with_key: Database) -> None:
    assert await with_key.act("T1", lambda db: (ingest.key(db, KEY.id), ingest.secret(db, KEY.id))) == (
        KEY,
        "the secret",
    )


async def test_a_key_is_kept_once(with_key: Database) -> None:
    other = replace(KEY, name="Another")
    assert not await with_key.act("T1", lambda db: ingest.add_key(db, other, "another secret"))
    assert await with_key.act("T1", ingest.keys) == [KEY]
    assert await with_key.act("T1", lambda db: ingest.secret(db, KEY.id)) == "the secret"
    assert await with_key.act("T2", lambda db: ingest.add_key(db, other, "another secret"))


async def test_another_workspace_does_not_know_it(with_key: Database) -> None:
    assert await with_key.act("T2", lambda db: (ingest.key(db, KEY.id), ingest.keys(db))) == (None, [])
    assert not await with_key.act("T2", lambda db: ingest.revoke(db, KEY.id))


async def test_a_secret_opens_only_under_the_same_heartline_secret(with_key: Database, url: str) -> None:
    other = Database(url, "another secret")
    with pytest.raises(Refused, match="secret_changed"):
        await other.act("T1", lambda db: ingest.secret(db, KEY.id))
    await other.close()


async def test_a_revoked_key_is_listed_and_opens_nothing(with_key: Database) -> None:
    assert await with_key.act("T1", lambda db: ingest.revoke(db, KEY.id))
    assert not await with_key.act("T1", lambda db: ingest.revoke(db, KEY.id))
    assert await with_key.act("T1", lambda db: ingest.key(db, KEY.id)) is None
    assert [key.is_revoked for key in await with_key.act("T1", ingest.keys)] == [True]


async def test_the_calls_of_the_last_minute_are_kept_as_they_are(with_key: Database) -> None:
    recent = (1772442000.25, 1772442001.0)
    await with_key.act("T1", lambda db: ingest.note_calls(db, KEY.id, recent))
    found = await with_key.act("T1", lambda db: ingest.key(db, KEY.id))
    assert found is not None
    assert found.recent == recent


async def test_an_answer_is_remembered_for_its_key_and_call(with_key: Database) -> None:
    await with_key.act("T1", lambda db: ingest.remember(db, KEY.id, "1", b"digest", KEPT, NOW))
    assert await with_key.act("T1", lambda db: ingest.answered(db, KEY.id, "1")) == (b"digest", KEPT)
    assert await with_key.act("T1", lambda db: ingest.answered(db, KEY.id, "2")) is None
    assert await with_key.act("T1", lambda db: ingest.answered(db, "b" * 24, "1")) is None
    assert await with_key.act("T2", lambda db: ingest.answered(db, KEY.id, "1")) is None


async def test_old_answers_are_forgotten_some_at_a_time(with_key: Database) -> None:
    for number in range(5):
        at = NOW + timedelta(hours=number)
        await with_key.act("T1", lambda db, n=number, at=at: ingest.remember(db, KEY.id, str(n), b"", KEPT, at))
    before = NOW + timedelta(hours=3)
    assert [await with_key.act("T1", lambda db: ingest.forget(db, before, 2)) for _ in range(3)] == [2, 1, 0]
    left = [await with_key.act("T1", lambda db, n=n: ingest.answered(db, KEY.id, str(n))) for n in range(5)]
    assert [answer is not None for answer in left] == [False, False, False, True, True]
