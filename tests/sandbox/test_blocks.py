from __future__ import annotations

from typing import Any

import pytest

from sandbox.blocks import check_message, check_view, lacks_text

DIVIDER = {"type": "divider"}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str = "Hello Ada", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def question(**more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("What helped?"), "element": {"type": "plain_text_input"}, **more}


def button(action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Yes"), "action_id": action_id, **more}


def table(text: str) -> dict[str, Any]:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text}]]}


def data_table(characters: int) -> dict[str, Any]:
    cells = [{"type": "raw_text", "text": "t" * characters}]
    return {"type": "data_table", "caption": "Weeks", "rows": [[{"type": "raw_text", "text": "W"}], cells]}


def chart() -> dict[str, Any]:
    segments = [{"label": "met", "value": 3}]
    return {"type": "data_visualization", "title": "Customers", "chart": {"type": "pie", "segments": segments}}


def container(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "container", "title": plain("More"), "child_blocks": list(blocks)}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Give kudos"), "blocks": list(blocks), **more}


def home(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "home", "blocks": list(blocks), **more}


def without(payload: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in payload.items() if key != name}


@pytest.mark.parametrize(
    "payload",
    [
        {"text": "Hello Ada"},
        {"blocks": [section()]},
        {"text": "Hello Ada", "blocks": []},
        {"text": "", "blocks": [section()], "attachments": None},
        {"channel": "C1", "text": "Hello Ada", "unfurl_links": False},
        {"text": "Hello Ada", "blocks": [DIVIDER] * 50},
        {"attachments": [{"color": "#aabbcc", "text": "older fields are not looked at", "fields": [1]}]},
        {"attachments": [{"blocks": [section()]}] * 100},
        {"text": "t", "blocks": [section(block_id="a"), section(block_id="b")]},
        {"text": "t", "blocks": [{"type": "markdown", "text": "m" * 6000}] * 2},
        {"text": "t", "blocks": [chart(), chart()]},
        {"text": "t", "blocks": [table("t" * 10_000)]},
        {"text": "t", "blocks": [data_table(19_999)]},
    ],
)
def test_a_message_within_the_rules_is_accepted(payload):
    assert check_message(payload) == []


def test_kinds_of_blocks_that_a_workspace_refuses_are_named_wherever_they_stand():
    inside = {"type": "container", "title": plain("Box"), "child_blocks": [DIVIDER]}
    assert check_message({"text": "t", "blocks": [section(), inside]}, frozenset({"divider"})) == [
        "unsupported type: divider [json-pointer:/blocks/1/child_blocks/0/type]"
    ]
    assert check_message({"text": "t", "blocks": [section(), inside]}, frozenset({"data_visualization"})) == []


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        ({}, "no_text"),
        ({"text": "", "blocks": [], "attachments": []}, "no_text"),
        ({"text": 5}, "must provide a string [json-pointer:/text]"),
        ({"text": "t", "blocks": "[]"}, "must provide an array [json-pointer:/blocks]"),
        ({"text": "t", "blocks": [DIVIDER] * 51}, "no more than 50 items allowed [json-pointer:/blocks]"),
        ({"blocks": [None]}, "must provide an object [json-pointer:/blocks/0]"),
        ({"blocks": [{}]}, "missing required field: type [json-pointer:/blocks/0]"),
        ({"blocks": [{"type": ["divider"]}]}, "must provide a string [json-pointer:/blocks/0/type]"),
        ({"blocks": [DIVIDER, {"type": "foo"}]}, "unsupported type: foo [json-pointer:/blocks/1/type]"),
        ({"blocks": [DIVIDER | {"colour": "red"}]}, "invalid additional property: colour [json-pointer:/blocks/0]"),
        ({"blocks": [section("a" * 3001)]}, "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        ({"blocks": [section("")]}, "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ({"attachments": {}, "text": "t"}, "must provide an array [json-pointer:/attachments]"),
        ({"attachments": [DIVIDER, 7]}, "must provide an object [json-pointer:/attachments/1]"),
        (
            {"attachments": [{"blocks": [section("")]}]},
            "must be more than 0 characters [json-pointer:/attachments/0/blocks/0/text/text]",
        ),
        ({"attachments": [{"blocks": []}] * 101}, "no more than 100 items allowed [json-pointer:/attachments]"),
        (
            {"blocks": [section(block_id="a"), section(block_id="a")]},
            '`block_id` "a" already exists [json-pointer:/blocks/1/block_id]',
        ),
        (
            {"blocks": [section(block_id="a"), container(section(block_id="a"))]},
            '`block_id` "a" already exists [json-pointer:/blocks/1/child_blocks/0/block_id]',
        ),
        (
            {"blocks": [section(block_id="a")], "attachments": [{"blocks": [section(block_id="a")]}]},
            '`block_id` "a" already exists [json-pointer:/attachments/0/blocks/0/block_id]',
        ),
        ({"blocks": [chart()] * 3}, "no more than 2 data_visualization blocks allowed [json-pointer:/blocks/2]"),
        ({"blocks": [table("a"), table("b")]}, "no more than 1 table blocks allowed [json-pointer:/blocks/1]"),
        (
            {"blocks": [data_table(20_000)]},
            "data_table blocks must be less than 20001 characters in all [json-pointer:/blocks]",
        ),
        (
            {"blocks": [table("t" * 10_001)]},
            "table blocks must be less than 10001 characters in all [json-pointer:/blocks]",
        ),
        (
            {"blocks": [{"type": "markdown", "text": "m" * 6001}, {"type": "markdown", "text": "m" * 6000}]},
            "markdown blocks must be less than 12001 characters in all [json-pointer:/blocks]",
        ),
    ],
)
def test_a_message_outside_the_rules_is_refused_in_slacks_manner(payload, problem):
    assert check_message(payload) == [problem]


