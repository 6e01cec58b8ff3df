"""The list of questions as Slack takes it, however many there are and whatever they say."""

from __future__ import annotations

import pytest

from bot.items import OWN_ITEM_LIMIT, Item, Kind, bank
from bot.views import item_forms as views
from bot.views.item_forms import Choosable
from sandbox.blocks import check_view

TRICK = "<!channel> *bold* & <@U1>"
SHIPPED = [Choosable(item, is_on=True) for item in bank().values()]


def own(count):
    text = TRICK + "x" * (OWN_ITEM_LIMIT - len(TRICK))
    return [Choosable(Item(f"own-{n:02}", Kind.OWN, "", 1, text=text), is_on=False) for n in range(count)]


@pytest.mark.parametrize("page", [0, 2, 99])
def test_slack_takes_every_page_and_nothing_in_it_pings(page):
    view = views.listing(SHIPPED + own(30), page)
    assert check_view(view) == []
    assert "<!channel>" not in str([block.get("text") for block in view["blocks"]])


def test_a_page_beyond_the_last_is_the_last():
    assert views.listing(SHIPPED, 99) == views.listing(SHIPPED, 2)


def test_a_question_is_on_its_page():
    items = SHIPPED + own(30)
    for one in items:
        page = views.listing(items, views.page_of(items, one.item.id))
        assert any(block.get("accessory", {}).get("value") == one.item.id for block in page["blocks"])
    assert views.page_of(items, "coffee") == 0


def test_the_state_is_told_in_words_and_the_button_says_of_which():
    view = views.listing([Choosable(bank()["roles"], is_on=False)], 0)
    (entry,) = [block for block in view["blocks"] if block["type"] == "section"]
    assert "*Off*" in entry["text"]["text"]
    assert entry["accessory"]["text"]["text"] == "Switch on"
    assert entry["accessory"]["accessibility_label"].startswith("Switch on: ")


def test_the_form_takes_what_fits():
    assert check_view(views.form()) == []
    (field,) = views.form()["blocks"]
    assert field["element"]["max_length"] == OWN_ITEM_LIMIT
