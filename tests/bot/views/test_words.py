from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.views import words

GIVEN = {name: "Ada" for text in words.REFUSALS.values() for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(words.REFUSALS))
def test_every_refusal_is_a_kind_sentence_that_says_what_is_the_matter(code):
    sentence = words.refusal(Refused(code, **GIVEN))
    assert 15 <= len(sentence) <= 200
    assert sentence[0].isupper() or sentence.startswith("'")
    assert "!" not in sentence
    assert not [word for word in ("invalid", "illegal", "error occurred", "failed") if word in sentence.casefold()]


@given(st.text())
def test_whatever_a_person_wrote_can_be_told_back(text):
    assert text in words.refusal(Refused("kudos_to_bot", name=text))


def test_a_setting_is_named_with_how_to_mend_it():
    assert (
        words.refusal(Refused("setting_missing", name="LOG_LEVEL", mend="Use INFO."))
        == "LOG_LEVEL is missing. Use INFO."
    )


def test_a_fault_of_ours_comes_with_its_reference():
    assert words.unexpected("a1b2").endswith("give your admin this reference: a1b2")
