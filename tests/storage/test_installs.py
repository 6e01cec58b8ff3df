from __future__ import annotations

from storage import installs
from storage.database import Database
from storage.installs import Install


async def test_an_install_is_kept_once_and_renamed(database: Database) -> None:
    assert await database.workspaces() == []
    for install in (Install("T2", "Globex", "UB2"), Install("T1", "Acme", "UB1"), Install("T1", "Acme & Co", "UB1")):
        await database.act(install.id, lambda db, install=install: installs.keep(db, install))
    assert await database.workspaces() == [Install("T1", "Acme & Co", "UB1"), Install("T2", "Globex", "UB2")]
