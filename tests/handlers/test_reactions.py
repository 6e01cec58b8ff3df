"""Reactions in a channel: one thanks, joins in or offers to log feedback, whatever becomes of Slack's events."""

from datetime import timedelta
from itertools import permutations

import pytest

from bot import kudos
from bot.payloads import Event
from bot.policies import Wish
from handlers import mentions, policies, reactions
from handlers.runtime import clock
from sandbox import User
from storage import kudos_lists
from storage import kudos_messages as stored

HANDS = "raised_hands"


async def said(office, person="ben", channel="support", text="I rewrote the refund guide."):
    """A message that someone wrote, as Ada sees it."""
    posted = await office.person(person).say(channel, text)
    return office.ada.channel(channel).message(posted.ts)


async def thanked(office, person):
    await office.beat()
    return [message.text for message in person.dm.messages if "thanked you" in message.text]


def told(office, person=None, channel="support"):
    """What someone was told alone in the channel."""
    return [message for message in (person or office.ada).channel(channel).messages if message.ephemeral]


async def standing(office, person="UADA"):
    """The kudos that someone gave and did not take back."""

    def read(db):
        return [stored.one(db, kudos_id) for kudos_id in kudos_lists.given(db, person, "", 99)]

    return await office.world.act(office.world.workspace, read)


async def heard(office):
    """Wait until the bot has heard what happened, and has answered."""
    await office.sandbox.delivery.settled()
    await office.world.errands_done()


async def react(office, message, emoji=HANDS, person=None):
    await (person or office.ada).react(message, emoji)
    await heard(office)


async def unreact(office, message, emoji=HANDS, person=None):
    await (person or office.ada).unreact(message, emoji)
    await heard(office)


async def test_a_reaction_thanks_who_wrote_the_message_and_taking_it_away_takes_that_back(office_on_each_store):
    office = office_on_each_store
    message = await said(office)
    await react(office, message)
    (given,) = await standing(office)
    assert (given.receivers, given.did, given.is_public, given.ts) == (("UBEN",), "", True, message.ts)
    (answer,) = told(office)
    assert "You thanked Ben Test" in answer.text
    assert answer.buttons == ["Say what they did", "Take back"]
    (dm,) = await thanked(office, office.ben)
    assert dm.startswith("Ada Test thanked you")
    await unreact(office, message)
    assert await standing(office) == []
    assert await thanked(office, office.ben) == []
    assert len(told(office)) == 1


async def test_the_giver_can_say_what_they_did_and_take_it_back(office):
    message = await said(office)
    await react(office, message)
    await office.beat()
    (answer,) = told(office)
    await office.ada.press(answer.button("Say what they did"))
    await office.settled()
    office.ada.fill(did="Rewrote the refund guide", enabled="New colleagues find their way")
    await office.ada.submit()
    (dm,) = await thanked(office, office.ben)
    assert "Rewrote the refund guide" in dm
    await office.ada.press(answer.button("Take back"))
    await office.settled()
    assert await thanked(office, office.ben) == []


async def test_a_reaction_put_there_once_more_thanks_once_more(office_on_each_store):
    office = office_on_each_store
    message = await said(office)
    for _ in range(2):
        await react(office, message)
        assert len(await standing(office)) == 1
        assert len(await thanked(office, office.ben)) == 1
        await unreact(office, message)
        assert len(await thanked(office, office.ben)) == 0
    assert len(told(office)) == 2


def event(office, route, event_ts, number=1, emoji=HANDS, ts="1772400000.000100", person="UADA"):
    item = {"type": "message", "channel": office.slack.channel_named("support").id, "ts": ts}
    body = {"user": person, "reaction": emoji, "item": item, "item_user": "UBEN", "event_ts": f"{event_ts}.000000"}
    return Event(office.world.workspace, route, f"Ev{number}", body)


DEEDS = [("reaction_added", 1772400001), ("reaction_removed", 1772400002), ("reaction_added", 1772400003)]


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
@pytest.mark.parametrize("last", [2, 3], ids=["taken away at last", "there at last"])
async def test_in_whatever_order_and_how_often_events_come_the_newest_counts(office, order, last):
    for number in (number for number in order for _ in range(2)):
        if number < last:
            await reactions.on_reaction(office.world, event(office, *DEEDS[number], number=number))
    assert len(await standing(office)) == (last == 3)
    assert len(await thanked(office, office.ben)) == (last == 3)


