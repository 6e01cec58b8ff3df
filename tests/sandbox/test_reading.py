"""Slack's texts as people see them."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.reading import Reader


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<@U2BEN> and <@U1ADA|ada>", "@ben and @ada"),
        ("<@U9GONE>", "@U9GONE"),
        ("<https://example.org|our page>", "our page"),
        ("<https://example.org>", "https://example.org"),
        ("<!here> <!channel>", "@here @channel"),
        ("<!date^1772409600^{date}|2 March>", "2 March"),
        ("*bold* _slanted_ ~gone~ `code`", "bold slanted gone code"),
        ("*_both_*", "_both_"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("1 &lt; 2 &amp; 3 &gt; 2", "1 < 2 & 3 > 2"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_markup_is_read_and_not_seen(team: Any, written: str, shown: str) -> None:
    assert Reader(team).mrkdwn(written) == shown


def test_channels_are_read_by_name(team: Any) -> None:
    support = team.channel_named("support").id
    assert Reader(team).mrkdwn(f"<#{support}> <#{support}|old>") == "#support #support"
    assert Reader(team).channel(team.direct("U1ADA").id).startswith("D")


def test_plain_text_is_shown_as_it_is(team: Any) -> None:
    assert Reader(team).text({"type": "plain_text", "text": "*not bold* <@U2BEN>"}) == "*not bold* <@U2BEN>"
    assert Reader(team).text({"type": "mrkdwn", "text": "*bold*"}) == "bold"
    assert Reader(team).text("words") == "words"
    assert Reader(team).text(None) == ""


def test_rich_text_is_read_line_by_line(team: Any) -> None:
    support = team.channel_named("support").id
    words = [
        {"type": "text", "text": "Thanks "},
        {"type": "user", "user_id": "U2BEN"},
        {"type": "text", "text": " in "},
        {"type": "channel", "channel_id": support},
        {"type": "emoji", "name": "tada"},
        {"type": "link", "url": "https://example.org"},
        {"type": "broadcast", "range": "here"},
    ]
    items = [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]} for text in ("one", "two")]
    block = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": words}, {"type": "rich_text_list", "elements": items}],
    }
    assert list(Reader(team).rich(block)) == ["Thanks @ben in #support:tada:https://example.org@here", "one", "two"]
    assert Reader(team).text(block).endswith("@here one two")


@pytest.mark.parametrize(
    ("entry", "shown"),
    [
        ({"type": "plain_text_input", "value": "hello"}, "hello"),
        ({"type": "plain_text_input", "value": None}, None),
        ({"type": "users_select", "selected_user": "U2BEN"}, "@ben"),
        ({"type": "multi_users_select", "selected_users": ["U2BEN", "U1ADA"]}, ["@ben", "@ada"]),
        ({"type": "static_select", "selected_option": {"text": {"type": "plain_text", "text": "Red"}}}, "Red"),
        ({"type": "datetimepicker", "selected_date_time": 12}, "12"),
        ({"type": "file_input", "files": [{"id": "F1", "name": "notes.txt"}]}, ["notes.txt"]),
    ],
)
def test_what_an_element_holds_is_read_in_words(team: Any, entry: Any, shown: Any) -> None:
    assert Reader(team).held(entry) == shown
