from __future__ import annotations

import pytest

from bot.errors import Refused
from bot.feedback_csv import BadRow
from bot.views import terminal
from handlers.runtime import manifest


def test_an_import_is_told_with_each_bad_line_and_its_reason():
    bad = [BadRow(3, Refused("csv_columns", given=2, wanted=3)), BadRow(7, Refused("feedback_date", given="soon"))]
    assert terminal.imported(5, 1, bad).splitlines() == [
        "line 3: This line has 2 values; the first line names 3 columns. Check its commas and quotes.",
        "line 7: 'soon' is not a day. Write it as 2026-03-31.",
        "Imported 5, known already 1, left out 2.",
        "Mend the lines above and import the file again; the others are not counted twice.",
    ]


def test_an_import_without_bad_lines_asks_for_nothing():
    assert terminal.imported(5, 0, []) == "Imported 5, known already 0, left out 0."


def test_digests_on_their_way_are_named():
    assert terminal.posted(["Field", "Support"]).startswith("On their way: the digests of Field and Support.")
    assert "on their way" in terminal.posted([])


def test_every_check_of_the_doctor_has_its_words():
    assert [terminal.checked(name, workspace="Acme", address="127.0.0.1:8788") for name in terminal.DOCTOR]
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
    assert "Open http://127.0.0.1:8080 and choose who you are: Ada, Ben and Cleo." in told
    assert "Ctrl-C" in told
