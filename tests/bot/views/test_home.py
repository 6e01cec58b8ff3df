"""The frame of Home, and its page for those who lead; the page that everyone has is in test_home_you.py."""

from __future__ import annotations

import pytest

from bot.home import Place, Reader
from bot.people import Person
from bot.views import home, kit
from bot.views.language import texts
from sandbox.blocks import check_view

EN, DE = texts("en"), texts("de")
LEAD = Reader(Person("UBEN", "Ben", is_admin=True), led={"t1": "Support"})


def buttons(view):
    return [element for block in view["blocks"] for element in block.get("elements", ()) if element["type"] == "button"]


def test_the_buttons_for_the_pages_say_where_one_is():
    view = home.view(LEAD, Place("teams", 0), [kit.section("here")], DE)
    assert check_view(view) == []
    assert [button["text"]["text"] for button in buttons(view)] == ["Du", "Your teams", "Set-up"]
    spoken = [button["accessibility_label"] for button in buttons(view)]
    assert [label.endswith("You are here") for label in spoken] == [False, True, False]
    assert [button.get("style") for button in buttons(view)] == [None, "primary", None]


def test_who_has_one_page_needs_no_buttons():
    assert buttons(home.view(Reader(Person("UADA", "Ada")), Place(), [kit.section("here")], EN)) == []


@pytest.mark.parametrize(
    ("number", "has_more", "values"),
    [(0, False, []), (0, True, ["teams:1"]), (1, False, ["teams:0"]), (2, True, ["teams:1", "teams:3"])],
)
def test_a_long_list_is_turned_like_pages(number, has_more, values):
    turned = home.turns("teams", number, has_more=has_more)
    assert [button["value"] for button in buttons({"blocks": turned})] == values


def test_strangers_are_shown_a_sentence():
    assert check_view(home.nobody()) == []