async def test_what_was_taken_back_by_hand_is_not_given_again_by_a_repeated_event(office):
    office.sandbox.faults.duplicate_events = 1
    message = await said(office)
    await react(office, message)
    assert len(told(office)) == 1
    await office.ada.press(told(office)[0].button("Take back"))
    repeated = next(entry for entry in office.sandbox.delivery.log if "reaction_added" in str(entry.payload))
    await office.sandbox.delivery.send(repeated.kind, repeated.payload)
    await office.settled()
    assert await standing(office) == []


async def test_what_was_taken_back_by_hand_is_not_given_again_by_a_late_event(office):
    _, (removed, second), (added, third) = DEEDS
    await reactions.on_reaction(office.world, event(office, added, third, number=3))
    await office.world.errands_done()
    await office.ada.press(told(office)[0].button("Take back"))
    await reactions.on_reaction(office.world, event(office, removed, second, number=2))
    assert await standing(office) == []


async def test_a_reaction_in_two_tones_of_skin_is_one_kudos_until_both_are_gone(office):
    message = await said(office)
    for tone in ("", "::skin-tone-2", "::skin-tone-6"):
        await react(office, message, HANDS + tone)
    assert len(await standing(office)) == 1
    assert len(told(office)) == 1
    await unreact(office, message)
    await unreact(office, message, f"{HANDS}::skin-tone-6")
    assert len(await standing(office)) == 1
    await unreact(office, message, f"{HANDS}::skin-tone-2")
    assert await standing(office) == []


async def test_taking_one_tone_away_does_not_give_again_what_was_taken_back_by_hand(office_on_each_store):
    office = office_on_each_store
    message = await said(office)
    for tone in ("", "::skin-tone-2"):
        await react(office, message, HANDS + tone)
    await office.ada.press(told(office)[0].button("Take back"))
    await heard(office)
    assert "take it away yourself" in told(office)[0].text
    await unreact(office, message, f"{HANDS}::skin-tone-2")
    assert await standing(office) == []
    assert await thanked(office, office.ben) == []


async def test_another_emoji_means_nothing(office):
    message = await said(office)
    await react(office, message, "tada")
    await unreact(office, message, "tada")
    assert await standing(office) == []
    assert told(office) == []


async def test_another_emoji_can_be_chosen_and_the_one_before_still_takes_back(office):
    message, other = await said(office), await said(office, "dina")
    await react(office, message)
    await policies.change(office.world, Wish(kudos_emoji=":tada:"))
    await unreact(office, message)
    assert await standing(office) == []
    await react(office, other)
    assert await standing(office) == []
    await react(office, other, "tada")
    assert len(await standing(office)) == 1


async def test_no_emoji_thanks_where_that_is_switched_off(office):
    await policies.change(office.world, Wish(kudos_emoji=""))
    await react(office, await said(office))
    assert await standing(office) == []


@pytest.mark.parametrize(
    ("author", "sentence"),
    [
        ("UADA", "Kudos are for someone else."),
        ("UBUILD", "Build Bot is an app"),
        ("UGONE", "Gone Test has left"),
        ("UFAR", "belongs to another organisation"),
        ("UNEW", "not known here yet"),
    ],
)
async def test_whoever_cannot_be_thanked_the_one_who_reacted_is_told_alone(office, author, sentence):
    office.slack.add_user(User("UGONE", "gone", "Gone Test", deleted=True))
    office.slack.add_user(User("UFAR", "far", "Far Test", is_stranger=True))
    await office.settled()
    office.sandbox.faults.lose_events = True
    office.slack.add_user(User("UNEW", "new", "New Test"))
    office.sandbox.faults.lose_events = False
    posted = office.slack.post(office.slack.channel_named("support"), author, "Done.")
    await react(office, office.ada.channel("support").message(posted.ts))
    (answer,) = told(office)
    assert sentence in answer.text
    assert await standing(office) == []
    assert not [message for message in office.ben.channel("support").messages if message.ephemeral]


