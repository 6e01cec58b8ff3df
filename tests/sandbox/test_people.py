"""What people can do, what they are told when it fails, and what is not there for them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sandbox.choices import NotThere
from sandbox.errors import SlackError
from sandbox.manifest import Manifest
from sandbox.workspace import User

SLOW = ["heartline didn't respond in time"]


@pytest.fixture
def ada(box: Any) -> Any:
    return box.person("ada")


@pytest.fixture
def shown(box: Any, panel: Any) -> Any:
    """The panel, in Ada's conversation with the bot."""
    box.workspace.post(box.workspace.direct("U1ADA"), "U0BOT", "panel", blocks=panel)
    return panel


async def test_a_command_carries_mentions_only_if_the_app_wants_them(ada: Any, app: Any) -> None:
    await ada.command("/kudos", "@ben & co", channel="#support")
    await ada.command("/plain", "@ben & co")
    kudos, plain = app.acts
    assert (kudos["text"], kudos["channel_name"]) == ("<@U2BEN|ben> &amp; co", "support")
    assert (plain["text"], plain["channel_name"]) == ("@ben & co", "directmessage")
    assert (plain["user_id"], plain["user_name"], plain["command"]) == ("U1ADA", "ada", "/plain")


async def test_a_private_channel_is_not_named_to_the_app(box: Any, app: Any) -> None:
    await box.person("ben").command("/plain", channel="leads")
    assert app.acts[0]["channel_name"] == "privategroup"


async def test_an_unknown_command_is_not_there(ada: Any) -> None:
    with pytest.raises(NotThere, match="'/kudos', '/plain'"):
        await ada.command("/nothing")


async def test_the_answer_to_a_command_is_for_the_person_alone_by_default(box: Any, ada: Any, app: Any) -> None:
    app.answer = lambda _: {"text": "Just you"}
    await ada.command("/kudos", channel="support")
    app.answer = lambda _: {"text": "All of you", "response_type": "in_channel"}
    await ada.command("/kudos", channel="support")
    assert [(m.text, m.ephemeral) for m in ada.channel("support").messages] == [
        ("Just you", True),
        ("All of you", False),
    ]
    assert [message.text for message in box.person("ben").channel("support").messages] == ["All of you"]


async def test_an_answer_that_slack_refuses_leaves_a_note(ada: Any, app: Any) -> None:
    app.answer = lambda _: {"blocks": [{"type": "nonsense"}]}
    await ada.command("/kudos")
    assert ada.notes == ["/kudos failed with the error 'invalid_blocks'"]


async def test_global_and_message_shortcuts_of_one_name_are_told_apart(box: Any, ada: Any, app: Any) -> None:
    box.workspace.post(box.workspace.channel_named("support"), "U2BEN", "Done")
    await ada.shortcut("Give kudos")
    await ada.shortcut("Give kudos", ada.channel("support").last)
    everywhere, on_message = app.acts
    assert (everywhere["type"], everywhere["callback_id"]) == ("shortcut", "kudos_global")
    assert (on_message["type"], on_message["callback_id"]) == ("message_action", "kudos_message")
    assert (on_message["message"]["text"], on_message["channel"]["name"]) == ("Done", "support")


async def test_an_unknown_shortcut_is_not_there(ada: Any) -> None:
    with pytest.raises(NotThere, match="The global shortcut 'kudos_message' is not there"):
        await ada.shortcut("kudos_message")


async def test_each_interaction_gives_the_app_a_trigger_of_that_person(
    box: Any, ada: Any, app: Any, shown: Any
) -> None:
    await ada.press("Press")
    await ada.command("/kudos")
    await ada.shortcut("Give kudos")
    triggers = [act["trigger_id"] for act in app.acts]
    assert len(set(triggers)) == 3
    assert [box.triggers.redeem(trigger) for trigger in triggers] == ["U1ADA"] * 3


async def test_people_write_where_they_are_members(box: Any, ada: Any, app: Any) -> None:
    said = await ada.say("#support", "Hello @ben")
    await ada.say(ada.channel("support"), "and more", thread=said)
    await box.delivery.settled()
    first, reply = app.events
    assert (first["text"], first["user"]) == ("Hello <@U2BEN>", "U1ADA")
    assert reply["thread_ts"] == said.ts
    with pytest.raises(NotThere, match="Join channel"):
        await box.person("cleo").say("#support", "Hello")


async def test_nobody_writes_to_an_app_whose_messages_are_read_only(raw_manifest: Any, box: Any) -> None:
    raw_manifest["features"]["app_home"]["messages_tab_read_only_enabled"] = True
    box.workspace.manifest = Manifest.from_dict(raw_manifest)
    with pytest.raises(NotThere, match="turned off"):
        await box.person("ada").say(box.person("ada").dm, "Hello")


async def test_people_react_once(box: Any, ada: Any) -> None:
    message = box.person("ben").channel("support")
    said = await box.person("ben").say(message, "Done")
    await ada.react(said, ":tada:")
    assert said.reactions == {"tada": ["U1ADA"]}
    with pytest.raises(SlackError, match="already_reacted"):
        await ada.react(said, "tada")
    await ada.unreact(said, "tada")
    assert said.reactions == {}


async def test_the_home_tab_shows_what_the_app_published_meanwhile(box: Any, ada: Any, app: Any, panel: Any) -> None:
    def publish(envelope: Any) -> None:
        box.workspace.publish(envelope["payload"]["event"]["user"], {"type": "home", "blocks": panel})

    app.answer = publish
    assert ada.home is None
    home = await ada.open_home()
    assert home.buttons == ["Press"]
    app.answer = lambda _: None
    await ada.press("Press")
    assert app.acts[0]["view"]["type"] == "home"


async def test_a_home_tab_that_nobody_fills_is_empty(ada: Any) -> None:
    assert await ada.open_home() is None


async def test_private_channels_of_others_are_not_there(box: Any, ada: Any) -> None:
    assert ada.channel("lounge").channel.name == "lounge"
    with pytest.raises(NotThere, match="'#support', '#lounge'"):
        ada.channel("board")
    with pytest.raises(NotThere):
        ada.channel(box.person("ben").dm.channel.id)
    assert box.person("ben").channel("board").channel.name == "board"


async def test_a_hundred_people_press_at_once(box: Any, app: Any, panel: Any) -> None:
    people = [box.person(box.workspace.add_user(User(f"U1{n:03d}", f"p{n}", f"P {n}")).id) for n in range(100)]
    for person in people:
        box.workspace.post(person.dm.channel, "U0BOT", "panel", blocks=[dict(block) for block in panel])
    await asyncio.gather(*(person.press("Press") for person in people))
    assert sorted(act["user"]["id"] for act in app.acts) == sorted(person.user.id for person in people)
    assert not any(person.notes for person in people)
