"""A real browser, and a small company in the demo for it to look at. Without a browser these tests are skipped."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from handlers.runtime import demo
from handlers.runtime.demo.company import Company
from sandbox import Sandbox

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
HAS_CHROMIUM = Path(CHROMIUM).exists()
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)  # a Tuesday, as the pulse is open
SHOTS = os.environ.get("SCREENSHOTS")  # a folder: pictures for the README are put there, of a company with a history
WEEKS = demo.WEEKS if SHOTS else 1
SECONDS = 20
GRAVE = ("serious", "critical")
Theme = Literal["light", "dark"]


class Visitor:
    """Someone at the page, who finds everything by its role and name, and whose clicks are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    @property
    def modal(self) -> Locator:
        """The form on top."""
        return self.page.get_by_role("dialog")

    def button(self, name: str, within: Locator | None = None) -> Locator:
        """A button by exactly what it says."""
        return (within or self.page).get_by_role("button", name=name, exact=True)

    async def click(self, what: Locator) -> None:
        """Click once."""
        self.clicks += 1
        await what.click()

    async def press(self, key: str) -> None:
        """Press a key."""
        await self.page.keyboard.press(key)

    async def reach(self, what: Locator, key: str = "Tab", most: int = 120) -> None:
        """Wait until it is shown, and press a key until the focus is there."""
        await expect(what.first).to_be_visible()
        for _ in range(most):
            if await what.first.evaluate("node => node === document.activeElement"):
                return
            await self.press(key)
        raise AssertionError(f"{key} does not lead to {what}")

    async def use(self, what: Locator) -> None:
        """Go there by Tab, and press Enter."""
        await self.reach(what)
        await self.press("Enter")

    async def write(self, what: Locator, words: str) -> None:
        """Go there by Tab, and type."""
        await self.reach(what)
        await self.page.keyboard.type(words)

    async def problems(self, theme: Theme) -> list[str]:
        """What axe-core finds grave in what is shown, in a theme; a dark one changes nothing but colours."""
        await self.page.emulate_media(color_scheme=theme)
        options = {"runOnly": ["color-contrast", "link-in-text-block"]} if theme == "dark" else {}
        found = (await Axe().run(self.page, options=options)).response["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in GRAVE]

    async def make_busy(self, state: Literal["true", "false"]) -> None:
        """Mark every button as busy, which else lasts for a moment that no test can be sure to meet."""
        buttons = self.page.get_by_role("button")
        await buttons.evaluate_all("(nodes, state) => nodes.forEach((node) => (node.ariaBusy = state))", state)

    async def picture(self, name: str, top: Locator | None = None) -> None:
        """Keep a picture of what is shown, in light, from the top of something on, if pictures are asked for."""
        if SHOTS:
            await self.page.emulate_media(color_scheme="light")
            if top:
                await top.evaluate("node => node.scrollIntoView()")
            await self.page.screenshot(path=Path(SHOTS) / name)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if not HAS_CHROMIUM:
        pytest.skip("There is no Chromium on this machine. On Debian: apt install chromium")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox(browser: Browser, tmp_path: Path) -> AsyncIterator[Sandbox]:
    """The demo, as a visitor finds it, after a short history."""
    company = Company.load()
    async with (
        Sandbox(demo.workspace(company, NOW, WEEKS)) as running,
        demo.lived(running, company, tmp_path, NOW, WEEKS),
    ):
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Visitor]:
    """Someone who has just opened the page, as Ada; errors of the page fail the test."""
    expect.set_options(timeout=SECONDS * 1000)
    context = await browser.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme="light", reduced_motion="reduce"
    )
    context.set_default_timeout(SECONDS * 1000)
    page, errors = await context.new_page(), list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(f"{sandbox.url}/?as=ada")
    yield Visitor(page)
    await context.close()
    assert errors == []
