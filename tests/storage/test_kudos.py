from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete

from bot.digests import KudosWeek, Story
from bot.kudos import Door, Earlier, Kudos
from bot.people import Person
from bot.teams import Membership, Team
from storage import kudos, kudos_messages, people, teams
from storage.database import Database
from storage.kudos_tables import KUDOS_RECEIVER

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
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


async def test_a_week_leaves_out_what_was_taken_back(thanked: Database) -> None:
    await thanked.act("T1", lambda db: kudos.keep(db, replace(GIVEN, id="k2", is_removed=True)))
    assert (await thanked.act("T1", lambda db: kudos.week(db, "t1", NOW, NOW + WEEK))).n == 1


async def test_a_week_tells_no_story_without_words(thanked: Database) -> None:
    await thanked.act("T1", lambda db: kudos.keep(db, replace(GIVEN, id="k2", did="")))
    await thanked.act("T1", lambda db: kudos_messages.share(db, "k2", "U1", "t1", "C1", NOW))
    assert await thanked.act("T1", lambda db: kudos.week(db, "t1", NOW, NOW + WEEK)) == KudosWeek(2, 1, ())


async def test_a_week_counts_what_the_team_received_and_tells_what_was_shared(thanked: Database) -> None:
    await thanked.act("T1", lambda db: kudos_messages.share(db, "k1", "U1", "t1", "C1", NOW))
    mine = await thanked.act("T1", lambda db: kudos.week(db, "t1", NOW, NOW + WEEK))
    theirs = await thanked.act("T1", lambda db: kudos.week(db, "t2", NOW, NOW + WEEK))
    assert mine == KudosWeek(1, 1, (Story("Ben", "Ada", "stayed late", "the release went out", "k1", "U1"),))
    assert theirs == KudosWeek(1, 1, ())


async def test_a_week_begins_with_its_first_moment_and_ends_before_its_last(thanked: Database) -> None:
    nothing = KudosWeek(0, 0, ())
    assert await thanked.act("T1", lambda db: kudos.week(db, "t1", NOW - WEEK, NOW)) == nothing
    after = NOW + timedelta(microseconds=1)
    assert await thanked.act("T1", lambda db: kudos.week(db, "t1", after, after + WEEK)) == nothing


async def test_the_three_newest_stories_are_told(thanked: Database) -> None:
    for n in range(2, 6):
        later = Kudos(f"k{n}", "U3", ("U1", "U2"), f"reason {n}", "", NOW + timedelta(hours=n))
        await thanked.act("T1", lambda db, later=later: kudos.keep(db, later))
        await thanked.act("T1", lambda db, later=later: kudos_messages.share(db, later.id, "U1", "t1", "C1", NOW))
    told = await thanked.act("T1", lambda db: kudos.week(db, "t1", NOW, NOW + WEEK))
    assert (told.n, told.receivers) == (5, 1)
    assert [story.did for story in told.stories] == ["reason 5", "reason 4", "reason 3"]


async def test_a_story_is_told_only_in_the_team_it_was_shared_with(thanked: Database) -> None:
    both = [Membership("t2", "U3"), Membership("t2", "U1")]
    await thanked.act("T1", lambda db: teams.replace_members(db, "t2", both))
    await thanked.act("T1", lambda db: kudos_messages.share(db, "k1", "U1", "t1", "C1", NOW))
    assert (await thanked.act("T1", lambda db: kudos.week(db, "t2", NOW, NOW + WEEK))).stories == ()
