"""The conversation: what is unread, what only one sees, what completes, and that only what changed is drawn anew."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Request, expect

pytestmark = pytest.mark.asyncio(loop_scope="session")
MANY = 60


async def test_what_came_since_one_looked_is_counted_and_marked(desk: Any) -> None:
    desk.workspace.post(desk.support, "U2BEN", "Old")
    await desk.open()
    await desk.page.get_by_role("button", name="lounge").click()
    await expect(desk.messages).to_have_count(0)
    for text in ("First new", "Second new"):
        desk.workspace.post(desk.support, "U2BEN", text)
    await desk.page.get_by_role("button", name="support 2 unread").click()
    marks = desk.page.get_by_role("main").get_by_role("listitem")
    await expect(marks).to_contain_text(["Today", "Old", "New", "First new", "Second new"])
    await expect(desk.page.get_by_role("button", name="unread")).to_have_count(0)


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
async def test_what_comes_while_a_button_is_pressed_does_not_lose_the_click(desk: Any, way: str) -> None:
    await desk.open()
    lounge = desk.page.get_by_role("button", name="lounge")
    await lounge.hover()
    await lounge.focus()
    await (desk.page.mouse.down() if way == "mouse" else desk.page.keyboard.down(" "))
    async with desk.page.expect_response(lambda response: "/_sandbox/state" in response.url):
        desk.workspace.post(desk.workspace.channel_named("lounge"), "U2BEN", "News")
    await desk.page.evaluate("() => new Promise(go => setTimeout(go, 100))")
    await (desk.page.mouse.up() if way == "mouse" else desk.page.keyboard.up(" "))
    await expect(desk.page.get_by_role("heading", level=1)).to_have_text("#lounge")
    await expect(desk.messages).to_contain_text(["News"])


async def test_a_note_for_one_person_says_so_and_can_be_dismissed(desk: Any) -> None:
    desk.workspace.post(desk.support, "U0BOT", "For you", ephemeral_to="U1ADA")
    await desk.open()
    await expect(desk.messages.first).to_contain_text("Only visible to you")
    await desk.button("Dismiss").click()
    await expect(desk.messages).to_have_count(0)
    assert desk.support.messages == {}


async def test_commands_people_channels_and_emoji_complete_by_keyboard(desk: Any) -> None:
    await desk.open()
    suggestions = desk.page.get_by_role("listbox", name="Suggestions").first
    await desk.field.focus()
    for typed, completed in ((":tad", ":tada: "), ("@cl", "@cleo "), ("#lou", "#lounge "), ("/plai", "/plain ")):
        await desk.field.fill("")
        await desk.page.keyboard.type(typed)
        await expect(suggestions.get_by_role("option", selected=True)).to_have_count(1)
        await desk.page.keyboard.press("Tab")
        await expect(desk.field).to_have_value(completed)


async def test_a_message_draws_itself_and_leaves_the_others_alone(desk: Any) -> None:
    posted = [desk.workspace.post(desk.support, "U2BEN", f"Number {number}") for number in range(MANY)]
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(addressed(request)))
    await desk.open()
    await expect(desk.messages).to_have_count(MANY)
    await desk.page.evaluate("document.querySelectorAll('#messages > li').forEach(node => { node.isOld = true; })")
    asked.clear()
    fresh = desk.workspace.post(desk.support, "U2BEN", "The newest")
    await expect(desk.messages.last).to_contain_text("The newest")
    desk.workspace.edit(desk.support, posted[3].ts, text="Another third")
    await expect(desk.messages.nth(3)).to_contain_text("Another third")
    desk.workspace.delete(desk.support, posted[5].ts)
    await expect(desk.messages).to_have_count(MANY)
    query = f"as=U1ADA&channel={desk.support.id}&ts="
    assert asked == [f"messages?{query}{message.ts}" for message in (fresh, posted[3], posted[5])]
    anew = "[...document.querySelectorAll('#messages > li')].filter(node => !node.isOld).length"
    assert await desk.page.evaluate(anew) == 2


def addressed(request: Request) -> str:
    return request.url.rpartition("/_sandbox/")[2]


async def test_the_newest_message_stays_in_sight_of_who_follows_and_does_not_pull_who_reads(desk: Any) -> None:
    for number in range(MANY):
        desk.workspace.post(desk.support, "U2BEN", f"Number {number}")
    await desk.open()
    await expect(desk.messages.last).to_be_in_viewport()
    desk.workspace.post(desk.support, "U2BEN", "The newest")
    await expect(desk.messages.last).to_contain_text("The newest")
    await expect(desk.messages.last).to_be_in_viewport()
    await desk.messages.nth(3).scroll_into_view_if_needed()
    desk.workspace.post(desk.support, "U2BEN", "Yet another")
    await expect(desk.messages.last).to_contain_text("Yet another")
    await expect(desk.messages.last).not_to_be_in_viewport()
    await expect(desk.messages.nth(3)).to_be_in_viewport()


async def test_what_comes_is_read_from_its_top_however_long_it_is(desk: Any) -> None:
    for number in range(MANY):
        desk.workspace.post(desk.support, "U2BEN", f"Number {number}")
    await desk.open()
    await expect(desk.messages.last).to_be_in_viewport()
    desk.workspace.post(desk.support, "U2BEN", "A long letter\n" + "and more\n" * 50)
    await expect(desk.messages.last.get_by_text("A long letter")).to_be_in_viewport()
    desk.workspace.post(desk.support, "U2BEN", "A short one")
    await expect(desk.messages).to_have_count(MANY + 2)
    await expect(desk.messages.nth(MANY).get_by_text("A long letter")).to_be_in_viewport()


async def test_a_command_that_is_not_there_is_answered_in_plain_words(desk: Any) -> None:
    await desk.open()
    await desk.field.fill("/nonsense now")
    await desk.field.press("Enter")
    note = desk.page.get_by_text("There is no command /nonsense here. There are: /")
    await expect(note).to_be_visible()
    await expect(desk.field).to_have_value("/nonsense now")
    assert desk.told == []


async def test_shortcuts_are_found_by_their_word(desk: Any) -> None:
    await desk.open()
    await expect(desk.page.get_by_role("main").get_by_text("Shortcuts", exact=True)).to_be_visible()


async def test_newer_blocks_are_drawn_and_no_address_of_theirs_is_code(desk: Any) -> None:
    words = "# A heading\n**Bold** and [here](https://example.com), [not](javascript:alert(1)).\n\n- one\n- two"
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "Inside"}}
    blocks = [
        {"type": "markdown", "text": words},
        {"type": "card", "title": {"type": "plain_text", "text": "Card"}},
        {"type": "container", "title": {"type": "plain_text", "text": "More"}, "child_blocks": [section]},
    ]
    answer = await desk.call("chat.postMessage", channel=desk.support.id, text="New", blocks=blocks)
    assert answer["ok"], answer
    await desk.open()
    message = desk.messages.first
    await expect(message.get_by_role("listitem")).to_have_text(["one", "two"])
    await expect(message.get_by_role("link")).to_have_text(["here"])
    for words in ("A heading", "Bold", "not", "Card", "Inside"):
        await expect(message).to_contain_text(words)
