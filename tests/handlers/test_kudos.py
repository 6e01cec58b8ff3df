"""Kudos through every door there is, and what the receiver may do with one."""

import pytest

from bot.kudos import TEXT_LIMIT
from bot.policies import Policy
from handlers import values
from sandbox import User
from storage import policies


async def thanked(office, person):
    await office.beat()
    return [message for message in person.dm.messages if "thanked you" in message.text]


async def test_kudos_work_before_any_team_is_set_up(office):
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    (message,) = await thanked(office, office.ada)
    assert "Cleo Test thanked you: the clear bug report" in message.text
    assert message.buttons == []


async def test_several_people_are_thanked_at_once_and_each_is_told(office):
    await office.cleo.command("/kudos", "@ada, @ben and @dina for the release")
    assert "Ada Test, Ben Test and Dina Test" in office.cleo.dm.last.text
    for person in (office.ada, office.ben, office.person("dina")):
        assert len(await thanked(office, person)) == 1


@pytest.mark.parametrize(
    "text", ["to @ada + @dina for the map", "Thanks @ada/@dina: the map", "@ada - @dina - the map"]
)
async def test_people_may_be_named_in_any_natural_way(office, text):
    await office.cleo.command("/kudos", text)
    for person in (office.ada, office.person("dina")):
        (message,) = await thanked(office, person)
        assert message.text.endswith("thanked you: the map")


async def test_those_who_are_mentioned_in_the_words_keep_their_names(office):
    await office.cleo.command("/kudos", "@ada for helping @dina, <@UELI> and <@U0STRANGER>")
    (message,) = await thanked(office, office.ada)
    assert "helping @dina, @Eli Test and @someone" in message.text


async def test_a_giver_who_names_themself_among_others_is_left_out(office):
    await office.cleo.command("/kudos", "@cleo @ada for the release")
    assert "on its way to Ada Test." in office.cleo.dm.last.text
    assert not await thanked(office, office.cleo)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("thanks all", "Say who you want to thank"),
        ("for the map @ada", "Say first who you want to thank"),
        ("@ada (@dina) for the map", "It is not clear whether you thank one person or several"),
        ("@channel for everything", "A kudos is for people you name"),
        ("@ada @here for everything", "A kudos is for people you name"),
        ("@nobody for everything", "Slack does not know who @nobody is"),
        ("@cleo for being me", "Kudos are for someone else"),
        ("@ada", "Say what they did"),
        ("@ada for ", "Say what they did"),
        ("@buildbot for the green build", "Build Bot is an app"),
        ("@heartline for asking", "heartline is an app"),
        ("<@U0STRANGER> for the help", "This person is not known here yet"),
        ("@ada <@U0STRANGER> for the help", "One of these people is not known here yet"),
        (f"@ada for {'x' * (TEXT_LIMIT + 1)}", f"keep this to {TEXT_LIMIT} characters"),
    ],
)
async def test_a_command_that_cannot_be_followed_says_what_to_do(office, text, sentence):
    await office.cleo.command("/kudos", text)
    assert sentence in office.cleo.dm.last.text
    assert not await thanked(office, office.ada)


async def test_the_help_says_what_there_is_with_the_workspaces_own_reaction(office):
    await office.cleo.command("/kudos", "help")
    assert "There are no points and no rankings" in office.cleo.dm.last.text
    assert "react to a message with :raised_hands:" in office.cleo.dm.last.text
    await office.world.act(office.world.workspace, lambda db: policies.put(db, Policy(kudos_emoji="tada")))
    await office.cleo.command("/kudos", "help")
    assert "react to a message with :tada:" in office.cleo.dm.last.text


async def test_the_form_tells_beside_the_field_what_is_missing(office):
    await office.cleo.command("/kudos")
    office.cleo.fill(people=["cleo"], did="Fixed it", enabled="We could ship")
    await office.cleo.submit()
    assert office.cleo.modal.errors == {
        "Who do you want to thank?": "Kudos are for someone else. Who made your work easier this week?"
    }
    office.cleo.fill(people=["ada"])
    await office.cleo.submit()
    (message,) = await thanked(office, office.ada)
    assert "What it made possible: We could ship" in message.text


async def test_a_message_can_be_thanked_for_and_is_linked(office):
    posted = await office.ben.say("support", "I rewrote the refund guide.")
    await office.ada.shortcut("Give kudos", office.ada.channel("support").message(posted.ts))
    assert office.ada.modal.fields["Who do you want to thank?"] == ["@ben"]
    assert "About this message" in office.ada.modal.plain
    office.ada.fill(did="Rewrote the guide", enabled="We answer in an hour")
    await office.ada.submit()
    (message,) = await thanked(office, office.ben)
    place = f"/archives/{office.slack.channel_named('support').id}/p{posted.ts.replace('.', '')}|"
    assert any(place in str(block) for block in message.blocks)


async def test_an_answer_in_a_thread_can_be_thanked_for(office):
    asked = await office.ada.say("support", "Who knows refunds?")
    answered = await office.ben.say("support", "I wrote a guide.", thread=asked)
    await office.ada.shortcut("Give kudos", office.ada.channel("support").message(answered.ts))
    office.ada.fill(did="Wrote the guide", enabled="We answer in an hour")
    await office.ada.submit()
    (message,) = await thanked(office, office.ben)
    assert any(answered.ts.replace(".", "") in str(block) for block in message.blocks)


async def test_a_form_whose_message_is_none_is_given_without(office):
    await office.cleo.command("/kudos")
    office.cleo.modal.view.payload["private_metadata"] = "<!channel> C0SUPPORT 1700000000.000100"
    office.cleo.fill(people=["ada"], did="Fixed it", enabled="We could ship")
    await office.cleo.submit()
    (message,) = await thanked(office, office.ada)
    assert "archives" not in str(message.blocks)


