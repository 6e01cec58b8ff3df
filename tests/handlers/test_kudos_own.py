"""One's own kudos: the list, sharing, changing and taking back, and the settings."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.sharing import KudosChoice, Sharing
from handlers import values
from sandbox import User
from storage import kudos_choices

SHARE, STOP = "Share with the team", "Stop sharing"
REASON = re.compile(r"reason (\d\d)\.")


async def thanked(office, person):
    await office.beat()
    return [message for message in person.dm.messages if "thanked you" in message.text]


async def posts(office):
    await office.beat()
    return [message.text for message in office.ben.channel("support").messages]


@pytest.fixture
async def given(office):
    await office.set_up_teams()
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    return office


async def test_a_receiver_shares_with_their_team_and_stops(given):
    (message,) = await thanked(given, given.ada)
    for _ in range(2):
        await given.ada.press(message.button(SHARE))
        await given.settled()
        assert message.buttons == [STOP]
        assert "You shared this with Support." in message.plain
        assert await posts(given) == ["Cleo Test thanked Ada Test: the clear bug report"]
        await given.ada.press(message.button(STOP))
        await given.settled()
        assert message.buttons == [SHARE]
        assert await posts(given) == []
    assert [one.text for one in await thanked(given, given.ada)] == [message.text]


async def test_sharing_pressed_twice_shares_once(given):
    (message,) = await thanked(given, given.ada)
    share = message.button(SHARE)
    await given.ada.press(share)
    await given.ada.press(share)
    assert len(await posts(given)) == 1


async def test_the_giver_takes_a_kudos_back_where_they_were_told_that_it_is_on_its_way(given):
    await thanked(given, given.ada)
    await given.cleo.press("Take back")
    await given.settled()
    assert given.cleo.dm.last.text.startswith("Taken back.")
    assert await thanked(given, given.ada) == []


async def test_the_giver_says_what_it_made_possible(given):
    await given.cleo.press("Say what it made possible")
    await given.settled()
    assert "To Ada Test" in given.cleo.modal.plain
    given.cleo.fill(enabled="We could ship")
    await given.cleo.submit()
    assert "It says so now wherever it was sent" in given.cleo.modal.plain
    (message,) = await thanked(given, given.ada)
    assert "What it made possible: We could ship" in message.text


async def test_a_value_may_be_named_by_its_tag_when_words_are_changed(given):
    await values.add_value(given.world, "Care")
    await given.cleo.press("Say what it made possible")
    await given.settled()
    given.cleo.fill(enabled="We could ship #care")
    await given.cleo.submit()
    (message,) = await thanked(given, given.ada)
    assert message.text.endswith("What it made possible: We could ship. Value: Care")


async def test_words_that_a_kudos_cannot_have_are_told_beside_the_field(given):
    await given.cleo.press("Say what it made possible")
    await given.settled()
    given.cleo.fill(did="  ", enabled="We could ship")
    await given.cleo.submit()
    assert list(given.cleo.modal.errors) == ["What did they do?"]


async def test_a_kudos_that_is_too_old_to_be_changed_can_be_deleted_from_the_list(given):
    await thanked(given, given.ada)
    edit = given.cleo.dm.last.button("Say what it made possible")
    given.slack.clock.move(timedelta(minutes=10))
    await given.cleo.press(edit)
    await given.settled()
    assert "can be changed for 10 minutes" in given.cleo.dm.last.text
    await given.cleo.command("/kudos", "mine")
    await given.cleo.press("Given")
    await given.settled()
    assert given.cleo.modal.buttons == ["Received", "Given", "Delete"]
    await given.cleo.press("Delete")
    await given.settled()
    assert "You have not thanked anyone here yet" in given.cleo.modal.plain
    assert await thanked(given, given.ada) == []


async def test_a_form_that_is_sent_after_ten_minutes_changes_nothing(given):
    await given.cleo.press("Say what it made possible")
    await given.settled()
    given.slack.clock.move(timedelta(minutes=11))
    given.cleo.fill(enabled="We could ship")
    await given.cleo.submit()
    assert "can be changed for 10 minutes" in given.cleo.modal.plain
    (message,) = await thanked(given, given.ada)
    assert "We could ship" not in message.text


async def test_the_list_has_what_one_received_and_each_can_be_shared_there(given):
    await given.ada.command("/kudos", "mine")
    assert given.ada.modal.buttons == ["Received", "Given", SHARE]
    assert "the clear bug report" in given.ada.modal.plain
    assert "From Cleo Test" in given.ada.modal.plain
    await given.ada.press(SHARE)
    await given.settled()
    assert given.ada.modal.buttons == ["Received", "Given", STOP]
    assert len(await posts(given)) == 1
    await given.ada.press(STOP)
    await given.settled()
    assert given.ada.modal.buttons == ["Received", "Given", SHARE]
    assert await posts(given) == []


async def test_nobody_else_finds_a_kudos_in_their_list(given):
    await given.ben.command("/kudos", "mine")
    assert "Nobody has thanked you here yet" in given.ben.modal.plain
    await given.ben.press("Given")
    await given.settled()
    assert "You have not thanked anyone here yet" in given.ben.modal.plain


async def test_the_list_goes_back_page_by_page_and_stays_where_something_was_done(office):
    await office.set_up_teams()
    for n in range(12):
        office.slack.add_user(User(f"UG{n}", f"giver{n}", f"Giver {n}"))
        office.slack.change_user(f"UG{n}", real_name=f"Giver number {n}")
        await office.settled()
        await office.person(f"giver{n}").command("/kudos", f"@ada for reason {n:02}.")
        office.slack.clock.move(timedelta(minutes=1))
    await office.ada.command("/kudos", "mine")
    for expected in (range(11, 6, -1), range(6, 1, -1), range(1, -1, -1)):
        for label in (SHARE, STOP, "More"):
            assert REASON.findall(office.ada.modal.plain) == [f"{n:02}" for n in expected]
            if label in office.ada.modal.buttons:
                await office.ada.press(label)
                await office.settled()
    assert "More" not in office.ada.modal.buttons


async def test_the_settings_are_kept_and_shown_again(office):
    await office.ada.command("/kudos", "settings")
    office.ada.fill(sharing="always", prompt=[])
    await office.ada.submit()
    assert "Saved." in office.ada.modal.plain
    kept = await office.world.act(office.world.workspace, lambda db: kudos_choices.one(db, "UADA"))
    assert kept == KudosChoice(Sharing.ALWAYS, has_prompt=False)
    await office.ada.command("/kudos", "settings")
    assert office.ada.modal.values["sharing"]["sharing"]["selected_option"]["value"] == "always"
    assert office.ada.modal.values["prompt"]["prompt"]["selected_options"] == []


async def test_who_always_shares_is_shared_at_once_and_stops_where_they_read_it(office):
    await office.set_up_teams()
    await office.ada.command("/kudos", "settings")
    office.ada.fill(sharing="always")
    await office.ada.submit()
    await office.cleo.command("/kudos", "@ada for the clear bug report")
    assert len(await posts(office)) == 1
    (message,) = await thanked(office, office.ada)
    await office.ada.press(message.button(STOP))
    assert await posts(office) == []


async def test_who_chooses_never_is_not_posted_any_more_and_what_was_posted_stays(office):
    await office.set_up_teams()
    for words in ("the clear bug report", "the map"):
        await office.ada.command("/kudos", "settings")
        office.ada.fill(sharing="always")
        await office.ada.submit()
        before = await posts(office)
        await office.cleo.command("/kudos", f"@ada for {words}")
        if words == "the clear bug report":
            office.slack.clock.move(timedelta(days=1))
            before = await posts(office)
        await office.ada.command("/kudos", "settings")
        office.ada.fill(sharing="never")
        await office.ada.submit()
        assert await posts(office) == before == ["Cleo Test thanked Ada Test: the clear bug report"]
    assert (await thanked(office, office.ada))[-1].buttons == []


async def test_what_comes_from_a_client_opens_nothing_of_others(given):
    """A button with an id that was made up, and a form with that of someone else's kudos."""
    (message,) = await thanked(given, given.ada)
    edit = given.cleo.dm.last.button("Say what it made possible")
    kudos_id = edit.element.spec["value"]
    share = message.button(SHARE)
    share.element.spec["value"] = "made up"
    await given.ada.press(share)
    await given.settled()
    assert await posts(given) == []
    await given.cleo.press(edit)
    await given.settled()
    await given.ben.command("/kudos", "settings")
    given.ben.modal.view.payload["callback_id"] = "kudos_edit_form"
    given.ben.modal.view.payload["private_metadata"] = kudos_id
    await given.ben.submit()
    assert "Only the person who gave a kudos" in given.ben.modal.plain
