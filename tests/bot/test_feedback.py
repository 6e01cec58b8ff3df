from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import feedback
from bot.errors import Refused
from bot.feedback import (
    CUSTOMER_LIMIT,
    EXPECTATIONS,
    LINK_LIMIT,
    SAID_LIMIT,
    SCALES,
    SOURCE_LIMIT,
    Feedback,
    Rated,
    Scale,
    checked,
    counts_at,
    mixed_score,
    signs,
)
from bot.items import NEEDS
from bot.people import Person

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
        {"teams": frozenset()},
        {"logged_by": None},
        {"source": "x" * SOURCE_LIMIT},
        {"link": "https://example.com/a?b=c"},
        *({"rating": rating} for rating in (1, 2, 3, 4, 5)),
        {"scale": Scale.NPS, "rating": 0},
        {"scale": Scale.NPS, "rating": 10},
        {"scale": Scale.CES, "rating": 7},
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
        ({"scale": Scale.CSAT, "rating": 0}, "feedback_rating", "rating"),
        ({"scale": Scale.NPS, "rating": 11}, "feedback_rating", "rating"),
        ({"scale": Scale.CES, "rating": 8}, "feedback_rating", "rating"),
        ({"source": "x" * (SOURCE_LIMIT + 1)}, "text_long", "source"),
        ({"link": "javascript:alert(1)"}, "feedback_link", "link"),
        ({"link": "https://example.com/<!channel>"}, "feedback_link", "link"),
        ({"link": "https://" + "x" * LINK_LIMIT}, "feedback_link", "link"),
        ({"expectations": frozenset({"care", "coffee"})}, "feedback_expectation", "expectations"),
        ({"happened_on": TODAY + timedelta(days=1)}, "feedback_in_future", "date"),
    ],
)
def test_what_is_missing_or_out_of_range_is_refused_at_its_field(changes, code, field):
    with pytest.raises(Refused) as caught:
        checked(replace(FINE, **changes), TODAY)
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize(
    ("scale", "missed", "met"),
    [
        (Scale.EXPECTATION, (1, 2), (3, 4, 5)),
        (Scale.CSAT, (1, 2), (3, 4, 5)),
        (Scale.NPS, (0, 1, 2, 3), (4, 5, 6, 7, 8, 9, 10)),
        (Scale.CES, (1, 2), (3, 4, 5, 6, 7)),
    ],
)
def test_the_lower_two_fifths_of_a_scale_are_missed(scale, missed, met):
    rated = {rating: replace(FINE, scale=scale, rating=rating).is_met for rating in SCALES[scale]}
    assert rated == dict.fromkeys(missed, False) | dict.fromkeys(met, True)


@pytest.mark.parametrize("scale", Scale)
def test_a_score_runs_from_0_to_100_on_every_scale(scale):
    scores = [replace(FINE, scale=scale, rating=rating).score for rating in SCALES[scale]]
    assert (scores[0], scores[-1]) == (0, 100)
    assert scores == sorted(scores)


def test_ratings_on_one_scale_have_no_score_together():
    assert mixed_score([]) is None
    assert mixed_score([Rated(Scale.NPS, 3, 30)]) is None
    assert mixed_score([Rated(Scale.NPS, 3, 30), Rated(Scale.CES, 0, 0)]) is None


@given(st.lists(st.tuples(st.sampled_from(Scale), st.integers(1, 5)), min_size=1))
def test_ratings_on_several_scales_have_the_mean_of_their_scores(given_ratings):
    rated = [
        Rated(scale, len(mine), sum(mine))
        for scale in Scale
        if (mine := [rating for on, rating in given_ratings if on is scale])
    ]
    scores = [replace(FINE, scale=scale, rating=rating).score for scale, rating in given_ratings]
    expected = sum(scores) / len(scores) if len({scale for scale, _ in given_ratings}) > 1 else None
    assert mixed_score(rated) == (expected if expected is None else pytest.approx(expected))


def test_what_happened_today_counts_now_and_what_was_earlier_at_its_noon():
    assert counts_at(TODAY, NOW) == NOW
    assert counts_at(TODAY - timedelta(days=1), NOW) == datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize("need", NEEDS)
def test_a_need_is_fed_or_hurt_and_never_both(need):
    assert signs([]) == dict.fromkeys(NEEDS, 0)
    assert signs([f"{need}:1"]) == dict.fromkeys(NEEDS, 0) | {need: 1}
    assert signs([f"{need}:-1", f"{need}:-1"]) == dict.fromkeys(NEEDS, 0) | {need: -1}
    with pytest.raises(Refused, match="feedback_need_both"):
        signs([f"{need}:1", f"{need}:-1"])


@pytest.mark.parametrize("chosen", ["coffee:1", "autonomy", "autonomy:2", "autonomy:", ""])
def test_what_is_no_need_is_refused(chosen):
    with pytest.raises(Refused, match="feedback_need") as caught:
        signs([chosen])
    assert caught.value.field == "needs"


ADA = Person("U1", "Ada")
OUTSIDE = [None, replace(ADA, is_bot=True), replace(ADA, is_deleted=True), replace(ADA, is_stranger=True)]


@pytest.mark.parametrize("person", OUTSIDE, ids=["unknown", "bot", "gone", "stranger"])
def test_people_from_outside_neither_log_nor_get_praise(person):
    with pytest.raises(Refused, match="feedback_from_outside"):
        feedback.may_log(person)
    with pytest.raises(Refused, match="feedback_praise_nobody"):
        feedback.may_be_praised(person)


@pytest.mark.parametrize(
    ("changes", "person", "led", "may"),
    [
        ({}, "U1", set(), True),
        ({}, "U2", set(), False),
        ({}, "U2", {"T1"}, True),
        ({}, "U2", {"T2"}, False),
        ({"teams": frozenset()}, "U2", {"T1"}, False),
        ({"teams": frozenset({"T1", "T2"})}, "U2", {"T2", "T3"}, True),
        ({"logged_by": None}, "U1", set(), False),
        ({"logged_by": None}, "U1", {"T1"}, True),
    ],
    ids=[
        "logger",
        "somebody",
        "leads its team",
        "leads another",
        "for no team",
        "leads one of its teams",
        "imported",
        "imported for a team they lead",
    ],
)
def test_the_logger_and_those_who_lead_its_teams_may_change_it(changes, person, led, may):
    found, who = replace(FINE, **changes), replace(ADA, id=person)
    if may:
        assert feedback.may_change(found, who, led) == found
    else:
        with pytest.raises(Refused, match="feedback_not_yours"):
            feedback.may_change(found, who, led)


def test_what_is_not_there_is_refused_like_what_is_not_theirs():
    with pytest.raises(Refused, match="feedback_not_yours"):
        feedback.may_change(None, ADA, {"T1"})


@pytest.mark.parametrize(
    ("changes", "may"),
    [
        ({"praised": "U1", "is_praise_told": True}, True),
        ({"praised": "U1"}, False),
        ({"praised": "U2", "is_praise_told": True}, False),
        ({}, False),
    ],
    ids=str,
)
def test_only_the_person_who_was_told_may_show_the_praise(changes, may):
    found = replace(FINE, logged_by="U3", **changes)
    if may:
        assert feedback.may_share_praise(found, "U1") == found
    else:
        with pytest.raises(Refused, match="praise_not_yours"):
            feedback.may_share_praise(found, "U1")