async def test_beyond_the_days_limit_it_is_said_kindly(office):
    await react(office, await said(office))
    await react(office, await said(office))
    assert len(await standing(office)) == 1
    assert "Ben Test" in told(office)[-1].text
    assert told(office)[-1].text.endswith("Save this one for tomorrow.")


async def test_what_the_bot_says_itself_nobody_is_thanked_for(office):
    posted = office.slack.post(office.slack.channel_named("support"), office.slack.bot_user.id, "The digest")
    message = office.ada.channel("support").message(posted.ts)
    await react(office, message)
    await unreact(office, message)
    assert told(office) == []
    assert await standing(office) == []


@pytest.mark.parametrize("reactor", [{"is_stranger": True}, {"is_bot": True}, {"deleted": True}], ids=str)
async def test_people_from_outside_and_apps_may_react_and_nothing_happens(office, reactor):
    office.slack.add_user(User("UZOE", "zoe", "Zoe Test", **reactor))
    await office.settled()
    await reactions.on_reaction(office.world, event(office, "reaction_added", 1772400001, person="UZOE"))
    assert await standing(office, "UZOE") == []
    await policies.change(office.world, Wish(feedback_emoji="ear"))
    await reactions.on_reaction(office.world, event(office, "reaction_added", 1772400001, emoji="ear", person="UZOE"))
    await office.settled()
    assert [m for m in office.slack.channel_named("support").messages.values() if m.ephemeral_to] == []


async def shared(office):
    """A kudos from Cleo for Ada that Ada shared in #support, as Dina sees it."""
    await office.set_up_teams()
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    await office.beat()
    (dm,) = [message for message in office.ada.dm.messages if "thanked you" in message.text]
    await office.ada.press(dm.button("Share with the team"))
    await office.beat()
    return office.person("dina").channel("support").last


async def test_a_reaction_on_a_shared_kudos_joins_it(office_on_each_store):
    office = office_on_each_store
    post = await shared(office)
    for name in ("dina", "eli"):
        await react(office, post, person=office.person(name))
    await office.beat()
    assert "Dina Test and Eli Test join in" in office.person("dina").channel("support").message(post.ts).text
    assert await standing(office, "UDINA") == []
    await unreact(office, post, person=office.person("dina"))
    await office.beat()
    assert "Eli Test joins in" in office.person("dina").channel("support").message(post.ts).text


@pytest.mark.parametrize("name", ["ada"])
async def test_who_was_thanked_does_not_join_their_own_kudos(office, name):
    post = await shared(office)
    await react(office, post, person=office.person(name))
    await office.beat()
    assert "join" not in office.ben.channel("support").message(post.ts).text
    assert await standing(office, f"U{name.upper()}") == []
    assert told(office, office.person(name)) == []


async def test_a_reaction_on_a_message_that_gives_kudos_joins_it(office):
    message = await said(office, "ben", text="@heartline kudos @dina for the map")
    await office.settled()
    await react(office, message)
    (dm,) = await thanked(office, office.person("dina"))
    assert "Ada Test joins in" in dm
    assert await thanked(office, office.ben) == []
    await unreact(office, message)
    (dm,) = await thanked(office, office.person("dina"))
    assert "joins in" not in dm


async def test_a_reaction_on_a_message_whose_kudos_was_taken_back_thanks_nobody(office):
    message = await said(office, "ben", text="@heartline kudos @dina for the map")
    await heard(office)
    await office.ben.press(told(office, office.ben)[0].button("Take back"))
    await heard(office)
    await react(office, message)
    assert await thanked(office, office.ben) == []
    assert await standing(office) == []
    await unreact(office, message)
    assert told(office) == []


def mention(office, text, **more):
    body = {"user": "UBEN", "channel": office.slack.channel_named("support").id, "ts": "1772400000.000100"}
    named = text.replace("@heartline", f"<@{office.slack.bot_user.id}>")
    return Event(office.world.workspace, "app_mention", "Ev9", body | {"text": named} | more)


