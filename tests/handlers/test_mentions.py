"""`@heartline kudos …` in a channel: given once, changed by editing the message, refused alone to its writer."""

from datetime import timedelta

import pytest

from bot.payloads import Event
from handlers import mentions
from storage import kudos_lists, kudos_values
from storage import kudos_messages as stored


async def heard(office):
    """Wait until the bot has heard what happened, and has answered."""
    await office.sandbox.delivery.settled()
    await office.world.errands_done()


async def say(office, text, thread=None):
    posted = await office.ben.say("support", text, thread)
    await heard(office)
    return office.ben.channel("support").message(posted.ts)


async def edit(office, message, text):
    await office.ben.edit(message, text)
    await heard(office)


async def thanked(office, person):
    await office.beat()
    return [message.text for message in person.dm.messages if "thanked you" in message.text]


def told(office):
    """What Ben was told alone in the channel."""
    return [message for message in office.ben.channel("support").messages if message.ephemeral]


async def given(office):
    def read(db):
        return [stored.one(db, kudos_id) for kudos_id in kudos_lists.given(db, "UBEN", "", 99)]

    return await office.world.act(office.world.workspace, read)


async def test_a_message_that_names_the_bot_gives_where_everyone_sees_it(office_on_each_store):
    office = office_on_each_store
    await office.world.act(office.world.workspace, lambda db: kudos_values.add(db, "Care"))
    message = await say(office, "Morning! @heartline kudos @ada and @dina for the map & the tea #care")
    (one,) = await given(office)
    assert (one.receivers, one.did, one.value) == (("UADA", "UDINA"), "the map & the tea", "Care")
    assert (one.is_public, one.ts) == (True, message.ts)
    (answer,) = told(office)
    assert "You thanked Ada Test and Dina Test" in answer.text
    assert answer.buttons == ["Say what it made possible", "Take back"]
    for name in ("ada", "dina"):
        (dm,) = await thanked(office, office.person(name))
        assert "the map &amp; the tea" in dm


async def test_those_who_are_mentioned_in_the_words_are_called_by_their_names(office_on_each_store):
    office = office_on_each_store
    message = await say(office, "@heartline kudos @ada for helping @dina")
    assert "<@UDINA>" in message.text
    (dm,) = await thanked(office, office.ada)
    assert "helping @Dina Test" in dm
    await edit(office, message, "@heartline kudos @ada for helping @dina and @eli")
    (dm,) = await thanked(office, office.ada)
    assert "helping @Dina Test and @Eli Test" in dm


async def test_in_a_thread_the_answer_is_in_the_thread(office):
    above = await office.ada.say("support", "The map is new.")
    message = await say(office, "@heartline kudos @ada for the map", office.ben.channel("support").message(above.ts))
    assert message.thread_ts == above.ts
    assert [answer.thread_ts for answer in told(office)] == [above.ts]


async def test_a_message_that_arrives_twice_gives_once(office):
    office.sandbox.faults.duplicate_events = 1
    await say(office, "@heartline kudos @ada for the map")
    assert len(await thanked(office, office.ada)) == 1
    assert len(told(office)) == 1


async def test_an_edited_message_changes_the_kudos_and_gives_no_other(office_on_each_store):
    office = office_on_each_store
    message = await say(office, "@heartline kudos @ada for the mpa")
    await office.beat()
    await edit(office, message, "@heartline kudos @ada for the map")
    (dm,) = await thanked(office, office.ada)
    assert "the map" in dm
    assert len(await given(office)) == 1
    assert len(told(office)) == 1


async def test_what_was_said_it_made_possible_stays_when_the_message_is_edited(office):
    message = await say(office, "@heartline kudos @ada for the mpa")
    await office.ben.press(told(office)[0].button("Say what it made possible"))
    await heard(office)
    office.ben.fill(enabled="Nobody is lost")
    await office.ben.submit()
    await edit(office, message, "@heartline kudos @ada for the map")
    (one,) = await given(office)
    assert (one.did, one.enabled) == ("the map", "Nobody is lost")


async def test_a_value_that_is_on_the_list_no_more_stays_when_the_message_is_edited(office):
    await office.world.act(office.world.workspace, lambda db: kudos_values.add(db, "Care"))
    message = await say(office, "@heartline kudos @ada for the mpa #care")
    await office.world.act(office.world.workspace, lambda db: kudos_values.remove(db, "Care"))
    await edit(office, message, "@heartline kudos @ada for the map #care")
    (one,) = await given(office)
    assert (one.did, one.value) == ("the map", "Care")
    assert len(told(office)) == 1


