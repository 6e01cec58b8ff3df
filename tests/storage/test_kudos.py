from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete

from bot.kudos import Door, Earlier, Kudos
from bot.people import Person
from bot.teams import Membership, Team
from storage import kudos, kudos_messages, people, teams
from storage.database import Database
from storage.kudos_tables import KUDOS_RECEIVER

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GIVEN = Kudos("k1", "U2", ("U3", "U1"), "stayed late", "the release went out", NOW)


@pytest.fixture
async def thanked(database: Database) -> Database:
    """Ben thanked Cleo and Ada; Ada is in Support, Cleo in Sales."""
    cast = [Person("U1", "Ada"), Person("U2", "Ben"), Person("U3", "Cleo")]
    await database.act("T1", lambda db: people.keep(db, cast))
    support, sales = Team("t1", "Support", "C1", 0), Team("t2", "Sales", "C2", 1)
    await database.act("T1", lambda db: teams.add(db, support, [Membership("t1", "U1")]))
    await database.act("T1", lambda db: teams.add(db, sales, [Membership("t2", "U3")]))
    await database.act("T1", lambda db: kudos.keep(db, GIVEN))
    return database


async def test_a_form_that_is_sent_twice_is_one_kudos(thanked: Database) -> None:
    again = replace(GIVEN, receivers=("U1", "U4"), did="something else")
    assert not await thanked.act("T1", lambda db: kudos.keep(db, again))
    assert await thanked.act("T1", lambda db: kudos_messages.one(db, "k1")) == GIVEN
    assert await thanked.act("T2", lambda db: kudos.keep(db, GIVEN))


DAY = date(2026, 3, 2)


async def test_a_day_tells_what_was_given_on_it_and_what_was_taken_back(thanked: Database) -> None:
    today = replace(GIVEN, id="k2", day=DAY)
    back = replace(GIVEN, id="k3", receivers=("U4",), day=DAY, is_removed=True, times=2)
    others = [replace(GIVEN, id="k4", giver="U1", day=DAY), replace(GIVEN, id="k5", day=DAY - timedelta(days=1))]
    for given in (today, back, *others):
        await thanked.act("T1", lambda db, given=given: kudos.keep(db, given))
    await thanked.act("T2", lambda db: kudos.keep(db, replace(today, id="k6")))
    found = await thanked.act("T1", lambda db: kudos.of_day(db, "U2", DAY))
    assert sorted(found, key=lambda one: one.id) == [
        Earlier("k2", frozenset({"U1", "U3"})),
        Earlier("k3", frozenset({"U4"}), is_removed=True, times=2),
    ]


async def test_what_was_taken_back_is_given_anew_once(thanked: Database) -> None:
    reacted = replace(GIVEN, id="k2", day=DAY, door=Door.REACTION)
    removed = replace(reacted, is_removed=True, did="", version=1)
    await thanked.act("T1", lambda db: kudos.keep(db, removed))
    assert await thanked.act("T2", lambda db: kudos.revive(db, reacted)) is None
    assert await thanked.act("T1", lambda db: kudos.revive(db, reacted)) == replace(reacted, version=2, times=2)
    assert await thanked.act("T1", lambda db: kudos.revive(db, reacted)) is None
    assert await thanked.act("T1", lambda db: kudos.of_day(db, "U2", DAY)) == [
        Earlier("k2", frozenset({"U1", "U3"}), times=2)
    ]
    told = await thanked.act("T1", lambda db: kudos_messages.one(db, "k2"))
    assert told is not None
    assert (told.did, told.is_removed) == ("stayed late", False)


@pytest.mark.parametrize("day", [DAY, None], ids=["a day", "before days were kept"])
async def test_tries_are_counted_anew_on_another_day(thanked: Database, day: date | None) -> None:
    removed = replace(GIVEN, id="k2", day=day, door=Door.REACTION, is_removed=True, did="", version=28, times=14)
    await thanked.act("T1", lambda db: kudos.keep(db, removed))
    tomorrow = DAY + timedelta(days=1)
    again = replace(removed, day=tomorrow, is_removed=False)
    assert await thanked.act("T1", lambda db: kudos.revive(db, again)) == replace(again, version=29, times=1)
    assert await thanked.act("T1", lambda db: kudos.of_day(db, "U2", DAY)) == []
    assert await thanked.act("T1", lambda db: kudos.of_day(db, "U2", tomorrow)) == [
        Earlier("k2", frozenset({"U1", "U3"}))
    ]


async def test_a_try_counts_when_those_it_was_for_are_erased(thanked: Database) -> None:
    await thanked.act("T1", lambda db: kudos.keep(db, replace(GIVEN, id="k2", receivers=("U4",), day=DAY)))
    erased = delete(KUDOS_RECEIVER).where(KUDOS_RECEIVER.c.receiver == "U4")
    await thanked.act("T1", lambda db: db.run(erased).close())
    assert await thanked.act("T1", lambda db: kudos.of_day(db, "U2", DAY)) == [Earlier("k2", frozenset())]
