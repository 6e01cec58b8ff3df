"""Forms: every kind of field, what is wrong beneath it, and forms upon forms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml
from playwright.async_api import Locator, expect

from sandbox.elements import give_ids, holds

pytestmark = pytest.mark.asyncio(loop_scope="session")
FORM = Path(__file__).parents[1] / "form.yml"
NINE = 1_772_438_400  # 2 March 2026, 09:00 in Berlin


@pytest_asyncio.fixture(loop_scope="session")
async def form(desk: Any) -> Locator:
    """A modal with a field of every kind."""
    view = yaml.safe_load(FORM.read_text("utf-8"))
    give_ids(view["blocks"])
    desk.workspace.show("U1ADA", view)
    await desk.open()
    shown: Locator = desk.page.get_by_role("dialog")
    await expect(shown).to_be_visible()
    return shown


async def test_every_kind_of_field_can_be_filled_in(desk: Any, form: Locator) -> None:
    def offered(payload: Any) -> Any:
        option = {"text": {"type": "plain_text", "text": f"Team {payload.get('value')}"}, "value": "7"}
        return {"options": [option]} if payload["type"] == "block_suggestion" else None

    desk.answer = offered
    typed = {
        "plain_text_input": "words",
        "email_text_input": "ada@example.com",
        "url_text_input": "https://example.com",
        "number_input": "3",
        "datepicker": "2026-03-02",
        "timepicker": "09:30",
        "datetimepicker": "2026-03-02T09:00",
    }
    for label, value in typed.items():
        await form.get_by_label(label, exact=False).first.fill(value)
    await form.get_by_label("rich_text_input").fill("formatted")
    await form.get_by_label("static_select", exact=False).first.select_option(index=1)
    for kind in ("multi_static_select", "radio_buttons", "checkboxes", "users_select", "multi_users_select"):
        await group(form, kind).locator("input:is([type=radio], [type=checkbox])").last.check()
    for kind in ("channels_select", "multi_channels_select", "conversations_select", "multi_conversations_select"):
        await group(form, kind).get_by_label("#support").check()
    offers = group(form, "external_select")
    await offers.get_by_role("searchbox").fill("sup")
    await offers.get_by_label("Team sup", exact=True).check()
    await form.get_by_role("button", name="Send", exact=True).click()
    await expect(form).to_be_hidden()
    [sent] = [payload for payload in desk.told if payload["type"] == "view_submission"]
    held = {name: holds(entry["it"]) for name, entry in sent["view"]["state"]["values"].items()}
    assert {name: held[name] for name in typed} == typed | {"datetimepicker": NINE}
    assert held["channels_select"] == held["conversations_select"] == desk.support.id
    assert held["multi_channels_select"] == held["multi_conversations_select"] == [desk.support.id]
    assert (held["users_select"], held["multi_users_select"]) == ("U3CLEO", ["U3CLEO"])
    assert held["external_select"]["value"] == "7"
    assert "formatted" in str(held["rich_text_input"])
    empty = [name for name, value in held.items() if not value]
    assert empty == ["file_input"]


def group(form: Locator, kind: str) -> Locator:
    """The field of this kind, where it is made of several controls."""
    return form.get_by_role("group", name=f"{kind} (optional)", exact=True)


async def test_what_is_wrong_stands_under_its_field_and_gets_the_focus(desk: Any, form: Locator) -> None:
    problem = "Give it another name."
    desk.answer = lambda _: {"response_action": "errors", "errors": {"plain_text_input": problem}}
    field = form.get_by_label("plain_text_input")
    await field.fill("taken")
    await form.get_by_role("button", name="Send", exact=True).click()
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(field).to_be_focused()
    await expect(field).to_have_accessible_description(problem)
    await expect(field).to_have_value("taken")


async def test_a_long_text_can_be_scrolled_by_keyboard(desk: Any) -> None:
    sections = [{"type": "section", "text": {"type": "mrkdwn", "text": f"Line {number}"}} for number in range(40)]
    desk.workspace.show("U1ADA", {"type": "modal", "title": {"type": "plain_text", "text": "Long"}, "blocks": sections})
    await desk.open()
    dialog = desk.page.get_by_role("dialog")
    text = dialog.get_by_role("group", name="Long")
    await expect(dialog.get_by_role("heading", name="Long")).to_be_focused()
    for _ in range(2):  # past the button that closes it
        await desk.page.keyboard.press("Tab")
    await expect(text).to_be_focused()
    await desk.page.keyboard.press("End")
    await expect(dialog.get_by_text("Line 39")).to_be_in_viewport()


async def test_one_goes_back_from_a_form_upon_a_form(desk: Any, form: Locator) -> None:
    await form.get_by_label("plain_text_input").fill("half")
    alert = {"type": "alert", "level": "warning", "text": {"type": "mrkdwn", "text": "This is small."}}
    above = {"type": "modal", "title": {"type": "plain_text", "text": "Above"}, "blocks": [alert]}
    desk.workspace.show("U1ADA", above)
    await expect(form).to_contain_text("Warning: This is small.")
    await desk.button("Back").click()
    await expect(form.get_by_label("plain_text_input")).to_have_value("half")
    await desk.page.keyboard.press("Escape")
    await expect(form).to_be_hidden()