async def test_an_edit_of_a_message_whose_kudos_was_taken_back_says_what_to_do(office):
    message = await say(office, "@heartline kudos @ada for the map")
    await office.ben.press(told(office)[0].button("Take back"))
    await heard(office)
    assert "delete it yourself" in told(office)[0].text
    await edit(office, message, "@heartline kudos @dina for the map")
    assert told(office)[-1].text.startswith("You took this kudos back")
    assert await given(office) == []


async def test_an_edit_that_changes_no_word_of_the_kudos_changes_nothing(office):
    message = await say(office, "@heartline kudos @ada for the map")
    await edit(office, message, "Hello all: @heartline kudos @ada for the map")
    (one,) = await given(office)
    assert one.version == 0
    assert len(told(office)) == 1


@pytest.mark.parametrize(
    ("later", "text", "sentence"),
    [
        (timedelta(0), "@heartline kudos @dina for the map", "Take this kudos back with /kudos mine"),
        (timedelta(0), "@heartline kudos @ada @dina for the map", "Take this kudos back with /kudos mine"),
        (timedelta(0), "@heartline kudos @ada", "Say what they did"),
        (timedelta(minutes=11), "@heartline kudos @ada for the atlas", "10 minutes"),
    ],
    ids=["another", "one more", "no words", "late"],
)
async def test_an_edit_that_cannot_be_says_so_and_changes_nothing(office, later, text, sentence):
    message = await say(office, "@heartline kudos @ada for the map")
    office.slack.clock.set(office.world.now() + later)
    await edit(office, message, text)
    assert sentence in told(office)[-1].text
    (one,) = await given(office)
    assert (one.did, one.receivers) == ("the map", ("UADA",))


def event(office, number, text, **more):
    body = {"user": "UBEN", "channel": office.slack.channel_named("support").id, "ts": "1772400000.000100"}
    return Event(office.world.workspace, "app_mention", f"Ev{number}", body | {"text": text} | more)


async def test_where_the_edited_message_comes_first_the_first_one_changes_nothing(office):
    bot = f"<@{office.slack.bot_user.id}>"
    edited = event(office, 2, f"{bot} kudos <@UADA> for the map", edited={"user": "UBEN", "ts": "1772400009.000000"})
    await mentions.on_mention(office.world, edited)
    await mentions.on_mention(office.world, event(office, 1, f"{bot} kudos <@UADA> for the mpa"))
    (one,) = await given(office)
    assert one.did == "the map"


async def test_a_kudos_that_was_taken_back_does_not_come_again_with_the_event(office):
    bot = f"<@{office.slack.bot_user.id}>"
    for number in (1, 2):
        await mentions.on_mention(office.world, event(office, number, f"{bot} kudos <@UADA> for the map"))
        await office.world.errands_done()
        if number == 1:
            await office.ben.press(told(office)[0].button("Take back"))
    assert await thanked(office, office.ada) == []
    assert await given(office) == []
    assert len(told(office)) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("@heartline kudos", "Say who you want to thank"),
        ("@heartline kudos @ada", "Say what they did"),
        ("@heartline kudos @ben for me", "Kudos are for someone else"),
        ("@heartline kudos @buildbot for the build", "Build Bot is an app"),
        ("@heartline kudos @here for all", "A kudos is for people you name"),
        ("@heartline kudos @nobody for all", "@nobody"),
    ],
)
async def test_what_cannot_be_is_said_to_the_writer_alone(office, text, sentence):
    await say(office, text)
    (answer,) = told(office)
    assert sentence in answer.text
    assert await given(office) == []
    assert not [message for message in office.ada.channel("support").messages if message.ephemeral]


async def test_a_user_group_is_looked_at_in_the_form_before_anything_is_sent(office):
    office.slack.groups.add("field-sales", "Field sales", ["UADA", "UBEN", "UDINA"])
    await say(office, "@heartline kudos @field-sales for the fair")
    (answer,) = told(office)
    assert answer.text == "To thank @field-sales, look at who is in it first. Nothing has been sent yet."
    assert await given(office) == []
    await office.ben.press(answer.button("Open the form"))
    await heard(office)
    fields = office.ben.modal.fields
    assert fields["Who do you want to thank?"] == ["@ada", "@dina"]
    assert fields["What did they do?"] == "the fair"


async def test_other_words_are_answered_with_what_it_can_do(office):
    message = await say(office, "@heartline what are you?")
    (answer,) = told(office)
    assert "@heartline kudos @ada for explaining the release" in answer.text
    assert answer.buttons == ["Give kudos", "Log feedback"]
    await edit(office, message, "@heartline who are you?")
    assert len(told(office)) == 1


async def test_apps_that_name_the_bot_get_no_answer(office):
    bot = f"<@{office.slack.bot_user.id}>"
    await mentions.on_mention(office.world, event(office, 1, f"{bot} kudos <@UADA> for the map", bot_id="B1"))
    await office.world.errands_done()
    assert await given(office) == []
    assert told(office) == []
