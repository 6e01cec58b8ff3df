from __future__ import annotations

from datetime import UTC, datetime

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.views import audit as audit_views
from bot.views import ideas as idea_views
from bot.views import item_forms as item_views
from bot.views import key_forms as key_views
from bot.views import kit
from bot.views import policy_digest_forms as digest_views
from bot.views import policy_forms as pulse_views
from bot.views import value_forms as value_views
from handlers.world import World
from sandbox.workspace import User
from storage import audit
from storage.database import Database
from tests.handlers import digest_hours


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


@pytest.fixture
async def administered(office):
    """An office with an admin, Ann in Berlin, with every button of set-up on her Home tab; nothing is noted yet."""
    office.slack.add_user(User("UANN", "ann", "Ann Admin", tz="Europe/Berlin", is_admin=True))
    await office.set_up_teams()
    openers = (pulse_views, digest_views, value_views, item_views, key_views, idea_views, audit_views)
    buttons = [kit.button(views.OPEN, views.OPEN, "set-up") for views in openers]
    await office.world.act(office.world.workspace, lambda db: audit.forget(db, office.world.now(), 9))
    await office.world.slack.views_publish(user_id="UANN", view=kit.home([kit.actions("set-up", buttons)]))
    return office


@pytest.fixture
async def waiting(office):
    """An office whose first week has closed; Cleo thanked Ada, who has shared that. Digests come on Monday at nine."""
    return await digest_hours.prepared(office)


@pytest.fixture
async def waiting_on_each_store(office_on_each_store):
    return await digest_hours.prepared(office_on_each_store)
