"""Block Kit's elements (buttons, menus, pickers, inputs) and the blocks in which each may stand."""

from __future__ import annotations

from sandbox.block_objects import (
    among_options,
    confirm,
    conversation_filter,
    dispatch_action_config,
    image,
    linked_option,
    option_group,
    plain_option,
    plain_text,
    rich_option,
    workflow,
)
from sandbox.block_rich_text import rich_text
from sandbox.block_rules import Check, array, choice, flag, in_order, one_of, pattern, record, string, typed, whole

action = {"action_id": string(255)}
confirmed = {**action, "confirm": confirm}
focused = {**confirmed, "focus_on_load": flag}
menu = {**focused, "placeholder": plain_text(150)}
multi_menu = {**menu, "max_selected_items": whole(1)}
typed_in = {
    **action,
    "placeholder": plain_text(150),
    "focus_on_load": flag,
    "dispatch_action_config": dispatch_action_config,
}
listed = {"options": array(plain_option, 100, 1), "option_groups": array(option_group, 100, 1)}
numeric = pattern(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", "must be a number")
button_look = {"style": choice("primary", "danger"), "accessibility_label": string(75)}
ids = array(string(), least=1)

BUTTONS: dict[str, Check] = {
    "button": typed(
        "button",
        {"text": plain_text(75)},
        {
            **confirmed,
            **button_look,
            "url": string(3000),
            "value": string(2000, 0),
            "agent_prompt": string(4000),
            "agent_prompt_display": string(),
            "visible_to_user_ids": array(string(), 10),
        },
    ),
    "workflow_button": typed(
        "workflow_button", {"text": plain_text(75), "workflow": workflow}, {**action, **button_look}
    ),
    "overflow": typed("overflow", {"options": array(linked_option, 5, 1)}, confirmed),
}

MENUS: dict[str, Check] = {
    "static_select": typed(
        "static_select",
        {},
        {**menu, **listed, "initial_option": plain_option},
        one_of("options", "option_groups"),
        among_options,
    ),
    "multi_static_select": typed(
        "multi_static_select",
        {},
        {**multi_menu, **listed, "initial_options": array(plain_option, 100, 1)},
        one_of("options", "option_groups"),
        among_options,
    ),
    "external_select": typed(
        "external_select", {}, {**menu, "initial_option": plain_option, "min_query_length": whole(0)}
    ),
    "multi_external_select": typed(
        "multi_external_select",
        {},
        {**multi_menu, "initial_options": array(plain_option, 100, 1), "min_query_length": whole(0)},
    ),
    "users_select": typed("users_select", {}, {**menu, "initial_user": string()}),
    "multi_users_select": typed("multi_users_select", {}, {**multi_menu, "initial_users": ids}),
    "channels_select": typed(
        "channels_select", {}, {**menu, "initial_channel": string(), "response_url_enabled": flag}
    ),
    "multi_channels_select": typed("multi_channels_select", {}, {**multi_menu, "initial_channels": ids}),
    "conversations_select": typed(
        "conversations_select",
        {},
        {
            **menu,
            "initial_conversation": string(),
            "default_to_current_conversation": flag,
            "response_url_enabled": flag,
            "filter": conversation_filter,
        },
    ),
    "multi_conversations_select": typed(
        "multi_conversations_select",
        {},
        {
            **multi_menu,
            "initial_conversations": ids,
            "default_to_current_conversation": flag,
            "filter": conversation_filter,
        },
    ),
}

date = pattern(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", "must be in the format YYYY-MM-DD")
time = pattern(r"([01][0-9]|2[0-3]):[0-5][0-9]", "must be in the format HH:mm")

CHOICES: dict[str, Check] = {
    "radio_buttons": typed(
        "radio_buttons",
        {"options": array(rich_option, 10, 1)},
        {**focused, "initial_option": rich_option},
        among_options,
    ),
    "checkboxes": typed(
        "checkboxes",
        {"options": array(rich_option, 10, 1)},
        {**focused, "initial_options": array(rich_option, 10, 1)},
        among_options,
    ),
    "datepicker": typed("datepicker", {}, {**menu, "initial_date": date}),
    "timepicker": typed("timepicker", {}, {**menu, "initial_time": time, "timezone": string()}),
}
# A moment in seconds since 1970, of exactly ten digits.
MOMENTS: dict[str, Check] = {
    "datetimepicker": typed("datetimepicker", {}, {**focused, "initial_date_time": whole(10**9, 10**10 - 1)}),
}
RICH_TEXT_INPUT: dict[str, Check] = {
    "rich_text_input": typed(
        "rich_text_input",
        {},
        {**typed_in, "initial_value": rich_text, "min_lines": whole(1, 100), "max_lines": whole(1, 100)},
        in_order("min_lines", "max_lines"),
    ),
}

TYPED: dict[str, Check] = {
    "plain_text_input": typed(
        "plain_text_input",
        {},
        {
            **typed_in,
            "initial_value": string(3000, 0),
            "multiline": flag,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
        in_order("min_length", "max_length"),
    ),
    "email_text_input": typed("email_text_input", {}, {**typed_in, "initial_value": string()}),
    "url_text_input": typed("url_text_input", {}, {**typed_in, "initial_value": string()}),
    "number_input": typed(
        "number_input",
        {"is_decimal_allowed": flag},
        {**typed_in, "initial_value": numeric, "min_value": numeric, "max_value": numeric},
        in_order("min_value", "max_value"),
    ),
    "file_input": typed("file_input", {}, {**action, "filetypes": array(string(), least=1), "max_files": whole(1, 10)}),
}

ACTION_ELEMENTS = {**BUTTONS, **MENUS, **CHOICES, **MOMENTS, **RICH_TEXT_INPUT}
ACCESSORIES = {**BUTTONS, **MENUS, **CHOICES, "image": image}
INPUTS = {**MENUS, **CHOICES, **MOMENTS, **RICH_TEXT_INPUT, **TYPED}

feedback = record({"text": plain_text(75)}, {"value": string(2000, 0), "accessibility_label": string(75)})
CONTEXT_ACTIONS: dict[str, Check] = {
    "feedback_buttons": typed("feedback_buttons", {"positive_button": feedback, "negative_button": feedback}, action),
    "icon_button": typed(
        "icon_button",
        {"icon": choice("trash"), "text": plain_text(75)},
        {
            **confirmed,
            "value": string(2000, 0),
            "accessibility_label": string(75),
            "visible_to_user_ids": array(string(), 10),
        },
    ),
}
