"""Pressing and picking: what is sent, what stays on the screen, and what is not there."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.choices import NotThere

SLOW = ["heartline didn't respond in time"]


@pytest.fixture
def ada(box: Any) -> Any:
    return box.person("ada")


@pytest.fixture
def shown(box: Any, panel: Any) -> Any:
    """The panel, in Ada's conversation with the bot."""
    box.workspace.post(box.workspace.direct("U1ADA"), "U0BOT", "panel", blocks=panel)
    return panel


async def test_a_button_sends_its_value_and_where_it_stands(ada: Any, app: Any, shown: Any) -> None:
    await ada.press(ada.dm.last.button("Press"))
    [act] = app.acts
    [action] = act["actions"]
    assert act["type"] == "block_actions"
    assert (action["action_id"], action["block_id"], action["value"], action["style"]) == (
        "button",
        "buttons",
        "1",
        "primary",
    )
    assert act["container"]["message_ts"] == act["message"]["ts"] == ada.dm.last.ts
    assert act["channel"] == {"id": ada.dm.channel.id, "name": "directmessage"}
    assert act["user"]["id"] == "U1ADA"


async def test_a_press_by_name_finds_the_newest_message(ada: Any, app: Any, box: Any, shown: Any) -> None:
    newer = box.workspace.post(ada.dm.channel, "U0BOT", "again", blocks=[dict(block) for block in shown])
    await ada.press("Press")
    await ada.press("button")
    assert [act["message"]["ts"] for act in app.acts] == [newer.ts, newer.ts]


@pytest.mark.parametrize(
    ("kind", "choice", "chosen"),
    [
        ("static_select", "Green", ("selected_option", "green")),
        ("overflow", "Mute", ("selected_option", "mute")),
        ("radio_buttons", "No", ("selected_option", "no")),
        ("users_select", "@ben", ("selected_user", "U2BEN")),
        ("datepicker", "2026-03-02", ("selected_date", "2026-03-02")),
        ("timepicker", "09:30", ("selected_time", "09:30")),
        ("multi_users_select", ["ben"], ("selected_users", ["U2BEN"])),
    ],
)
async def test_a_menu_sends_what_was_picked(
    ada: Any, app: Any, shown: Any, kind: str, choice: Any, chosen: tuple[str, Any]
) -> None:
    await ada.select(kind, choice)
    [action] = app.acts[0]["actions"]
    name, value = chosen
    sent = action[name]["value"] if isinstance(action[name], dict) else action[name]
    assert (action["type"], sent) == (kind, value)


async def test_what_was_picked_in_a_message_stays_and_goes_along(ada: Any, app: Any, shown: Any) -> None:
    await ada.select("static_select", "Green")
    assert "[Green]" in ada.dm.last.plain
    await ada.press("Press")
    held = app.acts[-1]["state"]["values"]["static_select"]["static_select"]
    assert held["selected_option"]["value"] == "green"


async def test_what_one_person_picked_is_nobody_elses(box: Any, app: Any, panel: Any) -> None:
    box.workspace.post(box.workspace.channel_named("support"), "U0BOT", "panel", blocks=panel)
    ada, ben = box.person("ada"), box.person("ben")
    await ada.select(ada.channel("support").last.widget("static_select"), "Green")
    await ben.press(ben.channel("support").last.button("Press"))
    assert app.acts[-1]["state"]["values"]["static_select"]["static_select"]["selected_option"] is None


async def test_a_menu_of_the_apps_own_asks_for_its_options(ada: Any, app: Any, shown: Any) -> None:
    green = {"text": {"type": "plain_text", "text": "Green"}, "value": "g"}
    app.answer = lambda envelope: {"options": [green]} if envelope["payload"]["type"] == "block_suggestion" else None
    assert await ada.suggestions("external_select", "gr") == [green]
    await ada.select("external_select", "Green")
    _, asked, picked = app.acts
    assert (asked["type"], asked["value"], asked["action_id"]) == ("block_suggestion", "Green", "external_select")
    assert asked["container"]["type"] == "message"
    assert picked["actions"][0]["selected_option"] == green


async def test_an_ephemeral_message_is_not_sent_along(box: Any, ada: Any, app: Any, panel: Any) -> None:
    support = box.workspace.channel_named("support")
    box.workspace.post(support, "U0BOT", "only you", blocks=panel, ephemeral_to="U1ADA")
    await ada.press(ada.channel("support").last.button("Press"))
    [act] = app.acts
    assert act["container"]["is_ephemeral"] is True
    assert "message" not in act


async def test_what_is_not_on_the_screen_cannot_be_pressed(ada: Any, shown: Any) -> None:
    with pytest.raises(NotThere, match=r"The button 'Pres' is not there. There is: 'Press'"):
        ada.dm.last.button("Pres")
    with pytest.raises(NotThere, match="'Press'"):
        await ada.press("Nothing")


async def test_a_button_of_a_deleted_message_cannot_be_pressed(box: Any, ada: Any, app: Any, shown: Any) -> None:
    button = ada.dm.last.button("Press")
    box.workspace.delete(ada.dm.channel, ada.dm.last.ts)
    with pytest.raises(NotThere):
        await ada.press(button)
    assert app.acts == []


async def test_a_button_of_a_closed_modal_cannot_be_pressed(box: Any, ada: Any, app: Any, panel: Any) -> None:
    view = box.workspace.show("U1ADA", {"type": "modal", "blocks": panel})
    button = ada.modal.button("Press")
    box.workspace.close(view)
    with pytest.raises(NotThere):
        await ada.press(button)


async def test_an_app_that_does_not_answer_leaves_a_note(box: Any, ada: Any, app: Any, shown: Any, no_ack: Any) -> None:
    box.ack_timeout = 0.02
    app.answer = lambda _: no_ack
    await ada.press("Press")
    await ada.command("/kudos")
    await ada.shortcut("Give kudos")
    assert ada.notes == SLOW * 3


async def test_an_app_that_is_not_connected_leaves_a_note(ada: Any, shown: Any) -> None:
    await ada.press("Press")
    assert ada.notes == SLOW
