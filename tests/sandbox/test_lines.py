"""Everything in a message or view, as lines to read."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.elements import entry_for
from sandbox.lines import lines
from sandbox.reading import Reader


def text(words: str, kind: str = "plain_text") -> dict[str, str]:
    return {"type": kind, "text": words}


OPTIONS = [{"text": text("Yes"), "value": "y", "description": text("of course")}, {"text": text("No"), "value": "n"}]
BLOCKS: list[tuple[dict[str, Any], list[str]]] = [
    ({"type": "header", "text": text("Hello")}, ["Hello"]),
    ({"type": "divider"}, []),
    ({"type": "markdown", "text": "## Hello"}, ["## Hello"]),
    ({"type": "alert", "text": text("Careful", "mrkdwn")}, ["Careful"]),
    ({"type": "image", "alt_text": "A chart", "title": text("Chart")}, ["Chart", "A chart"]),
    (
        {"type": "section", "text": text("*Hello*", "mrkdwn"), "fields": [text("one"), text("two")]},
        ["Hello", "one", "two"],
    ),
    (
        {"type": "section", "text": text("Look"), "accessory": {"type": "image", "alt_text": "A face"}},
        ["Look", "A face"],
    ),
    (
        {"type": "context", "elements": [text("small"), {"type": "image", "alt_text": "icon"}, text("print")]},
        ["small icon print"],
    ),
    (
        {"type": "actions", "elements": [{"type": "button", "text": text("Go")}, {"type": "datepicker"}]},
        ["[Go]"],
    ),
    (
        {
            "type": "section",
            "text": text("Colour"),
            "accessory": {"type": "static_select", "placeholder": text("Pick")},
        },
        ["Colour", "[Pick]"],
    ),
    (
        {
            "type": "input",
            "label": text("Sure"),
            "hint": text("Think"),
            "element": {"type": "radio_buttons", "options": OPTIONS},
        },
        ["Sure", "Yes", "of course", "No", "Think"],
    ),
    (
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, {"type": "raw_text", "text": "b"}]]},
        ["a | b"],
    ),
    (
        {
            "type": "data_visualization",
            "title": "Scores",
            "chart": {
                "type": "bar",
                "series": [{"name": "Team", "data": [{"label": "W1", "value": 3.5}, {"label": "W2", "value": 4}]}],
                "axis_config": {"categories": ["W1", "W2"], "x_label": "Week"},
            },
        },
        ["Scores", "Week", "Team: W1 3.5, W2 4"],
    ),
    (
        {
            "type": "data_visualization",
            "title": "Shares",
            "chart": {"type": "pie", "segments": [{"label": "Met", "value": 3}, {"label": "Missed", "value": 1}]},
        },
        ["Shares", "Met 3", "Missed 1"],
    ),
    ({"type": "card", "title": text("T"), "body": text("B"), "subtext": text("S")}, ["T", "B", "S"]),
    (
        {"type": "container", "title": text("Box"), "child_blocks": [{"type": "header", "text": text("In")}]},
        ["Box", "In"],
    ),
    (
        {
            "type": "carousel",
            "elements": [{"type": "card", "title": text("One"), "actions": [{"type": "button", "text": text("Open")}]}],
        },
        ["One", "[Open]"],
    ),
]


@pytest.mark.parametrize(("block", "read"), BLOCKS, ids=[f"{block['type']}-{n}" for n, (block, _) in enumerate(BLOCKS)])
def test_a_block_is_read(team: Any, block: Any, read: list[str]) -> None:
    assert lines(Reader(team), [block]) == read


def test_what_was_entered_is_read_in_its_place(team: Any) -> None:
    spec = {"type": "multi_users_select", "action_id": "a", "placeholder": text("Whom")}
    block = {"type": "input", "block_id": "b", "label": text("To"), "element": spec}
    assert lines(Reader(team), [block]) == ["To", "[Whom]"]
    entered = {"b": {"a": entry_for(spec, ["U1ADA", "U2BEN"])}}
    assert lines(Reader(team), [block], entered) == ["To", "[@ada, @ben]"]
