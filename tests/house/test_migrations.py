"""The migrations lead to the tables that the queries know, on both stores."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text

from bot.errors import Refused
from storage import engines
from storage.admin_tables import WELCOME, Audit
from storage.asking_tables import Paper
from storage.comment_tables import Comment
from storage.database import MIGRATIONS, upgrade
from storage.messaging_tables import Delivery
from storage.types import Moment

METADATA = [row.metadata for row in (Audit, Paper, Comment, Delivery)][-1]  # one for all; each module adds its tables


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/heartline.db"
    return str(request.getfixturevalue("postgres").empty())


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", "storage:migrations")
    return made


def test_migrations_lead_to_the_tables(url: str) -> None:
    upgrade(url)
    engine = engines.engine(engines.parsed(url), 1)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def upgrade_to(url: str, revision: str) -> None:
    engine = engines.engine(engines.parsed(url), 1)
    with engine.begin() as connection:
        until = config()
        until.attributes["connection"] = connection
        command.upgrade(until, revision)
    engine.dispose()


def test_whoever_was_asked_before_needs_no_note_and_whose_first_pulse_waits_does(url: str) -> None:
    upgrade_to(url, "2026_12_29_the_digest")
    engine = engines.engine(engines.parsed(url), 1)
    at = Moment().bind_processor(engine.dialect) or (lambda moment: moment)
    monday = {"at": at(datetime(2026, 3, 2, tzinfo=UTC))}
    ask = (
        "INSERT INTO delivery (workspace, id, key, kind, recipient, subject, due_at, expires_at, nonce, state, "
        "attempts, unknowns, error) VALUES "
    )
    with engine.begin() as connection:
        for round_id, week, is_closed in (("r1", "2026-W10", "true"), ("r2", "2026-W11", "false")):
            columns = "workspace, id, week, opens_at, closes_at, is_closed, is_scrubbed"
            values = f"'T1', '{round_id}', '{week}', :at, :at, {is_closed}, true"
            connection.execute(text(f"INSERT INTO round ({columns}) VALUES ({values})"), monday)
        for round_id, person in (("r1", "U1"), ("r2", "U1"), ("r2", "USENT"), ("r2", "UWAITS")):
            values = f"('T1', '{round_id}', '{person}', 't1', false)"
            connection.execute(text(f"INSERT INTO cohort (workspace, round, person, team, is_manager) VALUES {values}"))
        for workspace, person, state in (("T1", "USENT", "sent"), ("T1", "UWAITS", "due"), ("T2", "UWAITS", "sent")):
            key = f"pulse\\:2026-W11\\:{person}"
            values = f"'{workspace}', '{person}', '{key}', 'pulse', '{person}', 'r2', :at, :at, 'n', "
            connection.execute(text(f"{ask}({values}'{state}', 0, 0, '')"), monday)
    upgrade(url)
    with engine.connect() as connection:
        known = connection.execute(select(WELCOME).order_by(WELCOME.c.person)).all()
    long_ago = datetime(2026, 12, 1, tzinfo=UTC)
    assert [(row.workspace, row.person, row.told_at) for row in known] == [
        ("T1", "U1", long_ago),
        ("T1", "USENT", long_ago),
    ]
    engine.dispose()


def test_upgrading_again_changes_nothing(url: str) -> None:
    upgrade(url)
    upgrade(url)


def test_the_newest_file_is_the_last_migration() -> None:
    """By its name `upgrade` knows, without looking into any, that there is nothing to do."""
    script = ScriptDirectory.from_config(config())
    files = sorted(path.stem for path in MIGRATIONS.glob("*.py"))
    assert files == sorted(revision.revision for revision in script.walk_revisions())
    assert files[-1] == script.get_current_head()


def test_two_servers_may_upgrade_one_database_at_once(request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("postgres").empty()
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(upgrade, [url] * 2))
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)


def test_an_upgrade_that_fails_leaves_nothing(url: str) -> None:
    engine = engines.engine(engines.parsed(url), 1)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE event (in_the_way INTEGER)")
    with pytest.raises(Exception, match="event"):
        upgrade(url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["event"]
    engine.dispose()


def test_a_database_of_a_newer_version_is_left_alone(url: str) -> None:
    upgrade(url)
    engine = engines.engine(engines.parsed(url), 1)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '2099_01_01_later'")
    engine.dispose()
    with pytest.raises(Refused) as refused:
        upgrade(url)
    assert refused.value.code == "database_newer"


def test_every_table_begins_its_key_with_the_workspace() -> None:
    for table in METADATA.tables.values():
        assert next(iter(table.primary_key)).name == "workspace", table.name
        assert not any(column.autoincrement is True for column in table.primary_key), table.name


def test_migrations_are_named_by_their_day_and_form_one_line() -> None:
    revisions = [script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()]
    assert revisions == sorted(revisions, reverse=True)
    for revision in revisions:
        assert [part.isdigit() for part in revision.split("_")[:3]] == [True] * 3


def test_a_downgrade_is_not_offered(tmp_path: Path) -> None:
    for path in (Path(__file__).parents[2] / "storage" / "migrations" / "versions").glob("*.py"):
        assert "def downgrade" not in path.read_text("utf-8")


def test_what_the_version_before_had_sampled_of_people_is_gone(request: pytest.FixtureRequest) -> None:
    url = str(request.getfixturevalue("postgres").empty())
    upgrade_to(url, "2026_12_22_kudos_and_feedback")
    with psycopg.connect(url, autocommit=True) as connection:
        for table in ("reminder", "answer"):
            connection.execute(f"ALTER TABLE {table} ALTER COLUMN sealed SET STATISTICS -1".encode())
        connection.execute(b"ALTER TABLE reminder ALTER COLUMN person SET STATISTICS -1")
        connection.execute(b"INSERT INTO round SELECT 'T1', 'r1', '2026-W10', now(), now(), false, false, false, false")
        connection.execute(
            b"INSERT INTO reminder (workspace, round, person, sealed) SELECT 'T1', 'r1', 'U' || n, 'x' FROM "
            b"generate_series(1, 100) AS n"
        )
        connection.execute(b"ANALYZE")
        assert sampled(connection) == {"person", "sealed"}
    upgrade(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(b"ANALYZE")
        assert sampled(connection) == set()


def sampled(connection: psycopg.Connection) -> set[str]:
    """The columns of reminders of which the server keeps values, besides those that say nothing of people."""
    found = connection.execute(b"SELECT attname FROM pg_stats WHERE tablename = 'reminder'")
    return {str(name) for (name,) in found} - {"workspace", "round"}
