"""Threads stand in a pane of their own."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def thread(desk: Any) -> Locator:
    """The pane, open on a question with one answer."""
    root = desk.workspace.post(desk.support, "U2BEN", "Who knows?")
    desk.workspace.post(desk.support, "U2BEN", "Anybody?", thread_ts=root.ts)
    await desk.open()
    await desk.page.get_by_role("button", name="1 reply").click()
    pane: Locator = desk.page.get_by_role("complementary", name="Thread")
    await expect(pane.get_by_role("textbox", name="Reply in the thread")).to_be_focused()
    return pane


async def test_replies_are_read_and_written_in_the_pane(desk: Any, thread: Locator) -> None:
    await expect(desk.messages).to_have_count(1)
    assert await desk.focused() == "Reply in the thread"
    await desk.page.keyboard.type("I do")
    await desk.page.keyboard.press("Enter")
    await expect(thread.get_by_role("listitem").nth(2)).to_contain_text("I do")
    await expect(desk.page.get_by_role("button", name="2 replies")).to_be_visible()
    assert [message.thread_ts for message in desk.support.messages.values()][1:] == [min(desk.support.messages)] * 2
    assert await desk.focused() == "Reply in the thread"


async def test_what_others_reply_comes_at_once_and_is_spoken(desk: Any, thread: Locator) -> None:
    desk.workspace.post(desk.support, "U2BEN", "Found it", thread_ts=min(desk.support.messages))
    await expect(thread.get_by_role("listitem").nth(2)).to_contain_text("Found it")
    await expect(desk.page.get_by_text("Ben Berg: Found it")).to_have_count(1)


async def test_commands_are_refused_in_a_thread_with_a_word_on_where_they_work(desk: Any, thread: Locator) -> None:
    await desk.page.keyboard.type("/kudos @ben")
    await desk.page.keyboard.press("Enter")
    await expect(thread.get_by_role("status")).to_contain_text("in the conversation itself")
    assert len(desk.support.messages) == 2
    await expect(thread.get_by_role("textbox")).to_have_value("/kudos @ben")


async def test_escape_closes_the_pane_and_the_focus_goes_back(desk: Any, thread: Locator) -> None:
    await desk.page.keyboard.press("Escape")
    await expect(thread).to_be_hidden()
    assert "1 reply" in await desk.focused()


async def test_a_thread_can_be_begun_at_any_message(desk: Any) -> None:
    desk.workspace.post(desk.support, "U2BEN", "Alone")
    await desk.open()
    await desk.button("Reply in thread").click()
    await expect(desk.page.get_by_role("textbox", name="Reply in the thread")).to_be_focused()
    await desk.page.keyboard.type("Not any more")
    await desk.page.keyboard.press("Enter")
    await expect(desk.page.get_by_role("button", name="1 reply")).to_be_visible()


async def test_the_pane_goes_with_the_message_it_is_about(desk: Any, thread: Locator) -> None:
    desk.workspace.delete(desk.support, min(desk.support.messages))
    await expect(thread).to_be_hidden()
    await expect(desk.messages).to_contain_text(["Anybody?"])


async def test_ones_own_message_can_be_deleted_after_a_question(desk: Any) -> None:
    desk.workspace.post(desk.support, "U1ADA", "Mine")
    await desk.open()
    await desk.button("More actions for this message").click()
    await desk.page.get_by_role("menuitem", name="Delete this message").click()
    await desk.button("Keep it").click()
    assert len(desk.support.messages) == 1
    await desk.button("More actions for this message").click()
    await desk.page.get_by_role("menuitem", name="Delete this message").click()
    await desk.button("Delete").click()
    await expect(desk.messages).to_have_count(0)