async def test_a_reaction_that_is_heard_before_the_message_that_gives_kudos_joins_it(office_on_each_store):
    office = office_on_each_store
    for number, (person, emoji) in enumerate((("UADA", HANDS), ("UELI", f"{HANDS}::skin-tone-2"), ("UDINA", HANDS))):
        heard_first = event(office, "reaction_added", 1772400001, number, emoji=emoji, person=person)
        await reactions.on_reaction(office.world, heard_first)
    assert len(await thanked(office, office.ben)) == 3
    await mentions.on_mention(office.world, mention(office, "@heartline kudos <@UDINA> for the map"))
    assert await thanked(office, office.ben) == []
    (dm,) = await thanked(office, office.person("dina"))
    assert "Ada Test and Eli Test join in" in dm
    await reactions.on_reaction(office.world, event(office, "reaction_removed", 1772400002, 8))
    (dm,) = await thanked(office, office.person("dina"))
    assert "Eli Test joins in" in dm
    assert await standing(office) == []


async def test_what_was_taken_back_by_hand_joins_no_message_that_is_heard_later(office):
    await reactions.on_reaction(office.world, event(office, "reaction_added", 1772400001))
    await office.world.errands_done()
    await office.ada.press(told(office)[0].button("Take back"))
    await mentions.on_mention(office.world, mention(office, "@heartline kudos <@UDINA> for the map"))
    (dm,) = await thanked(office, office.person("dina"))
    assert "joins in" not in dm


async def test_who_thanked_the_author_for_other_words_does_not_join_when_those_are_edited(office):
    await reactions.on_reaction(office.world, event(office, "reaction_added", 1772400001))
    edited = mention(
        office, "@heartline kudos <@UDINA> for the map", edited={"user": "UBEN", "ts": "1772400009.000000"}
    )
    await mentions.on_mention(office.world, edited)
    assert len(await standing(office)) == 1
    (dm,) = await thanked(office, office.person("dina"))
    assert "joins in" not in dm


async def test_a_reaction_on_a_message_somebody_thanked_for_is_a_kudos_of_ones_own(office):
    message = await said(office)
    await react(office, message)
    await react(office, message, person=office.person("dina"))
    assert len(await thanked(office, office.ben)) == 2


async def test_who_left_gets_no_message_and_what_they_gave_stays(office):
    message = await said(office)
    await react(office, message)
    office.slack.change_user("UADA", deleted=True)
    await office.settled()
    assert len(await thanked(office, office.ben)) == 1
    office.slack.change_user("UBEN", deleted=True)
    await office.settled()
    later = await said(office, "dina")
    await react(office, later, person=office.person("eli"))
    office.slack.change_user("UDINA", deleted=True)
    await office.settled()
    assert await thanked(office, office.person("dina")) == []
    assert len(await standing(office, "UELI")) == 1


async def test_the_reaction_for_feedback_offers_to_log_the_message(office):
    await policies.change(office.world, Wish(feedback_emoji="ear"))
    message = await said(office, text="Acme says the export is slow.")
    office.sandbox.faults.duplicate_events = 1
    await react(office, message, "ear::skin-tone-2")
    (answer,) = told(office)
    assert answer.text == "Is this something a customer said? Log it, so that the team hears of it."
    await unreact(office, message, "ear::skin-tone-2")
    assert len(told(office)) == 1
    await office.ada.press(answer.button("Log feedback"))
    await office.settled()
    assert office.ada.modal is not None
    assert message.ts.replace(".", "") in str(office.ada.modal.fields)


async def test_reactions_are_forgotten_after_a_month_and_still_taken_back(office):
    message = await said(office)
    await react(office, message)
    office.slack.clock.set(office.world.now() + timedelta(days=30, minutes=1))
    assert await reactions.forget(office.world) == 1
    await unreact(office, message)
    assert await standing(office) == []


async def test_housekeeping_forgets_reactions(office):
    await react(office, await said(office))
    office.slack.clock.set(office.world.now() + timedelta(days=30, minutes=1))
    assert await clock.housekeep(office.world)
    assert await reactions.forget(office.world) == 0


def test_direct_messages_are_no_public_place():
    assert [kudos.is_open(channel) for channel in ("C1", "D1", "G1")] == [True, False, False]
