from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feedback import Feedback
from bot.near import is_twin, like_named, twin

TODAY = date(2026, 3, 3)
FINE = Feedback(
    id="F1",
    customer="Acme",
    said="The export is late again, and nobody told us why.",
    rating=5,
    expectations=frozenset(),
    teams=frozenset(),
    happened_on=TODAY,
    counts_at=datetime(2026, 3, 3, 15, tzinfo=UTC),
    logged_by="U1",
    source="slack",
    key="slack:F1",
)
LATE, LOVE = "The export is late again, and nobody told us why.", "We love the new dashboard"

# What two people might log of one conversation, and what two customers' sentences have in common by chance.
SAME = [
    ("The export is late again.", "the export is late again"),
    (LATE, "Export is late again and nobody told us why!"),
    (LATE, "Nobody told us why the export is late again."),
    ("They were very happy with how fast we called back.", "They were really happy with how fast we called back"),
    ("Delivery came two days late and the box was damaged", "The delivery came two days late, box was damaged."),
    ("We love the new dashboard, it saves us an hour a day", "Love the new dashboard - saves us an hour a day :)"),
    ("Die Rechnung war falsch, niemand hat zurückgerufen", "Rechnung war falsch, niemand hat zurück gerufen"),
    ("Great support!", "great support"),
]
OTHER = [
    ("The export is late again.", "The invoice is late again."),
    ("The export is on time again.", "The export is late again."),
    (LOVE, "We love the new support team"),
    ("Delivery came two days late and the box was damaged", "Delivery came on time and the box was perfect"),
    ("They were happy with the training", "They were unhappy with the invoice"),
    ("The price is too high for what we get", "The price is fine for what we get"),
    ("Call back took three days", "Call back took three minutes"),
    ("Thank you for the quick answer", "Thank you for the quick delivery"),
    ("Great support", "Great support on the phone, but the invoice was wrong twice"),
    ("Great support", "Great product"),
    ("the", LATE),
    ("nobody told us why", LATE),
    ("The export is late", LATE),
]


@pytest.mark.parametrize(("said", "other"), SAME)
def test_two_wordings_of_one_thing_are_twins(said, other):
    assert is_twin(said, other)
    assert is_twin(other, said)


@pytest.mark.parametrize(("said", "other"), OTHER)
def test_what_only_shares_words_is_no_twin(said, other):
    assert not is_twin(said, other)
    assert not is_twin(other, said)


@given(st.text(), st.text())
def test_a_text_is_its_own_twin_and_being_one_is_mutual(said, other):
    assert is_twin(said, said)
    assert is_twin(said, other) == is_twin(other, said)


@given(st.integers(0, 48))
def test_no_single_word_of_a_text_fetches_it(place):
    words = LATE.split()
    assert not is_twin(words[place % len(words)], LATE)


@pytest.mark.parametrize(
    ("changes", "is_one"),
    [
        ({}, True),
        ({"customer": "ACME"}, True),
        ({"happened_on": TODAY - timedelta(days=7)}, True),
        ({"happened_on": TODAY + timedelta(days=7)}, True),
        ({"happened_on": TODAY - timedelta(days=8)}, False),
        ({"happened_on": TODAY + timedelta(days=8)}, False),
        ({"customer": "Tidepool"}, False),
        ({"said": LOVE}, False),
        ({"id": "F1"}, False),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, dict) else "",
)
def test_a_twin_is_of_the_same_customer_and_week_and_not_itself(changes, is_one):
    other = replace(FINE, **({"id": "F2"} | changes))
    assert twin(FINE, [replace(FINE, id="F3", said=LOVE), other]) == (other if is_one else None)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Quilfeather Physio", ["Quillfeather Physio"]),
        ("Quillfeather", ["Quillfeather Physio"]),
        ("Acme Limited", ["Acme"]),
        ("acme", []),
        ("Zeta", []),
        ("Ember & Sons", []),
        ("Swim School", ["Tidepool Swim School"]),
        ("Physio", []),
        ("School", []),
        ("!", []),
    ],
)
def test_names_that_are_nearly_a_customers_are_found(typed, found):
    assert like_named(typed, ["Acme", "Quillfeather Physio", "Tidepool Swim School"]) == found


@pytest.mark.parametrize("typed", ["GmbH", "Gmbh & Co.", "Anna"])
def test_no_word_of_many_names_lists_them(typed):
    assert like_named(typed, [*(f"Firma{n} GmbH" for n in range(50)), *(f"Anna {n}" for n in range(50))]) == []


def test_there_are_never_more_names_than_a_person_can_look_through():
    assert len(like_named("Anna Smith", [f"Anna Smith {n}" for n in range(50)])) == 5
