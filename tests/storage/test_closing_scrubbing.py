"""What is left in the store's files after a round has closed, and which rounds wait for their scrub."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from bot import pulses as rules
from bot.errors import Refused
from bot.privacy import Tally
from bot.pulses import Round
from bot.teams import CohortMember
from storage import closing, pulses
from storage.database import Database, Db
from storage.tables import ANSWER, ROUND_KEY

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
ROUND = Round("r10", "2026-W10", MONDAY, MONDAY + timedelta(days=4))
NEXT = Round("r11", "2026-W11", MONDAY + WEEK, ROUND.closes_at + WEEK)
CROWD = [CohortMember(f"U{n}", "support") for n in range(10, 18)]
ITEM = "autonomy-4"
Opener = Callable[..., Callable[[Db], bool]]


def answering(person: str, score: int) -> Callable[[Db], None]:
    return lambda db: pulses.keep(db, rules.answer(pulses.questions(db, ROUND.id, person), ITEM, score, MONDAY))


def close(db: Db) -> list[Tally] | None:
    return closing.close(db, ROUND.id, ROUND.closes_at)


def secrets(db: Db) -> set[bytes]:
    """The bytes that must not survive a round."""
    answers = db.run(select(ANSWER.c.pseudonym, ANSWER.c.sealed).where(ANSWER.c.workspace == db.workspace))
    keys = db.run(select(ROUND_KEY.c.sealed).where(ROUND_KEY.c.workspace == db.workspace)).scalars()
    return {value for row in answers for value in row} | set(keys)


def left(traces: set[bytes], folder: Path) -> int:
    """How many of these are found in the files of a folder."""
    content = b"".join(path.read_bytes() for path in folder.iterdir())
    return sum(trace in content for trace in traces)


async def test_after_closing_the_files_hold_no_trace_of_answers(sqlite_path: Path, opened: Opener) -> None:
    database = Database(f"sqlite:///{sqlite_path}", "a secret")
    cohort = [CohortMember(f"U{n}", "support") for n in range(120)]
    traces: set[bytes] = set()
    await database.act("T1", opened(ROUND, cohort))
    for score in (1, 5):  # the second goes over the first
        await asyncio.gather(*[database.act("T1", answering(member.person, score)) for member in cohort])
        traces |= await database.act("T1", secrets)
    # Another workspace's round stays open, and shares pages with this one.
    await database.act("T2", opened(ROUND, cohort))
    await asyncio.gather(*[database.act("T2", answering(member.person, 3)) for member in cohort])
    assert left(traces, sqlite_path.parent) > len(cohort)
    await database.act("T1", close)
    await database.scrub()
    assert left(traces, sqlite_path.parent) == 0
    tallies = await database.act("T2", close)
    assert tallies is not None
    assert tallies[0].n == len(cohort)
    await database.close()


@pytest.fixture
async def answered(postgres_url: str, opened: Opener) -> Database:
    """A database on PostgreSQL with an open round that everyone has answered."""
    database = Database(postgres_url, "a secret")
    await database.act("T1", opened(ROUND, CROWD))
    for member in CROWD:
        await database.act("T1", answering(member.person, 3))
    return database


def files_of(postgres: Any, url: str) -> Path:
    """The folder of a database, with everything in it that the server has in memory."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        found = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    assert found is not None
    return Path(postgres.pgdata) / "base" / str(found[0])


async def test_after_closing_postgresql_keeps_no_file_with_answers(answered: Database, postgres_url: str) -> None:
    await answered.act("T1", close)
    await answered.scrub()
    with psycopg.connect(postgres_url) as connection:
        sizes = [
            connection.execute("SELECT pg_relation_size(%s)", [table]).fetchone()
            for table in ("answer", "round_key", "draft", "reminder")
        ]
    assert sizes == [(0,)] * 4
    await answered.close()


@pytest.mark.parametrize(
    ("where", "statement"),
    [
        ("here", "INSERT INTO event VALUES ('T2', 'Ev1', now())"),
        ("here", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT * FROM event"),
        ("elsewhere", "SELECT pg_current_xact_id()"),
    ],
)
async def test_no_trace_outlives_a_transaction_that_began_before_closing(
    answered: Database, postgres_url: str, postgres: Any, monkeypatch: pytest.MonkeyPatch, where: str, statement: str
) -> None:
    traces = await answered.act("T1", secrets)
    with psycopg.connect(postgres_url if where == "here" else postgres.url("postgres")) as other:
        other.execute(statement.encode())
        await answered.act("T1", close)
        with monkeypatch.context() as impatient:
            impatient.setattr("storage.postgres.LOOKS", 2)
            with pytest.raises(Refused, match="database_locked"):
                await answered.scrub()
        assert left(traces, files_of(postgres, postgres_url)) == len(traces)
    await answered.scrub()
    assert left(traces, files_of(postgres, postgres_url)) == 0
    await answered.close()


def until_it_looks(url: str, scrubbed: asyncio.Task[None]) -> None:
    """Return once the scrub looks for earlier transactions, or is done without."""
    looking = "SELECT 1 FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%pg_snapshot_xmin%'"
    with psycopg.connect(url, autocommit=True) as connection:
        while not scrubbed.done() and not connection.execute(looking).fetchone():
            pass


async def test_a_scrub_waits_for_a_transaction_that_began_before_it(answered: Database, postgres_url: str) -> None:
    await answered.act("T1", close)
    with psycopg.connect(postgres_url) as other:
        other.execute("INSERT INTO event VALUES ('T2', 'Ev1', now())")
        scrubbed = asyncio.create_task(answered.scrub())
        await asyncio.to_thread(until_it_looks, postgres_url, scrubbed)
        assert not scrubbed.done()
        other.commit()
        await scrubbed
    await answered.close()


async def test_a_closed_round_waits_for_its_scrub_until_it_is_marked(database: Database, opened: Opener) -> None:
    for each in (NEXT, ROUND):
        await database.act("T1", opened(each, CROWD))
        await database.act("T2", opened(each, CROWD))
    assert await database.act("T1", closing.unscrubbed) == []
    await database.act("T1", close)
    await database.act("T1", lambda db: closing.discard(db, NEXT.id, NEXT.closes_at))
    await database.act("T2", close)
    assert await database.act("T1", closing.unscrubbed) == ["r10", "r11"]
    await database.act("T1", lambda db: closing.mark_scrubbed(db, ["r10"]))
    assert await database.act("T1", closing.unscrubbed) == ["r11"]
    assert await database.act("T2", closing.unscrubbed) == ["r10"]


async def test_a_mark_from_before_closing_does_not_count(database: Database, opened: Opener) -> None:
    await database.act("T1", opened(ROUND, CROWD))
    await database.act("T1", lambda db: closing.mark_scrubbed(db, [ROUND.id]))
    await database.act("T1", close)
    assert await database.act("T1", closing.unscrubbed) == [ROUND.id]
