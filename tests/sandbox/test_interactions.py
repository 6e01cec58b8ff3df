"""What only some interactions carry. Their whole shapes are in `test_shapes_interactions`."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.elements import elements_of
from sandbox.interactions import Scene, Where, channel_name


@pytest.fixture
def scene(team: Any) -> Scene:
    return Scene(team, team.user("U1ADA"))


def test_an_action_keeps_what_the_app_put_on_the_element(team: Any, scene: Scene) -> None:
    words = {"type": "plain_text", "text": "Go"}
    button = {"type": "button", "action_id": "go", "text": words, "value": "7", "url": "https://example.org"}
    button["confirm"] = {"title": words}
    message = team.post(team.channel_named("support"), "U0BOT", "x", blocks=[{"type": "actions", "elements": [button]}])
    [element] = elements_of(message.blocks)
    where = Where({}, channel=team.channel_named("support"), message=message)
    [action] = scene.block_actions(element, {}, where, "t", "u")["actions"]
    assert action["block_id"] == message.blocks[0]["block_id"]
    assert {name: action[name] for name in button} == button


def test_a_menu_says_what_it_started_with_and_what_it_holds(team: Any, scene: Scene) -> None:
    menu = {"type": "users_select", "action_id": "who", "initial_user": "U1ADA"}
    view = team.show("U1ADA", {"type": "modal", "blocks": [{"type": "section", "accessory": menu}]})
    [element] = elements_of(view.payload["blocks"])
    body = scene.block_actions(
        element, {"type": "users_select", "selected_user": "U2BEN"}, Where({}, view=view), "t", ""
    )
    assert (body["actions"][0]["initial_user"], body["actions"][0]["selected_user"]) == ("U1ADA", "U2BEN")
    assert "response_url" not in body


def test_a_global_shortcut_has_no_channel(scene: Scene) -> None:
    body = scene.shortcut("give", "t")
    assert body.keys() == {
        *(
            "type",
            "user",
            "token",
            "team",
            "enterprise",
            "is_enterprise_install",
            "callback_id",
            "trigger_id",
            "action_ts",
        )
    }
    assert body["user"].keys() == {"id", "username", "team_id"}


def test_reactions_do_not_travel_with_a_message(team: Any, scene: Scene) -> None:
    channel = team.channel_named("support")
    message = team.post(channel, "U2BEN", "Done")
    team.react(channel, message.ts, "U1ADA", "tada")
    body = scene.message_action("give", channel, message, "t", "u")
    assert body["message"]["text"] == "Done"
    assert "reactions" not in body["message"]


def test_only_public_channels_go_by_their_names(team: Any) -> None:
    channels = [team.channel_named("support"), team.channel_named("leads"), team.direct("U1ADA")]
    assert [channel_name(channel) for channel in channels] == ["support", "privategroup", "directmessage"]
