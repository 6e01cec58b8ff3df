"""The guided week in a browser, as a visitor lives it: employee, peer and manager; with a mouse, and without one."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, expect

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANSWERS = ("Mostly true", "Partly true", "Completely true", "Mostly true")
FEW_CLICKS = 25
DID, ENABLED = "Rewrote the refund guide with pictures", "New colleagues settle refunds alone"
CUSTOMER, SAID = "Lindenhof Dental", "The pictures saved us a call."
DIGEST = "Support: week of 23 November"


def guide(visitor: Any) -> Locator:
    found: Locator = visitor.page.get_by_role("region", name="Guide")
    return found


async def has_done(visitor: Any, step: str) -> None:
    await expect(guide(visitor).get_by_role("listitem").filter(has_text=step)).to_contain_text("Done")


def questions(visitor: Any) -> list[Locator]:
    """The answers to press, a question after the other."""
    of = len(ANSWERS)
    return [visitor.button(f"Question {number} of {of}: {answer}") for number, answer in enumerate(ANSWERS, 1)]


async def leave(visitor: Any) -> None:
    """Close the form that says what happened."""
    await visitor.click(visitor.button("Close", visitor.modal.get_by_role("contentinfo")))


async def thank(visitor: Any) -> None:
    modal = visitor.modal
    await visitor.click(visitor.button("Show me: Thank someone"))
    await visitor.click(visitor.button("Shortcuts"))
    await visitor.click(visitor.page.get_by_role("menuitem", name="Give kudos"))
    await visitor.click(modal.get_by_role("checkbox", name="Ada Lind"))
    await modal.get_by_label("What did they do?").fill(DID)
    await modal.get_by_label("What did it make possible").fill(ENABLED)
    await visitor.click(visitor.button("Give"))
    await expect(modal).to_contain_text("on its way to Ada Lind")
    await leave(visitor)


async def share_and_log(visitor: Any) -> None:
    page, modal = visitor.page, visitor.modal
    await visitor.click(visitor.button("Show me: Log what a customer said"))
    thanks = page.get_by_role("listitem").filter(has_text="Cleo Marsh thanked you")
    await visitor.click(thanks.get_by_role("button", name="Share with the team"))
    await visitor.click(visitor.button("Shortcuts"))
    await visitor.click(page.get_by_role("menuitem", name="Log customer feedback"))
    await modal.get_by_label("Which customer?").fill(CUSTOMER)
    await modal.get_by_label("What did they say?").fill(SAID)
    await visitor.click(modal.get_by_role("radio", name="Above what they expected", exact=True))
    await visitor.click(visitor.button("Log"))
    await leave(visitor)


async def close_and_read(visitor: Any) -> None:
    await visitor.click(visitor.button("Show me: Close the week"))
    await visitor.click(visitor.button("Close the week"))
    digest = visitor.page.get_by_role("listitem").filter(has_text=DIGEST).last
    await expect(digest).to_contain_text(DID)
    await has_done(visitor, "Close the week")
    await visitor.picture("screenshot.png", digest)
    await visitor.click(digest.get_by_role("button", name="Details of this digest"))
    await expect(visitor.modal).to_contain_text(DIGEST)
    await has_done(visitor, "Read the digest")
    await leave(visitor)


async def test_a_week_by_clicks(visitor: Any, record_property: Any) -> None:
    for answer in questions(visitor):
        await visitor.click(answer)
    await has_done(visitor, "Answer your pulse")
    await thank(visitor)
    await has_done(visitor, "Thank someone")
    await share_and_log(visitor)
    await has_done(visitor, "Log what a customer said")
    await close_and_read(visitor)
    record_property("clicks", visitor.clicks)
    assert visitor.clicks <= FEW_CLICKS

    for week in ("30 November", "7 December"):
        await visitor.click(visitor.button("Next week"))
        said = guide(visitor).get_by_role("status")
        await expect(said).to_contain_text(f"The pulse of the week of {week} is open", timeout=60_000)
    await expect(visitor.page.get_by_role("heading", name="Support: week of 30 November")).to_be_visible()


async def thank_by_keys(visitor: Any) -> None:
    modal = visitor.modal
    await visitor.use(visitor.button("Show me: Thank someone"))
    await visitor.write(visitor.page.get_by_role("textbox", name="Write to heartline"), "/kudos")
    await visitor.press("Enter")
    await visitor.write(modal.get_by_role("searchbox").first, "Ada L")
    await visitor.press("Enter")
    await visitor.write(modal.get_by_label("What did they do?"), DID)
    await visitor.write(modal.get_by_label("What did it make possible"), ENABLED)
    await visitor.use(visitor.button("Give"))
    await expect(modal).to_contain_text("on its way to Ada Lind")
    await visitor.press("Escape")


async def log_by_keys(visitor: Any) -> None:
    modal = visitor.modal
    await visitor.use(visitor.button("Show me: Log what a customer said"))
    await visitor.write(visitor.page.get_by_role("textbox", name="Write to heartline"), "/feedback")
    await visitor.press("Enter")
    await visitor.write(modal.get_by_label("Which customer?"), CUSTOMER)
    await visitor.write(modal.get_by_label("What did they say?"), SAID)
    await visitor.reach(modal.get_by_role("radio", name="Far below what they expected", exact=True))
    for _ in range(3):
        await visitor.press("ArrowDown")
    await visitor.use(visitor.button("Log"))
    await expect(modal).to_contain_text(CUSTOMER)
    await visitor.press("Escape")


async def test_a_week_without_a_mouse(visitor: Any) -> None:
    for answer in questions(visitor):
        await visitor.use(answer)
    await has_done(visitor, "Answer your pulse")
    await thank_by_keys(visitor)
    await has_done(visitor, "Thank someone")
    await log_by_keys(visitor)
    await has_done(visitor, "Log what a customer said")
    await visitor.use(visitor.button("Close the week"))
    await has_done(visitor, "Close the week")
    await visitor.use(visitor.button("Show me: Read the digest"))
    await visitor.use(visitor.page.get_by_role("button", name="Details of this digest").last)
    await expect(visitor.modal).to_contain_text(DIGEST)
    await visitor.press("Escape")
    await has_done(visitor, "Read the digest")
    assert visitor.clicks == 0
