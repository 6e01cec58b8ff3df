"""Giving a kudos: what is counted, however it arrives and whoever gives at the same moment."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import Refused
from bot.kudos import Door, id_of
from handlers import kudos_messages, thanks
from handlers.thanks import Thanks

EVERYONE = ["UADA", "UBEN", "UDINA", "UELI", "UFAY", "UGUS", "UHANA", "UIVO", "UJUN", "UKIT", "ULOU", "UMIA"]
THANKS = Thanks("K1", "UCLEO", ("UADA",), "Explained it", door=Door.COMMAND)
REACTED = replace(THANKS, id=id_of("reaction", "C1", "1.2", "UCLEO"), did="", door=Door.REACTION)


async def give(office, asked):
    return await office.world.act(office.world.workspace, lambda db: thanks.give(db, office.world, asked))


async def take_back(office, asked):
    def work(db):
        return kudos_messages.take_back(db, office.world, asked.id, asked.giver)

    return await office.world.act(office.world.workspace, work)


async def outcomes(office, wishes):
    """For each wish whether it was new, or why it was refused; all are given at the same moment."""
    done = await asyncio.gather(*(give(office, wish) for wish in wishes), return_exceptions=True)
    return sorted(one.code if isinstance(one, Refused) else str(one.is_new) for one in done)


async def dms(office, person):
    await office.beat()
    return [message for message in office.person(person).dm.messages if "thanked you" in message.text]


async def test_however_many_are_given_at_once_five_are(office_on_each_store):
    wishes = [replace(THANKS, id=f"K{number}", receivers=(person,)) for number, person in enumerate(EVERYONE)]
    assert await outcomes(office_on_each_store, wishes) == ["True"] * 5 + ["kudos_enough_today"] * 7


async def test_however_often_someone_is_thanked_at_once_one_arrives(office_on_each_store):
    wishes = [replace(THANKS, id=f"K{number}") for number in range(8)]
    assert await outcomes(office_on_each_store, wishes) == ["True"] + ["kudos_to_same"] * 7
    assert len(await dms(office_on_each_store, "ada")) == 1


async def test_the_same_kudos_that_arrives_many_times_at_once_is_given_once(office_on_each_store):
    assert await outcomes(office_on_each_store, [THANKS] * 8) == ["False"] * 7 + ["True"]
    assert len(await dms(office_on_each_store, "ada")) == 1


async def test_a_day_is_the_givers_own(office_on_each_store):
    office = office_on_each_store
    office.slack.change_user("UCLEO", tz="America/Los_Angeles")
    await office.settled()
    office.slack.clock.set(datetime(2026, 3, 3, 7, 30, tzinfo=UTC))  # 23:30 on the evening before
    assert (await give(office, THANKS)).is_new
    office.slack.clock.set(datetime(2026, 3, 3, 8, 30, tzinfo=UTC))
    assert (await give(office, replace(THANKS, id="K2"))).is_new
    office.slack.clock.set(datetime(2026, 3, 4, 7, 30, tzinfo=UTC))
    with pytest.raises(Refused, match="kudos_to_same"):
        await give(office, replace(THANKS, id="K3"))


async def test_what_was_taken_back_does_not_come_again_with_the_same_form(office_on_each_store):
    office = office_on_each_store
    await give(office, THANKS)
    await take_back(office, THANKS)
    assert not (await give(office, THANKS)).is_new
    assert await dms(office, "ada") == []


async def test_a_reaction_that_is_put_there_again_gives_anew(office_on_each_store):
    office = office_on_each_store
    assert (await give(office, REACTED)).is_new
    assert not (await give(office, REACTED)).is_new
    await take_back(office, REACTED)
    again = await give(office, REACTED)
    assert (again.is_new, again.kudos.times) == (True, 2)
    assert len(await dms(office, "ada")) == 1


async def test_a_reaction_that_comes_and_goes_ends_with_the_day(office_on_each_store):
    office = office_on_each_store
    for _ in range(15):
        assert (await give(office, REACTED)).is_new
        await take_back(office, REACTED)
    with pytest.raises(Refused, match="kudos_tried_often"):
        await give(office, REACTED)
    office.slack.clock.set(office.world.now() + timedelta(days=1))
    assert (await give(office, REACTED)).kudos.times == 1
    assert (await give(office, replace(THANKS, receivers=("UDINA",)))).is_new


async def test_taking_back_makes_room_for_another(office_on_each_store):
    office = office_on_each_store
    for number, person in enumerate(EVERYONE[:5]):
        await give(office, replace(THANKS, id=f"K{number}", receivers=(person,)))
    await take_back(office, replace(THANKS, id="K2"))
    assert (await give(office, replace(THANKS, id="K9", receivers=("UMIA",)))).is_new


async def test_the_names_are_in_the_order_in_which_they_were_thanked(office_on_each_store):
    given = await give(office_on_each_store, replace(THANKS, receivers=("UIVO", "UCLEO", "UADA", "UBEN")))
    assert given.names == "Ivo Test, Ada Test and Ben Test"
    assert given.kudos.receivers == ("UIVO", "UADA", "UBEN")


async def test_a_stranger_and_someone_unknown_cannot_thank(office_on_each_store):
    with pytest.raises(Refused, match="kudos_from_outside"):
        await give(office_on_each_store, replace(THANKS, giver="UNOBODY"))
