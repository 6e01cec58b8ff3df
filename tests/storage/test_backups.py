"""What a copy of the database holds, and what becomes of it when it is put in the database's place."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.comments import Draft
from bot.errors import Refused
from bot.people import Person
from bot.pulses import Answer, Round
from bot.teams import CohortMember
from storage import backups, comments, people, pulses
from storage.comment_tables import COMMENT, DRAFT, REPLY
from storage.database import Database, Db, upgrade
from storage.messaging_tables import EVENT
from storage.tables import ANSWER, ROUND_KEY

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROUND = Round("r10", "2026-W10", MONDAY, MONDAY + timedelta(days=4))
CROWD = [CohortMember(f"U{n}", "support") for n in range(300)]
ITEM = "autonomy-4"
Opener = Callable[..., Callable[[Db], bool]]


def answered(db: Db) -> None:
    people.keep(db, [Person(member.person, f"Person {member.person}") for member in CROWD])
    for member in CROWD:
        pulses.keep(db, Answer(ROUND.id, member.person, ITEM, 3))
        comments.put_draft(db, ROUND.id, member.person, Draft("a word", may_reply=True))
    waiting = {"id": "c1", "audience": "support", "sealed": b"sealed words of a comment", "link": b"a sealed link"}
    db.run(insert(COMMENT), {"workspace": "T1", "waited": 0} | waiting)
    reply = {"id": "p1", "comment": "c1", "giver": "U2", "ready": "", "sealed": b"a sealed reply", "due_at": MONDAY}
    db.run(insert(REPLY), {"workspace": "T1", "is_sent": False} | reply)
    pulses.withdraw(db, ROUND.id, "U7")


def traces(db: Db) -> set[bytes]:
    """What ties people to answers and comments, and the words."""
    found = {b"a sealed link", b"sealed words of a comment", b"a sealed reply"}
    for table in (ANSWER, DRAFT):
        found.update(*db.run(select(table.c.pseudonym, table.c.sealed)))
    return found | set(db.run(select(ROUND_KEY.c.sealed)).scalars())


def rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for (name,) in names}


def schema(path: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        made = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
        return sorted(made.fetchall(), key=repr)


@pytest.fixture
async def copy(sqlite_path: Path, opened: Opener, tmp_path: Path) -> Path:
    """A copy of a database with an open round that everyone has answered."""
    database = Database(f"sqlite:///{sqlite_path}", "a secret")
    await database.act("T1", opened(ROUND, CROWD))
    await database.act("T1", answered)
    path = tmp_path / "copies" / "copy.db"
    path.parent.mkdir()
    backups.write(f"sqlite:///{sqlite_path}", path)
    leaking = await database.act("T1", traces)
    assert len(leaking) > 4 * (len(CROWD) - 1)
    assert found(leaking, sqlite_path.parent) == leaking
    (tmp_path / "traces").write_text(" ".join(trace.hex() for trace in leaking))
    await database.close()
    return path


def found(traces: set[bytes], folder: Path) -> set[bytes]:
    content = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    return {trace for trace in traces if trace in content}


def test_a_copy_has_no_byte_of_what_ties_people_to_answers_or_comments(copy: Path, tmp_path: Path) -> None:
    leaking = {bytes.fromhex(trace) for trace in (tmp_path / "traces").read_text().split()}
    assert found(leaking | {b"Person U299"}, copy.parent) == {b"Person U299"}


def test_a_copy_has_everything_else(copy: Path, sqlite_path: Path) -> None:
    assert schema(copy) == schema(sqlite_path)
    mine, theirs = rows(copy), rows(sqlite_path)
    assert {name for name in theirs if mine[name] != theirs[name]} == {
        *("answer", "round_key", "draft", "comment", "reply"),
    }
    assert {name for name in backups.LEFT_OUT if mine[name]} == set()


def test_a_copy_is_for_its_owner_alone_and_goes_over_nothing(copy: Path, sqlite_url: str) -> None:
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    before = copy.read_bytes()
    with pytest.raises(Refused, match="file_exists"):
        backups.write(sqlite_url, copy)
    assert copy.read_bytes() == before
    with pytest.raises(Refused, match="file_unwritable"):
        backups.write(sqlite_url, copy.parent / "nowhere" / "copy.db")


def test_a_copy_is_taken_while_others_write(sqlite_url: str, sqlite_path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(sqlite_path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO event VALUES ('T1', 'Ev1', '2026-03-02')")
        backups.write(sqlite_url, tmp_path / "copy.db")
        other.execute("COMMIT")
    assert rows(tmp_path / "copy.db")["event"] == []


def test_what_is_no_database_leaves_no_copy(tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_text("This is no database.\n" * 100)
    with pytest.raises(Refused, match="database_damaged"):
        backups.write(f"sqlite:///{broken}", tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


async def test_in_place_of_the_database_a_copy_has_a_round_without_a_key(copy: Path) -> None:
    upgrade(f"sqlite:///{copy}")
    restored = Database(f"sqlite:///{copy}", "a secret")
    assert await restored.act("T1", pulses.keyless) == [ROUND]
    questions = await restored.act("T1", lambda db: pulses.questions(db, ROUND.id, "U1"))
    assert questions is not None
    assert questions.answered == frozenset()
    with pytest.raises(Refused, match="pulse_closed"):
        await restored.act("T1", lambda db: pulses.keep(db, Answer(ROUND.id, "U1", ITEM, 3)))
    await restored.act("T1", lambda db: db.run(insert(EVENT), {"workspace": "T1", "id": "Ev1", "seen_at": MONDAY}))
    await restored.close()


def test_on_postgresql_the_server_is_asked_for_the_same() -> None:
    command = backups.server_command("postgresql://ada:secret@db.example/heart line", Path("a copy.dump"))
    assert command is not None
    assert "secret" not in command
    for name in backups.LEFT_OUT:
        assert f"--exclude-table-data={name}" in command
    assert command.endswith("'--file=a copy.dump' 'postgresql://ada@db.example/heart line'")
    assert backups.server_command("sqlite:///heartline.db", Path("copy.db")) is None
