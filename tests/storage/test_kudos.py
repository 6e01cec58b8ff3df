from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.digests import KudosWeek, Story
from bot.kudos import Kudos, Receipt
from bot.people import Person
from bot.teams import Membership, Team
from storage import kudos, people, teams
from storage.database import Database

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


async def test_each_receiver_has_a_receipt_of_their_own(thanked: Database) -> None:
    expected = Receipt(GIVEN, "U1", "Ben", "Ada", is_shared=False, team_name="Support", channel="C1")
    assert await thanked.act("T1", lambda db: kudos.receipt(db, "k1", "U1")) == expected
    cleo = await thanked.act("T1", lambda db: kudos.receipt(db, "k1", "U3"))
    assert cleo is not None
    assert (cleo.receiver_name, cleo.channel) == ("Cleo", "C2")


async def test_a_kudos_is_no_business_of_anyone_else(thanked: Database) -> None:
    assert await thanked.act("T1", lambda db: kudos.receipt(db, "k1", "U2")) is None
    assert await thanked.act("T1", lambda db: kudos.receipt(db, "k9", "U1")) is None
    assert await thanked.act("T2", lambda db: kudos.receipt(db, "k1", "U1")) is None
    assert not await thanked.act("T1", lambda db: kudos.mark_shared(db, "k1", "U2", NOW))


async def test_a_receiver_without_a_team_has_no_channel_to_share_in(thanked: Database) -> None:
    await thanked.act("T1", lambda db: teams.remove(db, "t1"))
    receipt = await thanked.act("T1", lambda db: kudos.receipt(db, "k1", "U1"))
    assert receipt is not None
    assert (receipt.team_name, receipt.channel) == (None, None)


async def test_a_form_that_is_sent_twice_is_one_kudos(thanked: Database) -> None:
    again = replace(GIVEN, receivers=("U1", "U4"), did="something else")
    assert not await thanked.act("T1", lambda db: kudos.keep(db, again))
    ada = await thanked.act("T1", lambda db: kudos.receipt(db, "k1", "U1"))
    assert ada is not None
    assert ada.kudos == GIVEN
    assert await thanked.act("T1", lambda db: kudos.receipt(db, "k1", "U4")) is None
    assert await thanked.act("T2", lambda db: kudos.keep(db, GIVEN))


async def test_a_kudos_is_shared_once_by_each_receiver(thanked: Database) -> None:
    assert await thanked.act("T1", lambda db: kudos.mark_shared(db, "k1", "U1", NOW))
    assert not await thanked.act("T1", lambda db: kudos.mark_shared(db, "k1", "U1", NOW))
    ada = await thanked.act("T1", lambda db: kudos.receipt(db, "k1", "U1"))
    cleo = await thanked.act("T1", lambda db: kudos.receipt(db, "k1", "U3"))
    assert ada is not None
    assert cleo is not None
    assert (ada.is_shared, cleo.is_shared) == (True, False)


async def test_a_week_counts_what_the_team_received_and_tells_what_was_shared(thanked: Database) -> None:
    await thanked.act("T1", lambda db: kudos.mark_shared(db, "k1", "U1", NOW))
    mine = await thanked.act("T1", lambda db: kudos.week(db, "t1", NOW, NOW + WEEK))
    theirs = await thanked.act("T1", lambda db: kudos.week(db, "t2", NOW, NOW + WEEK))
    assert mine == KudosWeek(1, 1, (Story("Ben", "Ada", "stayed late", "the release went out"),))
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
        await thanked.act("T1", lambda db, later=later: kudos.mark_shared(db, later.id, "U1", NOW))
    told = await thanked.act("T1", lambda db: kudos.week(db, "t1", NOW, NOW + WEEK))
    assert (told.n, told.receivers) == (5, 1)
    assert [story.did for story in told.stories] == ["reason 5", "reason 4", "reason 3"]


async def test_a_story_is_told_only_in_the_team_it_was_shared_with(thanked: Database) -> None:
    both = [Membership("t2", "U3"), Membership("t2", "U1")]
    await thanked.act("T1", lambda db: teams.replace_members(db, "t2", both))
    await thanked.act("T1", lambda db: kudos.mark_shared(db, "k1", "U1", NOW))
    assert (await thanked.act("T1", lambda db: kudos.week(db, "t2", NOW, NOW + WEEK))).stories == ()
