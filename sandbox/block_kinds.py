"""Block Kit's blocks: the fields of each kind, and where it may stand.

Where Slack's pages and Slack's libraries name different limits or places, the stricter one is held to: what passes
here passes either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.block_data import data_table, data_visualization, table
from sandbox.block_elements import ACCESSORIES, ACTION_ELEMENTS, BUTTONS, CONTEXT_ACTIONS, INPUTS
from sandbox.block_objects import any_text, image, image_place, image_source, plain_text, slack_icon, text_kinds
from sandbox.block_rich_text import rich_text
from sandbox.block_rules import (
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
    whole,
    wrong,
)

block_id = {"block_id": string(255)}


def own_action_ids(value: Any) -> Sequence[Problem]:
    """A rule for blocks with several elements: no two have the same action_id."""
    seen = set()
    for index, element in enumerate(value["elements"]):
        action_id = element.get("action_id")
        if action_id in seen:
            return wrong(f'`action_id` "{action_id}" already exists', f"/elements/{index}/action_id")
        if action_id is not None:
            seen.add(action_id)
    return FINE


def files_wait_for_submit(value: Any) -> Sequence[Problem]:
    """A rule for input blocks: a file input cannot dispatch an action."""
    if value.get("dispatch_action") and value["element"]["type"] == "file_input":
        return wrong("unsupported type: file_input", "/element/type")
    return FINE


def collapses(value: Any) -> Sequence[Problem]:
    """A rule for containers: only what can be collapsed can start collapsed, and only what cannot has a divider."""
    collapsible = value.get("is_collapsible", False)
    if value.get("default_collapsed") and not collapsible:
        return wrong("must define `is_collapsible` to use `default_collapsed`", "/default_collapsed")
    if value.get("has_header_divider") and collapsible:
        return wrong("must not be used with `is_collapsible`", "/has_header_divider")
    return FINE


def own_task_ids(value: Any) -> Sequence[Problem]:
    """A rule for plans: no two tasks have the same id."""
    ids = [task["task_id"] for task in value.get("tasks", ())]
    return FINE if len(set(ids)) == len(ids) else wrong("task ids must be unique", "/tasks")


BASIC: dict[str, Check] = {
    "actions": typed("actions", {"elements": array(by_type(ACTION_ELEMENTS), 25, 1)}, block_id, own_action_ids),
    "context": typed("context", {"elements": array(by_type({**text_kinds(3000), "image": image}), 10, 1)}, block_id),
    "divider": typed("divider", {}, block_id),
    "header": typed("header", {"text": plain_text(150)}, {"level": whole(1, 4), **block_id}),
    "image": typed(
        "image", image_source, {**image_place, "title": plain_text(2000), **block_id}, one_of("image_url", "slack_file")
    ),
    "input": typed(
        "input",
        {"label": plain_text(2000), "element": by_type(INPUTS)},
        {"hint": plain_text(2000), "optional": flag, "dispatch_action": flag, **block_id},
        files_wait_for_submit,
    ),
    "rich_text": rich_text,
    "section": typed(
        "section",
        {},
        {
            "text": any_text(3000),
            "fields": array(any_text(2000), 10, 1),
            "accessory": by_type(ACCESSORIES),
            "expand": flag,
            **block_id,
        },
        any_of("text", "fields", where="/type"),
    ),
    "video": typed(
        "video",
        {
            "alt_text": string(2000, 0),
            "title": plain_text(200),
            "thumbnail_url": string(3000),
            "video_url": string(3000),
        },
        {
            "author_name": string(50),
            "description": plain_text(200),
            "provider_icon_url": string(2000),
            "provider_name": string(50),
            "title_url": string(2000),
            **block_id,
        },
    ),
}

card = typed(
    "card",
    {},
    {
        "title": any_text(150),
        "subtitle": any_text(150),
        "body": any_text(200),
        "subtext": any_text(200),
        "hero_image": image,
        "icon": image,
        "slack_icon": slack_icon,
        "actions": array(by_type({"button": BUTTONS["button"]}), 3),
        **block_id,
    },
    any_of("hero_image", "title", "actions", "body"),
    lambda value: FINE if not {"icon", "slack_icon"} <= value.keys() else wrong("must define one icon", "/slack_icon"),
)
alert = typed(
    "alert",
    {"text": any_text(200)},
    {"level": choice("default", "info", "warning", "error", "success"), **block_id},
)
carousel = typed("carousel", {"elements": array(by_type({"card": card}), 10, 1)}, block_id)
file = typed("file", {"external_id": string(), "source": choice("remote")}, block_id)

container = typed(
    "container",
    {"child_blocks": array(by_type({**BASIC, "file": file, "table": table}), 10, 1)},
    {
        "title": plain_text(150),
        "rich_text_title": rich_text,
        "subtitle": any_text(150),
        "width": choice("narrow", "standard", "wide", "full"),
        "icon": image,
        "is_collapsible": flag,
        "default_collapsed": flag,
        "has_header_divider": flag,
        **block_id,
    },
    any_of("title", "rich_text_title"),
    collapses,
)

context_actions = typed(
    "context_actions", {"elements": array(by_type(CONTEXT_ACTIONS), 5, 1)}, block_id, own_action_ids
)
markdown = typed("markdown", {"text": string(12000)}, block_id)

source = typed("url", {"url": string(), "text": string()})
task = {"task_id": string(), "title": string()}
task_parts = {"details": rich_text, "output": rich_text, "sources": array(by_type({"url": source})), **block_id}
# Only in a plan can a task be waiting for others.
task_card = typed("task_card", task, {**task_parts, "status": choice("in_progress", "complete", "error")})
planned = choice("pending", "in_progress", "complete", "error")
plan = typed(
    "plan",
    {"title": string()},
    {
        "tasks": array(record(task, {"type": choice("task_card"), **task_parts, "status": planned}), 50),
        "status": planned,
        **block_id,
    },
    own_task_ids,
)

IN_MODALS: dict[str, Check] = {**BASIC, "alert": alert, "card": card}
IN_HOME: dict[str, Check] = {**BASIC, "card": card, "carousel": carousel, "table": table, "data_table": data_table}
IN_MESSAGES: dict[str, Check] = {
    **IN_HOME,
    "container": container,
    "context_actions": context_actions,
    "data_visualization": data_visualization,
    "file": file,
    "markdown": markdown,
    "plan": plan,
    "task_card": task_card,
}
