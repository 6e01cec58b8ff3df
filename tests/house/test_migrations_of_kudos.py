"""What an earlier version kept about kudos is known as this one keeps it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from bot.delivery import Sent
from storage import engines
from storage.database import Database, upgrade
from storage.kudos_messages import Standing, one, shared, standing
from storage.types import Moment

BEFORE = "2026_12_15_pulses_people_trust"
NOW = datetime(2026, 12, 16, 9, tzinfo=UTC)
TEAM = {"id": "t1", "name": "Support", "folded": "support", "channel": "C1", "offset": 0, "is_removed": False}
KUDOS = {"id": "k1", "giver": "U2", "did": "stayed late", "enabled": "it went out", "given_at": NOW}
DELIVERIES = [
    ("kudos", "k1:U1", "U1", "1.1"),
    ("kudos", "k1:U3", "U3", None),
    ("kudos_shared", "k1:U1", "C1", "1.3"),
    ("kudos", "erased:U1", "U1", "1.4"),
    ("pulse", "k1", "U1", "1.5"),
]
SENT = {
    "expires_at": NOW,
    "due_at": NOW,
    "nonce": "n",
    "state": "sent",
    "attempts": 1,
    "unknowns": 0,
    "error": "",
}


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database as the version before left it: Ada and Cleo were thanked, Ada has shared hers."""
    is_sqlite = request.param == "sqlite"
    made = f"sqlite:///{tmp_path}/heartline.db" if is_sqlite else str(request.getfixturevalue("postgres").empty())
    engine = engines.engine(engines.parsed(made), 1)
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)

        def add(into: str, **row: object) -> None:
            columns = (sa.column(key, Moment() if value is NOW else None) for key, value in row.items())
            table = sa.table(into, sa.column("workspace"), *columns)
            connection.execute(sa.insert(table).values(workspace="T1", **row))

        add("team", **TEAM)
        add("kudos", **KUDOS)
        add("kudos_receiver", kudos="k1", receiver="U1", place=0, shared_at=NOW, shared_with="t1")
        add("kudos_receiver", kudos="k1", receiver="U3", place=1)
        for kind, subject, place, ts in DELIVERIES:
            row = {"id": f"{kind}{subject}", "key": f"{kind}:{subject}", "kind": kind, "subject": subject}
            add("delivery", **SENT, **row, recipient=place, channel="D1" if ts else None, ts=ts)
    engine.dispose()
    return made


async def test_kudos_of_the_version_before_can_be_followed_to_where_they_stand(url: str) -> None:
    upgrade(url)
    database = Database(url, "a secret")
    kudos = await database.act("T1", lambda db: one(db, "k1"))
    channels = await database.act("T1", lambda db: shared(db, "k1"))
    found = await database.act("T1", lambda db: standing(db, "k1"))
    await database.close()
    assert kudos is not None
    assert (kudos.receivers, kudos.version, kudos.is_public, kudos.is_removed) == (("U1", "U3"), 0, False, False)
    assert channels == {"U1": "C1"}
    assert found == [
        Standing("kudos", "U1", Sent("D1", "1.1")),
        Standing("kudos_shared", "C1", Sent("D1", "1.3")),
    ]
