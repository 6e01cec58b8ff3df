from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import Refused
from bot.people import Person
from bot.preferences import Preferences
from storage import installs, people, preferences
from storage.database import Database
from storage.installs import Install

ADA = Person("U1", "Ada", "Europe/Berlin", handle="ada", is_guest=True, locale="de-DE", is_admin=True)
BEN, CLEO = Person("U2", "Ben"), Person("U3", "Cleo", is_bot=True, is_stranger=True)


async def test_people_come_back_as_they_were_kept(database: Database) -> None:
    await database.act("T1", lambda db: people.keep(db, [CLEO, ADA, BEN]))
    assert await database.act("T1", people.everyone) == [ADA, BEN, CLEO]
    assert await database.act("T1", lambda db: people.one(db, "U1")) == ADA
    assert await database.act("T1", lambda db: people.one(db, "U9")) is None
    assert await database.act("T1", lambda db: people.by_ids(db, ["U2", "U9"])) == {"U2": BEN}


async def test_only_an_admin_is_one(database: Database) -> None:
    await database.act("T1", lambda db: people.keep(db, [ADA, BEN]))
    assert await database.act("T1", lambda db: people.admin(db, "U1")) == ADA
    for other in ("U2", "U9"):
        with pytest.raises(Refused, match="admin_only"):
            await database.act("T1", lambda db, other=other: people.admin(db, other))


async def test_someone_kept_again_takes_the_new_name(database: Database) -> None:
    await database.act("T1", lambda db: people.keep(db, [ADA, BEN]))
    renamed = [replace(ADA, name="Ada L."), replace(ADA, name="Ada Lovelace")]
    await database.act("T1", lambda db: people.keep(db, renamed))
    assert [person.name for person in await database.act("T1", people.everyone)] == ["Ada Lovelace", "Ben"]


@pytest.mark.parametrize(
    ("known", "told", "name"),
    [(5, 6, "new"), (5, 5, "new"), (6, 5, "old"), (5, 0, "old"), (0, 5, "new"), (0, 0, "new"), (2**31, 2**31, "new")],
)
async def test_what_is_older_than_what_is_known_is_left_out(
    database: Database, known: int, told: int, name: str
) -> None:
    old, new = replace(ADA, name="old", updated=known), replace(ADA, name="new", updated=told)
    await database.act("T1", lambda db: people.keep(db, [old]))
    await database.act("T1", lambda db: people.keep(db, [new, BEN]))
    assert await database.act("T1", people.everyone) == [old if name == "old" else new, BEN]


async def test_nobody_to_keep_is_nothing_to_do(database: Database) -> None:
    await database.act("T1", lambda db: people.keep(db, []))
    assert await database.act("T1", people.everyone) == []


async def test_a_workspace_does_not_see_the_people_of_another(database: Database) -> None:
    await database.act("T1", lambda db: people.keep(db, [ADA]))
    await database.act("T2", lambda db: people.keep(db, [replace(ADA, name="Another Ada")]))
    assert await database.act("T1", people.everyone) == [ADA]
    assert await database.act("T2", lambda db: people.mark_gone(db, ["U1"])) == 1
    assert await database.act("T1", people.everyone) == [ADA]


async def test_someone_reads_in_the_language_they_chose_or_else_in_that_of_their_slack(database: Database) -> None:
    await database.act(
        "T1", lambda db: people.keep(db, [replace(ADA, locale="de-DE"), BEN, replace(CLEO, locale="fr")])
    )
    await database.act("T1", lambda db: preferences.put(db, "U1", Preferences(language="en")))
    await database.act("T1", lambda db: preferences.put(db, "U3", Preferences()))
    read = [await database.act("T1", lambda db, who=who: people.language(db, who)) for who in ("U1", "U2", "U3", "U9")]
    assert read == ["en", "", "fr", ""]


async def test_whoever_is_not_there_any_more_is_marked_as_gone_once(database: Database) -> None:
    await database.act("T1", lambda db: people.keep(db, [ADA, BEN, CLEO]))
    assert await database.act("T1", lambda db: people.mark_gone(db, ["U3", "U1", "U9"])) == 2
    assert await database.act("T1", lambda db: people.mark_gone(db, ["U1", "U3"])) == 0
    assert await database.act("T1", lambda db: people.mark_gone(db, [])) == 0
    gone = [person.id for person in await database.act("T1", people.everyone) if person.is_deleted]
    assert gone == ["U1", "U3"]


async def test_a_large_workspace_fits(database: Database) -> None:
    crowd = [Person(f"U{n}", "Ada") for n in range(5_000)]
    await database.act("T1", lambda db: people.keep(db, crowd))
    assert await database.act("T1", lambda db: people.mark_gone(db, [p.id for p in crowd[1:]])) == 4_999


async def test_whoever_installed_heartline_is_an_admin_of_it(database: Database) -> None:
    await database.act("T1", lambda db: people.keep(db, [ADA, BEN, CLEO]))
    await database.act("T1", lambda db: installs.keep(db, Install("T1", "Sandbox", "UBOT")))
    assert await database.act("T1", lambda db: people.one(db, "U2")) == BEN
    await database.act("T1", lambda db: installs.installed_by(db, "U2"))
    assert await database.act("T1", lambda db: people.one(db, "U2")) == replace(BEN, is_admin=True)
    assert await database.act("T1", people.everyone) == [ADA, replace(BEN, is_admin=True), CLEO]
    assert await database.act("T1", lambda db: people.by_ids(db, ["U2"])) == {"U2": replace(BEN, is_admin=True)}


async def test_an_installer_of_one_workspace_is_no_admin_of_another(database: Database) -> None:
    for workspace in ("T1", "T2"):
        await database.act(workspace, lambda db: people.keep(db, [BEN]))
        await database.act(workspace, lambda db: installs.keep(db, Install(db.workspace, "Sandbox", "UBOT")))
    await database.act("T1", lambda db: installs.installed_by(db, "U2"))
    assert await database.act("T2", lambda db: people.one(db, "U2")) == BEN