async def test_the_global_shortcut_opens_the_form(office):
    await office.ada.shortcut("kudos_global")
    assert office.ada.modal.fields["Who do you want to thank?"] == []


async def test_a_form_asks_for_the_half_that_is_only_spaces(office):
    await office.cleo.command("/kudos")
    office.cleo.fill(people=["ada"], did="Fixed it", enabled=" ")
    await office.cleo.submit()
    assert list(office.cleo.modal.errors) == ["What did it make possible, and for whom?"]


async def test_a_form_that_is_refused_for_the_day_keeps_what_was_typed(office):
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    await office.cleo.command("/kudos")
    office.cleo.fill(people=["ada", "ben"], did="Fixed it", enabled="We could ship")
    await office.cleo.submit()
    (error,) = office.cleo.modal.errors.values()
    assert error.startswith("You have thanked Ada Test today already")
    assert office.cleo.modal.fields["What did they do?"] == "Fixed it"
    office.cleo.fill(people=["ben"])
    await office.cleo.submit()
    assert "on its way to Ben Test" in office.cleo.modal.plain


async def test_after_a_command_the_giver_can_say_what_it_made_possible_or_take_it_back(office):
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    assert office.cleo.dm.last.buttons == ["Say what it made possible", "Take back"]
    await office.cleo.press("Take back")
    assert await thanked(office, office.ada) == []


async def test_a_value_is_named_by_its_tag_or_chosen_in_the_form(office):
    await values.add_value(office.world, "Customer first")
    await office.cleo.command("/kudos", "@ada for the clear bug report #customer-first")
    (message,) = await thanked(office, office.ada)
    assert message.text.endswith("the clear bug report. Value: Customer first")
    await office.cleo.command("/kudos")
    office.cleo.fill(
        people=["ben"], did="Fixed it", enabled="We could ship", value="Customer first", need="Gave room to decide"
    )
    await office.cleo.submit()
    (message,) = await thanked(office, office.ben)
    assert "Value: Customer first. Gave room to decide" in message.text


async def test_a_value_may_be_named_by_its_tag_in_either_field_of_the_form_too(office):
    await values.add_value(office.world, "Customer first")
    for person, did, enabled in (
        ("ada", "Fixed it #customerfirst", "We ship"),
        ("ben", "Fixed it", "We ship #customerfirst"),
    ):
        await office.cleo.command("/kudos")
        office.cleo.fill(people=[person], did=did, enabled=enabled)
        await office.cleo.submit()
        (message,) = await thanked(office, office.person(person))
        assert message.text.endswith("Fixed it. What it made possible: We ship. Value: Customer first")


async def test_a_value_that_was_removed_while_the_form_was_open_is_said_beside_it(office):
    await values.add_value(office.world, "Care")
    await office.cleo.command("/kudos")
    office.cleo.fill(people=["ada"], did="Fixed it", enabled="We could ship", value="Care")
    await values.remove_value(office.world, "care")
    await office.cleo.submit()
    assert list(office.cleo.modal.errors) == ["Which of our values did it show?"]


async def test_someone_who_left_cannot_be_thanked(office):
    office.slack.change_user("UADA", deleted=True)
    await office.settled()
    await office.cleo.command("/kudos", "@ada for everything")
    assert "Ada Test has left this workspace" in office.cleo.dm.last.text


async def test_mentions_and_links_in_a_kudos_do_nothing(office):
    await office.set_up_teams()
    await office.cleo.command("/kudos", "@ada for <!channel> and <http://evil.example|the bank>")
    (message,) = await thanked(office, office.ada)
    assert "<!channel>" not in message.text
    assert "@channel and &lt;http://evil.example|the bank&gt;" in message.text
    kinds = [block["text"]["type"] for block in message.blocks if "@channel" in str(block)]
    assert kinds == ["plain_text"]


async def test_a_name_that_looks_like_a_mention_does_nothing(office):
    office.slack.change_user("UBUILD", real_name="<!channel> & Co")
    await office.settled()
    await office.cleo.command("/kudos", "@buildbot for the green build")
    assert "&lt;!channel&gt; &amp; Co is an app" in office.cleo.dm.last.text


async def test_a_form_whose_acknowledgement_was_lost_gives_once_when_it_is_sent_again(office):
    await office.cleo.command("/kudos")
    office.cleo.fill(people=["ada"], did="Fixed it", enabled="We could ship")
    office.sandbox.faults.miss_acks = 1
    await office.cleo.submit()
    assert office.cleo.modal is not None
    await office.cleo.submit()
    assert "is on its way" in office.cleo.modal.text  # and no word of having thanked them today already
    assert len(await thanked(office, office.ada)) == 1


async def test_a_command_that_arrives_twice_gives_once(office):
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    command = office.sandbox.delivery.log[-1]
    await office.sandbox.delivery.send(command.kind, command.payload)
    assert len(await thanked(office, office.ada)) == 1


@pytest.mark.parametrize("author", ["UBUILD", "UGONE", "UADA"])
async def test_a_message_of_someone_who_cannot_be_thanked_opens_an_empty_form(office, author):
    office.slack.add_user(User("UGONE", "gone", "Gone Test", deleted=True))
    message = office.slack.post(office.slack.channel_named("support"), author, "Hello")
    await office.ada.shortcut("Give kudos", office.ada.channel("support").message(message.ts))
    assert office.ada.modal.fields["Who do you want to thank?"] == []
