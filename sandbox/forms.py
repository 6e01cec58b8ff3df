"""What Slack checks in a form before it bothers the app."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sandbox.elements import State, elements_of, holds
from sandbox.records import Json

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
URL = re.compile(r"https?://\S+")


def problems(blocks: list[Json], values: State) -> dict[str, str]:
    """What a person must put right before a form can be submitted: a sentence by block id; empty when it is fine."""
    found: dict[str, str] = {}
    for element in elements_of(blocks):
        if element.block["type"] == "input":
            value = holds(values[element.block_id][element.action_id])
            for problem in wrong_with(element.block, element.spec, value):
                found.setdefault(element.block_id, problem)
    return found


def wrong_with(block: Json, spec: Json, value: Any) -> Iterator[str]:
    """What is wrong with the value of one field."""
    if value in (None, "", []):
        if not block.get("optional"):
            yield "Please complete this required field."
        return
    if isinstance(value, str):
        yield from wrong_with_length(spec, value)
        yield from wrong_with_text(spec, value)
    most = spec.get("max_selected_items") or spec.get("max_files")
    if isinstance(value, list) and most and len(value) > most:
        yield f"Please choose no more than {most}."


def wrong_with_length(spec: Json, value: str) -> Iterator[str]:
    """Whether a text is too short or too long."""
    if len(value) < spec.get("min_length", 0):
        yield f"Please write at least {spec['min_length']} characters."
    if len(value) > spec.get("max_length", 3000):
        yield f"Please write no more than {spec.get('max_length', 3000)} characters."


def wrong_with_text(spec: Json, value: str) -> Iterator[str]:
    """Whether a text is the kind of text that the field wants."""
    if spec["type"] == "email_text_input" and not EMAIL.fullmatch(value):
        yield "Please enter an email address."
    if spec["type"] == "url_text_input" and not URL.fullmatch(value):
        yield "Please enter a link that starts with http:// or https://."
    if spec["type"] == "number_input":
        yield from wrong_with_number(spec, value)


def wrong_with_number(spec: Json, value: str) -> Iterator[str]:
    """Whether a text is a number that the field takes."""
    try:
        number = float(value)
    except ValueError:
        yield "Please enter a number."
        return
    if not spec["is_decimal_allowed"] and not number.is_integer():
        yield "Please enter a whole number."
    if "min_value" in spec and number < float(spec["min_value"]):
        yield f"Please enter a number of at least {spec['min_value']}."
    if "max_value" in spec and number > float(spec["max_value"]):
        yield f"Please enter a number of at most {spec['max_value']}."
