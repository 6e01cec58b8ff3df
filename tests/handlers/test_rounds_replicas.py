"""Several bots at work on one PostgreSQL: whatever they do at once is done once, and none of them stumbles."""

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.errors import Refused
from handlers import digests, rounds
from handlers.runtime import clock
from storage.database import Database
from storage.messaging_tables import DELIVERY
from storage.tables import COHORT, ROUND

SUNDAY = datetime(2026, 3, 1, 9, tzinfo=UTC)
SUNDAY_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 12, 1, tzinfo=UTC)
REPLICAS, PEOPLE, TEAMS = 4, 15, 2
on_postgresql = pytest.mark.parametrize("office_on_each_store", ["postgresql"], indirect=True)


@pytest.fixture
async def worlds(office_on_each_store):
    """The worlds of several bots; the first is the office's own."""
    office = office_on_each_store
    await office.set_up_teams()
    settings = office.settings
    others = [Database(settings.database_url, settings.secret) for _ in range(REPLICAS - 1)]
    yield [office.world, *(replace(office.world, db=database) for database in others)]
    for database in others:
        await database.close()


async def counts(world):
    def count(db):
        return [db.run(select(func.count()).select_from(table)).scalar_one() for table in (ROUND, COHORT, DELIVERY)]

    return await world.act(world.workspace, count)


@on_postgresql
async def test_what_all_plan_at_once_is_there_once(worlds, office_on_each_store, monkeypatch, caplog):
    monkeypatch.setattr(rounds, "PLANNED_AT_ONCE", 2)
    for hours in range(0, 3 * 7 * 24, 7):
        office_on_each_store.slack.clock.set(SUNDAY + timedelta(hours=hours))
        await asyncio.gather(*(clock.plan(world) for world in worlds))
    assert await counts(worlds[0]) == [
        3,
        3 * PEOPLE,
        3 * (2 * PEOPLE + 2 * TEAMS),
    ]  # asked, told it is over; digests, and to leads
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


@on_postgresql
async def test_only_one_of_them_opens_a_round_and_each_message_is_new_once(worlds, office_on_each_store):
    office_on_each_store.slack.clock.set(SUNDAY_NOON)
    opened = await asyncio.gather(*(rounds.open_weekly(world) for world in worlds))
    assert len([occurrence for occurrence in opened if occurrence]) == 1
    assert sum(await asyncio.gather(*(rounds.plan_asks(world) for world in worlds))) == PEOPLE


@on_postgresql
async def test_only_one_of_them_posts_a_digest(worlds, office_on_each_store):
    office_on_each_store.slack.clock.set(SUNDAY_NOON)
    await clock.plan(worlds[0])
    office_on_each_store.slack.clock.set(FRIDAY)
    closed = await asyncio.gather(*(rounds.close_overdue(world) for world in worlds))
    assert sum(len(rounds) for rounds in closed) == 1
    posted = await asyncio.gather(*(digests.post_due(world) for world in worlds))
    assert sum(len(teams) for teams in posted) == TEAMS


@on_postgresql
async def test_who_opens_by_hand_a_moment_after_another_is_told_so(worlds):
    opened = await asyncio.gather(*(rounds.open_by_hand(world) for world in worlds), return_exceptions=True)
    refused = [result for result in opened if isinstance(result, Refused)]
    assert {refusal.code for refusal in refused} == {"pulse_open_already"}
    assert [result[1] for result in opened if not isinstance(result, Refused)] == [PEOPLE]
