"""What digests say of feedback that was edited, taken away or hidden since."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot import retelling
from bot.digests import Praise, Quote
from bot.feedback import Feedback

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PIECE = Feedback(
    "f1", "Acme", "Too late again.", 1, frozenset(), frozenset({"t1"}), date(2026, 3, 2), NOW, "UADA", "slack", "k1"
)
PRAISED = replace(PIECE, praised="UADA", is_praise_told=True, praise_shared_at=NOW, praise_shared_with="t1")
OTHER_QUOTE, OTHER_PRAISE = Quote("f2", "Ember", "Fine.", is_met=True), Praise("Ember", "Ada", "Fine.", "f2")
QUOTES = (Quote("f1", "Acme", "Too late again.", is_met=False), OTHER_QUOTE)
PRAISES = (Praise("Acme", "Ada", "Too late again.", "f1"), OTHER_PRAISE)


def test_a_quote_says_the_new_words_where_it_stood():
    now = replace(PIECE, customer="Acme Inc", said="On time.", rating=4, link="https://x.example/1")
    said = Quote("f1", "Acme Inc", "On time.", is_met=True, link="https://x.example/1")
    assert retelling.quotes(QUOTES, "f1", now) == (said, OTHER_QUOTE)


@pytest.mark.parametrize(
    "now", [None, replace(PIECE, is_impression=True), PRAISED], ids=["taken away", "an impression", "praise"]
)
def test_a_quote_goes_with_its_piece_and_when_it_is_no_quote_any_more(now):
    assert retelling.quotes(QUOTES, "f1", now) == (OTHER_QUOTE,)


def test_praise_says_the_new_words_as_long_as_the_team_may_read_them():
    said = retelling.praises(PRAISES, PRAISED, replace(PRAISED, said="Thank you."), "t1")
    assert said == (Praise("Acme", "Ada", "Thank you.", "f1"), OTHER_PRAISE)


@pytest.mark.parametrize(
    "now",
    [
        None,
        replace(PRAISED, praise_shared_at=None, praise_shared_with=None),
        replace(PRAISED, praise_shared_with="t2"),
        replace(PRAISED, praised="UBEN"),
    ],
    ids=["taken away", "hidden", "shared elsewhere", "about somebody else"],
)
def test_praise_that_the_team_may_not_read_any_more_goes(now):
    assert retelling.praises(PRAISES, PRAISED, now, "t1") == (OTHER_PRAISE,)
