from __future__ import annotations

from typing import Any

import pytest

from sandbox.block_kinds import IN_MESSAGES, IN_MODALS
from sandbox.block_rules import at_pointer

URL = "https://example.com/a.png"
IMAGE = {"type": "image", "image_url": URL, "alt_text": "A chart"}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def rich(text: str) -> dict[str, Any]:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Yes"), **more}


def problems_of(block: dict[str, Any]) -> list[str]:
    return at_pointer("", {**IN_MODALS, **IN_MESSAGES}[block["type"]](block))


def section(**fields: Any) -> dict[str, Any]:
    return {"type": "section", **fields}


def several(kind: str, *elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "elements": list(elements)}


def header(text: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "header", "text": text, **more}


def image(**changes: Any) -> dict[str, Any]:
    return {**IMAGE, **changes}


def question(element: str = "plain_text_input", **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("What helped?"), "element": {"type": element}, **more}


def video(**more: Any) -> dict[str, Any]:
    urls = {"thumbnail_url": URL, "video_url": URL}
    return {"type": "video", "alt_text": "a", "title": plain("How to"), **urls, **more}


def card(**fields: Any) -> dict[str, Any]:
    return {"type": "card", **fields}


def container(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "container", "title": plain("More"), "child_blocks": list(blocks), **more}


def task(**more: Any) -> dict[str, Any]:
    return {"task_id": "1", "title": "Tidy up", **more}


def thumbs(**more: Any) -> dict[str, Any]:
    both = {"positive_button": {"text": plain("Good")}, "negative_button": {"text": plain("Bad")}}
    return {"type": "feedback_buttons", **both, **more}


def trash(**more: Any) -> dict[str, Any]:
    return {"type": "icon_button", "icon": "trash", "text": plain("Delete"), **more}


DIVIDER = {"type": "divider"}