def test_every_problem_of_a_message_is_named():
    payload = {"text": 1, "blocks": [section(""), {"type": "foo"}, {"type": "header"}]}

    assert check_message(payload) == [
        "must provide a string [json-pointer:/text]",
        "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
        "unsupported type: foo [json-pointer:/blocks/1/type]",
        "missing required field: text [json-pointer:/blocks/2]",
    ]


@pytest.mark.parametrize(
    ("payload", "lacks"),
    [
        ({"text": "Hello Ada"}, False),
        ({"text": "Hello Ada", "blocks": [section()]}, False),
        ({"text": "", "blocks": [section()]}, True),
        ({"blocks": [section()]}, True),
        ({}, False),
        (None, False),
    ],
)
def test_blocks_without_words_for_a_screen_reader_lack_text(payload, lacks):
    assert lacks_text(payload) is lacks


@pytest.mark.parametrize(
    "view",
    [
        modal(section()),
        modal(),
        modal(section(), submit=plain("Send"), close=plain("Not now"), clear_on_close=True, notify_on_close=False),
        modal(question(), submit=plain("Send")),
        modal({"type": "alert", "text": plain("Nobody sees your name.")}),
        modal(section(), title=plain("a" * 24), submit=plain("a" * 24), close=plain("a" * 24)),
        modal(section(), callback_id="c" * 255, external_id="e" * 255, private_metadata="p" * 3000),
        modal(section(), callback_id="", private_metadata="", external_id=""),
        modal(*[DIVIDER] * 100),
        modal(question(element={"type": "plain_text_input", "focus_on_load": True}), submit=plain("Send")),
        home(section()),
        home(),
        home(question()),
        home(section(), title=plain("a" * 24), callback_id="home", private_metadata="p", external_id="e"),
        home(*[DIVIDER] * 100),
        home(table("a"), table("b")),
    ],
)
def test_a_view_within_the_rules_is_accepted(view):
    assert check_view(view) == []


@pytest.mark.parametrize(
    ("view", "problem"),
    [
        (None, "must provide an object [json-pointer:/view]"),
        ({}, "missing required field: type [json-pointer:/view]"),
        ({"type": "workflow_step", "blocks": []}, "must be a valid enum value [json-pointer:/view/type]"),
        (without(modal(), "title"), "missing required field: title [json-pointer:/view]"),
        (without(modal(), "blocks"), "missing required field: blocks [json-pointer:/view]"),
        (without(home(), "blocks"), "missing required field: blocks [json-pointer:/view]"),
        (modal(title=plain("a" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (modal(submit=plain("a" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
        (modal(close=plain("a" * 25)), "must be less than 25 characters [json-pointer:/view/close/text]"),
        (modal(submit=None), "must provide an object [json-pointer:/view/submit]"),
        (
            modal(title={"type": "mrkdwn", "text": "Kudos"}),
            "must be a valid enum value [json-pointer:/view/title/type]",
        ),
        (modal(callback_id="c" * 256), "must be less than 256 characters [json-pointer:/view/callback_id]"),
        (modal(external_id="c" * 256), "must be less than 256 characters [json-pointer:/view/external_id]"),
        (modal(private_metadata="c" * 3001), "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
        (modal(notify_on_close="yes"), "must provide a boolean [json-pointer:/view/notify_on_close]"),
        (modal(*[DIVIDER] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
        (home(*[DIVIDER] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
        (modal(hash="1.a"), "invalid additional property: hash [json-pointer:/view]"),
        (home(title=plain("a" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (home(submit=plain("Send")), "invalid additional property: submit [json-pointer:/view]"),
        (
            modal(DIVIDER, question()),
            "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]",
        ),
        (
            modal(section(block_id="a"), section(block_id="a")),
            '`block_id` "a" already exists [json-pointer:/view/blocks/1/block_id]',
        ),
    ],
)
def test_a_view_outside_the_rules_is_refused_in_slacks_manner(view, problem):
    assert check_view(view) == [problem]


@pytest.mark.parametrize(
    "second",
    [
        question(element={"type": "plain_text_input", "focus_on_load": True}),
        section(accessory={"type": "datepicker", "focus_on_load": True}),
        {"type": "actions", "elements": [button("a"), {"type": "users_select", "focus_on_load": True}]},
    ],
)
def test_only_one_element_of_a_view_asks_for_the_focus(second):
    first = question(element={"type": "email_text_input", "focus_on_load": True})

    assert check_view(modal(first, second, submit=plain("Send"))) == [
        "only one element can have `focus_on_load` [json-pointer:/view/blocks/1]"
    ]
