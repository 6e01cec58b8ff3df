"""What axe-core finds on the page: nothing serious or critical, in either theme, wherever a visitor may be."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_nothing_grave_is_found_wherever_one_looks(visitor: Any) -> None:
    page, modal = visitor.page, visitor.modal
    found: dict[str, list[str]] = {}

    async def examine(place: str) -> None:
        for theme in ("light", "dark"):
            found[f"{place}, {theme}"] = await visitor.problems(theme)

    await expect(visitor.button("Show me: Answer your pulse")).to_be_visible()
    await examine("the conversation and the guide")

    await visitor.click(visitor.button("Home"))
    await expect(page.get_by_role("main").get_by_role("heading").nth(1)).to_be_visible()
    await visitor.picture("home.png")
    await examine("Home")

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
    await examine("the inspector")
    await visitor.press("Escape")

    await visitor.click(visitor.button("Show me: Close the week"))
    await expect(page.get_by_role("heading", name="Support: week of 16 November")).to_be_visible()
    await examine("a digest")
    assert {place: problems for place, problems in found.items() if problems} == {}
