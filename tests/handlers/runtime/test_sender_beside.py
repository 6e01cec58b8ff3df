"""Several kinds of work at once, and clocks that are wrong: none holds up another for long."""

import asyncio
import time
from datetime import timedelta

from bot.delivery import Delivery, State
from bot.pacing import Pace
from handlers.runtime import sender
from sandbox.faults import Fault
from storage import delivery as outbox
from storage import gates

PEOPLE = ["UADA", "UDINA", "UELI", "UFAY", "UGUS"]


def row(office, number, state, recipient, due_in=0.0):
    now, is_unknown = office.world.now(), state is State.UNKNOWN
    times = (now + timedelta(seconds=due_in), now + timedelta(days=3))
    tried = (1, 1, now) if is_unknown else (0, 0, None)
    return Delivery(f"d{number}", f"k{number}", "pulse", recipient, "nothing", *times, f"n{number}", state, *tried)


async def put(office, rows):
    await office.world.act(office.world.workspace, lambda db: outbox.enqueue(db, rows))


async def states(office):
    return await office.world.act(office.world.workspace, outbox.counts)


def received(office):
    return [message for message in office.ada.dm.messages if "thanked you" in message.text]


async def until(condition, seconds):
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - nobody tells when
            await asyncio.sleep(0.02)


async def test_slow_looks_hold_up_no_message(office):
    office.world.pace = Pace()
    await put(office, [row(office, n, State.UNKNOWN, person) for n, person in enumerate(PEOPLE)])
    office.sandbox.faults.add(Fault("conversations.open", "delay", times=100, seconds=1.5))
    sending = asyncio.create_task(sender.send_due(office.world, "test"))
    await office.cleo.command("/kudos", "@ben for the clear bug report")
    began = time.monotonic()

    async def has_come():
        return any("thanked you" in message.text for message in office.ben.dm.messages)

    await until(has_come, 5)
    assert time.monotonic() - began < 1.5
    await sending


async def test_a_backlog_holds_up_no_look_and_nothing_that_another_left_behind(office, monkeypatch):
    monkeypatch.setattr(sender, "TIDY_SECONDS", 0.5)
    office.world.pace = Pace(per_minute=600)
    await put(office, [row(office, n, State.DUE, f"UX{n}") for n in range(40)])
    await put(
        office, [row(office, 98, State.UNKNOWN, "UADA", due_in=0.5), row(office, 99, State.DUE, "UDINA", due_in=-9)]
    )
    world, now = office.world, office.world.now()

    def dies(db):
        (claim,) = outbox.claim(db, "dead", now, 1, Pace(per_minute=600_000))
        outbox.start(db, claim.delivery.id, "dead", now - timedelta(seconds=59))

    await world.act(world.workspace, dies)
    sending = asyncio.create_task(sender.send_due(world, "test"))

    async def both_are_in_hand():
        found = await states(office)
        return not found.get(State.SENDING) and found.get(State.DUE, 0) > 5

    await until(both_are_in_hand, 3)
    await sending


async def test_after_the_clock_was_an_hour_fast_messages_go_out_at_once(office):
    slack = office.slack.clock.now
    office.world.pace = Pace()
    office.world.now = lambda: slack() + timedelta(hours=1)
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    await sender.send_due(office.world, "test")
    office.world.now = slack
    await office.ben.command("/kudos", "@ada for the quick reply")
    await sender.send_due(office.world, "test")
    assert len(received(office)) == 2


async def test_a_connection_that_is_refused_does_not_open_a_closed_gate(office):
    office.sandbox.faults.add(Fault("chat.postMessage", "ratelimited", retry_after="30"))
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    await sender.send_due(office.world, "test")
    address, office.world.slack.base_url = office.world.slack.base_url, "http://127.0.0.1:1/api/"
    office.slack.clock.move(timedelta(seconds=31))
    await sender.send_due(office.world, "test")
    world = office.world
    gate = await world.act(world.workspace, lambda db: gates.state(db, outbox.POST, world.now()))
    assert gate.refusals == 1
    office.world.slack.base_url = address


async def test_claims_from_before_a_refusal_do_not_pass_a_gate_that_is_tried(office):
    world = office.world
    await put(office, [row(office, n, State.DUE, person) for n, person in enumerate(PEOPLE)])
    claims = await world.act(world.workspace, lambda db: outbox.claim(db, "one", world.now(), 5, world.pace))
    now = world.now()
    await world.act(world.workspace, lambda db: gates.refuse(db, outbox.POST, now, 1, is_probe=False))
    office.slack.clock.move(timedelta(seconds=2))
    working = sender.Sender(world, "one", asyncio.Event())
    await asyncio.gather(*(working.deliver(claim) for claim in claims))
    assert await states(office) == {State.DUE: len(PEOPLE)}
