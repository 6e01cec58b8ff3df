"""The bot was away when a pulse closed, and knows of some messages only then whether they arrived: they end too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.delivery import State
from handlers import rounds
from handlers.runtime import sender
from sandbox.faults import Fault
from storage import closing
from storage import delivery as outbox
from storage import reminders as stored
from storage.messaging_tables import DELIVERY

POST, HISTORY = "chat.postMessage", "conversations.history"
ASKED, REMINDED, LAST = (datetime(2026, 3, day, hour, 30, tzinfo=UTC) for day, hour in ((2, 23), (3, 23), (6, 10)))
BACK = datetime(2026, 3, 8, 9, tzinfo=UTC)  # two days after closing, before the next pulse opens
OVER = "This pulse has closed"
CUT = {"the ask": ASKED, "the first reminder": REMINDED, "the last reminder": LAST}


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


async def away(office, during):
    """Everyone is asked and reminded; the bot is gone amid what it does at a moment, which Slack carries out."""
    await office.set_up_teams()
    await office.at(datetime(2026, 3, 1, 12, tzinfo=UTC))
    for moment in CUT.values():
        if moment == during:
            office.sandbox.faults.add(Fault(POST, "drop_after", times=100))
        await office.at(moment)
        if moment == during:
            break
    office.sandbox.faults.clear()


async def back(office):
    for seconds in (0, 20, 40, 60, 90, 120):
        await office.at(BACK + timedelta(seconds=seconds))


def shown(office):
    members = (office.ada, office.cleo, office.person("dina"))  # no leads: they get more
    return [[OVER in message.text for message in member.dm.messages] for member in members]


async def waiting(office):
    unknown = (DELIVERY.c.state == str(State.UNKNOWN), DELIVERY.c.kind.in_(["pulse", "reminder"]))
    return await act(office, lambda db: db.run(select(func.count()).where(*unknown)).scalar_one())


@pytest.mark.parametrize("during", CUT.values(), ids=CUT)
async def test_what_arrived_while_the_bot_was_cut_off_ends_with_the_pulse(office_on_each_store, during):
    office = office_on_each_store
    await away(office, during)
    assert await waiting(office) == 15
    await back(office)
    assert shown(office) == [[True]] * 3
    assert await act(office, stored.untold) == []
    assert await waiting(office) == 0
    assert (await act(office, outbox.counts)).get(State.EXPIRED, 0) == 0


async def test_nothing_is_told_while_the_look_fails_and_all_is_when_it_succeeds(office):
    await away(office, LAST)
    office.sandbox.faults.add(Fault(HISTORY, "http_500", times=1000))
    await back(office)
    assert shown(office) == [[False] * 3] * 3
    office.sandbox.faults.clear()
    await office.at(BACK + timedelta(minutes=5))
    await office.at(BACK + timedelta(minutes=6))
    assert shown(office) == [[True]] * 3


async def test_what_is_left_of_a_reminder_that_was_settled_after_closing_is_scrubbed(office):
    await away(office, LAST)
    office.slack.clock.set(BACK)
    await rounds.close_overdue(office.world)
    assert await act(office, closing.unscrubbed) == []
    await sender.send_due(office.world, "test")
    assert len(await act(office, closing.unscrubbed)) == 1
    await rounds.scrub_closed(office.world)
    assert await act(office, closing.unscrubbed) == []
