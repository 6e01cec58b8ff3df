"""The web page: the sandbox serves all of it, nothing in it comes from elsewhere, and no text in it becomes markup."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import aiohttp
import pytest

from sandbox.server import PAGE, Sandbox

REFERENCE = re.compile(r"""(?:\b(?:src|href)=|\bfrom\s+|\bimport\s*\(?\s*|\burl\(\s*)["']([^"']+)["']""")
MARKUP = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|ContextualFragment|document\.write|\beval\b|Function\(")
KINDS = {".html": "html", ".js": "javascript", ".css": "css", ".svg": "svg"}
FILES = sorted(path for path in PAGE.iterdir() if path.is_file())


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


async def crawled(http: aiohttp.ClientSession, start: str) -> dict[str, str]:
    """What the page is made of: each address that it leads to, with its text."""
    found: dict[str, str] = {}
    waiting = [start]
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        async with http.get(address) as response:
            assert response.status == 200, address
            assert KINDS[Path(urlsplit(address).path).suffix or ".html"] in response.content_type, address
            found[address] = await response.text()
        waiting += [urljoin(address, reference) for reference in references(found[address])]
    return found


def references(text: str) -> list[str]:
    """The addresses that a file leads to; one within the page (#…) is none."""
    return [reference for reference in REFERENCE.findall(text) if not reference.startswith("#")]


async def test_the_sandbox_serves_the_page_and_everything_it_is_made_of(
    sandbox: Sandbox, http: aiohttp.ClientSession
) -> None:
    served = await crawled(http, f"{sandbox.url}/")
    assert {address.rpartition("/")[2] or "index.html" for address in served} == set(names(FILES))


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_nothing_of_the_page_comes_from_elsewhere(path: Path) -> None:
    for reference in references(path.read_text("utf-8")):
        assert not urlsplit(reference).netloc, reference
        assert not urlsplit(reference).scheme, reference


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_no_text_can_become_markup_or_code(path: Path) -> None:
    assert MARKUP.findall(path.read_text("utf-8")) == []


def test_the_browser_is_told_to_hold_the_page_to_this() -> None:
    policy = " ".join((PAGE / "index.html").read_text("utf-8").split())
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "require-trusted-types-for 'script'" in policy


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_files_of_the_page_stay_small(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) <= 250
    assert max(map(len, lines)) <= 120
