from __future__ import annotations

from typing import Any

import pytest

from sandbox.block_objects import (
    any_text,
    confirm,
    conversation_filter,
    dispatch_action_config,
    image,
    linked_option,
    option_group,
    plain_option,
    plain_text,
    rich_option,
    slack_file,
    slack_icon,
    workflow,
)
from sandbox.block_rules import at_pointer


def plain(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, **more}


def mrkdwn(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, **more}


def option(**changes: Any) -> dict[str, Any]:
    return {"text": plain("Ada"), "value": "a", **changes}


def dialog(**changes: Any) -> dict[str, Any]:
    both = {"confirm": plain("Yes"), "deny": plain("No")}
    return {"title": plain("Sure?"), "text": mrkdwn("*Ada* will see it."), **both, **changes}


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (plain_text(5), plain("a")),
        (plain_text(5), plain("abcde", emoji=True)),
        (any_text(5), plain("abcde", emoji=False)),
        (any_text(5), mrkdwn("abcde")),
        (any_text(5), mrkdwn("abcde", verbatim=True)),
        (plain_option, option(text=plain("a" * 75), value="v" * 150, description=plain("a" * 75))),
        (linked_option, option(url="u" * 3000)),
        (rich_option, option(text=mrkdwn("*Ada*"), description=mrkdwn("_Support_"))),
        (option_group, {"label": plain("a" * 75), "options": [option()] * 100}),
        (confirm, dialog(title=plain("a" * 100), text=plain("a" * 300), style="danger")),
        (confirm, dialog(confirm=plain("a" * 30), deny=plain("a" * 30))),
        (conversation_filter, {"include": ["im", "mpim", "private", "public"]}),
        (conversation_filter, {"exclude_external_shared_channels": True}),
        (dispatch_action_config, {"trigger_actions_on": ["on_enter_pressed"]}),
        (slack_file, {"id": "F1"}),
        (slack_file, {"url": "https://files.slack.com/F1"}),
        (slack_icon, {"type": "icon", "name": "sparkle"}),
        (image, {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "a"}),
        (workflow, {"trigger": {"url": "u", "customizable_input_parameters": [{"name": "n", "value": ""}]}}),
    ],
)
def test_an_object_within_its_limits_is_accepted(check, value):
    assert at_pointer("", check(value)) == []


@pytest.mark.parametrize(
    ("check", "value", "problem"),
    [
        (plain_text(5), plain(""), "must be more than 0 characters [json-pointer:/text]"),
        (plain_text(5), plain("abcdef"), "must be less than 6 characters [json-pointer:/text]"),
        (plain_text(5), plain("a", emoji=1), "must provide a boolean [json-pointer:/emoji]"),
        (plain_text(5), plain("a", verbatim=True), "invalid additional property: verbatim [json-pointer:]"),
        (plain_text(5), mrkdwn("a"), "must be a valid enum value [json-pointer:/type]"),
        (plain_text(5), {"text": "a"}, "missing required field: type [json-pointer:]"),
        (plain_text(5), {"text": "a", "emoji": True}, "missing required field: type [json-pointer:]"),
        (plain_text(5), {"type": "plain_text"}, "missing required field: text [json-pointer:]"),
        (plain_text(5), {"type": "plain_text", "text": None}, "must provide a string [json-pointer:/text]"),
        (any_text(5), mrkdwn("a", emoji=True), "invalid additional property: emoji [json-pointer:]"),
        (any_text(5), mrkdwn("abcdef"), "must be less than 6 characters [json-pointer:/text]"),
        (any_text(5), {"type": "markdown", "text": "a"}, "must be a valid enum value [json-pointer:/type]"),
        (any_text(5), {"type": {}, "text": "a"}, "must provide a string [json-pointer:/type]"),
        (any_text(5), "a", "must provide an object [json-pointer:]"),
        (plain_option, option(text=plain("a" * 76)), "must be less than 76 characters [json-pointer:/text/text]"),
        (plain_option, option(value="v" * 151), "must be less than 151 characters [json-pointer:/value]"),
        (plain_option, option(value=""), "must be more than 0 characters [json-pointer:/value]"),
        (plain_option, {"text": plain("Ada")}, "missing required field: value [json-pointer:]"),
        (
            plain_option,
            option(description=plain("a" * 76)),
            "must be less than 76 characters [json-pointer:/description/text]",
        ),
        (plain_option, option(url="u"), "invalid additional property: url [json-pointer:]"),
        (linked_option, option(url="u" * 3001), "must be less than 3001 characters [json-pointer:/url]"),
        (rich_option, option(text=mrkdwn("a" * 76)), "must be less than 76 characters [json-pointer:/text/text]"),
        (
            option_group,
            {"label": plain("a" * 76), "options": [option()]},
            "must be less than 76 characters [json-pointer:/label/text]",
        ),
        (
            option_group,
            {"label": plain("a"), "options": [option()] * 101},
            "no more than 100 items allowed [json-pointer:/options]",
        ),
        (
            option_group,
            {"label": plain("a"), "options": []},
            "must provide at least 1 items [json-pointer:/options]",
        ),
        (confirm, dialog(title=plain("a" * 101)), "must be less than 101 characters [json-pointer:/title/text]"),
        (confirm, dialog(text=plain("a" * 301)), "must be less than 301 characters [json-pointer:/text/text]"),
        (confirm, dialog(confirm=plain("a" * 31)), "must be less than 31 characters [json-pointer:/confirm/text]"),
        (confirm, dialog(deny=plain("a" * 31)), "must be less than 31 characters [json-pointer:/deny/text]"),
        (confirm, dialog(style="loud"), "must be a valid enum value [json-pointer:/style]"),
        (conversation_filter, {"include": []}, "must provide at least 1 items [json-pointer:/include]"),
        (conversation_filter, {"include": ["dm"]}, "must be a valid enum value [json-pointer:/include/0]"),
        (
            dispatch_action_config,
            {"trigger_actions_on": ["on_enter_pressed"] * 3},
            "no more than 2 items allowed [json-pointer:/trigger_actions_on]",
        ),
        (slack_file, {}, "must define either `id` or `url` [json-pointer:]"),
        (slack_file, {"id": "F1", "url": "u"}, "must define either `id` or `url` [json-pointer:]"),
        (slack_icon, {"type": "slack_icon", "name": "sparkle"}, "must be a valid enum value [json-pointer:/type]"),
        (image, {"type": "image", "alt_text": "a"}, "must define either `image_url` or `slack_file` [json-pointer:]"),
        (workflow, {"trigger": {}}, "missing required field: url [json-pointer:/trigger]"),
    ],
)
def test_an_object_outside_its_limits_is_refused(check, value, problem):
    assert at_pointer("", check(value)) == [problem]
