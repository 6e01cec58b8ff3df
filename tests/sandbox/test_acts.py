"""Each thing that a person can be told to do."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.acts import act
from sandbox.choices import NotThere


@pytest.fixture
def ada(box: Any) -> Any:
    return box.person("ada")


@pytest.fixture
def there(box: Any, panel: Any) -> dict[str, str]:
    """The panel in #support, as an act names it."""
    channel = box.workspace.channel_named("support")
    message = box.workspace.post(channel, "U0BOT", "panel", blocks=panel)
    return {"channel": channel.id, "ts": message.ts}


async def test_press_and_select_on_a_message(ada: Any, app: Any, there: Any) -> None:
    await act(ada, {"do": "press", "block_id": "buttons", "action_id": "button", **there})
    await act(ada, {"do": "select", "block_id": "users_select", "action_id": "users_select", "value": "U2BEN", **there})
    await act(ada, {"do": "select", "block_id": "users_select", "action_id": "users_select", "value": None, **there})
    pressed, picked, emptied = (sent["actions"][0] for sent in app.acts)
    assert (pressed["value"], picked["selected_user"], emptied["selected_user"]) == ("1", "U2BEN", None)


async def test_press_in_a_modal_and_in_the_home_tab(box: Any, ada: Any, app: Any, panel: Any) -> None:
    modal = box.workspace.show("U1ADA", {"type": "modal", "blocks": panel})
    home = box.workspace.publish("U1ADA", {"type": "home", "blocks": panel})
    for view in (modal, home):
        await act(ada, {"do": "press", "view_id": view.id, "block_id": "buttons", "action_id": "button"})
    assert [sent["container"]["view_id"] for sent in app.acts] == [modal.id, home.id]


async def test_a_view_of_someone_else_is_not_there(box: Any, ada: Any, panel: Any) -> None:
    view = box.workspace.show("U2BEN", {"type": "modal", "blocks": panel})
    with pytest.raises(NotThere, match="There is: nothing"):
        await act(ada, {"do": "press", "view_id": view.id, "block_id": "buttons", "action_id": "button"})


async def test_an_element_that_is_not_in_the_message_is_not_there(ada: Any, there: Any) -> None:
    with pytest.raises(NotThere, match="'button', 'overflow'"):
        await act(ada, {"do": "press", "block_id": "buttons", "action_id": "nothing", **there})


async def test_suggest(ada: Any, app: Any, there: Any) -> None:
    options = [{"text": {"type": "plain_text", "text": "Green"}, "value": "g"}]
    app.answer = lambda _: {"options": options}
    asked = {"block_id": "external_select", "action_id": "external_select", "value": "gr"}
    assert await act(ada, {"do": "suggest", **asked, **there}) == {"options": options}


async def test_command_and_shortcuts(ada: Any, app: Any, there: Any) -> None:
    await act(ada, {"do": "command", "command": "/kudos", "channel": "support"})
    await act(ada, {"do": "shortcut", "callback_id": "kudos_global"})
    await act(ada, {"do": "shortcut", "callback_id": "kudos_message", **there})
    assert [sent.get("type") for sent in app.acts] == [None, "shortcut", "message_action"]


async def test_submit_fills_in_first(box: Any, ada: Any, app: Any, form: Any) -> None:
    box.workspace.show("U1ADA", form)
    await act(ada, {"do": "submit", "values": {"users_select": "U2BEN"}})
    assert app.acts[0]["view"]["state"]["values"]["users_select"]["it"]["selected_user"] == "U2BEN"
    assert ada.modal is None


async def test_close(box: Any, ada: Any, app: Any, form: Any) -> None:
    box.workspace.show("U1ADA", form)
    await act(ada, {"do": "close"})
    assert ada.modal is None


async def test_say_and_react(box: Any, ada: Any, there: Any) -> None:
    await act(ada, {"do": "say", "text": "Hello", "thread_ts": there["ts"], "channel": "support"})
    await act(ada, {"do": "say", "text": "Hello all", "channel": "support"})
    reply, said = ada.channel("support").messages[1:]
    assert (reply.text, reply.thread_ts, said.thread_ts) == ("Hello", there["ts"], None)
    await act(ada, {"do": "react", "emoji": "tada", **there})
    assert ada.channel("support").message(there["ts"]).reactions == {"tada": ["U1ADA"]}
    await act(ada, {"do": "unreact", "emoji": "tada", **there})
    assert ada.channel("support").message(there["ts"]).reactions == {}


async def test_say_without_a_channel_is_said_to_the_bot(ada: Any) -> None:
    await act(ada, {"do": "say", "text": "Hello"})
    assert ada.dm.last.text == "Hello"


async def test_open_home(ada: Any, app: Any) -> None:
    await act(ada, {"do": "open_home"})
    assert [event["type"] for event in app.events] == ["app_home_opened"]


async def test_join_leave_and_quiet(box: Any, ada: Any) -> None:
    lounge, support = (box.workspace.channel_named(name) for name in ("lounge", "support"))
    await act(ada, {"do": "leave", "channel": "lounge"})
    await act(box.person("cleo"), {"do": "join", "channel": support.id})
    assert "U1ADA" not in lounge.members
    assert "U3CLEO" in support.members
    await act(ada, {"do": "quiet", "seconds": 60})
    assert box.workspace.quiet == {"U1ADA": (box.workspace.epoch(), box.workspace.epoch() + 60)}
    await act(ada, {"do": "quiet", "seconds": 0})
    assert box.workspace.quiet == {}


async def test_a_private_channel_is_not_there_to_join(ada: Any) -> None:
    with pytest.raises(NotThere):
        await act(ada, {"do": "join", "channel": "board"})


async def test_drop_edit_and_delete(box: Any, ada: Any, app: Any) -> None:
    await act(ada, {"do": "drop", "channel": "support", "name": "a.csv", "content": "Y3VzdG9tZXIK"})
    message = ada.channel("support").last
    assert box.uploads.contents[message.message.files[0]["id"]] == b"customer\n"
    await act(ada, {"do": "edit", "channel": "support", "ts": message.ts, "text": "the survey"})
    assert message.text == "the survey"
    await act(ada, {"do": "delete", "channel": "support", "ts": message.ts})
    assert message.is_gone


async def test_a_file_that_is_not_base64_is_refused(ada: Any) -> None:
    with pytest.raises(ValueError, match="base64"):
        await act(ada, {"do": "drop", "channel": "support", "name": "a.csv", "content": "not base64"})
