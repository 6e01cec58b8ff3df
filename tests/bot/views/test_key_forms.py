"""The list of keys as Slack takes it, however many there are; and the secret, on its one page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.feedback import SOURCE_LIMIT
from bot.ingest import Key
from bot.views import key_forms as views
from sandbox.blocks import check_view

NAME = "<!channel> & " + "x" * (SOURCE_LIMIT - 13)
KEY = Key("0" * 24, NAME, datetime(2026, 3, 3, tzinfo=UTC))


def keys(count):
    return [replace(KEY, id=f"{n:024x}") for n in range(count)]


@pytest.mark.parametrize("count", [0, 1, views.SHOWN, 300])
def test_slack_takes_the_list_and_nothing_in_it_pings(count):
    view = views.listing(keys(count))
    assert check_view(view) == []
    assert "<!channel>" not in str([block.get("text") for block in view["blocks"]])


def test_the_newest_are_shown_and_the_others_counted():
    shown = str(views.listing(keys(300)))
    assert f"{299:024x}" in shown
    assert f"{0:024x}" not in shown
    assert "has all 300" in shown


def test_what_was_revoked_is_only_counted():
    revoked = replace(KEY, id="1" * 24, is_revoked=True)
    view = str(views.listing([KEY, revoked]))
    assert "Revoked: 1." in view
    assert revoked.id not in view


def test_the_secret_is_on_its_page_and_not_in_what_comes_back():
    view = views.made(KEY, "the-secret")
    assert check_view(view) == []
    assert "the-secret" in str(view["blocks"])
    assert view["private_metadata"] == ""
    assert check_view(views.form()) == []
