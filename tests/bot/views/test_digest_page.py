from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from bot.digests import Chart, Digest, Quote, Story
from bot.feedback import EXPECTATIONS, Counted, Summary
from bot.privacy import Shown
from bot.views import digest_page

TRICK = '<script>alert("x")</script>&amp;'
SHOWN = Digest(
    team=TRICK,
    week="2026-W10",
    answered="8-11",
    needs={"autonomy": Shown(70)},
    questions={"autonomy": (TRICK,)},
    kudos_given=True,
    kudos_total=None,
    stories=(Story(TRICK, TRICK, TRICK, TRICK),),
    feedback=Summary(Counted(1, 1), dict.fromkeys(EXPECTATIONS, Counted(0, 0))),
    is_small=False,
    chart=Chart(("2026-W09", "2026-W10"), {"autonomy": (65, 70)}, (None, 40)),
    quotes=(Quote("F1", TRICK, TRICK, is_met=True, link="https://desk.example/?a=1&b=2"),),
    beside={TRICK: Shown(15, "low")},
)
VOID = {"meta", "circle", "rect", "path", "line", "polyline"}


class Reader(HTMLParser):
    """What a browser makes of a page: its elements, its words, and whether each element is closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open, self.tags, self.links, self.words = [], [], [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data if "style" not in self.open else ""


def test_nobodys_words_become_markup():
    read = Reader(digest_page.page([SHOWN]))
    assert read.open == []
    assert "script" not in read.tags
    assert read.words.count(TRICK) >= 8


def test_it_needs_nothing_from_elsewhere():
    read = Reader(digest_page.page([SHOWN]))
    assert read.links == ["https://desk.example/?a=1&b=2"]
    assert {"link", "img", "iframe"}.isdisjoint(read.tags)
    assert "url(" not in digest_page.STYLE
    assert "@import" not in digest_page.STYLE


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "https://x y", ""])
def test_what_is_no_address_on_the_web_leads_nowhere(link):
    quotes = (replace(SHOWN.quotes[0], link=link),)
    assert Reader(digest_page.page([replace(SHOWN, quotes=quotes)])).links == []


def test_the_chart_has_a_table_beside_it_with_the_same_numbers():
    page = digest_page.page([SHOWN])
    assert '<tr><th scope="row">Autonomy</th><td>65</td><td>70</td></tr>' in page
    assert '<tr><th scope="row">Customers</th><td>none</td><td>40</td></tr>' in page
    assert Reader(page).tags.count("svg") == 1


def test_each_digest_is_on_a_sheet_of_its_own():
    page = digest_page.page([SHOWN, replace(SHOWN, team="Product", chart=Chart())])
    assert Reader(page).tags.count("article") == 2
    assert "<title>Digests</title>" in page
    assert "break-before: page" in page
