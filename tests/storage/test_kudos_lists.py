from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.kudos import Kudos
from storage import kudos
from storage import kudos_lists as stored
from storage.database import Database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ONE = Kudos("k0", "U2", ("U1", "U3"), "stayed late", "", NOW)


@pytest.fixture
async def given(database: Database) -> Database:
    """Seven to Ada and Cleo, two at each moment; one was taken back, and one is of another workspace."""
    for n in range(7):
        at = NOW + timedelta(minutes=n // 2)
        await database.act("T1", lambda db, n=n, at=at: kudos.keep(db, replace(ONE, id=f"k{n}", given_at=at)))
    await database.act("T1", lambda db: kudos.keep(db, replace(ONE, id="k8", is_removed=True)))
    await database.act("T2", lambda db: kudos.keep(db, replace(ONE, id="k9")))
    return database


@pytest.mark.parametrize(
    ("listing", "person"), [(stored.given, "U2"), (stored.received, "U1"), (stored.received, "U3")]
)
async def test_pages_have_everything_once_newest_first(given: Database, listing, person) -> None:
    seen: list[str] = []
    last = ""
    while page := await given.act("T1", partial(listing, person=person, after=last, most=2)):
        assert len(page) <= 2
        seen += page
        last = page[-1]
    assert seen == ["k6", "k5", "k4", "k3", "k2", "k1", "k0"]


@pytest.mark.parametrize(
    ("listing", "person"), [(stored.given, "U1"), (stored.received, "U2"), (stored.received, "U9")]
)
async def test_nothing_of_others_is_listed(given: Database, listing, person) -> None:
    assert await given.act("T1", lambda db: listing(db, person, "", 9)) == []


async def test_an_id_that_is_not_known_begins_at_the_newest(given: Database) -> None:
    assert await given.act("T1", lambda db: stored.given(db, "U2", "made up", 1)) == ["k6"]
