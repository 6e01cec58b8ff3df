from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.kudos import Kudos
from bot.sharing import KudosChoice, Sharing
from storage import kudos
from storage import kudos_choices as stored
from storage.database import Database


async def test_a_choice_is_kept_in_place_of_the_one_before(database: Database) -> None:
    assert await database.act("T1", lambda db: stored.one(db, "U1")) == KudosChoice()
    for choice in (KudosChoice(Sharing.ALWAYS), KudosChoice(Sharing.NEVER, False, date(2026, 3, 2))):
        await database.act("T1", lambda db, choice=choice: stored.put(db, "U1", choice))
        assert await database.act("T1", lambda db: stored.one(db, "U1")) == choice
    assert await database.act("T2", lambda db: stored.one(db, "U1")) == KudosChoice()


async def test_those_who_always_share_are_found_among_those_thanked(database: Database) -> None:
    for person, sharing in (("U1", Sharing.ALWAYS), ("U2", Sharing.ASK), ("U3", Sharing.NEVER), ("U4", Sharing.ALWAYS)):
        choice = KudosChoice(sharing)
        await database.act("T1", lambda db, person=person, choice=choice: stored.put(db, person, choice))
    given = Kudos("k1", "U6", ("U5", "U4", "U3", "U2", "U1"), "stayed late", "", datetime(2026, 3, 2, tzinfo=UTC))
    for kudos_id, receivers in (("k1", given.receivers), ("k2", ("U2", "U4"))):
        one = replace(given, id=kudos_id, receivers=receivers)
        await database.act("T1", lambda db, one=one: kudos.keep(db, one))
    await database.act("T2", lambda db: kudos.keep(db, given))
    assert await database.act("T1", lambda db: stored.always(db, "k1")) == ["U1", "U4"]
    assert await database.act("T1", lambda db: stored.always(db, "k2")) == ["U4"]
    assert await database.act("T2", lambda db: stored.always(db, "k1")) == []
