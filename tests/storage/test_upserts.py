from __future__ import annotations

from storage import installs, upserts
from storage.database import Database, Db
from storage.installs import Install
from storage.tables import TEAM, WORKSPACE

ACME = {"workspace": "T1", "name": "Acme", "bot_user": "UB1"}
GLOBEX = {"workspace": "T2", "name": "Globex", "bot_user": "UB2"}


async def names(database: Database) -> list[str]:
    return [install.name for install in await database.workspaces()]


async def test_putting_a_row_again_changes_only_that_row(database: Database) -> None:
    await database.act("T1", lambda db: upserts.put(db, WORKSPACE, [ACME, GLOBEX]))
    await database.act("T1", lambda db: upserts.put(db, WORKSPACE, [ACME | {"name": "Acme & Co"}]))
    assert await database.workspaces() == [Install("T1", "Acme & Co", "UB1"), Install("T2", "Globex", "UB2")]


async def test_adding_leaves_what_is_there_and_tells_what_is_new(database: Database) -> None:
    def added(db: Db) -> list[str]:
        rows = [ACME | {"name": "Other"}, GLOBEX, GLOBEX | {"name": "Twice"}]
        return upserts.add(db, WORKSPACE, rows, ["workspace"], WORKSPACE.c.workspace)

    await database.act("T1", lambda db: installs.keep(db, Install("T1", "Acme", "UB1")))
    assert await database.act("T1", added) == ["T2"]
    assert await names(database) == ["Acme", "Globex"]


async def test_a_row_with_a_lower_value_in_its_newest_column_stays_out(database: Database) -> None:
    await database.act("T1", lambda db: upserts.put(db, WORKSPACE, [ACME, GLOBEX], newest="name"))
    lower, higher = ACME | {"name": "Aaa", "bot_user": "UB3"}, GLOBEX | {"name": "Zzz"}
    await database.act("T1", lambda db: upserts.put(db, WORKSPACE, [lower, higher], newest="name"))
    assert await database.workspaces() == [Install("T1", "Acme", "UB1"), Install("T2", "Zzz", "UB2")]


async def test_adding_many_counts_what_is_new(database: Database) -> None:
    rows = [ACME, GLOBEX, GLOBEX | {"name": "Twice"}]
    assert await database.act("T1", lambda db: upserts.add_many(db, WORKSPACE, rows, ["workspace"])) == 2
    assert await database.act("T1", lambda db: upserts.add_many(db, WORKSPACE, rows, ["workspace"])) == 0
    assert await names(database) == ["Acme", "Globex"]


async def test_nothing_given_is_nothing_done(database: Database) -> None:
    await database.act("T1", lambda db: upserts.put(db, TEAM, []))
    assert await database.act("T1", lambda db: upserts.add(db, TEAM, [], ["workspace", "id"], TEAM.c.id)) == []
    assert await database.act("T1", lambda db: upserts.add_many(db, TEAM, [], ["workspace", "id"])) == 0
