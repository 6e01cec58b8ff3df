from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import pieces
from bot.errors import Refused
from bot.feedback import EXPECTATIONS, SCALES, Feedback, Scale
from bot.ingest import Key
from bot.pieces import Unfit

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEY = Key("a" * 24, "Zendesk", NOW)
PIECE = {"customer": "Ember", "said": "Fine.", "scale": "csat", "rating": 3}


def made(**changes: object) -> Feedback:
    piece = pieces.read(json.dumps(PIECE | changes).encode())
    return pieces.feedback_of(piece, KEY, "call-1", {"support": "5bd1", "field": "7ae0"}, NOW, "f1")


def problems(**changes: object) -> dict[str, str]:
    with pytest.raises(Unfit) as unfit:
        made(**changes)
    return {problem.field: problem.problem for problem in unfit.value.problems}


@given(st.sampled_from(sorted(SCALES)), st.integers(-2, 12))
def test_a_rating_is_one_of_its_scale(scale: Scale, rating: int) -> None:
    if rating in SCALES[scale]:
        assert made(scale=scale, rating=rating).rating == rating
    else:
        assert list(problems(scale=scale, rating=rating)) == ["rating"]


@pytest.mark.parametrize(("given_rating", "kept"), [(3, 3), (3.0, 3)])
def test_a_whole_number_is_one_however_it_is_written(given_rating: float, kept: int) -> None:
    assert made(rating=given_rating).rating == kept


@given(st.sets(st.sampled_from(EXPECTATIONS)))
def test_expectations_are_those_that_were_named(named: set[str]) -> None:
    assert made(expectations=sorted(named)).expectations == named


def test_needs_are_fed_hurt_or_not_spoken_of() -> None:
    kept = made(needs={"competence": "fed", "autonomy": "hurt", "recognition": None})
    assert (kept.competence, kept.autonomy, kept.recognition) == (1, -1, 0)
    assert made().needs == made(needs=None).needs == {}


def test_teams_are_found_whatever_their_case_and_blanks() -> None:
    assert made(teams=[" Support", "FIELD"]).teams == {"5bd1", "7ae0"}


def test_every_team_that_is_not_known_is_named_by_its_place() -> None:
    assert list(problems(teams=["Sales", "Support", "Desk"])) == ["teams.0", "teams.2"]


def test_a_day_that_has_begun_somewhere_has_come() -> None:
    assert made(happened_on="2026-03-02").happened_on == date(2026, 3, 2)
    late = datetime(2026, 3, 2, 11, tzinfo=UTC)
    piece = pieces.read(json.dumps(PIECE | {"happened_on": "2026-03-03"}).encode())
    assert pieces.feedback_of(piece, KEY, "1", {}, late, "f1").counts_at == late


def test_a_day_that_has_not_come_anywhere_is_refused_in_its_own_field() -> None:
    assert problems(happened_on="2026-03-03") == {"happened_on": "has not come yet"}


def test_a_wrong_team_and_a_wrong_day_are_named_together() -> None:
    assert list(problems(teams=["Support", "Sales"], happened_on="2026-03-03")) == ["teams.1", "happened_on"]


def test_what_is_wrong_is_told_in_plain_words() -> None:
    wrong = {"customer": "", "external_id": " ", "link": "https://a\0", "colour": "red"}
    assert problems(**wrong) | problems(said="a\0", external_id="") == {
        "customer": "should not be empty",
        "external_id": "should not be empty",
        "link": "should be an address like https://example.com/1",
        "colour": "is no field here",
        "said": "should hold no NUL characters",
    }
    with pytest.raises(Unfit) as unfit:
        pieces.read(b'{"said": "Fine.", "scale": "csat", "rating": 3}')
    assert [(problem.field, problem.problem) for problem in unfit.value.problems] == [("customer", "is missing")]


def test_a_piece_is_known_by_the_senders_id_or_else_by_the_request() -> None:
    assert made(external_id="7").key == "ingest:zendesk\n7"
    assert made().key == f"ingest:{KEY.id}/call-1"


def test_no_senders_piece_is_taken_for_anothers() -> None:
    def known(name: str, **changes: object) -> str:
        piece = pieces.read(json.dumps(PIECE | changes).encode())
        return pieces.feedback_of(piece, replace(KEY, name=name), "call-1", {}, NOW, "f1").key

    assert len({known("a:b", external_id="c"), known("a", external_id="b:c"), known("a", external_id="b\nc")}) == 3
    assert known("a", external_id=f"{KEY.id}/call-1") != known("a")


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert sorted(problems(customer="", said=1, rating=9, more=1)) == ["customer", "more", "rating", "said"]


@given(st.text())
def test_a_text_is_taken_as_it_is_or_refused(said: str) -> None:
    try:
        assert made(said=said).said == said.strip()
    except Unfit:
        assert "\0" in said or not any(sign.isprintable() and not sign.isspace() for sign in said)


@given(st.binary())
def test_whatever_comes_is_a_piece_or_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        pieces.read(body)


@pytest.mark.parametrize("field", ["customer", "said", "external_id", "link"])
def test_a_text_that_is_too_long_is_told_its_length_in_characters(field: str) -> None:
    assert problems(**{field: "https://" + "x" * 3000})[field].startswith("String should have at most ")
