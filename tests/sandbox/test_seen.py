"""What people see of messages and modals."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.choices import NotThere


@pytest.fixture
def ada(box: Any) -> Any:
    return box.person("ada")


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


async def test_a_message_is_read_by_its_blocks_or_else_its_text(box: Any, ada: Any) -> None:
    box.workspace.post(ada.dm.channel, "U0BOT", "Hello <@U2BEN>")
    assert (ada.dm.last.text, ada.dm.last.plain) == ("Hello <@U2BEN>", "Hello @ben")
    box.workspace.post(ada.dm.channel, "U0BOT", "summary", blocks=[{"type": "header", "text": text("Title")}])
    assert (ada.dm.last.text, ada.dm.last.plain) == ("summary", "Title")


async def test_a_message_says_who_wrote_it_and_who_sees_it(box: Any, ada: Any) -> None:
    message = box.workspace.post(ada.dm.channel, "U0BOT", "Hello", ephemeral_to="U1ADA", thread_ts="1.0")
    seen = ada.dm.last
    assert (seen.author, seen.ephemeral, seen.ts, seen.thread_ts) == ("heartline", True, message.ts, "1.0")


async def test_a_message_on_the_screen_changes_with_the_app(box: Any, ada: Any, panel: Any) -> None:
    message = box.workspace.post(ada.dm.channel, "U0BOT", "Press", blocks=panel)
    seen = ada.dm.last
    assert seen.buttons == ["Press"]
    box.workspace.edit(ada.dm.channel, message.ts, text="Done", blocks=[])
    assert (seen.plain, seen.buttons) == ("Done", [])
    assert not seen.is_gone
    box.workspace.delete(ada.dm.channel, message.ts)
    assert seen.is_gone


async def test_an_element_is_found_by_label_action_or_block(box: Any, ada: Any, panel: Any) -> None:
    box.workspace.post(ada.dm.channel, "U0BOT", "Press", blocks=panel)
    assert ada.dm.last.widget("Press").element.action_id == "button"
    assert ada.dm.last.widget("button").label == "Press"
    assert ada.dm.last.widget("buttons").element.action_id == "button"
    with pytest.raises(NotThere, match="'Press', 'overflow'"):
        ada.dm.last.widget("nothing")


async def test_a_modal_is_read_with_its_buttons_and_problems(box: Any, ada: Any) -> None:
    field = {
        "type": "input",
        "block_id": "why",
        "label": text("Why"),
        "element": {"type": "plain_text_input", "action_id": "a"},
    }
    view = {
        "type": "modal",
        "title": text("Thanks"),
        "submit": text("Send"),
        "close": text("Not now"),
        "blocks": [field],
    }
    shown = box.workspace.show("U1ADA", view)
    ada.fill(Why="because")
    shown.errors = {"why": "Say more."}
    assert ada.modal.plain.split("\n") == ["Thanks", "Why", "[because]", "Say more.", "[Send]", "[Not now]"]
    assert ada.modal.text == ada.modal.plain
    assert (ada.modal.title, ada.modal.errors, ada.modal.fields) == ("Thanks", {"Why": "Say more."}, {"Why": "because"})


async def test_a_modal_is_gone_when_it_is_closed(box: Any, ada: Any, form: Any) -> None:
    view = box.workspace.show("U1ADA", form)
    seen = ada.modal
    assert not seen.is_gone
    box.workspace.close(view)
    assert seen.is_gone


async def test_what_stays_after_an_update_is_still_filled_in(box: Any, ada: Any, form: Any) -> None:
    view = box.workspace.show("U1ADA", form)
    ada.fill({"users_select": "ben", "datepicker": "2026-03-02"})
    fewer = [block for block in form["blocks"] if block["block_id"] in ("users_select", "timepicker")]
    box.workspace.replace(view, form | {"blocks": fewer})
    assert ada.modal.fields == {"users_select": "@ben", "timepicker": None}
