from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.feedback import Scale
from bot.feedback_form import blank, filled
from bot.payloads import Form

NOW, TODAY = datetime(2026, 3, 3, 2, tzinfo=UTC), date(2026, 3, 2)  # it is still the second where the logger is
NEEDED = {"customer": "Ember", "said": "Fine.", "rating": "4"}
BLANK = blank("F1", "U1", TODAY, NOW)


def form(person, fields):
    return Form("T1", person, "feedback_form", NEEDED | fields, "", "V1")


def put(before=BLANK, known="", person="U1", **fields):
    return filled(before, form(person, fields), {"T1", "T2"}, TODAY, NOW, known)


def test_what_is_needed_is_enough():
    made = put()
    assert (made.customer, made.said, made.rating, made.logged_by) == ("Ember", "Fine.", 4, "U1")
    assert (made.key, made.source, made.scale) == ("slack:F1", "slack", Scale.EXPECTATION)
    assert (made.happened_on, made.counts_at) == (TODAY, NOW)


@pytest.mark.parametrize(
    ("fields", "changes"),
    [
        ({"teams": ("T1", "gone")}, {"teams": frozenset({"T1"})}),
        ({"expectations": ("care",)}, {"expectations": frozenset({"care"})}),
        ({"needs": ("autonomy:-1",)}, {"autonomy": -1}),
        ({"voice": "impression"}, {"is_impression": True}),
        ({"voice": "customer"}, {}),
        ({"praised": "U2"}, {"praised": "U2"}),
        ({"praised": "U2", "told": ("yes",)}, {"praised": "U2", "is_praise_told": True, "praise_told_by": "U1"}),
        ({"told": ("yes",)}, {}),
        ({"praised": "U1", "told": ("yes",)}, {"praised": "U1"}),
        ({"source": "A call", "link": "https://x.org"}, {"source": "A call", "link": "https://x.org"}),
    ],
    ids=lambda value: ", ".join(value),
)
def test_what_may_be_said_beside_it_is_kept(fields, changes):
    assert put(**fields) == replace(put(), **changes)


def test_a_name_that_is_known_takes_the_place_of_the_typed_one():
    assert put(known="Ember Ltd").customer == "Ember Ltd"


def test_an_earlier_day_counts_in_its_own_week():
    assert put(date="2026-02-27").counts_at == datetime(2026, 2, 27, 12, tzinfo=UTC)


def test_a_piece_keeps_its_moment_unless_its_day_is_changed():
    before = replace(put(date="2026-02-27"), counts_at=datetime(2026, 2, 27, 15, tzinfo=UTC))
    assert put(before, date="2026-02-27").counts_at == before.counts_at
    assert put(before).counts_at == before.counts_at
    assert put(before, date=TODAY.isoformat()).counts_at == NOW


def test_a_piece_that_is_not_changed_is_the_same():
    before = put(teams=("T1",), praised="U2", told=("yes",))
    shared = replace(before, praise_shared_at=NOW, praise_shared_with="T1", version=3)
    assert put(shared, teams=("T1",), praised="U2", told=("yes",)) == shared


PRAISE = {"praised": "U2", "told": ("yes",)}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"praised": "U3", "told": ("yes",)},
        {"praised": "U2"},
        PRAISE | {"said": "Fine, and more."},
        PRAISE | {"customer": "Acme"},
        {"person": "U9", "said": "Fine, and more."},
        {"person": "U9", "customer": "Acme"},
    ],
    ids=str,
)
def test_praise_that_is_taken_back_or_has_other_words_is_in_no_digest(fields):
    before = replace(put(**PRAISE), praise_shared_at=NOW, praise_shared_with="T1")
    changed = put(before, **fields)
    assert (changed.praise_shared_at, changed.praise_shared_with) == (None, None)
    assert changed.praise_told_by == ("U1" if "told" in fields else None)


@pytest.mark.parametrize("praise", [{}, {"praised": "U2"}, PRAISE], ids=str)
@pytest.mark.parametrize("asked", [{}, PRAISE, {"praised": "U3", "told": ("yes",)}], ids=str)
def test_nobody_but_the_logger_says_whom_it_praises_and_who_is_told(praise, asked):
    before = put(**praise)
    assert put(before, person="U9", rating="1", **asked) == replace(before, rating=1)


def test_words_that_somebody_else_has_changed_are_not_told_in_the_loggers_name():
    changed = put(put(**PRAISE), person="U9", said="Ada was of no help.", **PRAISE)
    assert (changed.praised, changed.is_praise_told, changed.praise_told_by) == ("U2", False, None)


def test_of_what_nobody_logged_whoever_changes_it_has_the_person_told_in_their_own_name():
    imported = replace(BLANK, logged_by=None)
    told = put(imported, person="U8", **PRAISE)
    assert (told.praised, told.is_praise_told, told.praise_told_by) == ("U2", True, "U8")
    assert put(told, person="U9", rating="1", **PRAISE).praise_told_by == "U8", "in whose words it still is"
    assert put(told, person="U9", said="Fine, and more.", **PRAISE).praise_told_by == "U9"


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"customer": " "}, "feedback_without_customer", "customer"),
        ({"rating": ""}, "feedback_rating", "rating"),
        ({"rating": "٤"}, "feedback_rating", "rating"),
        ({"rating": "999999999999"}, "feedback_rating", "rating"),
        ({"date": "yesterday"}, "feedback_date", "date"),
        ({"date": "2026-03-03"}, "feedback_in_future", "date"),
        ({"needs": ("autonomy:1", "autonomy:-1")}, "feedback_need_both", "needs"),
        ({"expectations": ("coffee",)}, "feedback_expectation", "expectations"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(fields, code, field):
    with pytest.raises(Refused) as caught:
        put(**fields)
    assert (caught.value.code, caught.value.field) == (code, field)


anything = st.text(max_size=8) | st.lists(st.text(max_size=8), max_size=3).map(tuple)


@given(st.dictionaries(st.sampled_from([*NEEDED, "date", "needs", "teams", "praised", "told", "link"]), anything))
def test_whatever_a_client_sends_is_feedback_or_refused(fields):
    try:
        made = put(**fields)
    except Refused:
        return
    assert made.teams <= {"T1", "T2"}
    assert made.customer
    assert made.said
