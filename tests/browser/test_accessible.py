"""What axe-core finds on the page: nothing serious or critical, in either theme, wherever a visitor may be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")
Examine = Callable[[str], Awaitable[None]]


async def look_at_ones_own(visitor: Any, examine: Examine) -> None:
    page = visitor.page
    modal = visitor.modal
    await expect(visitor.button("Show me: Answer your pulse")).to_be_visible()
    await examine("the conversation and the guide")

    await visitor.click(visitor.button("Home"))
    await expect(page.get_by_role("main").get_by_role("heading").nth(1)).to_be_visible()
    await visitor.picture("home.png")
    await examine("Home")
    await visitor.click(visitor.button("Give me a copy"))
    await expect(modal).to_be_visible()
    await examine("a copy of what is kept")
    await visitor.press("Escape")


async def look_at_a_form_and_the_inspector(visitor: Any, examine: Examine) -> None:
    page, modal = visitor.page, visitor.modal
    await visitor.click(visitor.button("Messages"))
    await visitor.click(visitor.button("Shortcuts"))
    await visitor.click(page.get_by_role("menuitem", name="Log customer feedback"))
    await modal.get_by_label("Which customer?").fill("Lindenhof Dental")
    await visitor.click(visitor.button("Log"))
    await expect(modal.get_by_label("What did they say?")).to_have_attribute("aria-invalid", "true")
    await examine("a form with an error")
    await visitor.click(visitor.button("Cancel"))

    await visitor.click(visitor.button("Inspector"))
    inspector = page.get_by_role("complementary", name="Inspector")
    await expect(inspector).to_contain_text("view_submission")
    await inspector.get_by_label("Filter").fill("feedback")  # some rows of each kind; axe takes long over thousands
    await examine("the inspector")
    await visitor.press("Escape")


async def look_at_a_digest(visitor: Any, examine: Examine) -> None:
    page, modal = visitor.page, visitor.modal
    await visitor.click(visitor.button("Show me: Close the week"))
    await expect(page.get_by_role("heading", name="Support: week of 16 November")).to_be_visible()
    await examine("a digest")
    await visitor.click(visitor.button("Add a reaction").last)
    await expect(page.get_by_role("menuitem", name="Another…")).to_be_visible()
    await examine("reactions to choose from")
    await visitor.press("Escape")
    await visitor.click(page.get_by_role("button", name="Details of this digest").last)
    await expect(modal).to_contain_text("Support: week of 16 November")
    await examine("all details of a digest")
    await visitor.press("Escape")


async def look_at_what_admins_see(visitor: Any, examine: Examine) -> None:
    page, modal = visitor.page, visitor.modal
    await visitor.click(visitor.button("Show me: See what admins choose"))
    await visitor.click(visitor.button("Your teams: their digests"))
    await expect(page.get_by_role("button", name="Open the digest of").first).to_be_visible()
    await examine("Home, your teams")
    await visitor.click(visitor.button("Set-up of Heartline"))
    await visitor.click(visitor.button("Change: pulse"))
    await expect(modal).to_be_visible()
    await examine("a form of set-up")
    await visitor.make_busy("true")
    await examine("a form whose buttons are busy")
    await visitor.make_busy("false")
    await visitor.click(visitor.button("Next"))
    await expect(modal).to_contain_text("The next one opens on")
    await examine("what comes of it")
    await visitor.press("Escape")
    await visitor.press("Escape")
    await expect(modal).to_have_count(0)
    await examine("Home, set-up")
    await visitor.click(visitor.button("Change: questions"))
    await visitor.click(visitor.button("Add a question"))
    await expect(modal.get_by_label("Your question")).to_be_visible()
    await examine("a form upon a list")


async def test_nothing_grave_is_found_wherever_one_looks(visitor: Any) -> None:
    found: dict[str, list[str]] = {}

    async def examine(place: str) -> None:
        for theme in ("light", "dark"):
            found[f"{place}, {theme}"] = await visitor.problems(theme)

    for look in (look_at_ones_own, look_at_a_form_and_the_inspector, look_at_a_digest, look_at_what_admins_see):
        await look(visitor, examine)
    assert {place: problems for place, problems in found.items() if problems} == {}
