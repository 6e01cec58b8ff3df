from __future__ import annotations

from datetime import UTC, datetime

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from handlers.world import World
from storage.database import Database


@pytest.fixture
async def asked(office):
    """An office in which everyone has been asked: those in Berlin by Monday at ten, UTC, the last by that night."""
    await office.set_up_teams()
    for day, hour in ((1, 12), (2, 10), (2, 23)):
        await office.at(datetime(2026, 3, day, hour, tzinfo=UTC))
    return office


@pytest.fixture(params=["sqlite", "postgresql"])
async def world_alone(request):
    """A world on each store, without Slack and without people; its clock stands until a test moves it."""
    is_file = request.param == "sqlite"
    url = request.getfixturevalue("file_url") if is_file else request.getfixturevalue("postgres").fresh()
    database = Database(url, "a secret of the tests, long enough")
    yield World(database, AsyncWebClient(), None, lambda: datetime(2026, 3, 2, 9, tzinfo=UTC), workspace="T1")
    await database.close()
