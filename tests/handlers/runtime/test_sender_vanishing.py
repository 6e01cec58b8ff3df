"""A reminder that nobody needs looks to the store like one that is sent: begun, under way, and settled in its turn."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from bot.delivery import Delivery, State
from bot.pacing import Pace
from bot.pulses import Answer
from handlers.runtime import sender
from sandbox.faults import Fault
from storage import delivery as outbox
from storage import pulses
from storage.asking_tables import REMINDER
from storage.messaging_tables import DELIVERY

POST = "chat.postMessage"
TUESDAY = datetime(2026, 3, 3, 23, tzinfo=UTC)
ORDER = ("UCLEO", "UADA", "UDINA", "UBEN")
POLLED = 0.02
SLOW_MS, APART_PER_MINUTE = 800, 60  # a call is back before the next one is begun


@pytest.fixture
async def reminding(asked):
    """An office with reminders due to Cleo and Dina, who need one, and after each to someone who does not."""
    asked.slack.clock.set(TUESDAY)
    await act(asked, answer("UADA", "UBEN"))
    await act(asked, remind(*ORDER))
    return asked


async def act(office, work):
    return await office.world.act(office.world.workspace, work)


def answer(*people):
    def work(db):
        current = pulses.current(db)
        for person in people:
            for item in pulses.questions(db, current.id, person).items:
                pulses.keep(db, Answer(current.id, person, item.id, 4))

    return work


def remind(*people):
    """Have reminders due to these people, one after another, and to nobody else."""

    def work(db):
        db.run(delete(DELIVERY).where(DELIVERY.c.kind == "reminder"))
        opened = pulses.current(db)
        for number, person in enumerate(people):
            key, due = f"reminder:2026-W10:{person}:1", TUESDAY - timedelta(seconds=60 - number)
            wanted = Delivery(f"r{number}", key, "reminder", person, opened.id, due, opened.closes_at, f"n{number}")
            outbox.enqueue(db, [wanted])

    return work


def under_way(db):
    found = select(DELIVERY.c.recipient, DELIVERY.c.state, DELIVERY.c.attempts).where(DELIVERY.c.kind == "reminder")
    return {row.recipient: (State(row.state), row.attempts) for row in db.run(found.order_by(DELIVERY.c.due_at))}


async def watched(office):
    """What the store has of the reminders again and again while they are sent, with the moment."""
    sending, seen = asyncio.create_task(sender.send_due(office.world, "test")), []
    while not sending.done():
        seen.append((time.monotonic(), await act(office, under_way)))
        await asyncio.sleep(POLLED)
    await sending
    return seen


async def test_all_are_under_way_alike_while_slack_is_slow(reminding):
    reminding.sandbox.limits.latency_ms = SLOW_MS
    seen = await watched(reminding)
    assert dict.fromkeys(ORDER, (State.SENDING, 1)) in [found for _, found in seen]
    assert await act(reminding, under_way) == {}


async def test_one_that_nobody_needs_takes_as_long_as_the_last_call(reminding):
    reminding.sandbox.limits.latency_ms = SLOW_MS
    reminding.world.pace = Pace(per_minute=APART_PER_MINUTE, apart=timedelta(0))
    await act(reminding, remind("UCLEO", "UADA"))
    seen = await watched(reminding)
    begun = [at for at, found in seen if found.get("UADA") == (State.SENDING, 1)]
    assert begun[-1] - begun[0] > SLOW_MS / 1000 * 0.6 > sender.FIRST_CALL_SECONDS * 2


async def test_one_that_nobody_needs_is_settled_after_those_before_it_and_before_those_after_it(reminding):
    reminding.sandbox.faults.add(Fault(POST, "delay", seconds=SLOW_MS / 1000))
    seen = await watched(reminding)
    assert {tuple(found) for _, found in seen} <= {ORDER[n:] for n in range(len(ORDER) + 1)}
    waited = [at for at, found in seen if tuple(found) == ORDER]
    assert waited[-1] - waited[0] > SLOW_MS / 1000 * 0.6


async def test_nothing_is_sent_to_who_needs_none_and_everyone_has_a_note(reminding):
    await watched(reminding)
    messages = {name: len(reminding.person(name).dm.messages) for name in ("cleo", "ada", "dina", "ben")}
    assert messages == {"cleo": 2, "ada": 1, "dina": 2, "ben": 1}
    notes = await act(reminding, lambda db: db.run(select(REMINDER.c.person)).scalars().all())
    assert sorted(notes) == sorted(ORDER)
