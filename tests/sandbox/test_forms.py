"""What Slack refuses in a form by itself."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.elements import state_values
from sandbox.forms import problems

REQUIRED = "Please complete this required field."


def with_value(form: Any, kind: str, value: Any) -> dict[str, str]:
    values = state_values(form["blocks"], {})
    entry = values[kind]["it"]
    name = next(name for name in entry if name != "type")
    values[kind]["it"] = {"type": kind, name: value}
    return problems(form["blocks"], values)


def test_a_form_of_optional_fields_may_be_empty(form: Any) -> None:
    assert problems(form["blocks"], state_values(form["blocks"], {})) == {}


def test_required_fields_must_be_filled_in(form: Any) -> None:
    for block in form["blocks"]:
        del block["optional"]
    found = problems(form["blocks"], state_values(form["blocks"], {}))
    assert found == {block["block_id"]: REQUIRED for block in form["blocks"]}


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        ("plain_text_input", "x", "Please write at least 2 characters."),
        ("plain_text_input", "x" * 11, "Please write no more than 10 characters."),
        ("email_text_input", "ben", "Please enter an email address."),
        ("url_text_input", "example.org", "Please enter a link that starts with http:// or https://."),
        ("number_input", "x", "Please enter a number."),
        ("number_input", "1.5", "Please enter a whole number."),
        ("number_input", "0", "Please enter a number of at least 1."),
        ("number_input", "11", "Please enter a number of at most 10."),
        ("multi_static_select", [{}, {}], "Please choose no more than 1."),
    ],
)
def test_a_wrong_value_is_named(form: Any, kind: str, value: Any, problem: str) -> None:
    assert with_value(form, kind, value) == {kind: problem}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("plain_text_input", "xx"),
        ("email_text_input", "ben@example.org"),
        ("url_text_input", "https://example.org"),
        ("number_input", "10"),
        ("multi_static_select", [{}]),
    ],
)
def test_a_right_value_passes(form: Any, kind: str, value: Any) -> None:
    assert with_value(form, kind, value) == {}


def test_a_menu_outside_of_an_input_is_never_required(panel: Any) -> None:
    assert problems(panel, state_values(panel, {})) == {}
