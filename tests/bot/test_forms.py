"""What was put into the first step of a form comes back with the second, and nothing else does harm there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.forms import carried, restored
from bot.payloads import Form, Malformed, written

TEXT = st.text().map(written)
FIELDS = st.dictionaries(TEXT, TEXT | st.lists(TEXT).map(tuple))


def form(fields, private=""):
    return Form("T1", "U1", "route", fields, private, "V1")


@given(FIELDS)
def test_what_was_put_in_comes_back_as_it_was(fields):
    first = form(fields)
    assert restored(form({}, carried(first))).fields == fields


@pytest.mark.parametrize("private", ["", "no json", "[]", "3", '"text"', "null", '{"a":', "[" * 100_000])
def test_what_was_never_carried_is_malformed(private):
    with pytest.raises(Malformed):
        restored(form({}, private))


def test_what_is_neither_text_nor_a_list_of_it_is_empty():
    given_fields = restored(form({}, '{"a": {"b": 1}, "c": 3, "d": [1, "x\\u0000", null], "e": null}')).fields
    assert given_fields == {"a": "", "c": "", "d": ("", "x", ""), "e": ""}
