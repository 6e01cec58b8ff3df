from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import GiveUp, HeartlineError, Refused, Retry


def test_a_refusal_carries_its_code_its_field_and_what_fills_its_sentence():
    refused = Refused("text_long", field="did", limit=1000)
    assert (refused.code, refused.field, refused.values) == ("text_long", "did", {"limit": 1000})
    assert str(refused) == "text_long"


def test_a_refusal_belongs_to_no_field_unless_one_is_named():
    refused = Refused("pulse_closed")
    assert refused.field is None
    assert refused.values == {}


def test_what_is_put_off_says_why_and_for_how_long():
    later = Retry("rate limited", timedelta(seconds=30))
    assert (str(later), later.reason, later.after) == ("rate limited", "rate limited", timedelta(seconds=30))


def test_what_is_given_up_says_why():
    never = GiveUp("the channel was deleted")
    assert (str(never), never.reason) == ("the channel was deleted", "the channel was deleted")


@pytest.mark.parametrize(
    "error",
    [Refused("pulse_closed"), Retry("busy", timedelta(seconds=1)), GiveUp("gone")],
    ids=lambda e: type(e).__name__,
)
def test_all_three_kinds_can_be_caught_as_one(error):
    with pytest.raises(HeartlineError):
        raise error
