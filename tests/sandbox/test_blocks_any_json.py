from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.block_kinds import IN_MESSAGES
from sandbox.blocks import check_message, check_view, lacks_text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)

PLAIN = {"type": "plain_text", "text": "Hello Ada"}
OPTIONS = [{"text": PLAIN, "value": "a"}]
CELLS = [{"type": "raw_text", "text": "a"}, {"type": "raw_number", "value": 10**400}]
IMAGE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A chart"}
RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "a"}]}]}
SELECT = {"type": "static_select", "options": OPTIONS, "initial_option": OPTIONS[0]}
LINE = {
    "type": "line",
    "series": [{"name": "Team", "data": [{"label": "W1", "value": 1.5}]}],
    "axis_config": {"categories": ["W1"]},
}
NUMBER = {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9" * 400}
VALID: list[dict[str, Any]] = [
    {"type": "section", "text": PLAIN, "fields": [PLAIN], "accessory": SELECT, "block_id": "a"},
    {"type": "actions", "elements": [{"type": "button", "text": PLAIN, "action_id": "a"}, SELECT]},
    {"type": "input", "label": PLAIN, "element": NUMBER, "dispatch_action": True},
    {"type": "context", "elements": [PLAIN, IMAGE]},
    {"type": "carousel", "elements": [{"type": "card", "title": PLAIN, "icon": IMAGE}]},
    {"type": "container", "title": PLAIN, "child_blocks": [RICH], "is_collapsible": True, "default_collapsed": True},
    {"type": "data_table", "caption": "a", "rows": [CELLS, CELLS], "row_header_column_index": 1},
    {"type": "data_visualization", "title": "a", "chart": LINE},
    {"type": "plan", "title": "a", "tasks": [{"task_id": "1", "title": "a", "details": RICH}]},
]


def places_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path to everything inside a JSON value, and to the value itself."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for name, part in items for found in places_in(part, (*path, name)))]


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The same JSON value with another at this path."""
    if not path:
        return new
    if isinstance(value, dict):
        return {name: replaced(part, path[1:], new) if name == path[0] else part for name, part in value.items()}
    return [replaced(part, path[1:], new) if index == path[0] else part for index, part in enumerate(value)]


def test_the_blocks_to_be_broken_below_are_whole():
    assert check_message({"text": "t", "blocks": VALID}) == []


@given(JSON)
def test_any_json_at_all_is_answered(value):
    for answer in (check_message(value), check_view(value), check_message({"text": "t", "blocks": value})):
        assert all(isinstance(problem, str) for problem in answer)
    assert lacks_text(value) in (True, False)


@settings(max_examples=300)
@given(st.data())
def test_a_block_with_any_json_in_the_place_of_one_part_is_answered(data):
    block = data.draw(st.sampled_from(VALID))
    path = data.draw(st.sampled_from(places_in(block)))
    broken = replaced(block, path, data.draw(JSON))
    modal = {"type": "modal", "title": PLAIN, "blocks": [broken]}

    for answer in (
        check_message({"blocks": [broken, *VALID]}),
        check_view(modal),
        check_view({**modal, "type": "home"}),
    ):
        assert all(problem.endswith("]") for problem in answer)


@given(st.sampled_from(sorted(IN_MESSAGES)), st.dictionaries(st.text(max_size=8), JSON, min_size=1, max_size=4))
def test_a_block_of_fields_that_nobody_knows_is_refused(kind, fields):
    assert check_message({"blocks": [{**{f"{name}?": value for name, value in fields.items()}, "type": kind}]})


def test_json_nested_deeper_than_python_recurses_is_refused():
    deep: Any = "a"
    for _ in range(5000):
        deep = {"type": "container", "title": PLAIN, "child_blocks": [deep]}

    assert check_message({"blocks": [deep]}) == [
        "unsupported type: container [json-pointer:/blocks/0/child_blocks/0/type]"
    ]
