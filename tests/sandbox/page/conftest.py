"""The page in a real browser, before a workspace with a plain app; without a browser these tests are skipped."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Self

import aiohttp
import orjson
import pytest
import pytest_asyncio
import yaml
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from sandbox.manifest import Manifest
from sandbox.server import Sandbox
from sandbox.workspace import User, Workspace

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
SECONDS = 10
BESIDE = Path(__file__).parents[1]
PEOPLE = (("U1ADA", "ada", "Ada Abel"), ("U2BEN", "ben", "Ben Berg"), ("U3CLEO", "cleo", "Cleo Chu"))
Json = dict[str, Any]


class Desk:
    """A page that Ada looks at, the sandbox behind it, and an app that answers with what `answer` says."""

    def __init__(self, page: Page, sandbox: Sandbox) -> None:
        self.page = page
        self.sandbox = sandbox
        self.workspace = sandbox.workspace
        self.support = sandbox.workspace.channel_named("support")
        self.told: list[Json] = []
        self.answer: Callable[[Json], Json | None] = lambda _: None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        self._socket = await self._session.ws_connect(self.sandbox.delivery.ticket())
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        await self._socket.close()
        await self._session.close()

    async def _read(self) -> None:
        async for frame in self._socket:
            body = orjson.loads(frame.data)
            if "envelope_id" in body:
                self.told.append(body["payload"])
                answer = self.answer(body["payload"])
                await self._socket.send_json(
                    {"envelope_id": body["envelope_id"]} | ({"payload": answer} if answer else {})
                )

    async def call(self, method: str, **args: Any) -> Json:
        """Let the app call the Web API."""
        headers = {"Authorization": f"Bearer {self.sandbox.bot_token}"}
        async with self._session.post(self.sandbox.api_url + method, json=args, headers=headers) as response:
            return dict(await response.json())

    async def open(self, query: str = "as=ada&in=support") -> None:
        """Look at the page."""
        await self.page.goto(f"{self.sandbox.url}/?{query}")
        await expect(self.page.get_by_role("heading", level=1)).not_to_be_empty()

    def button(self, name: str) -> Locator:
        """The button that says exactly this."""
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def field(self) -> Locator:
        """The field to write in under the conversation."""
        return self.page.get_by_role("textbox", name="Write to #support")

    @property
    def messages(self) -> Locator:
        """The messages of the conversation."""
        return self.page.get_by_role("main").get_by_role("listitem").filter(has=self.page.get_by_role("time"))

    async def focused(self) -> str:
        """What has the focus, in words."""
        return str(await self.page.evaluate("node => node.ariaLabel ?? node.textContent", await self._active()))

    async def _active(self) -> Any:
        return await self.page.evaluate_handle("document.activeElement")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("There is no Chromium on this machine. On Debian: apt install chromium")
    expect.set_options(timeout=SECONDS * 1000)
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def desk(browser: Browser) -> AsyncIterator[Desk]:
    manifest = Manifest.from_dict(yaml.safe_load((BESIDE / "manifest.yml").read_text("utf-8")))
    people = [User(id_, name, real_name, tz="Europe/Berlin") for id_, name, real_name in PEOPLE]
    workspace, errors = Workspace(manifest, people), list[str]()
    workspace.add_channel("support", ["U1ADA", "U2BEN", workspace.bot_user.id])
    workspace.add_channel("lounge", ["U1ADA", "U2BEN"])
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(SECONDS * 1000)
    page = await context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    async with Sandbox(workspace) as sandbox, Desk(page, sandbox) as made:
        yield made
        await context.close()
    assert errors == []
