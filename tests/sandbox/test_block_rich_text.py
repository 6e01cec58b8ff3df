from __future__ import annotations

from typing import Any

import pytest

from sandbox.block_rich_text import rich_text
from sandbox.block_rules import at_pointer

TEXT = {"type": "text", "text": "Hello Ada"}
LINK = {"type": "link", "url": "https://example.com"}


def rich(*elements: Any) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(elements)}


def part(kind: str, *elements: Any, **more: Any) -> dict[str, Any]:
    return {"type": f"rich_text_{kind}", "elements": list(elements), **more}


def section(*elements: Any) -> dict[str, Any]:
    return part("section", *elements)


def bullets(*elements: Any, **more: Any) -> dict[str, Any]:
    return part("list", *elements, **{"style": "bullet", **more})


@pytest.mark.parametrize(
    "value",
    [
        rich(section(TEXT)),
        rich(section()),
        {**rich(section(TEXT)), "block_id": "b" * 255},
        rich(section({**TEXT, "style": {"bold": True, "italic": False, "strike": True, "code": True}})),
        rich(section({**LINK, "text": "here", "unsafe": False, "style": {"bold": True}})),
        rich(section({"type": "user", "user_id": "U1"}, {"type": "channel", "channel_id": "C1"})),
        rich(section({"type": "usergroup", "usergroup_id": "S1"}, {"type": "team", "team_id": "T1"})),
        rich(section({"type": "emoji", "name": "wave", "skin_tone": 6}, {"type": "broadcast", "range": "here"})),
        rich(section({"type": "date", "timestamp": 0, "format": "{date}", "fallback": "long ago"})),
        rich(section({"type": "color", "value": "#aabbcc"})),
        rich(bullets(section(TEXT), section(LINK), indent=8, offset=0, border=1)),
        rich(bullets(section(TEXT), style="ordered"), part("quote", TEXT, border=0)),
        rich(part("preformatted", TEXT, LINK, border=0, language="python")),
    ],
)
def test_rich_text_within_the_rules_is_accepted(value):
    assert at_pointer("", rich_text(value)) == []


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (rich(), "must provide at least 1 items [json-pointer:/elements]"),
        (rich(TEXT), "unsupported type: text [json-pointer:/elements/0/type]"),
        (rich(section("Hello")), "must provide an object [json-pointer:/elements/0/elements/0]"),
        (
            rich(section({"type": "text", "text": ""})),
            "must be more than 0 characters [json-pointer:/elements/0/elements/0/text]",
        ),
        (
            rich(section(TEXT, {"type": "mrkdwn", "text": "a"})),
            "unsupported type: mrkdwn [json-pointer:/elements/0/elements/1/type]",
        ),
        (
            rich(section({**TEXT, "style": {"bold": "yes"}})),
            "must provide a boolean [json-pointer:/elements/0/elements/0/style/bold]",
        ),
        (
            rich(section({**TEXT, "style": {"loud": True}})),
            "invalid additional property: loud [json-pointer:/elements/0/elements/0/style]",
        ),
        (
            rich(section({"type": "user"})),
            "missing required field: user_id [json-pointer:/elements/0/elements/0]",
        ),
        (
            rich(section({"type": "broadcast", "range": "all"})),
            "must be a valid enum value [json-pointer:/elements/0/elements/0/range]",
        ),
        (
            rich(bullets(TEXT)),
            "unsupported type: text [json-pointer:/elements/0/elements/0/type]",
        ),
        (
            rich(bullets(section(bullets(section(TEXT))))),
            "unsupported type: rich_text_list [json-pointer:/elements/0/elements/0/elements/0/type]",
        ),
        (rich(bullets()), "must provide at least 1 items [json-pointer:/elements/0/elements]"),
        (rich(bullets(section(), style="dash")), "must be a valid enum value [json-pointer:/elements/0/style]"),
        (rich(part("list", section())), "missing required field: style [json-pointer:/elements/0]"),
        (rich(bullets(section(), indent=9)), "must be less than 9 [json-pointer:/elements/0/indent]"),
        (rich(bullets(section(), offset=-1)), "must be more than -1 [json-pointer:/elements/0/offset]"),
        (rich(part("quote", TEXT, border=2)), "must be less than 2 [json-pointer:/elements/0/border]"),
        (
            rich(part("preformatted", {"type": "user", "user_id": "U1"})),
            "unsupported type: user [json-pointer:/elements/0/elements/0/type]",
        ),
    ],
)
def test_rich_text_outside_the_rules_is_refused(value, problem):
    assert at_pointer("", rich_text(value)) == [problem]
