"""Block Kit's composition objects: texts, options, confirmations and the small objects that elements are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.block_rules import (
    BAD_ENUM,
    FINE,
    Check,
    Problem,
    any_of,
    array,
    by_type,
    choice,
    flag,
    one_of,
    record,
    string,
    typed,
    wrong,
)


def plain_text(most: int) -> Check:
    """A `plain_text` object of 1 to `most` characters."""
    return text_object(most, "plain_text")


def any_text(most: int) -> Check:
    """A `plain_text` or `mrkdwn` object of 1 to `most` characters."""
    return text_object(most, "plain_text", "mrkdwn")


def text_object(most: int, *kinds: str) -> Check:
    """A text object of one of these kinds, of 1 to `most` characters.

    Most of a message is texts: to know the commonest forms at first sight takes half the time of a message away.
    """
    full = by_type({kind: text_kinds(most)[kind] for kind in kinds}, BAD_ENUM)

    def check(value: Any) -> Sequence[Problem]:
        return FINE if is_text(value, most) and value["type"] in kinds else full(value)

    return check


def text_kinds(most: int) -> dict[str, Check]:
    """Both text objects by their types, each of 1 to `most` characters."""
    return {
        "plain_text": typed("plain_text", {"text": string(most)}, {"emoji": flag}),
        "mrkdwn": typed("mrkdwn", {"text": string(most)}, {"verbatim": flag}),
    }


def is_text(value: Any, most: int) -> bool:
    """Whether a value is `type`, `text` of 1 to `most` characters, perhaps `emoji` with a boolean, and no more."""
    if not isinstance(value, dict) or "type" not in value:
        return False
    text = value.get("text")
    if not isinstance(text, str) or not 0 < len(text) <= most:
        return False
    if len(value) == 2:
        return True
    return len(value) == 3 and value["type"] == "plain_text" and isinstance(value.get("emoji"), bool)


plain_option = record({"text": plain_text(75), "value": string(150)}, {"description": plain_text(75)})
linked_option = record(
    {"text": plain_text(75), "value": string(150)}, {"description": plain_text(75), "url": string(3000)}
)
rich_option = record({"text": any_text(75), "value": string(150)}, {"description": any_text(75)})
option_group = record({"label": plain_text(75), "options": array(plain_option, 100, 1)})


def among_options(value: Any) -> Sequence[Problem]:
    """A rule for elements with options: what is chosen at first must be one of the options, word for word."""
    groups = value.get("option_groups", [value])
    offered = [option for group in groups for option in group.get("options", ())]
    if "initial_option" in value and value["initial_option"] not in offered:
        return wrong("must match one of the options", "/initial_option")
    if any(option not in offered for option in value.get("initial_options", ())):
        return wrong("must match one of the options", "/initial_options")
    return FINE


confirm = record(
    {"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": choice("primary", "danger")},
)
conversation_filter = record(
    {},
    {
        "include": array(choice("im", "mpim", "private", "public"), least=1),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
    any_of("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
dispatch_action_config = record({"trigger_actions_on": array(choice("on_enter_pressed", "on_character_entered"), 2, 1)})
slack_file = record({}, {"id": string(), "url": string(3000)}, one_of("id", "url"))
slack_icon = typed("icon", {"name": string()})
workflow = record(
    {
        "trigger": record(
            {"url": string()},
            {"customizable_input_parameters": array(record({"name": string(), "value": string(least=0)}))},
        )
    }
)

# The same picture stands in sections, contexts and cards; the image block has a title besides.
image_source = {"alt_text": string(2000)}
image_place = {"image_url": string(3000), "slack_file": slack_file}
image = typed("image", image_source, image_place, one_of("image_url", "slack_file"))
