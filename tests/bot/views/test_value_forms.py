"""The form about values and reactions as Slack takes it."""

from __future__ import annotations

import pytest

from bot.kudos import MOST_VALUES, VALUE_LIMIT
from bot.policies import Policy
from bot.views import value_forms as views
from sandbox.blocks import check_view

TRICKS = [f"<!here>{n:02}" + "x" * (VALUE_LIMIT - 9) for n in range(MOST_VALUES)]


@pytest.mark.parametrize("values", [[], ["Care"], TRICKS], ids=["none", "one", "all"])
@pytest.mark.parametrize("emoji", ["", "raised_hands", "x" * 100], ids=["none", "one", "long"])
def test_slack_takes_form_and_outcome_and_nothing_in_them_pings(values, emoji):
    policy = Policy(kudos_emoji=emoji)
    form, kept = views.form(values, policy), views.kept(values, policy)
    assert check_view(form) == []
    assert check_view(kept) == []
    marked = [block["text"] for view in (form, kept) for block in view["blocks"] if "text" in block]
    assert "<!here>" not in str([text for text in marked if text["type"] == "mrkdwn"])


def test_there_is_nothing_to_remove_where_there_are_no_values():
    assert "drop" not in [block.get("block_id") for block in views.form([], Policy())["blocks"]]


def test_all_that_fits_can_be_typed_at_once():
    fields = {block.get("block_id"): block for block in views.form([], Policy())["blocks"]}
    assert fields["name"]["element"]["max_length"] >= MOST_VALUES * (VALUE_LIMIT + 1)
