from __future__ import annotations

from storage import installs
from storage.database import Database
from storage.installs import Install


async def test_an_install_is_kept_once_and_renamed(database: Database) -> None:
    assert await database.workspaces() == []
    for install in (Install("T2", "Globex", "UB2"), Install("T1", "Acme", "UB1"), Install("T1", "Acme & Co", "UB1")):
        await database.act(install.id, lambda db, install=install: installs.keep(db, install))
    assert await database.workspaces() == [Install("T1", "Acme & Co", "UB1"), Install("T2", "Globex", "UB2")]


async def test_a_workspaces_own_install_tells_where_it_is_in_slack(database: Database) -> None:
    acme = Install("T1", "Acme", "UB1", "https://acme.slack.com/")
    assert await database.act("T1", installs.one) is None
    await database.act("T1", lambda db: installs.keep(db, acme))
    assert await database.act("T1", installs.one) == acme
    assert await database.act("T2", installs.one) is None


async def test_who_installed_it_stays_when_it_is_renamed(database: Database) -> None:
    await database.act("T1", lambda db: installs.keep(db, Install("T1", "Acme", "UB1")))
    await database.act("T1", lambda db: installs.installed_by(db, "UADA"))
    await database.act("T1", lambda db: installs.keep(db, Install("T1", "Acme & Co", "UB1")))
    assert await database.act("T1", installs.one) == Install("T1", "Acme & Co", "UB1", installer="UADA")
