from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import markup


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("thanks <@U1|cleo> and <@U2>", "thanks @cleo and @someone"),
        ("see <#C1|general> or <#C2>", "see #general or #channel"),
        ("<!channel> <!here|here> <!subteam^S1|@support>", "@channel @here @support"),
        ("<https://example.org/a|the page> <https://example.org>", "https://example.org/a https://example.org"),
        ("<mailto:a@example.org|a@example.org>", "a@example.org"),
        ("R&amp;D: 2 &lt; 3 &gt; 1", "R&D: 2 < 3 > 1"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("&amp;lt;", "&lt;"),
        ("no markup", "no markup"),
    ],
)
def test_markup_is_read_as_people_wrote_it(sent: str, read: str) -> None:
    assert markup.plain(sent) == read


def test_those_who_are_mentioned_without_a_name_are_found_and_named():
    sent = "<@U1|cleo>, <@U2>, <@W3|>, <@U2> and <@U4>; <!subteam^S1> in <#C1>"
    assert markup.unnamed(sent) == {"U2", "W3", "U4"}
    named = markup.plain(sent, {"U1": "Cleo Test", "U2": "Ben Test", "W3": "Ada &lt;Test"})
    assert named == "@cleo, @Ben Test, @Ada <Test, @Ben Test and @someone; @subteam in #channel"


@given(st.text())
def test_what_slack_escaped_comes_back_as_it_was_typed(typed: str) -> None:
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert markup.plain(escaped) == typed


@pytest.mark.parametrize(
    ("url", "thread", "link"),
    [
        ("https://acme.slack.com/", "", "https://acme.slack.com/archives/C1/p1700000000000100"),
        ("https://acme.slack.com", "1700000000.000100", "https://acme.slack.com/archives/C1/p1700000000000100"),
        (
            "http://127.0.0.1:8787/",
            "1600000000.000100",
            "http://127.0.0.1:8787/archives/C1/p1700000000000100?thread_ts=1600000000.000100&cid=C1",
        ),
    ],
)
def test_the_address_of_a_message_is_made_of_where_it_stands(url: str, thread: str, link: str) -> None:
    assert markup.permalink(url, "C1", "1700000000.000100", thread) == link


@pytest.mark.parametrize(
    ("url", "channel", "ts"),
    [
        ("", "C1", "1.2"),
        ("https://acme.slack.com", "", "1.2"),
        ("https://acme.slack.com", "C1", ""),
        ("https://acme.slack.com|the bank", "C1", "1.2"),
        ("https://acme.slack.com", "C1> <!channel", "1.2"),
        ("https://acme.slack.com", "C1", "1.2|x"),
    ],
)
def test_what_is_not_known_or_none_of_slacks_has_no_address(url: str, channel: str, ts: str) -> None:
    assert markup.permalink(url, channel, ts) == ""
