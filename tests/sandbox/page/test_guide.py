"""The guide: where each step stands, how it is shown its place, and what the host does for a visitor."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from sandbox import Deed, Guide, Step

pytestmark = pytest.mark.asyncio(loop_scope="session")
SAID = "A week has passed."


class Host:
    """Whoever runs the sandbox: his deed takes until he is let go on."""

    def __init__(self) -> None:
        self.may_end = asyncio.Event()

    async def next_week(self) -> str:
        await self.may_end.wait()
        return SAID


@pytest_asyncio.fixture(loop_scope="session")
async def host() -> Host:
    return Host()


@pytest_asyncio.fixture(loop_scope="session")
async def guide(desk: Any, host: Host) -> Locator:
    """A guide with two steps and two deeds, on the page."""
    steps = [
        Step("say", "Say hello", "Write it.", "U1ADA"),
        Step("thank", "Thank Ada", "In #lounge.", "U2BEN", "lounge"),
        Step("read", "Read the news", "It is long.", "U2BEN", "support", about="News of", is_optional=True),
        Step("end", "End it", "Press it.", "U1ADA", "support", deed="end", is_optional=True),
    ]
    deeds = [
        Deed("week", "Next week", "A week passes.", host.next_week),
        Deed("end", "The end", "Stop.", host.next_week),
    ]
    desk.sandbox.guide = Guide(desk.workspace, steps, deeds, "Begin again.")
    await desk.open()
    shown: Locator = desk.page.get_by_role("region", name="Guide")
    await expect(shown).to_be_visible()
    return shown


async def test_each_step_says_in_words_where_it_stands(desk: Any, guide: Locator) -> None:
    await expect(guide.get_by_role("listitem")).to_contain_text(["Next", "Later", "If you like", "If you like"])
    desk.sandbox.guide.finish("say")
    await expect(guide.get_by_role("listitem")).to_contain_text(["Done", "Next", "If you like", "If you like"])
    await expect(guide.get_by_role("status")).to_have_text("Done: Say hello. Next: Thank Ada.")
    await expect(guide).to_contain_text("1 of 2 steps done")
    desk.sandbox.guide.finish("thank")
    await expect(guide.get_by_role("status")).to_have_text("Done: Thank Ada. Begin again.")
    await expect(guide).to_contain_text("2 of 2 steps done")
    await desk.open()
    await expect(guide.get_by_role("status")).to_have_text("Begin again.")


async def test_a_step_is_shown_its_person_and_place(desk: Any, guide: Locator) -> None:
    await guide.get_by_role("button", name="Show me: Thank Ada").click()
    await expect(desk.page.get_by_role("heading", level=1)).to_have_text("#lounge")
    await expect(desk.page.get_by_role("textbox", name="Write to #lounge")).to_be_focused()
    await expect(desk.page.get_by_role("combobox", name="You are @ben")).to_be_visible()
    await expect(guide.get_by_role("listitem").filter(has_text="Thank Ada")).to_contain_text("as Ben")
    assert not any(step.is_done for step in desk.sandbox.guide.steps.values())


async def test_a_step_by_a_deed_leads_to_its_button(desk: Any, guide: Locator) -> None:
    await guide.get_by_role("button", name="Show me: End it").press("Enter")
    await expect(desk.page.get_by_role("heading", level=1)).to_have_text("#support")
    await expect(desk.button("The end")).to_be_focused()


async def top_of(message: Locator) -> float:
    """How far below the top of the conversation a message begins, in pixels."""
    here = await message.evaluate("node => node.getBoundingClientRect().top")
    top = await message.page.evaluate("document.getElementById('scroll').getBoundingClientRect().top")
    return float(here - top)


@pytest.mark.parametrize("width", [1280, 420])
async def test_a_step_about_a_message_turns_to_its_top_and_stays_there(desk: Any, guide: Locator, width: int) -> None:
    await desk.page.set_viewport_size({"width": width, "height": 800})
    for words in ("Old news", "News of yesterday", "News of today\n" + "and more\n" * 15, "Short", "Shorter"):
        desk.workspace.post(desk.support, "U1ADA", words)
    for step in ("say", "thank"):
        desk.sandbox.guide.finish(step)
    await guide.get_by_role("button", name="Show me: Read the news").click()
    news = desk.messages.filter(has_text="News of today")
    await expect(news).to_be_focused()
    await expect(desk.page.get_by_text("You are Ben Berg", exact=True)).to_be_visible(visible=width < 700)
    assert abs(await top_of(news)) < 2
    await desk.button("Hide the guide").press("Enter")  # there is more room then
    desk.workspace.post(desk.support, "U1ADA", "The newest")
    await expect(desk.messages.last).to_contain_text("The newest")
    assert abs(await top_of(news)) < 2


async def test_whoever_opens_the_page_sees_what_the_next_step_is_about(desk: Any, guide: Locator) -> None:
    desk.workspace.post(desk.support, "U1ADA", "News of today\n" + "and more\n" * 40)
    desk.workspace.post(desk.support, "U1ADA", "Short")
    for step in ("say", "thank"):
        desk.sandbox.guide.finish(step)
    await desk.open("as=ben&in=support")
    await expect(desk.messages.first).to_be_focused()
    assert abs(await top_of(desk.messages.first)) < 2
    await desk.open("as=ada&in=support")  # another one is not led there
    await expect(desk.messages.last).to_be_in_viewport()
    await expect(desk.messages.first).not_to_be_focused()


async def test_who_chooses_nobody_becomes_whoever_the_next_step_is_for(desk: Any, guide: Locator) -> None:
    await desk.open("")
    await expect(desk.page.get_by_role("combobox", name="You are @ada")).to_be_visible()
    desk.sandbox.guide.finish("say")
    await desk.open("")
    await expect(desk.page.get_by_role("combobox", name="You are @ben")).to_be_visible()


async def test_a_deed_is_busy_until_the_host_has_done_it(desk: Any, guide: Locator, host: Host) -> None:
    week, end = desk.button("Next week"), desk.button("The end")
    await week.press("Enter")
    await expect(week).to_have_attribute("aria-busy", "true")
    await expect(end).to_have_attribute("aria-disabled", "true")
    await expect(guide.get_by_role("status")).to_contain_text("Next week: under way")
    assert await desk.focused() == "Next week"
    host.may_end.set()
    await expect(guide.get_by_role("status")).to_contain_text(SAID)
    await expect(week).not_to_have_attribute("aria-busy", "true")
    assert await desk.focused() == "Next week"


async def test_the_guide_can_be_put_away(desk: Any, guide: Locator) -> None:
    await desk.button("Hide the guide").press("Enter")
    await expect(guide.get_by_role("listitem")).to_have_count(0)
    assert await desk.focused() == "Show the guide"
    await expect(desk.button("Show the guide")).to_have_attribute("aria-expanded", "false")
    await desk.button("Show the guide").press("Enter")
    await expect(guide.get_by_role("listitem")).to_have_count(4)
