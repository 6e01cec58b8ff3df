from __future__ import annotations

import pytest

from bot.views import terminal
from handlers.runtime import manifest


def test_digests_on_their_way_are_named():
    assert terminal.posted(["Field", "Support"]).startswith("On their way: the digests of Field and Support.")
    assert "on their way" in terminal.posted([])


def test_every_check_of_the_doctor_has_its_words():
    given = {"workspace": "Acme", "address": "127.0.0.1:8788", "free": 300, "n": 2}
    assert [terminal.checked(name, **given) for name in terminal.DOCTOR]
    assert terminal.checked("token", workspace="Acme") == "Slack accepts the bot token (workspace Acme)."


@pytest.mark.parametrize("scope", sorted(manifest.optional_scopes()))
def test_every_optional_scope_is_said_what_is_lost_without_it(scope):
    assert terminal.declined([scope]).startswith(f"The bot has what it needs. Without {scope} ")


def test_scopes_that_cost_the_same_are_told_together():
    told = terminal.declined(["dnd:read", "im:history", "im:write"])
    assert "Without dnd:read it does not know" in told
    assert "Without im:history and im:write it cannot look" in told


def test_the_demo_says_what_to_try_and_how_to_stop():
    told = terminal.demo_ready("http://127.0.0.1:8080", ["Ada", "Ben", "Cleo"])
    assert "Open http://127.0.0.1:8080 and follow the guide" in told
    assert "choose who you are: Ada, Ben and Cleo." in told
    assert "Ctrl-C" in told
