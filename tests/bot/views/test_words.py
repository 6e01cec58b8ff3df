from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.views import words
from bot.views.language import LANGUAGES, texts

AREA = "refusals."
TRANSLATED = [key.removeprefix(AREA) for key in texts("").sentences if key.startswith(AREA)]
SENTENCES = [*words.REFUSALS.values(), *texts("").sentences.values()]
GIVEN = {name: "Ada" for text in SENTENCES for _, name, _, _ in string.Formatter().parse(text) if name}


def test_no_refusal_has_two_sentences():
    assert sorted(set(TRANSLATED) & set(words.REFUSALS)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(TRANSLATED))
def test_what_people_meet_in_the_pulse_is_refused_in_their_language(code, language):
    refused = Refused(code, **GIVEN)
    assert words.is_translated(refused)
    assert words.refusal(refused, language) == texts(language)(f"refusals.{code}", **GIVEN)
    assert 15 <= len(words.refusal(refused, language)) <= 200


def test_what_admins_meet_is_told_in_one_language():
    refused = Refused("pulse_none_open")
    assert not words.is_translated(refused)
    assert words.refusal(refused, "de") == words.refusal(refused) == "No pulse is open."


@pytest.mark.parametrize("code", sorted([*words.REFUSALS, *TRANSLATED]))
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
