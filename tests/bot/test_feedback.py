from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.errors import Refused
from bot.feedback import CUSTOMER_LIMIT, EXPECTATIONS, RATINGS, SAID_LIMIT, Feedback, checked

TODAY = date(2026, 3, 3)
NOW = datetime(2026, 3, 3, 15, tzinfo=UTC)
FINE = Feedback(
    id="F1",
    customer="Acme",
    said="You called back within the hour.",
    rating=5,
    expectations=frozenset({"care"}),
    teams=frozenset({"T1"}),
    happened_on=TODAY,
    counts_at=NOW,
    logged_by="U1",
    source="slack",
    key="slack:F1",
)


def test_feedback_that_is_complete_is_kept_as_it_is():
    assert checked(FINE, TODAY) == FINE


def test_texts_are_kept_without_needless_spaces():
    kept = checked(replace(FINE, customer="  Acme \n Ltd ", said="\n It broke.\n\nTwice. "), TODAY)
    assert (kept.customer, kept.said) == ("Acme Ltd", "It broke.\n\nTwice.")


@pytest.mark.parametrize(
    "changes",
    [
        {"customer": "x" * CUSTOMER_LIMIT},
        {"said": "x" * SAID_LIMIT},
        {"expectations": frozenset()},
        {"expectations": frozenset(EXPECTATIONS)},
        {"happened_on": TODAY - timedelta(days=4000)},
        {"team": None},
        {"logged_by": None},
        *({"rating": rating} for rating in RATINGS),
    ],
    ids=lambda changes: ", ".join(changes),
)
def test_what_is_in_range_is_fine(changes):
    assert checked(replace(FINE, **changes), TODAY) == replace(FINE, **changes)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"customer": ""}, "feedback_without_customer", "customer"),
        ({"customer": " \n"}, "feedback_without_customer", "customer"),
        ({"customer": "x" * (CUSTOMER_LIMIT + 1)}, "text_long", "customer"),
        ({"said": ""}, "feedback_without_words", "said"),
        ({"said": "\t"}, "feedback_without_words", "said"),
        ({"said": "x" * (SAID_LIMIT + 1)}, "text_long", "said"),
        ({"rating": 0}, "feedback_rating", "rating"),
        ({"rating": 6}, "feedback_rating", "rating"),
        ({"expectations": frozenset({"care", "coffee"})}, "feedback_expectation", "expectations"),
        ({"happened_on": TODAY + timedelta(days=1)}, "feedback_in_future", "date"),
    ],
)
def test_what_is_missing_or_out_of_range_is_refused_at_its_field(changes, code, field):
    with pytest.raises(Refused) as caught:
        checked(replace(FINE, **changes), TODAY)
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize(("rating", "is_met"), [(1, False), (2, False), (3, True), (4, True), (5, True)])
def test_an_expectation_is_met_from_as_expected_on(rating, is_met):
    assert replace(FINE, rating=rating).is_met is is_met
