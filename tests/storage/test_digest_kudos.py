from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.digests import Kind, KudosWeek, Story
from bot.kudos import Kudos
from bot.people import Person
from bot.privacy import COMPANY
from bot.pulses import Paper, Round
from bot.teams import Membership, Team
from storage import digest_kudos, kudos, kudos_messages, people, pulses, teams
from storage.database import Database
from storage.digest_groups import Among

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
GIVEN = Kudos("k1", "U2", ("U3", "U1"), "stayed late", "the release went out", NOW)
NOTHING = KudosWeek(0, 0, ())


@pytest.fixture
async def thanked(database: Database) -> Database:
    """Ben thanked Cleo and Ada; Ada is in Support, Cleo in Sales, and both teams are in a department."""
    cast = [Person("U1", "Ada"), Person("U2", "Ben"), Person("U3", "Cleo")]
    await database.act("T1", lambda db: people.keep(db, cast))
    support, sales = Team("t1", "Support", "C1", 0), Team("t2", "Sales", "C2", 1)
    await database.act("T1", lambda db: teams.add(db, support, [Membership("t1", "U1")]))
    await database.act("T1", lambda db: teams.add(db, sales, [Membership("t2", "U3")]))
    papers = [Paper(team, (), 9, 1, "d1") for team in ("t1", "t2")]
    await database.act("T1", lambda db: pulses.open_round(db, Round("r10", "2026-W10", NOW, NOW), [], papers))
    await give(database, GIVEN)
    return database


async def give(database: Database, *given: Kudos) -> None:
    for one in given:
        await database.act("T1", lambda db, one=one: kudos.keep(db, one))  # type: ignore[misc]  # a loop's own


async def share(database: Database, kudos_id: str, person: str, team: str) -> None:
    await database.act("T1", lambda db: kudos_messages.share(db, kudos_id, person, team, "C1", NOW))


async def weeks(
    database: Database, *groups: str, kind: Kind = Kind.TEAM, since: datetime = NOW
) -> dict[str, KudosWeek]:
    among = Among("r10", kind, groups)
    return await database.act("T1", lambda db: digest_kudos.weeks(db, among, since, since + WEEK))


async def test_a_week_leaves_out_what_was_taken_back(thanked: Database) -> None:
    await give(thanked, replace(GIVEN, id="k2", is_removed=True))
    assert await weeks(thanked, "t1") == {"t1": KudosWeek(1, 1, ())}


async def test_a_week_tells_no_story_without_words(thanked: Database) -> None:
    await give(thanked, replace(GIVEN, id="k2", did=""))
    await share(thanked, "k2", "U1", "t1")
    assert await weeks(thanked, "t1") == {"t1": KudosWeek(2, 1, ())}


async def test_a_week_counts_what_each_team_received_and_tells_what_was_shared_with_it(thanked: Database) -> None:
    await share(thanked, "k1", "U1", "t1")
    told = Story("Ben", "Ada", "stayed late", "the release went out", "k1", "U1")
    found = await weeks(thanked, "t1", "t2", "t3")
    assert found == {"t1": KudosWeek(1, 1, (told,)), "t2": KudosWeek(1, 1, ()), "t3": NOTHING}


async def test_a_larger_group_counts_each_kudos_once_and_tells_no_story(thanked: Database) -> None:
    await share(thanked, "k1", "U1", "t1")
    await give(thanked, replace(GIVEN, id="k2", receivers=("U9",)))
    assert await weeks(thanked, "d1", kind=Kind.DEPARTMENT) == {"d1": KudosWeek(1, 2, ())}
    assert await weeks(thanked, COMPANY, kind=Kind.COMPANY) == {COMPANY: KudosWeek(2, 3, ())}


async def test_a_week_begins_with_its_first_moment_and_ends_before_its_last(thanked: Database) -> None:
    assert await weeks(thanked, "t1", since=NOW - WEEK) == {"t1": NOTHING}
    assert await weeks(thanked, "t1", since=NOW + timedelta(microseconds=1)) == {"t1": NOTHING}


async def test_the_three_newest_stories_are_told(thanked: Database) -> None:
    for n in range(2, 6):
        await give(thanked, Kudos(f"k{n}", "U3", ("U1", "U2"), f"reason {n}", "", NOW + timedelta(hours=n)))
        await share(thanked, f"k{n}", "U1", "t1")
    told = (await weeks(thanked, "t1"))["t1"]
    assert (told.n, told.receivers) == (5, 1)
    assert [story.did for story in told.stories] == ["reason 5", "reason 4", "reason 3"]


async def test_a_story_is_told_only_in_the_team_it_was_shared_with(thanked: Database) -> None:
    both = [Membership("t2", "U3"), Membership("t2", "U1")]
    await thanked.act("T1", lambda db: teams.replace_members(db, "t2", both))
    await share(thanked, "k1", "U1", "t1")
    assert (await weeks(thanked, "t2"))["t2"].stories == ()
