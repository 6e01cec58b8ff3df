from __future__ import annotations

from typing import Any

import pytest

from sandbox.blocks import check_message, check_view


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


BUTTON = {"type": "button", "text": plain("Yes")}
QUESTION = {"type": "input", "label": plain("What helped?"), "element": {"type": "plain_text_input"}}
CELL = {"type": "raw_text", "text": "a"}
PIE = {"type": "pie", "segments": [{"label": "met", "value": 3}]}
DIVIDER = {"type": "divider"}
IMAGE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A chart"}
CARD = {"type": "card", "title": plain("Ada")}
RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}
VIDEO = {
    "type": "video",
    "alt_text": "a",
    "title": plain("How to"),
    "thumbnail_url": "https://example.com/t.png",
    "video_url": "https://example.com/v",
}
ICON_BUTTON = {"type": "icon_button", "icon": "trash", "text": plain("Delete")}
DATA_TABLE = {"type": "data_table", "caption": "c", "rows": [[CELL]] * 2}
PLACES: list[tuple[dict[str, Any], str]] = [
    ({"type": "actions", "elements": [BUTTON]}, "message modal home"),
    ({"type": "context", "elements": [IMAGE]}, "message modal home"),
    (DIVIDER, "message modal home"),
    ({"type": "header", "text": plain("This week")}, "message modal home"),
    (IMAGE, "message modal home"),
    (QUESTION, "message modal home"),
    (RICH, "message modal home"),
    ({"type": "section", "text": plain("Hello Ada")}, "message modal home"),
    (VIDEO, "message modal home"),
    (CARD, "message modal home"),
    ({"type": "carousel", "elements": [CARD]}, "message home"),
    ({"type": "table", "rows": [[CELL]]}, "message home"),
    (DATA_TABLE, "message home"),
    ({"type": "alert", "text": plain("Careful")}, "modal"),
    ({"type": "container", "title": plain("More"), "child_blocks": [DIVIDER]}, "message"),
    ({"type": "context_actions", "elements": [ICON_BUTTON]}, "message"),
    ({"type": "data_visualization", "title": "Customers", "chart": PIE}, "message"),
    ({"type": "file", "external_id": "F1", "source": "remote"}, "message"),
    ({"type": "markdown", "text": "**Hello**"}, "message"),
    ({"type": "plan", "title": "Tidy up"}, "message"),
    ({"type": "task_card", "task_id": "1", "title": "Tidy up"}, "message"),
]


@pytest.mark.parametrize(("block", "places"), PLACES, ids=[block["type"] for block, _ in PLACES])
def test_a_block_is_accepted_where_it_may_stand_and_refused_elsewhere(block, places):
    found = {
        "message": check_message({"text": "t", "blocks": [block]}),
        "modal": check_view({"type": "modal", "title": plain("a"), "submit": plain("Send"), "blocks": [block]}),
        "home": check_view({"type": "home", "blocks": [block]}),
    }

    assert {place for place, problems in found.items() if not problems} == set(places.split())
    for place, problems in found.items():
        where = "/blocks/0/type" if place == "message" else "/view/blocks/0/type"
        assert problems in ([], [f"unsupported type: {block['type']} [json-pointer:{where}]"])
