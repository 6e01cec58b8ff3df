from __future__ import annotations

from typing import Any

import pytest

from sandbox.block_elements import ACCESSORIES, ACTION_ELEMENTS, INPUTS
from sandbox.block_rules import at_pointer

EVERYWHERE = {**ACTION_ELEMENTS, **ACCESSORIES, **INPUTS}
MENUS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(value: str = "a", **more: Any) -> dict[str, Any]:
    return {"text": plain("Ada"), "value": value, **more}


def element(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, **fields}


def button(**fields: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Yes"), **fields}


def options(kind: str, number: int, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "options": [option(str(index)) for index in range(number)], **fields}


def groups(number: int, **fields: Any) -> dict[str, Any]:
    group = {"label": plain("Team"), "options": [option()]}
    return {"type": "static_select", "option_groups": [group] * number, **fields}


def problems_of(value: dict[str, Any]) -> list[str]:
    return at_pointer("", EVERYWHERE[value["type"]](value))


CONFIRM = {"title": plain("Sure?"), "text": plain("Ada will see it."), "confirm": plain("Yes"), "deny": plain("No")}
RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}
WORKFLOW = {"trigger": {"url": "https://slack.com/shortcuts/Ft1/a", "customizable_input_parameters": []}}
ENTER = {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]}


