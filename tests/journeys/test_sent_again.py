"""Slack sends some things again, late and in any order: whatever happened in the office counts once."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from handlers import rounds
from storage import people as stored_people

TABLES = ("answer", "delivery", "event", "feedback", "kudos", "kudos_receiver", "person")


@pytest.fixture
async def busy_office(office_on_each_store):
    """An office where people have answered, thanked someone in both ways, and changed their names twice."""
    office = office_on_each_store
    await office.set_up_teams()
    office.slack.clock.set(datetime(2026, 3, 2, 10, tzinfo=UTC))  # eleven in Berlin, where Ada and Cleo are
    await rounds.open_by_hand(office.world)
    await office.beat()
    for person in (office.ada, office.cleo):
        for _ in range(3):
            await person.press("Mostly true")
            await office.settled()
    await office.ada.command("/kudos", "@cleo for the clear bug report")
    await office.cleo.command("/kudos")
    office.cleo.fill(people=["ada"], did="Rewrote the refund guide", enabled="New colleagues settle refunds alone")
    await office.cleo.submit()
    for name in ("Ada Mid", "Ada New"):
        office.slack.change_user("UADA", real_name=name)
        office.slack.clock.move(timedelta(minutes=1))  # Slack tells when a name changed in whole seconds
    await office.settled()
    return office


async def kept(office):
    def count(db):
        return {table: db.run(text(f"SELECT COUNT(*) FROM {table}")).scalar_one() for table in TABLES}

    return await office.world.act(office.world.workspace, count)


async def test_what_is_sent_again_and_in_any_order_counts_once(busy_office):
    office, chance = busy_office, random.Random(7)
    before = await kept(office)
    assert (before["answer"], before["kudos"], before["event"]) == (6, 2, 2)
    copies = [sent for sent in office.sandbox.delivery.log for _ in range(3)]
    chance.shuffle(copies)
    await asyncio.gather(*(office.sandbox.delivery.send(sent.kind, sent.payload) for sent in copies))
    await office.settled()
    assert await kept(office) == before
    ada = await office.world.act(office.world.workspace, lambda db: stored_people.one(db, "UADA"))
    assert ada.name == "Ada New"
