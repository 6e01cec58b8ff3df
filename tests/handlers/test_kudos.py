"""Kudos through every door there is, and what the receiver may do with one."""

import pytest

from bot.kudos import TEXT_LIMIT
from sandbox import User


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


async def test_a_giver_who_names_themself_among_others_is_left_out(office):
    await office.cleo.command("/kudos", "@cleo @ada for the release")
    assert "on its way to Ada Test." in office.cleo.dm.last.text
    assert not await thanked(office, office.cleo)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("thanks all", "Say who you want to thank"),
        ("@cleo for being me", "Kudos are for someone else"),
        ("@ada", "Say what they did"),
        ("@ada for ", "Say what they did"),
        ("@buildbot for the green build", "Build Bot is an app"),
        ("@heartline for asking", "heartline is an app"),
        ("<@U0STRANGER> for the help", "not known here yet"),
        (f"@ada for {'x' * (TEXT_LIMIT + 1)}", f"keep this to {TEXT_LIMIT} characters"),
    ],
)
async def test_a_command_that_cannot_be_followed_says_what_to_do(office, text, sentence):
    await office.cleo.command("/kudos", text)
    assert sentence in office.cleo.dm.last.text
    assert not await thanked(office, office.ada)


async def test_the_help_says_what_there_is(office):
    await office.cleo.command("/kudos", "help")
    assert "There are no points and no rankings" in office.cleo.dm.last.text


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


async def test_a_message_can_be_thanked_for(office):
    posted = await office.ben.say("support", "I rewrote the refund guide.")
    await office.ada.shortcut("Give kudos", office.ada.channel("support").message(posted.ts))
    assert office.ada.modal.fields["Who do you want to thank?"] == ["@ben"]


async def test_someone_who_left_cannot_be_thanked(office):
    office.slack.change_user("UADA", deleted=True)
    await office.settled()
    await office.cleo.command("/kudos", "@ada for everything")
    assert "Ada Test has left this workspace" in office.cleo.dm.last.text


async def test_a_receiver_shares_with_their_team_once(office):
    await office.set_up_teams()
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    (message,) = await thanked(office, office.ada)
    share = message.button("Share with the team")
    await office.ada.press(share)
    await office.ada.press(share)
    await office.beat()
    assert [m.text for m in office.ben.channel("support").messages] == [
        "Cleo Test thanked Ada Test: the clear bug report"
    ]
    (message,) = await thanked(office, office.ada)
    assert message.buttons == []


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
