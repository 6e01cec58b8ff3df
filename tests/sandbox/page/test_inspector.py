"""The inspector: what passes between the app and Slack, live, and nothing while nobody looks."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def inspector(desk: Any) -> Locator:
    """The pane, open after two calls."""
    await desk.call("api.test", note="first")
    await desk.call("auth.test", note="second")
    await desk.open()
    await desk.button("Inspector").click()
    pane: Locator = desk.page.get_by_role("complementary", name="Inspector")
    await expect(pane.get_by_role("listitem")).to_have_count(2)
    return pane


async def test_calls_come_live_newest_first_and_open_to_their_bodies(desk: Any, inspector: Locator) -> None:
    await desk.call("chat.postMessage", channel="C0NOWHERE", text="Hi")
    rows = inspector.get_by_role("listitem")
    await expect(rows).to_contain_text(["chat.postMessage", "auth.test", "api.test"])
    await expect(rows.first).to_contain_text("App calls Slack")
    await expect(rows.first).to_contain_text("channel_not_found")
    await rows.first.locator("summary").press("Enter")
    await expect(rows.first.get_by_role("group", name="Arguments")).to_contain_text('"text": "Hi"')
    await expect(rows.first.get_by_role("group", name="Answer")).to_contain_text('"ok": false')


async def test_what_the_app_is_told_is_there_with_its_answer(desk: Any, inspector: Locator) -> None:
    desk.answer = lambda _: {"text": "At once"}
    await desk.sandbox.person("ada").command("/kudos", "@ben")
    await inspector.get_by_label("Kind").select_option("Commands")
    told = inspector.get_by_role("listitem").filter(visible=True)
    await expect(told).to_contain_text(["/kudos"])
    await told.locator("summary").press("Enter")
    await expect(told.get_by_role("group", name="Acknowledgement")).to_contain_text("At once")


async def test_any_word_filters_and_the_count_is_told(desk: Any, inspector: Locator) -> None:
    await expect(inspector.get_by_label("Filter")).to_be_focused()
    await desk.page.keyboard.type("second")
    await expect(inspector.get_by_role("listitem").filter(visible=True)).to_contain_text(["auth.test"])
    await expect(inspector.get_by_role("status").first).to_have_text("1 of 2 shown, newest first")
    await desk.button("Clear").click()
    await expect(inspector.get_by_role("status").first).to_have_text("0 shown, newest first")


async def test_while_it_is_paused_nothing_comes_and_nothing_is_lost(desk: Any, inspector: Locator) -> None:
    await desk.button("Pause").click()
    await desk.call("api.test", note="meanwhile")
    await expect(inspector.get_by_role("status").first).to_contain_text("2 shown. Paused")
    await expect(inspector.get_by_role("listitem")).to_have_count(2)
    await desk.button("Pause").click()
    await expect(inspector.get_by_role("listitem")).to_have_count(3)


async def test_nothing_listens_while_it_is_closed(desk: Any, inspector: Locator) -> None:
    traffic = desk.sandbox.traffic
    assert len(traffic.watchers) == 1
    await desk.page.keyboard.press("Escape")
    await expect(inspector).to_be_hidden()
    assert await desk.focused() == "Inspector"
    for _ in range(200):
        await desk.call("api.test")
        if not traffic.watchers:
            break
    assert traffic.watchers == []
    await desk.button("Inspector").click()
    await expect(inspector.get_by_role("listitem")).to_have_count(len(traffic.passages))
