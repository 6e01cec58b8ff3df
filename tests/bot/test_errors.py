from __future__ import annotations

import pytest

from bot.errors import HeartlineError, Refused, about
from bot.payloads import Malformed


def test_a_refusal_carries_its_code_its_field_and_what_fills_its_sentence():
    refused = Refused("text_long", field="did", limit=1000)
    assert (refused.code, refused.field, refused.values) == ("text_long", "did", {"limit": 1000})
    assert str(refused) == "text_long"


def test_a_refusal_belongs_to_no_field_unless_one_is_named():
    refused = Refused("pulse_closed")
    assert refused.field is None
    assert refused.values == {}


@pytest.mark.parametrize(("own", "field"), [(None, "managers"), ("people", "people")])
def test_a_refusal_within_what_is_about_a_field_belongs_to_it_unless_it_names_another(own, field):
    with pytest.raises(Refused) as refused, about("managers"):
        raise Refused("person_unknown", field=own)
    assert refused.value.field == field


@pytest.mark.parametrize("error", [Refused("pulse_closed"), Malformed("view")], ids=lambda e: type(e).__name__)
def test_our_own_errors_can_be_caught_as_one(error):
    with pytest.raises(HeartlineError):
        raise error
