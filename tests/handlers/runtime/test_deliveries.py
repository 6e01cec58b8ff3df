"""What an admin sees of messages that have not arrived, and what sending them again does."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.delivery import Delivery, State
from bot.errors import Refused
from handlers.runtime import deliveries
from storage import delivery as outbox
from storage.messaging_tables import DELIVERY

STUCK = {
    "a:dead": (State.DEAD, "channel_not_found"),
    "b:late": (State.EXPIRED, ""),
    "c:retry": (State.RETRY, "not_in_channel"),
    "d:unknown": (State.UNKNOWN, "TimeoutError"),
}
FINE = {"e:due": (State.DUE, ""), "f:sent": (State.SENT, "")}


@pytest.fixture
async def world(office):
    """A world with four messages that have not arrived, one that waits for its moment, and one that has arrived."""
    now = office.world.now()

    def keep(db):
        for key, (state, error) in {**STUCK, **FINE}.items():
            later = now + timedelta(hours=1)
            message = Delivery(key, key, "pulse", "UADA", "R1", later, later, f"n:{key}", state, 3)
            outbox.enqueue(db, [message])
            db.run(update(DELIVERY).where(DELIVERY.c.key == key).values(error=error))

    await office.world.act(office.world.workspace, keep)
    return office.world


async def states(world):
    return {key: await world.act(world.workspace, lambda db, key=key: outbox.state_of(db, key)) for key in STUCK | FINE}


async def test_what_has_not_arrived_is_listed_and_nothing_else(world):
    found = await deliveries.stuck(world)
    assert {message.key: (message.state, message.error) for message in found} == STUCK


async def test_all_that_was_given_up_or_came_too_late_goes_out_again(world):
    before = await states(world)
    assert await deliveries.retry(world, []) == 2
    assert await states(world) == before | {"a:dead": State.DUE, "b:late": State.DUE}


async def test_a_message_goes_out_again_by_its_key_and_once_where_it_is_named_twice(world):
    assert await deliveries.retry(world, ["a:dead", "c:retry", "a:dead"]) == 2
    assert {message.key for message in await deliveries.stuck(world)} == {"b:late", "d:unknown"}


@pytest.mark.parametrize("key", ["f:sent", "e:due", "nobody:knows"])
async def test_a_key_that_is_not_listed_is_refused_and_nothing_goes_out(world, key):
    before = await states(world)
    with pytest.raises(Refused, match="delivery_unknown"):
        await deliveries.retry(world, ["a:dead", key])
    assert await states(world) == before


async def test_the_commands_list_and_send_again(office, world):
    async def heartline(*arguments):
        return await asyncio.to_thread(office.run, "deliveries", *arguments)

    listed = (await heartline("list")).stdout.splitlines()
    assert [line.split(" to UADA: ")[0] for line in listed] == list(STUCK)
    assert "(not_in_channel). Invite the bot to the channel" in listed[2]
    wrong = await heartline("retry")
    assert (wrong.returncode, wrong.stderr.startswith("Name the messages to send again")) == (2, True)
    wrong = await heartline("retry", "a:dead", "--all")
    assert (wrong.returncode, wrong.stderr.startswith("Name the messages to send again")) == (2, True)
    wrong = await heartline("retry", "a:daed")
    assert wrong.stderr.startswith("No message that has not arrived is called a:daed.")
    assert (await heartline("retry", "--all")).stdout.startswith("2 messages are on the way")
    assert (await heartline("retry", "c:retry", "d:unknown")).stdout.startswith("2 messages are on the way")
    assert (await heartline("list")).stdout == "Everything has arrived or is on its way.\n"
