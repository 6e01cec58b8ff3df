"""Limits that stand in no other table: each at its edge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.block_data import data_table, data_visualization
from sandbox.block_elements import ACTION_ELEMENTS, CONTEXT_ACTIONS, INPUTS
from sandbox.block_kinds import BASIC, container
from sandbox.block_objects import linked_option, rich_option, slack_file
from sandbox.block_rich_text import rich_text
from sandbox.block_rules import Check

CELLS = [[{"type": "raw_text", "text": "a"}]] * 2
SECTION = {"type": "rich_text_section", "elements": []}
RICH = {"type": "rich_text", "elements": [SECTION]}
WORKFLOW = {"trigger": {"url": "u"}}
VIDEO_URLS = {"thumbnail_url": "u", "video_url": "u"}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(**changes: Any) -> dict[str, Any]:
    return {"text": plain("Ada"), "value": "a", **changes}


def several(number: int) -> list[dict[str, Any]]:
    return [option()] * number


def element(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, **fields}


def button(**fields: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Yes"), **fields}


def launch(**fields: Any) -> dict[str, Any]:
    return {"type": "workflow_button", "text": plain("Start"), "workflow": WORKFLOW, **fields}


def trash(**fields: Any) -> dict[str, Any]:
    return {"type": "icon_button", "icon": "trash", "text": plain("Delete"), **fields}


def thumbs(**fields: Any) -> dict[str, Any]:
    good = {"text": plain("Good"), **fields}
    return {"type": "feedback_buttons", "positive_button": good, "negative_button": {"text": plain("Bad")}}


def video(**fields: Any) -> dict[str, Any]:
    return {"type": "video", "alt_text": "a", "title": plain("How to"), **VIDEO_URLS, **fields}


def box(**fields: Any) -> dict[str, Any]:
    return {"type": "container", "title": plain("More"), "child_blocks": [{"type": "divider"}], **fields}


def rich(*inline: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{**SECTION, "elements": list(inline)}]}


def chart(points: int = 1, **axis: Any) -> dict[str, Any]:
    data = [{"label": "W1", "value": 1}] * points
    bars = {"type": "bar", "series": [{"name": "Team", "data": data}], "axis_config": {"categories": ["W1"], **axis}}
    return {"type": "data_visualization", "title": "Weeks", "chart": bars}


MULTI = INPUTS["multi_external_select"]
RICH_INPUT = INPUTS["rich_text_input"]
TEXT_INPUT = INPUTS["plain_text_input"]
BUTTON = ACTION_ELEMENTS["button"]
LAUNCH = ACTION_ELEMENTS["workflow_button"]
TRASH = CONTEXT_ACTIONS["icon_button"]
THUMBS = CONTEXT_ACTIONS["feedback_buttons"]
VIDEO = BASIC["video"]

LENGTHS: list[tuple[Check, int, Callable[[str], dict[str, Any]]]] = [
    (linked_option, 75, lambda text: option(text=plain(text))),
    (linked_option, 75, lambda text: option(description=plain(text))),
    (linked_option, 150, lambda text: option(value=text)),
    (rich_option, 75, lambda text: option(description=plain(text))),
    (rich_option, 150, lambda text: option(value=text)),
    (slack_file, 3000, lambda text: {"url": text}),
    (MULTI, 150, lambda text: element("multi_external_select", placeholder=plain(text))),
    (BUTTON, 4000, lambda text: button(agent_prompt=text)),
    (LAUNCH, 75, lambda text: launch(text=plain(text))),
    (LAUNCH, 75, lambda text: launch(accessibility_label=text)),
    (THUMBS, 75, lambda text: thumbs(text=plain(text))),
    (THUMBS, 75, lambda text: thumbs(accessibility_label=text)),
    (THUMBS, 2000, lambda text: thumbs(value=text)),
    (TRASH, 75, lambda text: trash(text=plain(text))),
    (TRASH, 75, lambda text: trash(accessibility_label=text)),
    (TRASH, 2000, lambda text: trash(value=text)),
    (BASIC["context"], 3000, lambda text: element("context", elements=[plain(text)])),
    (VIDEO, 2000, lambda text: video(alt_text=text)),
    (VIDEO, 3000, lambda text: video(thumbnail_url=text)),
    (VIDEO, 3000, lambda text: video(video_url=text)),
    (VIDEO, 2000, lambda text: video(provider_icon_url=text)),
    (VIDEO, 2000, lambda text: video(title_url=text)),
    (VIDEO, 50, lambda text: video(provider_name=text)),
    (container, 150, lambda text: box(title=plain(text))),
    (container, 150, lambda text: box(subtitle=plain(text))),
    (data_table, 255, lambda text: element("data_table", caption="a", rows=CELLS, block_id=text)),
    (data_visualization, 50, lambda text: chart(y_label=text)),
    (rich_text, 255, lambda text: {**RICH, "block_id": text}),
]


@pytest.mark.parametrize(("check", "most", "with_text"), LENGTHS)
def test_a_text_may_be_as_long_as_its_limit_and_no_longer(check, most, with_text):
    assert not check(with_text("a" * most))
    assert [what for _, what in check(with_text("a" * (most + 1)))] == [f"must be less than {most + 1} characters"]


NUMBERS: list[tuple[Check, int, Callable[[int], dict[str, Any]]]] = [
    (RICH_INPUT, 100, lambda number: element("rich_text_input", min_lines=number)),
    (RICH_INPUT, 100, lambda number: element("rich_text_input", max_lines=number)),
    (rich_text, 6, lambda number: rich({"type": "emoji", "name": "wave", "skin_tone": number})),
    (TEXT_INPUT, 3000, lambda number: element("plain_text_input", min_length=number)),
]


@pytest.mark.parametrize(("check", "most", "with_number"), NUMBERS)
def test_a_number_may_be_as_high_as_its_limit_and_no_higher(check, most, with_number):
    assert not check(with_number(most))
    assert {what for _, what in check(with_number(most + 1))} == {f"must be less than {most + 1}"}


LOWEST: list[tuple[Check, int, Callable[[int], dict[str, Any]]]] = [
    (MULTI, 0, lambda number: element("multi_external_select", min_query_length=number)),
    (RICH_INPUT, 1, lambda number: element("rich_text_input", min_lines=number)),
    (RICH_INPUT, 1, lambda number: element("rich_text_input", max_lines=number)),
    (rich_text, 1, lambda number: rich({"type": "emoji", "name": "wave", "skin_tone": number})),
    (data_table, 0, lambda number: element("data_table", caption="a", rows=CELLS, row_header_column_index=number)),
]


@pytest.mark.parametrize(("check", "least", "with_number"), LOWEST)
def test_a_number_may_be_as_low_as_its_limit_and_no_lower(check, least, with_number):
    assert not check(with_number(least))
    assert [what for _, what in check(with_number(least - 1))] == [f"must be more than {least - 1}"]


COUNTS: list[tuple[Check, int, Callable[[int], dict[str, Any]]]] = [
    (MULTI, 100, lambda number: element("multi_external_select", initial_options=several(number))),
    (BUTTON, 10, lambda number: button(visible_to_user_ids=["U1"] * number)),
    (TRASH, 10, lambda number: trash(visible_to_user_ids=["U1"] * number)),
]


@pytest.mark.parametrize(("check", "most", "with_items"), COUNTS)
def test_a_list_may_be_as_long_as_its_limit_and_no_longer(check, most, with_items):
    assert not check(with_items(most))
    assert [what for _, what in check(with_items(most + 1))] == [f"no more than {most} items allowed"]


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (TEXT_INPUT, element("plain_text_input", initial_value="")),
        (THUMBS, thumbs(value="")),
        (TRASH, trash(value="")),
        (VIDEO, video(alt_text="")),
        (INPUTS["datepicker"], element("datepicker", initial_date="2026-10-31")),
        (INPUTS["datepicker"], element("datepicker", initial_date="2026-01-10")),
        (INPUTS["datepicker"], element("datepicker", initial_date="2026-12-01")),
    ],
)
def test_what_may_be_empty_or_first_or_last_is_accepted(check, value):
    assert not check(value)


def test_a_series_of_more_than_twenty_points_is_refused():
    assert ("/chart/series/0/data", "no more than 20 items allowed") in data_visualization(chart(points=21))


def test_a_chart_without_categories_is_refused():
    assert ("/chart/axis_config/categories", "must provide at least 1 items") in data_visualization(
        chart(categories=[])
    )