@pytest.mark.parametrize(
    "block",
    [
        {"type": "divider", "block_id": "b" * 255},
        section(text=plain("a" * 3000)),
        section(text=mrkdwn("a" * 3000), expand=True),
        section(fields=[mrkdwn("a" * 2000)] * 10),
        section(text=mrkdwn("a"), fields=[plain("b")], accessory=button()),
        section(text=mrkdwn("a"), accessory=IMAGE),
        header(plain("a" * 150)),
        header(plain("a"), level=4),
        several("actions", *[button(action_id=str(number)) for number in range(25)]),
        several("actions", button(), button()),
        several("context", *[mrkdwn("a")] * 10),
        several("context", plain("a"), IMAGE),
        image(alt_text="a" * 2000, title=plain("a" * 2000)),
        image(image_url="h" * 3000),
        {"type": "image", "alt_text": "A chart", "slack_file": {"id": "F1"}},
        {"type": "image", "alt_text": "A chart", "slack_file": {"url": URL}},
        question(label=plain("a" * 2000), hint=plain("a" * 2000), optional=True, dispatch_action=True),
        question("file_input", dispatch_action=False),
        video(alt_text="", title=plain("a" * 200), description=plain("a" * 200), author_name="a" * 50),
        {"type": "markdown", "text": "a" * 12_000},
        {"type": "file", "external_id": "F1", "source": "remote"},
        {"type": "alert", "text": mrkdwn("a" * 200), "level": "warning"},
        card(title=plain("a" * 150), subtitle=mrkdwn("a" * 150), body=mrkdwn("a" * 200), subtext=mrkdwn("a" * 200)),
        card(actions=[button()] * 3),
        card(hero_image=IMAGE, slack_icon={"type": "icon", "name": "sparkle"}),
        several("carousel", *[card(title=plain("Ada"))] * 10),
        container(*[DIVIDER] * 10),
        container(DIVIDER, is_collapsible=True, default_collapsed=True, width="wide", subtitle=mrkdwn("a" * 150)),
        {"type": "container", "rich_text_title": rich("More"), "child_blocks": [section(text=plain("a"))]},
        several("context_actions", thumbs(action_id="a"), trash(action_id="b"), trash(), trash(), trash()),
        {"type": "plan", "title": "Tidy up", "tasks": [task(task_id=str(number)) for number in range(50)]},
        {"type": "plan", "title": "Tidy up", "tasks": [task(status="pending", details=rich("a"), output=rich("b"))]},
        {"type": "task_card", **task(status="complete", sources=[{"type": "url", "url": URL, "text": "a"}])},
    ],
)
def test_a_block_within_its_limits_is_accepted(block):
    assert problems_of(block) == []


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        ({"type": "divider", "block_id": "b" * 256}, "must be less than 256 characters [json-pointer:/block_id]"),
        ({"type": "divider", "block_id": ""}, "must be more than 0 characters [json-pointer:/block_id]"),
        ({"type": "divider", "text": plain("a")}, "invalid additional property: text [json-pointer:]"),
        (section(), "must define either `text` or `fields` [json-pointer:/type]"),
        (section(fields=[]), "must provide at least 1 items [json-pointer:/fields]"),
        (section(text=plain("")), "must be more than 0 characters [json-pointer:/text/text]"),
        (section(text=plain("a" * 3001)), "must be less than 3001 characters [json-pointer:/text/text]"),
        (section(text=mrkdwn("a" * 3001)), "must be less than 3001 characters [json-pointer:/text/text]"),
        (section(text="Hello Ada"), "must provide an object [json-pointer:/text]"),
        (section(text=None, fields=[plain("a")]), "must provide an object [json-pointer:/text]"),
        (section(fields=[plain("a")] * 11), "no more than 10 items allowed [json-pointer:/fields]"),
        (section(fields=[mrkdwn("a" * 2001)]), "must be less than 2001 characters [json-pointer:/fields/0/text]"),
        (section(text=plain("a"), expand="yes"), "must provide a boolean [json-pointer:/expand]"),
        (header(mrkdwn("*This week*")), "must be a valid enum value [json-pointer:/text/type]"),
        (header(plain("a" * 151)), "must be less than 151 characters [json-pointer:/text/text]"),
        (header(plain("a"), level=5), "must be less than 5 [json-pointer:/level]"),
        (header(plain("a"), level=0), "must be more than 0 [json-pointer:/level]"),
        (header(plain("a"), level=True), "must provide an integer [json-pointer:/level]"),
        (several("actions"), "must provide at least 1 items [json-pointer:/elements]"),
        (several("actions", *[button()] * 26), "no more than 25 items allowed [json-pointer:/elements]"),
        (
            several("actions", button(action_id="a"), button(), button(action_id="a")),
            '`action_id` "a" already exists [json-pointer:/elements/2/action_id]',
        ),
        (several("context"), "must provide at least 1 items [json-pointer:/elements]"),
        (several("context", *[plain("a")] * 11), "no more than 10 items allowed [json-pointer:/elements]"),
        (several("context", button()), "unsupported type: button [json-pointer:/elements/0/type]"),
        (image(alt_text=""), "must be more than 0 characters [json-pointer:/alt_text]"),
        (image(alt_text="a" * 2001), "must be less than 2001 characters [json-pointer:/alt_text]"),
        ({"type": "image", "image_url": URL}, "missing required field: alt_text [json-pointer:]"),
        ({"type": "image", "alt_text": "a"}, "must define either `image_url` or `slack_file` [json-pointer:]"),
        (image(slack_file={"id": "F1"}), "must define either `image_url` or `slack_file` [json-pointer:]"),
        (image(image_url="h" * 3001), "must be less than 3001 characters [json-pointer:/image_url]"),
        (image(title=plain("a" * 2001)), "must be less than 2001 characters [json-pointer:/title/text]"),
        (image(title=mrkdwn("a")), "must be a valid enum value [json-pointer:/title/type]"),
        (question("button"), "unsupported type: button [json-pointer:/element/type]"),
        (question("overflow"), "unsupported type: overflow [json-pointer:/element/type]"),
        (question("file_input", dispatch_action=True), "unsupported type: file_input [json-pointer:/element/type]"),
        (question(label=plain("a" * 2001)), "must be less than 2001 characters [json-pointer:/label/text]"),
        (question(hint=plain("a" * 2001)), "must be less than 2001 characters [json-pointer:/hint/text]"),
        (question(label=mrkdwn("a")), "must be a valid enum value [json-pointer:/label/type]"),
        ({"type": "input", "label": plain("a")}, "missing required field: element [json-pointer:]"),
        (video(title=plain("a" * 201)), "must be less than 201 characters [json-pointer:/title/text]"),
        (video(description=plain("a" * 201)), "must be less than 201 characters [json-pointer:/description/text]"),
        (video(author_name="a" * 51), "must be less than 51 characters [json-pointer:/author_name]"),
        ({"type": "markdown", "text": ""}, "must be more than 0 characters [json-pointer:/text]"),
        ({"type": "markdown", "text": "a" * 12_001}, "must be less than 12001 characters [json-pointer:/text]"),
        (
            {"type": "file", "external_id": "F1", "source": "local"},
            "must be a valid enum value [json-pointer:/source]",
        ),
        ({"type": "alert", "text": plain("a" * 201)}, "must be less than 201 characters [json-pointer:/text/text]"),
        ({"type": "alert", "text": plain("a"), "level": "loud"}, "must be a valid enum value [json-pointer:/level]"),
        (
            card(subtitle=plain("a")),
            "must define either `hero_image` or `title` or `actions` or `body` [json-pointer:]",
        ),
        (card(title="Ada"), "must provide an object [json-pointer:/title]"),
        (card(title=plain("a" * 151)), "must be less than 151 characters [json-pointer:/title/text]"),
        (
            card(title=plain("a"), subtitle=plain("a" * 151)),
            "must be less than 151 characters [json-pointer:/subtitle/text]",
        ),
        (card(body=plain("a" * 201)), "must be less than 201 characters [json-pointer:/body/text]"),
        (
            card(body=plain("a"), subtext=plain("a" * 201)),
            "must be less than 201 characters [json-pointer:/subtext/text]",
        ),
        (card(actions=[button()] * 4), "no more than 3 items allowed [json-pointer:/actions]"),
        (card(actions=[trash()]), "unsupported type: icon_button [json-pointer:/actions/0/type]"),
        (
            card(title=plain("a"), icon=IMAGE, slack_icon={"type": "icon", "name": "sparkle"}),
            "must define one icon [json-pointer:/slack_icon]",
        ),
        (several("carousel"), "must provide at least 1 items [json-pointer:/elements]"),
        (
            several("carousel", *[card(title=plain("Ada"))] * 11),
            "no more than 10 items allowed [json-pointer:/elements]",
        ),
        (several("carousel", DIVIDER), "unsupported type: divider [json-pointer:/elements/0/type]"),
        (container(), "must provide at least 1 items [json-pointer:/child_blocks]"),
        (container(*[DIVIDER] * 11), "no more than 10 items allowed [json-pointer:/child_blocks]"),
        (container(container(DIVIDER)), "unsupported type: container [json-pointer:/child_blocks/0/type]"),
        (
            {"type": "container", "child_blocks": [DIVIDER]},
            "must define either `title` or `rich_text_title` [json-pointer:]",
        ),
        (
            container(DIVIDER, default_collapsed=True),
            "must define `is_collapsible` to use `default_collapsed` [json-pointer:/default_collapsed]",
        ),
        (
            container(DIVIDER, is_collapsible=True, has_header_divider=True),
            "must not be used with `is_collapsible` [json-pointer:/has_header_divider]",
        ),
        (several("context_actions", *[trash()] * 6), "no more than 5 items allowed [json-pointer:/elements]"),
        (
            several("context_actions", trash(action_id="a"), thumbs(action_id="a")),
            '`action_id` "a" already exists [json-pointer:/elements/1/action_id]',
        ),
        (
            several("context_actions", button()),
            "unsupported type: button [json-pointer:/elements/0/type]",
        ),
        ({"type": "plan", "title": plain("Tidy up")}, "must provide a string [json-pointer:/title]"),
        (
            {"type": "plan", "title": "Tidy up", "tasks": [task(task_id=str(number)) for number in range(51)]},
            "no more than 50 items allowed [json-pointer:/tasks]",
        ),
        (
            {"type": "plan", "title": "Tidy up", "tasks": [task(), task()]},
            "task ids must be unique [json-pointer:/tasks]",
        ),
        ({"type": "task_card", **task(status="pending")}, "must be a valid enum value [json-pointer:/status]"),
    ],
)
def test_a_block_outside_its_limits_is_refused(block, problem):
    assert problems_of(block) == [problem]
