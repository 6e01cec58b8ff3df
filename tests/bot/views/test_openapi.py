from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.errors import Refused
from bot.pieces import Problem, Unfit
from bot.views import ingest, openapi

DOCS = Path(__file__).parents[3] / "docs"
PIECE = {"customer": "Ember", "said": "Fine.", "scale": "csat", "rating": 3}


def schema(name: str) -> Draft202012Validator:
    described: dict[str, Any] = openapi.description()
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": described["components"]})


def test_the_docs_hold_the_description_as_it_is_served() -> None:
    """When this fails, put what /ingest/openapi.json serves into docs/openapi.json."""
    assert (DOCS / "openapi.json").read_bytes() == openapi.text()


@pytest.mark.parametrize("field", sorted(openapi.Piece.model_fields))
def test_the_page_names_every_field(field: str) -> None:
    assert f"| `{field}` |" in (DOCS / "ingest.md").read_text("utf-8")


@pytest.mark.parametrize("status", sorted(openapi.OUTCOMES))
def test_the_page_names_every_status(status: str) -> None:
    assert f"| {status} |" in (DOCS / "ingest.md").read_text("utf-8")


def test_every_status_that_is_answered_is_described() -> None:
    answered = {*ingest.STATUSES.values(), ingest.UNFIT, ingest.AWAY, 200, 201}
    assert {str(status) for status in answered} == set(openapi.OUTCOMES)


@pytest.mark.parametrize(
    "refused",
    [
        Refused("ingest_denied"),
        Refused("ingest_often", seconds=3),
        Refused("feedback_in_future", field="happened_on", given="2027-01-01"),
        Refused("database_locked"),
        Unfit([Problem("teams.0", "no team has this name")]),
    ],
    ids=lambda refused: refused.code,
)
def test_every_refusal_has_the_form_that_is_described(refused: Refused) -> None:
    schema("Refused").validate(ingest.refused(refused).body)


@pytest.mark.parametrize("is_new", [True, False])
def test_what_was_taken_has_the_form_that_is_described(is_new: bool) -> None:
    schema("Taken").validate(ingest.kept(is_new=is_new).body)


@pytest.mark.parametrize(
    ("changes", "is_fine"),
    [
        ({}, True),
        ({"scale": "nps", "rating": 10}, True),
        ({"scale": "ces", "rating": 8}, False),
        ({"rating": 0}, False),
        ({"more": 1}, False),
    ],
    ids=str,
)
def test_the_description_knows_which_ratings_a_scale_has(changes: dict[str, Any], is_fine: bool) -> None:
    assert schema("Piece").is_valid(PIECE | changes) == is_fine