@pytest.mark.parametrize(
    "value",
    [
        button(),
        button(text={"type": "plain_text", "text": "a" * 75, "emoji": False}),
        button(value="v" * 2000, url="u" * 3000, action_id="a" * 255, accessibility_label="l" * 75),
        button(value="", style="danger", confirm=CONFIRM),
        element("workflow_button", text=plain("a" * 75), workflow=WORKFLOW, style="primary"),
        options("overflow", 1),
        options("overflow", 5, confirm=CONFIRM),
        element("overflow", options=[option(url="u" * 3000)]),
        options("static_select", 100, placeholder=plain("a" * 150)),
        options("static_select", 3, initial_option=option("2")),
        groups(100, initial_option=option()),
        options("multi_static_select", 3, initial_options=[option("0"), option("2")], max_selected_items=1),
        element("external_select", min_query_length=0, initial_option=option()),
        element("multi_external_select", initial_options=[option()]),
        element("users_select", initial_user="U1", focus_on_load=True),
        element("multi_users_select", initial_users=["U1", "U2"], max_selected_items=5),
        element("channels_select", initial_channel="C1", response_url_enabled=True),
        element("multi_channels_select", initial_channels=["C1"]),
        element("conversations_select", default_to_current_conversation=True, filter={"include": ["im"]}),
        element("multi_conversations_select", initial_conversations=["C1"], filter={"exclude_bot_users": True}),
        options("radio_buttons", 10, initial_option=option("9")),
        element("radio_buttons", options=[option(text={"type": "mrkdwn", "text": "*Ada*"})]),
        options("checkboxes", 10, initial_options=[option("0")]),
        element("datepicker", initial_date="2026-03-29", placeholder=plain("Pick a day")),
        element("timepicker", initial_time="23:59", timezone="Europe/Berlin"),
        element("datetimepicker", initial_date_time=1_774_782_000),
        element("plain_text_input"),
        element("plain_text_input", initial_value="a" * 3000, multiline=True, min_length=0, max_length=3000),
        element("plain_text_input", min_length=3000, max_length=3000, dispatch_action_config=ENTER),
        element("email_text_input", initial_value="ada@example.com"),
        element("url_text_input", placeholder=plain("a" * 150)),
        element("number_input", is_decimal_allowed=True, min_value="-1.5", max_value="10", initial_value="0"),
        element("rich_text_input", initial_value=RICH, min_lines=1, max_lines=100),
        element("file_input", filetypes=["csv"], max_files=10),
        {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A chart"},
    ],
)
def test_an_element_within_its_limits_is_accepted(value):
    assert problems_of(value) == []


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (element("button"), "missing required field: text [json-pointer:]"),
        (button(text=plain("")), "must be more than 0 characters [json-pointer:/text/text]"),
        (button(text=plain("a" * 76)), "must be less than 76 characters [json-pointer:/text/text]"),
        (button(text={"type": "mrkdwn", "text": "*Yes*"}), "must be a valid enum value [json-pointer:/text/type]"),
        (button(value="v" * 2001), "must be less than 2001 characters [json-pointer:/value]"),
        (button(value=3), "must provide a string [json-pointer:/value]"),
        (button(url="u" * 3001), "must be less than 3001 characters [json-pointer:/url]"),
        (button(action_id="a" * 256), "must be less than 256 characters [json-pointer:/action_id]"),
        (button(action_id=""), "must be more than 0 characters [json-pointer:/action_id]"),
        (button(accessibility_label="l" * 76), "must be less than 76 characters [json-pointer:/accessibility_label]"),
        (button(style="default"), "must be a valid enum value [json-pointer:/style]"),
        (button(style=None), "must provide a string [json-pointer:/style]"),
        (button(color="red"), "invalid additional property: color [json-pointer:]"),
        (button(confirm="Sure?"), "must provide an object [json-pointer:/confirm]"),
        (options("overflow", 0), "must provide at least 1 items [json-pointer:/options]"),
        (options("overflow", 6), "no more than 5 items allowed [json-pointer:/options]"),
        (options("static_select", 0), "must provide at least 1 items [json-pointer:/options]"),
        (options("static_select", 101), "no more than 100 items allowed [json-pointer:/options]"),
        (element("static_select"), "must define either `options` or `option_groups` [json-pointer:]"),
        (groups(1, options=[option()]), "must define either `options` or `option_groups` [json-pointer:]"),
        (groups(101), "no more than 100 items allowed [json-pointer:/option_groups]"),
        (
            options("static_select", 2, initial_option=option("2")),
            "must match one of the options [json-pointer:/initial_option]",
        ),
        (groups(1, initial_option=option("b")), "must match one of the options [json-pointer:/initial_option]"),
        (options("static_select", 2, initial_option=None), "must provide an object [json-pointer:/initial_option]"),
        (
            options("multi_static_select", 2, initial_options=[option("0"), option("2")]),
            "must match one of the options [json-pointer:/initial_options]",
        ),
        (
            options("multi_static_select", 2, max_selected_items=0),
            "must be more than 0 [json-pointer:/max_selected_items]",
        ),
        (
            element("static_select", options=[option(url="u")]),
            "invalid additional property: url [json-pointer:/options/0]",
        ),
        (
            element("static_select", options=[option(text={"type": "mrkdwn", "text": "a"})]),
            "must be a valid enum value [json-pointer:/options/0/text/type]",
        ),
        (element("external_select", options=[]), "invalid additional property: options [json-pointer:]"),
        (element("external_select", min_query_length=-1), "must be more than -1 [json-pointer:/min_query_length]"),
        (element("users_select", initial_users=["U1"]), "invalid additional property: initial_users [json-pointer:]"),
        (element("multi_users_select", initial_users="U1"), "must provide an array [json-pointer:/initial_users]"),
        (
            element("conversations_select", filter={}),
            "must define either `include` or `exclude_external_shared_channels` or `exclude_bot_users`"
            " [json-pointer:/filter]",
        ),
        (options("radio_buttons", 11), "no more than 10 items allowed [json-pointer:/options]"),
        (
            options("radio_buttons", 2, initial_option=option("2")),
            "must match one of the options [json-pointer:/initial_option]",
        ),
        (options("checkboxes", 11), "no more than 10 items allowed [json-pointer:/options]"),
        (options("checkboxes", 1, initial_options=[]), "must provide at least 1 items [json-pointer:/initial_options]"),
        (
            element("datepicker", initial_date="29.3.2026"),
            "must be in the format YYYY-MM-DD [json-pointer:/initial_date]",
        ),
        (
            element("datepicker", initial_date="2026-13-01"),
            "must be in the format YYYY-MM-DD [json-pointer:/initial_date]",
        ),
        (element("timepicker", initial_time="24:00"), "must be in the format HH:mm [json-pointer:/initial_time]"),
        (element("timepicker", initial_time=900), "must provide a string [json-pointer:/initial_time]"),
        (
            element("datetimepicker", initial_date_time=999_999_999),
            "must be more than 999999999 [json-pointer:/initial_date_time]",
        ),
        (
            element("datetimepicker", initial_date_time=10**10),
            "must be less than 10000000000 [json-pointer:/initial_date_time]",
        ),
        (
            element("plain_text_input", initial_value="a" * 3001),
            "must be less than 3001 characters [json-pointer:/initial_value]",
        ),
        (element("plain_text_input", max_length=3001), "must be less than 3001 [json-pointer:/max_length]"),
        (element("plain_text_input", max_length=0), "must be more than 0 [json-pointer:/max_length]"),
        (element("plain_text_input", min_length=-1), "must be more than -1 [json-pointer:/min_length]"),
        (
            element("plain_text_input", min_length=6, max_length=5),
            "must not be more than `max_length` [json-pointer:/min_length]",
        ),
        (
            element("plain_text_input", placeholder=plain("a" * 151)),
            "must be less than 151 characters [json-pointer:/placeholder/text]",
        ),
        (
            element("plain_text_input", dispatch_action_config={"trigger_actions_on": []}),
            "must provide at least 1 items [json-pointer:/dispatch_action_config/trigger_actions_on]",
        ),
        (element("number_input"), "missing required field: is_decimal_allowed [json-pointer:]"),
        (
            element("number_input", is_decimal_allowed=False, min_value=1),
            "must provide a string [json-pointer:/min_value]",
        ),
        (
            element("number_input", is_decimal_allowed=False, min_value="many"),
            "must be a number [json-pointer:/min_value]",
        ),
        (
            element("number_input", is_decimal_allowed=False, min_value="10", max_value="9"),
            "must not be more than `max_value` [json-pointer:/min_value]",
        ),
        (element("rich_text_input", initial_value="a"), "must provide an object [json-pointer:/initial_value]"),
        (element("file_input", max_files=0), "must be more than 0 [json-pointer:/max_files]"),
        (element("file_input", max_files=11), "must be less than 11 [json-pointer:/max_files]"),
        (element("file_input", filetypes=[]), "must provide at least 1 items [json-pointer:/filetypes]"),
        ({"type": "image", "image_url": "u"}, "missing required field: alt_text [json-pointer:]"),
    ],
)
def test_an_element_outside_its_limits_is_refused(value, problem):
    assert problems_of(value) == [problem]


PLACES = [
    ("button workflow_button overflow", "actions accessory"),
    (" ".join(MENUS), "actions accessory input"),
    (" ".join(f"multi_{menu}" for menu in MENUS), "actions accessory input"),
    ("radio_buttons checkboxes datepicker timepicker", "actions accessory input"),
    ("datetimepicker rich_text_input", "actions input"),
    ("plain_text_input email_text_input url_text_input number_input file_input", "input"),
    ("image", "accessory"),
]


@pytest.mark.parametrize(("kinds", "places"), PLACES)
def test_each_element_stands_in_the_blocks_that_can_hold_it_and_no_others(kinds, places):
    tables = {"actions": ACTION_ELEMENTS, "accessory": ACCESSORIES, "input": INPUTS}

    for kind in kinds.split():
        assert {place for place, table in tables.items() if kind in table} == set(places.split())


def test_no_element_is_left_out_of_the_table_of_places():
    assert {kind for kinds, _ in PLACES for kind in kinds.split()} == set(EVERYWHERE)
