from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.expected import SIGNS, suggested
from bot.feedback import EXPECTATIONS


@pytest.mark.parametrize(
    ("said", "expectations"),
    [
        ("You missed the deadline twice.", {"commitment"}),
        ("On time, as always", {"commitment"}),
        ("Die Lieferung kam verspätet", {"commitment"}),
        ("The invoice was wrong", {"cost"}),
        ("Viel zu TEUER für das", {"cost"}),
        ("They were honest about what went wrong", {"culture"}),
        ("Nobody listened to us", {"care"}),
        ("Sehr freundlich am Telefon", {"care"}),
        ("The price is fine, but the call back took days", {"cost", "care"}),
        ("It is blue", set()),
        ("", set()),
    ],
)
def test_words_suggest_the_expectation_they_tend_to_be_about(said, expectations):
    assert suggested(said) == expectations


@pytest.mark.parametrize("said", ["a plate of pancakes", "accosted", "template", "translate it"])
def test_a_word_within_another_suggests_nothing(said):
    assert suggested(said) == frozenset()


def test_every_expectation_has_words():
    assert set(SIGNS) == set(EXPECTATIONS)


@given(st.text())
def test_only_expectations_are_suggested_and_the_same_ones_each_time(said):
    assert suggested(said) <= set(EXPECTATIONS)
    assert suggested(said) == suggested(said.upper()) or not said.isascii()
